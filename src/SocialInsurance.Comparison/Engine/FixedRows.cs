using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace SocialInsurance.Comparison;

/// <summary>
/// Rows of fixed columns. A line that is shorter than a column reads as blanks there (editors and transfers strip trailing blanks);
/// what stands beyond the last column is left out. One worker each.
/// </summary>
/// <param name="layout">Places of the columns.</param>
/// <param name="encoding">Of the file.</param>
/// <param name="isDecoded">The text is UTF-8 already.</param>
/// <param name="keepsDamaged">A register: nobody is dropped because bytes of a name are damaged.</param>
sealed unsafe class FixedRows(FixedLayout layout, FeedEncoding encoding, bool isDecoded, bool keepsDamaged)
{
    const byte Separator = 0x1F;

    readonly byte[] decoded = new byte[FixedLayout.MaxWidth * 4];
    readonly int lastCharacter = layout.Columns.Max(c => c.Start + c.Length - 1);

    internal void Split<THandler>(ReadOnlySpan<byte> text, byte* scratch, int* bounds, ref THandler handler)
        where THandler : struct, IRowHandler
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end > 0 && text[end - 1] == '\r' ? text[..(end - 1)] : text[..end];
            text = text[(end + 1)..];
            if (layout.RecordBytes > 0 && line.Length != layout.RecordBytes)
            {
                handler.Refuse(RejectReason.WrongRecordLength, 1);
                continue;
            }

            if (!keepsDamaged && !layout.InBytes && line[..OffsetOf(line, lastCharacter)] is var used && IsDamaged(used))
            {
                handler.Refuse(used.Contains((byte)0) ? RejectReason.NulByte : RejectReason.InvalidEncoding, new Row(scratch, bounds, Cut(WholeColumns(line), scratch, bounds), 1));
                continue;
            }

            handler.Accept(new Row(scratch, bounds, line.IsEmpty ? Empty(bounds) : Cut(line, scratch, bounds), 1));
        }
    }

    /// <summary>Where columns count characters, nobody knows how many a broken sequence was: damage also between columns moves those behind it.</summary>
    static bool IsDamaged(ReadOnlySpan<byte> utf8) => !Utf8.IsValid(utf8) || utf8.IndexOf("\uFFFD"u8) >= 0;

    /// <summary>The line as far as its columns end before the first damage: what stands there stands where it should.</summary>
    ReadOnlySpan<byte> WholeColumns(ReadOnlySpan<byte> line)
    {
        int characters = 0;
        for (int at = 0; Rune.DecodeFromUtf8(line[at..], out Rune rune, out int read) == OperationStatus.Done && rune != Rune.ReplacementChar; at += read)
        {
            characters++;
        }

        return line[..OffsetOf(line, layout.Columns.Select(c => c.Start + c.Length - 1).Where(end => end <= characters).DefaultIfEmpty(0).Max())];
    }

    static int Empty(int* bounds)
    {
        bounds[0] = -1;
        bounds[1] = 0;
        return 1;
    }

    int Cut(ReadOnlySpan<byte> line, byte* scratch, int* bounds)
    {
        int written = 0;
        bounds[0] = -1;
        for (int i = 0; i < layout.Columns.Count; i++)
        {
            ReadOnlySpan<byte> field = FieldText.Trim(Field(line, layout.Columns[i]));
            field.CopyTo(new Span<byte>(scratch + written, field.Length));
            written += field.Length;
            bounds[i + 1] = written;
            scratch[written++] = Separator;
        }

        return layout.Columns.Count;
    }

    ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, FixedColumn column)
    {
        if (!layout.InBytes)
        {
            int from = OffsetOf(line, column.Start - 1);
            return line.Slice(from, OffsetOf(line[from..], column.Length));
        }

        int start = Math.Min(column.Start - 1, line.Length);
        ReadOnlySpan<byte> bytes = line.Slice(start, Math.Min(column.Length, line.Length - start));
        if (isDecoded || encoding == FeedEncoding.Utf8)
        {
            return bytes;
        }

        int length = Encoding.UTF8.GetBytes(GbTranscoder.Replacing.GetString(bytes), decoded);
        return decoded.AsSpan(0, length);
    }

    /// <summary>Bytes of the first <paramref name="characters"/> code points; a broken sequence counts byte by byte.</summary>
    static int OffsetOf(ReadOnlySpan<byte> utf8, int characters)
    {
        int at = 0;
        for (; characters > 0 && at < utf8.Length; characters--)
        {
            Rune.DecodeFromUtf8(utf8[at..], out _, out int read);
            at += Math.Max(1, read);
        }

        return at;
    }
}
