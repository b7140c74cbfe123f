namespace SocialInsurance.Comparison;

/// <summary>
/// Rows with double quotes (RFC 4180): a quote opens only at the start of a field, a doubled quote inside stands for one,
/// newlines inside belong to the field. Spaces and tabs around the quotes are no part of the field.
/// </summary>
static unsafe class QuotedRows
{
    internal const int MaxRecordBytes = 64 * 1024;

    /// <summary>
    /// Length of the leading records; 0 when the first one does not end or is longer than <see cref="MaxRecordBytes"/>.
    /// <paramref name="unclosed"/>: the record behind them has a quote that stays open that long or to the end of <paramref name="text"/>.
    /// </summary>
    internal static int WholeRecords(ReadOnlySpan<byte> text, in QuotedShape shape, out long records, out bool unclosed)
    {
        records = 0;
        unclosed = false;
        int whole = 0;
        while (whole < text.Length)
        {
            int end = shape.EndOf(text, whole, MaxRecordBytes, out QuotedEnd ending);
            if (end == whole)
            {
                unclosed = ending == QuotedEnd.Open;
                break;
            }

            whole = end;
            records++;
        }

        return whole;
    }

    /// <summary>
    /// Splits what <see cref="WholeRecords"/> counted; <paramref name="scratch"/> holds at least one record.
    /// A stray quote costs its line, which is shown with its cells as they stand.
    /// </summary>
    internal static void Split<THandler>(ReadOnlySpan<byte> text, in QuotedShape shape, byte* scratch, int* bounds, ref THandler handler)
        where THandler : struct, IRowHandler
    {
        while (!text.IsEmpty)
        {
            int end = shape.EndOf(text, 0, int.MaxValue, out QuotedEnd ending);
            if (ending != QuotedEnd.Whole)
            {
                end = text.IndexOf((byte)'\n') + 1; // what closes its quote may stand in the next block
                handler.Refuse(RejectReason.UnclosedQuote, ReadLine(text[..end], shape.Delimiter, scratch, bounds));
                text = text[end..];
                continue;
            }

            ReadRecord(text[..end], shape.Delimiter, scratch, bounds, out int columns, out bool isBroken);
            var row = new Row(scratch, bounds, columns, text[..end].Count((byte)'\n'));
            if (isBroken)
            {
                handler.Refuse(RejectReason.TextAfterQuote, row);
            }
            else
            {
                handler.Accept(row);
            }

            text = text[end..];
        }
    }

    /// <summary>A line cut at every delimiter, without the blanks and quotes around its cells.</summary>
    internal static Row ReadLine(ReadOnlySpan<byte> line, byte delimiter, byte* scratch, int* bounds)
    {
        bounds[0] = -1;
        int columns = 0;
        int written = 0;
        for (ReadOnlySpan<byte> rest = line; !rest.IsEmpty;)
        {
            int end = rest.IndexOfAny(delimiter, (byte)'\n');
            ReadOnlySpan<byte> cell = rest[..end].Trim(" \t\r\""u8);
            cell.CopyTo(new Span<byte>(scratch + written, cell.Length));
            written += cell.Length;
            columns++;
            bounds[Math.Min(columns, RowSplitter.BoundCount - 1)] = written;
            scratch[written++] = delimiter;
            rest = rest[(end + 1)..];
        }

        return new Row(scratch, bounds, columns, 1);
    }

    static void ReadRecord(ReadOnlySpan<byte> text, byte delimiter, byte* scratch, int* bounds, out int columns, out bool isBroken)
    {
        columns = 0;
        isBroken = false;
        bounds[0] = -1;
        int written = 0;
        int at = 0;
        while (true)
        {
            int end;
            at += BlanksBeforeQuote(text[at..], delimiter);
            if (text[at] == '"')
            {
                int closing = Closing(text, at);
                written += Unescape(text[(at + 1)..closing], scratch + written);
                end = closing + 1 + text[(closing + 1)..].IndexOfAny(delimiter, (byte)'\n');
                ReadOnlySpan<byte> behind = text[(closing + 1)..end];
                behind = text[end] == '\n' && behind.EndsWith("\r"u8) ? behind[..^1] : behind;
                isBroken |= behind.ContainsAnyExcept((byte)' ', (byte)'\t');
            }
            else
            {
                end = at + text[at..].IndexOfAny(delimiter, (byte)'\n');
                int length = text[end] == '\n' && end > at && text[end - 1] == '\r' ? end - 1 - at : end - at;
                text.Slice(at, length).CopyTo(new Span<byte>(scratch + written, length));
                written += length;
            }

            columns++;
            bounds[Math.Min(columns, RowSplitter.BoundCount - 1)] = written;
            scratch[written++] = delimiter;
            at = end + 1;
            if (text[end] == '\n')
            {
                return;
            }
        }
    }

    internal static bool IsBlank(byte b, byte delimiter) => b is (byte)' ' or (byte)'\t' && b != delimiter;

    /// <param name="before">The record up to a quote.</param>
    /// <param name="delimiter">Between fields.</param>
    internal static bool OpensField(ReadOnlySpan<byte> before, byte delimiter)
    {
        while (!before.IsEmpty && IsBlank(before[^1], delimiter))
        {
            before = before[..^1];
        }

        return before.IsEmpty || before[^1] == delimiter;
    }

    /// <summary>Blanks in front of an opening quote; 0 when no quote follows them.</summary>
    static int BlanksBeforeQuote(ReadOnlySpan<byte> field, byte delimiter)
    {
        int at = 0;
        while (at < field.Length && IsBlank(field[at], delimiter))
        {
            at++;
        }

        return at < field.Length && field[at] == '"' ? at : 0;
    }

    /// <summary>Place of the quote that closes; -1 = none.</summary>
    internal static int Closing(ReadOnlySpan<byte> text, int opening)
    {
        int at = opening + 1;
        while (text[at..].IndexOf((byte)'"') is >= 0 and int step)
        {
            at += step;
            if (at + 1 < text.Length && text[at + 1] == '"')
            {
                at += 2;
            }
            else
            {
                return at;
            }
        }

        return -1;
    }

    static int Unescape(ReadOnlySpan<byte> inner, byte* to)
    {
        int written = 0;
        for (int i = 0; i < inner.Length; i++)
        {
            to[written++] = inner[i];
            i += inner[i] == '"' ? 1 : 0; // the second of a pair
        }

        return written;
    }
}
