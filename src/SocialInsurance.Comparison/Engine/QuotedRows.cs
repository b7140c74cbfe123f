namespace SocialInsurance.Comparison;

/// <summary>
/// Rows with double quotes (RFC 4180): a quote opens only at the start of a field, a doubled quote inside stands for one,
/// newlines inside belong to the field. Spaces and tabs around the quotes are no part of the field.
/// </summary>
static unsafe class QuotedRows
{
    internal const int MaxRecordBytes = 64 * 1024;

    /// <summary>
    /// Length of the leading whole records; 0 when the first record does not end or is longer than <see cref="MaxRecordBytes"/>.
    /// <paramref name="unclosed"/>: the record behind them has a quote that stays open that long or to the end of <paramref name="text"/>.
    /// </summary>
    internal static int WholeRecords(ReadOnlySpan<byte> text, byte delimiter, out long records, out bool unclosed)
    {
        records = 0;
        unclosed = false;
        int whole = 0;
        int at = 0;
        while (text[at..].IndexOfAny((byte)'"', (byte)'\n') is >= 0 and int step)
        {
            at += step;
            if (text[at] == '\n')
            {
                whole = ++at;
                records++;
            }
            else if (!OpensField(text[whole..at], delimiter))
            {
                at++; // a quote inside an unquoted field is a character
            }
            else
            {
                int closing = Closing(text, at);
                unclosed = closing < 0 || closing - at > MaxRecordBytes;
                if (unclosed || closing - whole > MaxRecordBytes)
                {
                    return whole;
                }

                at = closing + 1;
            }
        }

        return whole;
    }

    /// <summary>Splits whole records; <paramref name="scratch"/> holds at least one record.</summary>
    internal static void Split<THandler>(ReadOnlySpan<byte> text, byte delimiter, byte* scratch, int* bounds, ref THandler handler)
        where THandler : struct, IRowHandler
    {
        while (!text.IsEmpty)
        {
            int used = ReadRecord(text, delimiter, scratch, bounds, out int columns, out bool isBroken);
            int lines = text[..used].Count((byte)'\n');
            if (isBroken)
            {
                handler.Refuse(RejectReason.TextAfterQuote, lines);
            }
            else
            {
                handler.Accept(new Row(scratch, bounds, columns, lines));
            }

            text = text[used..];
        }
    }

    static int ReadRecord(ReadOnlySpan<byte> text, byte delimiter, byte* scratch, int* bounds, out int columns, out bool isBroken)
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
                return at;
            }
        }
    }

    static bool IsBlank(byte b, byte delimiter) => b is (byte)' ' or (byte)'\t' && b != delimiter;

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
