namespace SocialInsurance.Comparison;

/// <summary>How far a record with quotes reaches.</summary>
enum QuotedEnd
{
    /// <summary>To its newline.</summary>
    Whole,

    /// <summary>A quote that was never meant to hold lines: the record is its first line, and what follows are records again.</summary>
    StrayQuote,

    /// <summary>A quote stays open for longer than a record may be, or to the end of the text.</summary>
    Open,

    /// <summary>Longer than a record may be, though its quotes close.</summary>
    TooLong,

    /// <summary>The text ends within it.</summary>
    Incomplete,
}

/// <summary>
/// Where a record with quotes ends. A quote that somebody forgot to close is closed by the next quote of the file, many rows below, and all of
/// them would be one field: so a record of several lines is only taken for one when it reads like one.
/// </summary>
/// <param name="Delimiter">Between fields.</param>
/// <param name="Columns">Of a whole record; 0 = not known yet.</param>
/// <param name="NumberColumn">Of the identity number, from 0; -1 = not known.</param>
readonly record struct QuotedShape(byte Delimiter, int Columns = 0, int NumberColumn = -1)
{
    const int CitizenNumberBytes = 18;

    internal static QuotedShape Of(DataFile file) =>
        new(file.Descriptor.Format.Delimiter, file.Layout?.ColumnCount ?? 0, file.Layout?[ColumnRole.Number] ?? -1);

    /// <summary>Place behind the record that begins at <paramref name="from"/>; where it does not end, <paramref name="from"/>.</summary>
    /// <param name="text">Records, the last one perhaps cut.</param>
    /// <param name="from">Begin of a record.</param>
    /// <param name="mostBytes">That a record may have up to the last closing quote.</param>
    /// <param name="ending">How it ends.</param>
    internal int EndOf(ReadOnlySpan<byte> text, int from, int mostBytes, out QuotedEnd ending)
    {
        int at = from;
        bool spansLines = false;
        while (text[at..].IndexOfAny((byte)'"', (byte)'\n') is >= 0 and int step)
        {
            at += step;
            if (text[at] == '\n')
            {
                at++;
                ending = !spansLines || IsOneRecord(text[from..at]) ? QuotedEnd.Whole : QuotedEnd.StrayQuote;
                return ending == QuotedEnd.Whole ? at : EndOfLine(text, from);
            }

            if (!QuotedRows.OpensField(text[from..at], Delimiter))
            {
                at++; // a quote inside an unquoted field is a character
                continue;
            }

            int closing = QuotedRows.Closing(text, at);
            if (closing < 0 || closing - at > mostBytes || closing - from > mostBytes)
            {
                ending = closing >= 0 && closing - at <= mostBytes ? QuotedEnd.TooLong : QuotedEnd.Open;
                return from;
            }

            bool holdsLines = text[at..closing].Contains((byte)'\n');
            spansLines |= holdsLines;
            at = closing + 1;
            if (holdsLines && !EndsField(text[at..], out bool isCut))
            {
                ending = isCut ? QuotedEnd.Incomplete : QuotedEnd.StrayQuote;
                return isCut ? from : EndOfLine(text, from);
            }
        }

        ending = QuotedEnd.Incomplete;
        return from;
    }

    static int EndOfLine(ReadOnlySpan<byte> text, int from) => from + text[from..].IndexOf((byte)'\n') + 1;

    /// <summary>Nothing but blanks stands between a closing quote and the end of its field.</summary>
    bool EndsField(ReadOnlySpan<byte> behind, out bool isCut)
    {
        int at = 0;
        while (at < behind.Length && QuotedRows.IsBlank(behind[at], Delimiter))
        {
            at++;
        }

        isCut = at == behind.Length || (behind[at] == '\r' && at + 1 == behind.Length);
        return !isCut && (behind[at] == Delimiter || behind[at] == '\n' || (behind[at] == '\r' && behind[at + 1] == '\n'));
    }

    /// <summary>A record of several lines has its columns, and no line behind its first is a record by itself.</summary>
    bool IsOneRecord(ReadOnlySpan<byte> record)
    {
        if (Columns == 0)
        {
            return true;
        }

        if (ColumnsOf(record, out _) != Columns)
        {
            return false;
        }

        for (ReadOnlySpan<byte> rest = record[(record.IndexOf((byte)'\n') + 1)..]; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)'\n') + 1;
            if (ColumnsOf(rest[..end], out ReadOnlySpan<byte> number) == Columns && IsCitizenNumber(number))
            {
                return false;
            }

            rest = rest[end..];
        }

        return true;
    }

    /// <summary>Fields of a text that ends with a newline; quotes hold delimiters together where they close.</summary>
    int ColumnsOf(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> number)
    {
        number = default;
        int columns = 0;
        for (int field = 0; field < text.Length; columns++)
        {
            int at = field;
            while (QuotedRows.IsBlank(text[at], Delimiter))
            {
                at++;
            }

            int closing = text[at] == '"' ? QuotedRows.Closing(text, at) : -1;
            int end = Math.Max(at, closing) + text[Math.Max(at, closing)..].IndexOfAny(Delimiter, (byte)'\n');
            number = columns == NumberColumn ? text[field..end] : number;
            field = end + 1;
        }

        return columns;
    }

    /// <summary>Read off ASCII alone, which is the same before and after a file is decoded.</summary>
    static bool IsCitizenNumber(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> number = field.Trim(" \t\r\""u8);
        return number.Length == CitizenNumberBytes && System.Text.Ascii.IsValid(number)
            && DocumentNumber.Read(number, out long key) == DocumentNumberFault.None && new DocumentKey(key).IsCitizenForm;
    }
}
