namespace SocialInsurance.Comparison;

/// <summary>One file of a run, probed and registered by digest.</summary>
sealed class DataFile
{
    internal required string Path { get; init; }

    internal required string Name { get; init; }

    internal required FeedDescriptor Descriptor { get; init; }

    internal required long SizeBytes { get; init; }

    /// <summary>Index in the list of files of the run; 16 bits.</summary>
    internal int Index { get; set; }

    internal string Sha256 { get; set; } = "";

    /// <summary>What the file system said before the first byte was read; null when it says nothing.</summary>
    internal InputStamp? Stamp { get; init; }

    internal ColumnLayout? Layout { get; set; }

    /// <summary>What the probe found.</summary>
    internal TextForm Form { get; set; } = TextForm.Plain;

    /// <summary>The file has to be read from its beginning: compressed, UTF-16, with a trailer...</summary>
    internal bool IsSequential => DeliveredText.IsNeeded(Form, Descriptor.Format);

    /// <summary>Bytes before the first record: byte order mark, title rows and header; of the decoded text where <see cref="IsSequential"/>.</summary>
    internal long DataOffset { get; set; }

    /// <summary>Something stands behind the header.</summary>
    internal bool HasRecords { get; set; } = true;

    /// <summary>Physical lines before the first record.</summary>
    internal int HeaderLines { get; set; }

    /// <summary>The delivery came without a title or header that its descriptor calls for: its first record stands there.</summary>
    internal bool HasRecordInHeader { get; set; }

    /// <summary>Lines read as rows that the descriptor calls a trailer, since one of them is a record; known when the file was read to its end.</summary>
    internal int RowsInTrailer { get; set; }

    /// <summary>Earlier file of the same source with the same content.</summary>
    internal DataFile? SameContentAs { get; set; }

    /// <summary>Why this delivery of a feed that was read before cannot be read; the run goes on without it. Null = it can.</summary>
    internal InputError? Unreadable { get; set; }

    /// <summary>The run reads it.</summary>
    internal bool IsRead => SameContentAs is null && Unreadable is null;

    internal void RefuseIfChanged(long readTo)
    {
        if (readTo != SizeBytes)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.FileChanged, "the file changed while it was read", Name, null, null, $"{SizeBytes} bytes", $"{readTo} bytes"));
        }
    }
}
