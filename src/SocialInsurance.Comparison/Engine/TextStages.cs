using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Any text to UTF-8 that cannot be cut into rows as it stands (UTF-16). What is no text becomes U+FFFD.</summary>
sealed class TranscodedText(ByteStage inner, Encoding encoding) : BufferedStage
{
    readonly byte[] raw = new byte[32 * 1024];
    readonly char[] chars = new char[32 * 1024 + 16];
    readonly byte[] utf8 = new byte[(32 * 1024 + 16) * 3];
    readonly Decoder decoder = encoding.GetDecoder();
    readonly Encoder encoder = new UTF8Encoding(false).GetEncoder(); // keeps a high surrogate until its low one comes
    bool isFirst = true;

    protected override bool Refill()
    {
        int read = inner.Read(raw);
        int count = decoder.GetChars(raw.AsSpan(0, read), chars, flush: read == 0);
        ReadOnlySpan<char> text = chars.AsSpan(0, count);
        if (isFirst && count > 0)
        {
            text = text[0] == '\uFEFF' ? text[1..] : text;
            isFirst = false;
        }

        Put(utf8.AsSpan(0, encoder.GetBytes(text, utf8, flush: read == 0)));
        return read > 0;
    }

    public override void Dispose() => inner.Dispose();
}

/// <summary>
/// GB 18030 to UTF-8 line by line, for quoted files whose delimiter is also a part of GB 18030 characters. A broken character
/// damages its line only.
/// </summary>
sealed class TranscodedLines(ByteStage inner) : BufferedStage
{
    static readonly Encoding Gb18030 = GbTranscoder.Replacing;

    readonly byte[] raw = new byte[32 * 1024];
    readonly List<byte> line = [];

    protected override bool Refill()
    {
        int read = inner.Read(raw);
        ReadOnlySpan<byte> rest = raw.AsSpan(0, read);
        while (rest.IndexOf((byte)'\n') is >= 0 and int end)
        {
            line.AddRange(rest[..end]);
            PutLine();
            Put("\n"u8);
            rest = rest[(end + 1)..];
        }

        line.AddRange(rest);
        if (read == 0 || line.Count > BlockSource.BlockBytes)
        {
            PutLine(); // an overlong row is refused later: where it is cut does not matter
        }

        return read > 0;
    }

    void PutLine()
    {
        Put(Encoding.UTF8.GetBytes(Gb18030.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line))));
        line.Clear();
    }

    public override void Dispose() => inner.Dispose();
}

/// <summary>Every line end - CR, LF or CR LF - becomes LF, for files whose lines end with CR alone.</summary>
sealed class UniformLineEnds(ByteStage inner) : BufferedStage
{
    readonly byte[] raw = new byte[32 * 1024];
    bool afterReturn;

    protected override bool Refill()
    {
        int read = inner.Read(raw);
        int kept = 0;
        for (int i = 0; i < read; i++)
        {
            byte b = raw[i];
            bool isSecondHalf = b == '\n' && afterReturn;
            afterReturn = b == '\r';
            if (!isSecondHalf)
            {
                raw[kept++] = b == '\r' ? (byte)'\n' : b;
            }
        }

        Put(raw.AsSpan(0, kept));
        return read > 0;
    }

    public override void Dispose() => inner.Dispose();
}

/// <summary>
/// Gives records of a fixed number of bytes a line each. A line end inside a record becomes a NUL byte: damage, named as such. A byte
/// order mark is no part of the first record.
/// </summary>
sealed class RecordLines(ByteStage inner, int recordBytes, FeedEncoding encoding) : BufferedStage
{
    readonly byte[] record = new byte[recordBytes + 1];
    bool isFirst = true;

    protected override bool Refill()
    {
        int length = Fill(0);
        if (isFirst)
        {
            int mark = HeaderProbe.MarkLength(record.AsSpan(0, length), encoding);
            record.AsSpan(mark, length - mark).CopyTo(record);
            length = mark > 0 ? Fill(length - mark) : length;
            isFirst = false;
        }

        if (length > 0)
        {
            record.AsSpan(0, length).Replace((byte)'\n', (byte)0);
            record.AsSpan(0, length).Replace((byte)'\r', (byte)0);
            record[length] = (byte)'\n';
            Put(record.AsSpan(0, length + 1));
        }

        return length == recordBytes;
    }

    int Fill(int length)
    {
        while (length < recordBytes && inner.Read(record.AsSpan(length, recordBytes - length)) is > 0 and int read)
        {
            length += read;
        }

        return length;
    }

    public override void Dispose() => inner.Dispose();
}

/// <summary>
/// Holds the last lines of a file back: totals and signatures that are no records. Of a file that came without them the last lines are
/// records (<see cref="MarginLines"/>), and up to the last of these they are read like any others.
/// </summary>
/// <param name="file">For the refusal.</param>
/// <param name="inner">The stage before.</param>
/// <param name="trailerLines">Lines to leave out, from 1. Blank ones count.</param>
sealed class WithoutTrailer(DataFile file, ByteStage inner, int trailerLines) : BufferedStage
{
    const int MaxHeldBytes = 8 << 20;

    readonly byte[] raw = new byte[32 * 1024];
    readonly Queue<byte[]> whole = []; // lines that may turn out to be the last ones
    readonly List<byte> open = [];
    long heldBytes;

    protected override bool Refill()
    {
        int read = inner.Read(raw);
        ReadOnlySpan<byte> rest = raw.AsSpan(0, read);
        while (rest.IndexOf((byte)'\n') is >= 0 and int end)
        {
            open.AddRange(rest[..(end + 1)]);
            rest = rest[(end + 1)..];
            Hold();
        }

        open.AddRange(rest);
        if (read == 0 && open.Count > 0)
        {
            Hold();
        }

        if (heldBytes + open.Count > MaxHeldBytes)
        {
            throw new InputRefusedException(new InputError(InputErrorCode.FileUnreadable, "the trailer is too long", file.Name, null, null, $"{trailerLines} lines of at most {MaxHeldBytes} bytes", "more"));
        }

        if (read == 0 && file.Layout is not null)
        {
            GiveRecords();
        }

        return read > 0;
    }

    /// <summary>Lines of the trailer up to the last record in it.</summary>
    void GiveRecords()
    {
        byte[][] last = [.. whole];
        file.RowsInTrailer = 0;
        if (!Array.Exists(last, line => MarginLines.MayBeRecord(line)))
        {
            return;
        }

        using var margin = new MarginLines(file);
        file.RowsInTrailer = Array.FindLastIndex(last, line => margin.IsRecord(line)) + 1;
        foreach (byte[] line in last.AsSpan(0, file.RowsInTrailer))
        {
            Put(line);
        }
    }

    void Hold()
    {
        whole.Enqueue([.. open]);
        heldBytes += open.Count;
        open.Clear();
        if (whole.Count > trailerLines)
        {
            byte[] line = whole.Dequeue();
            heldBytes -= line.Length;
            Put(line);
        }
    }

    public override void Dispose() => inner.Dispose();
}
