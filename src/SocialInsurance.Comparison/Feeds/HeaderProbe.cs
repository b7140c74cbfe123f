using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Looks at the first bytes of a file: container, encoding, line ends, title rows, header, number of columns.</summary>
static class HeaderProbe
{
    internal const int ProbeBytes = 64 * 1024;

    static ReadOnlySpan<byte> GbMark => [0x84, 0x31, 0x95, 0x33];

    internal static void Probe(DataFile file, List<InputError> errors)
    {
        byte[] raw = Head(DeliveredText.OpenUnpacked(file, isGzip: false, digests: false, static _ => { }));
        bool isGzip = raw.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        raw = isGzip ? Head(DeliveredText.OpenUnpacked(file, isGzip, digests: false, static _ => { })) : raw;
        if (Refusal(raw, file, isGzip) is { } refusal)
        {
            errors.Add(refusal);
            return;
        }

        file.Form = FormOf(raw, file, isGzip);
        byte[] head = file.IsSequential ? Head(DeliveredText.Open(file, digests: false, static _ => { })) : raw;
        FindRows(file, head, errors);
        if (file is { HasRecords: false, Layout: not null, Descriptor.Format.SkipTrailer: > 0 })
        {
            file.HasRecords = Head(DeliveredText.Open(file, digests: false, static _ => { })).Length > file.DataOffset; // what looked like a trailer without columns
        }
    }

    /// <summary>Bytes of the byte order mark that <paramref name="text"/>, UTF-8 or GB 18030, begins with; 0 = none.</summary>
    internal static int MarkLength(ReadOnlySpan<byte> text, FeedEncoding encoding) =>
        text.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length
        : encoding == FeedEncoding.Gb18030 && text.StartsWith(GbMark) ? GbMark.Length : 0;

    static byte[] Head(ByteStage stage)
    {
        using (stage)
        {
            byte[] head = new byte[ProbeBytes];
            int length = 0;
            while (length < ProbeBytes && stage.Read(head.AsSpan(length)) is > 0 and int read)
            {
                length += read;
            }

            return head[..length];
        }
    }

    static TextForm FormOf(byte[] raw, DataFile file, bool isGzip)
    {
        FeedFormat format = file.Descriptor.Format;
        Encoding? utf16 = !format.IsUtf16 ? null
            : format.Encoding == FeedEncoding.Utf16BigEndian || (format.Encoding == FeedEncoding.Utf16 && raw[0] == 0xFE) ? Encoding.BigEndianUnicode
            : Encoding.Unicode;
        bool returns = format.FixedWidth is not { RecordBytes: > 0 }
            && EndsWithReturns(utf16 is null ? raw : Encoding.UTF8.GetBytes(utf16.GetString(raw)), isCut: raw.Length == ProbeBytes, format);
        return !isGzip && utf16 is null && !returns ? TextForm.Plain : new TextForm(isGzip, utf16, returns);
    }

    /// <summary>
    /// Lines end with CR alone: the first and most of them, or nearly all. Outside quotes, which may hold any line end. At a quote that is
    /// still open where the head is cut, the lines before it decide; where there are none, and in a whole file, it is a character: it will
    /// cost its line, not the file.
    /// </summary>
    static bool EndsWithReturns(ReadOnlySpan<byte> head, bool isCut, FeedFormat format)
    {
        (int returns, int newlines, int line) = (0, 0, 0);
        bool startsWithReturn = false;
        for (int i = 0; i < head.Length; i++)
        {
            if (head[i] == '"' && format.IsQuoted && QuotedRows.OpensField(head[line..i], format.Delimiter))
            {
                int closing = QuotedRows.Closing(head, i);
                if (closing < 0 && isCut && returns + newlines > 0)
                {
                    break;
                }

                i = Math.Max(i, closing);
            }
            else if (head[i] is (byte)'\r' or (byte)'\n')
            {
                bool isPair = head[i] == '\r' && i + 1 < head.Length && head[i + 1] == '\n';
                returns += head[i] == '\r' && !isPair ? 1 : 0;
                newlines += head[i] == '\n' ? 1 : 0;
                startsWithReturn |= returns == 1 && newlines == 0;
                line = i + 1;
            }
        }

        return returns > (startsWithReturn ? 1 : 10) * newlines;
    }

    static InputError? Refusal(ReadOnlySpan<byte> head, DataFile file, bool isGzip)
    {
        FeedFormat format = file.Descriptor.Format;
        if (head.IsEmpty)
        {
            return new InputError(InputErrorCode.FileEmpty, "the file has no byte", file.Name, 1, null, "a header or rows", "0 bytes");
        }

        if (format.MustBeGzip && !isGzip)
        {
            return new InputError(InputErrorCode.FileUnreadable, "the file is not compressed as its descriptor says", file.Name, 1, null, "gzip", "no gzip mark");
        }

        if (FileContainer.Name(head) is { } container)
        {
            return new InputError(InputErrorCode.FileUnreadable, "the file is no text", file.Name, 1, null, "delimited or fixed-width text, perhaps in gzip", container);
        }

        return EncodingFault(head, format) is { } found
            ? new InputError(InputErrorCode.EncodingMismatch, "the file has another encoding than its descriptor says", file.Name, 1, null, NameOf(format.Encoding), found)
            : null;
    }

    static string? EncodingFault(ReadOnlySpan<byte> head, FeedFormat format)
    {
        bool hasWideMark = head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
        bool hasUtf8Mark = head.StartsWith(Encoding.UTF8.Preamble);
        return format.Encoding switch
        {
            FeedEncoding.Utf16 => hasWideMark ? null : hasUtf8Mark ? "UTF-8" : "no byte order mark",
            FeedEncoding.Utf16LittleEndian or FeedEncoding.Utf16BigEndian =>
                hasUtf8Mark ? "UTF-8" : EncodingGuess.WideMismatch(head, format.Encoding == FeedEncoding.Utf16BigEndian),
            _ when hasWideMark => "UTF-16",
            FeedEncoding.Gb18030 when hasUtf8Mark => "UTF-8 with byte order mark",
            FeedEncoding.Utf8 or FeedEncoding.Gb18030 => EncodingGuess.Mismatch(head, format.Encoding),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    internal static string NameOf(FeedEncoding encoding) => encoding switch
    {
        FeedEncoding.Utf8 => "utf-8",
        FeedEncoding.Gb18030 => "gb18030",
        FeedEncoding.Utf16 => "utf-16",
        FeedEncoding.Utf16LittleEndian => "utf-16le",
        FeedEncoding.Utf16BigEndian => "utf-16be",
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };

    /// <summary>Title rows, header, columns.</summary>
    static void FindRows(DataFile file, byte[] head, List<InputError> errors)
    {
        FeedFormat format = file.Descriptor.Format;
        ReadOnlySpan<byte> text = head;
        int start = MarkLength(text, format.Encoding);
        for (int i = 0; i < format.SkipLines; i++)
        {
            int end = text[start..].IndexOf((byte)'\n') + 1;
            if (end == 0)
            {
                errors.Add(new InputError(InputErrorCode.FileUnreadable, "the file ends within the rows to skip", file.Name, i + 1, null, $"more than {format.SkipLines} lines within {ProbeBytes} bytes", $"{i + 1}"));
                return;
            }

            start += end;
        }

        int length = text.Length == start ? 0 : EndOfFirstRow(text[start..], format, isCut: text.Length == ProbeBytes);
        if (length == 0 && NeedsFirstRow(format))
        {
            errors.Add(text.Length == start
                ? new InputError(InputErrorCode.FileEmpty, "the file has no row", file.Name, format.SkipLines + 1, null, "a header or rows", "none")
                : new InputError(InputErrorCode.FileUnreadable, "the first row does not end", file.Name, format.SkipLines + 1, null, $"a row within {ProbeBytes} bytes", "none"));
            return;
        }

        ReadOnlySpan<byte> row = text.Slice(start, length);
        file.DataOffset = start + (format.HasHeader ? length : 0);
        file.HasRecords = text.Length > file.DataOffset || text.Length == ProbeBytes;
        file.HeaderLines = format.SkipLines + (format.HasHeader ? Math.Max(1, row.Count((byte)'\n')) : 0);
        file.Layout = ColumnLayout.Resolve(file.Descriptor, file.Name, format.SkipLines + 1, FirstRow(row, file), errors);
        if (file.Layout is not null)
        {
            FindRecordInHeader(file, text[..(int)file.DataOffset], MarkLength(text, format.Encoding));
        }
    }

    /// <summary>A file that came without its titles or header begins with the first record among the lines where they should be.</summary>
    static void FindRecordInHeader(DataFile file, ReadOnlySpan<byte> text, int start)
    {
        file.HasRecordInHeader = false;
        if (!MarginLines.MayBeRecord(text))
        {
            return;
        }

        using var margin = new MarginLines(file);
        for (int line = 0; start < text.Length; line++)
        {
            int newline = text[start..].IndexOf((byte)'\n');
            int end = newline < 0 ? text.Length : start + newline + 1;
            if (margin.IsRecord(text[start..end]))
            {
                (file.HasRecordInHeader, file.HasRecords) = (true, true);
                (file.DataOffset, file.HeaderLines) = (start, line);
                return;
            }

            start = end;
        }
    }

    static bool NeedsFirstRow(FeedFormat format) => format.HasHeader || format is { FixedWidth: null, ColumnCount: null };

    static List<string> FirstRow(ReadOnlySpan<byte> row, DataFile file) =>
        file.Descriptor.Format.FixedWidth is { } layout ? [.. layout.Columns.Select(c => c.Name)]
        : row.IsEmpty ? [] : Cells(row, file);

    static int EndOfFirstRow(ReadOnlySpan<byte> head, FeedFormat format, bool isCut)
    {
        if (format.IsQuoted)
        {
            QuotedRows.WholeRecords(head, new QuotedShape(format.Delimiter), out long records, out bool unclosed);
            if (records == 0)
            {
                return unclosed || isCut ? 0 : head.Length;
            }

            for (int end = head.IndexOf((byte)'\n') + 1; ; end += head[end..].IndexOf((byte)'\n') + 1)
            {
                if (QuotedRows.WholeRecords(head[..end], new QuotedShape(format.Delimiter), out _, out _) == end)
                {
                    return end;
                }
            }
        }

        int newline = head.IndexOf((byte)'\n') + 1;
        return newline > 0 || isCut ? newline : head.Length;
    }

    static unsafe List<string> Cells(ReadOnlySpan<byte> row, DataFile file)
    {
        FeedFormat format = file.Descriptor.Format;
        using var block = new Block(ProbeBytes, DeliveredText.BlockTextOf(file.Form, format));
        row.CopyTo(block.Raw);
        int length = row.Length;
        if (row[^1] != '\n')
        {
            block.Raw[length++] = (byte)'\n';
        }

        block.Set(0, 1, 1, length, null);
        block.Prepare();
        int* bounds = stackalloc int[RowSplitter.BoundCount];
        var cells = new CellReader([]);
        if (format.IsQuoted)
        {
            byte[] scratch = new byte[block.Length + ColumnLayout.MaxColumns];
            fixed (byte* p = scratch)
            {
                QuotedRows.Split(block.Utf8, new QuotedShape(format.Delimiter), p, bounds, ref cells);
            }
        }
        else
        {
            RowSplitter.Split(block.Bytes, block.Length, format.Delimiter, bounds, ref cells);
        }

        return cells.Cells;
    }

    readonly struct CellReader(List<string> cells) : IRowHandler
    {
        internal List<string> Cells => cells;

        public void Accept(in Row row)
        {
            for (int i = 0; i < row.ColumnCount; i++)
            {
                cells.Add(i < ColumnLayout.MaxColumns ? Encoding.UTF8.GetString(row.Field(i)) : "");
            }
        }

        public void Refuse(RejectReason reason, int physicalLines)
        {
        }

        public void Refuse(RejectReason reason, in Row whole)
        {
        }
    }
}
