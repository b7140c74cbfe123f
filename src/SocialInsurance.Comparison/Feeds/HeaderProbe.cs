using System.Text;

namespace SocialInsurance.Comparison;

/// <summary>Looks at the first bytes of a file: byte order mark, wrong container or encoding, header, number of columns.</summary>
static class HeaderProbe
{
    const int ProbeBytes = 64 * 1024;

    internal static void Probe(DataFile file, List<InputError> errors)
    {
        byte[] head = new byte[(int)Math.Min(ProbeBytes, file.SizeBytes)];
        using (FileStream stream = File.OpenRead(file.Path))
        {
            stream.ReadExactly(head);
        }

        if (Refusal(head, file) is { } refusal)
        {
            errors.Add(refusal);
            return;
        }

        int mark = head.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        int end = EndOfFirstRow(head.AsSpan(mark), file.Descriptor.Format);
        if (end == 0)
        {
            errors.Add(new InputError(InputErrorCode.FileUnreadable, "the first row does not end", file.Name, 1, null, $"a row within {ProbeBytes} bytes", "none"));
            return;
        }

        ReadOnlySpan<byte> row = head.AsSpan(mark, end);
        bool header = file.Descriptor.Format.HasHeader;
        file.DataOffset = mark + (header ? end : 0);
        file.HeaderLines = header ? Math.Max(1, row.Count((byte)'\n')) : 0;
        file.Layout = ColumnLayout.Resolve(file.Descriptor, file.Name, Cells(row, file.Descriptor.Format), errors);
    }

    static InputError? Refusal(ReadOnlySpan<byte> head, DataFile file)
    {
        string expected = file.Descriptor.Format.Encoding == FeedEncoding.Utf8 ? "utf-8" : "gb18030";
        if (head.IsEmpty)
        {
            return new InputError(InputErrorCode.FileEmpty, "the file has no byte", file.Name, 1, null, "a header or rows", "0 bytes");
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return new InputError(InputErrorCode.NotYetSupported, "compressed files come with a later version", file.Name, 1, null, "plain text", "gzip");
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return new InputError(InputErrorCode.EncodingMismatch, "the file has another encoding than its descriptor says", file.Name, 1, null, expected, "UTF-16");
        }

        return null;
    }

    static int EndOfFirstRow(ReadOnlySpan<byte> head, FeedFormat format)
    {
        if (format.IsQuoted)
        {
            ReadOnlySpan<byte> rest = head;
            QuotedRows.WholeRecords(rest, format.Delimiter, out long records, out bool unclosed);
            if (records == 0)
            {
                return unclosed || head.Length == ProbeBytes ? 0 : head.Length;
            }

            for (int end = head.IndexOf((byte)'\n') + 1; ; end += head[end..].IndexOf((byte)'\n') + 1)
            {
                if (QuotedRows.WholeRecords(head[..end], format.Delimiter, out _, out _) == end)
                {
                    return end;
                }
            }
        }

        int newline = head.IndexOf((byte)'\n') + 1;
        return newline > 0 || head.Length == ProbeBytes ? newline : head.Length;
    }

    static unsafe List<string> Cells(ReadOnlySpan<byte> row, FeedFormat format)
    {
        using var block = new Block(ProbeBytes, format.Encoding);
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
                QuotedRows.Split(block.Utf8, format.Delimiter, p, bounds, ref cells);
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
    }
}
