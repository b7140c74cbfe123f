using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>
/// What a described file means, written from the README alone, character by character and without a line of the engine: its oracle.
/// </summary>
sealed class SlowReader(RandomLayout layout, int asOf)
{
    internal sealed record Record(int Line, string Number, string Name, int OccurredOn, int EndOn);

    internal List<Record> Accepted { get; } = [];

    /// <summary>line,column,reason</summary>
    internal List<string> Rejected { get; } = [];

    internal void Read(byte[] delivered)
    {
        string text = Decode(layout.IsGzip ? Unpack(delivered) : delivered);
        text = layout.LineEnd == "\r" ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : text;
        if (text.Length > 0 && text[^1] != '\n')
        {
            text += "\n";
        }

        for (int i = 0; i < layout.SkipTrailer; i++)
        {
            text = text[..(text.LastIndexOf('\n', text.Length - 2) + 1)];
        }

        int at = 0;
        int line = 1;
        for (int i = 0; i < layout.SkipLines; i++, line++)
        {
            at = text.IndexOf('\n', at) + 1;
        }

        bool isHeader = layout.HasHeader;
        while (at < text.Length)
        {
            int start = at;
            int first = line;
            (string[]? cells, string? fault) = layout.IsFixed ? (CutFixed(text, ref at), null) : CutDelimited(text, ref at);
            line += text[start..at].Count(c => c == '\n');
            if (!isHeader)
            {
                Take(first, cells, fault, text[start..at]);
            }

            isHeader = false;
        }
    }

    static byte[] Unpack(byte[] packed)
    {
        var plain = new MemoryStream();
        new GZipStream(new MemoryStream(packed), CompressionMode.Decompress).CopyTo(plain);
        return plain.ToArray();
    }

    // line by line, so that a broken character does not swallow a line end
    string Decode(byte[] bytes)
    {
        if (layout.EncodingName == "utf-16")
        {
            return layout.Encoding.GetString(bytes).TrimStart('\uFEFF');
        }

        var text = new StringBuilder();
        int start = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        for (int i = start; i <= bytes.Length; i++)
        {
            if (i == bytes.Length || bytes[i] is (byte)'\n' or (byte)'\r')
            {
                text.Append(Pure(bytes[start..i]));
                text.Append(i < bytes.Length ? (char)bytes[i] : "");
                start = i + 1;
            }
        }

        return text.ToString();
    }

    // fixed columns that count bytes: one char a byte until they are cut
    string Pure(byte[] line) => layout.InBytes ? Encoding.Latin1.GetString(line)
        : layout.EncodingName == "utf-8" ? Encoding.UTF8.GetString(line)
        : CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback("\uFFFD"))!.GetString(line);

    string[] CutFixed(string text, ref int at)
    {
        int end = text.IndexOf('\n', at);
        string line = text[at..end].EndsWith('\r') ? text[at..(end - 1)] : text[at..end];
        at = end + 1;
        if (line.Length == 0)
        {
            return [""];
        }

        string[] places = layout.InBytes ? [.. line.Select(c => $"{c}")] : [.. line.EnumerateRunes().Select(r => r.ToString())];
        var cells = new List<string>();
        int from = 0;
        foreach (int width in layout.Widths)
        {
            string cell = string.Concat(places.Skip(from).Take(width));
            cells.Add(layout.InBytes ? FromBytes(cell) : cell);
            from += width;
        }

        return [.. cells];
    }

    string FromBytes(string latin) => layout.EncodingName == "utf-8"
        ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin))
        : CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback("\uFFFD"))!.GetString(Encoding.Latin1.GetBytes(latin));

    // a record of several lines has its columns, and no line behind its first is a record by itself; else a quote is stray and costs its line
    (string[]? Cells, string? Fault) CutDelimited(string text, ref int at)
    {
        int start = at;
        (string[]? cells, bool isBroken, bool isStray) = CutRecord(text, ref at);
        string[] lines = isStray ? [] : text[start..at].Split('\n')[1..^1];
        if (isStray || (lines.Length > 0 && (cells!.Length != layout.Roles.Length || lines.Any(IsRecord))))
        {
            at = text.IndexOf('\n', start) + 1;
            return (null, "UnclosedQuote");
        }

        return isBroken ? (null, "TextAfterQuote") : (cells, null);
    }

    bool IsRecord(string line)
    {
        var cells = new List<string>();
        for (int at = 0; at <= line.Length;)
        {
            int quote = at;
            while (quote < line.Length && line[quote] is ' ' or '\t' && line[quote] != layout.Delimiter)
            {
                quote++;
            }

            int closing = quote < line.Length && line[quote] == '"' ? line.IndexOf('"', quote + 1) : -1;
            while (closing >= 0 && closing + 1 < line.Length && line[closing + 1] == '"')
            {
                closing = line.IndexOf('"', closing + 2);
            }

            int end = line.IndexOf(layout.Delimiter, Math.Max(at, closing));
            end = end < 0 ? line.Length : end;
            cells.Add(line[at..end].Trim(' ', '\t', '\r', '"'));
            at = end + 1;
        }

        return cells.Count == layout.Roles.Length && cells[Array.IndexOf(layout.Roles, "number")] is { Length: 18 } number
            && number.All(char.IsAscii) && SlowNumber.Read(number, "").Fault is null;
    }

    (string[]? Cells, bool IsBroken, bool IsStray) CutRecord(string text, ref int at)
    {
        var cells = new List<string>();
        bool isBroken = false;
        while (true)
        {
            int open = at;
            while (layout.IsQuoted && text[open] is ' ' or '\t' && text[open] != layout.Delimiter)
            {
                open++;
            }

            var cell = new StringBuilder();
            if (layout.IsQuoted && text[open] == '"')
            {
                at = open + 1;
                while (at < text.Length && (text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"')))
                {
                    cell.Append(text[at]);
                    at += text[at] == '"' ? 2 : 1;
                }

                if (at >= text.Length)
                {
                    return (null, false, true);
                }

                at++;
                string behind = "";
                while (text[at] != layout.Delimiter && text[at] != '\n')
                {
                    behind += text[at++];
                }

                behind = text[at] == '\n' && behind.EndsWith('\r') ? behind[..^1] : behind;
                bool isFollowed = behind.Any(c => c is not (' ' or '\t'));
                isBroken |= isFollowed;
                if (isFollowed && cell.ToString().Contains('\n', StringComparison.Ordinal))
                {
                    return (null, false, true);
                }
            }
            else
            {
                while (text[at] != layout.Delimiter && text[at] != '\n')
                {
                    cell.Append(text[at++]);
                }

                if (text[at] == '\n' && cell.Length > 0 && cell[^1] == '\r')
                {
                    cell.Length--;
                }
            }

            cells.Add(cell.ToString());
            if (text[at++] == '\n')
            {
                return ([.. cells], isBroken, false);
            }
        }
    }

    void Take(int line, string[]? cells, string? fault, string raw)
    {
        string all = cells is null ? "" : string.Concat(cells);
        string? whole = fault
            ?? (all.Contains('\0', StringComparison.Ordinal) ? "NulByte"
            : all.Contains('\uFFFD', StringComparison.Ordinal) ? "InvalidEncoding"
            : cells!.Length == layout.Roles.Length ? null
            : cells is [""] ? "EmptyRow" : $"WrongColumnCount expected {layout.Roles.Length} found {cells.Length}");
        if (whole is not null)
        {
            Rejected.Add($"{line},0,{whole}");
            return;
        }

        string Cell(string role) => cells![Array.IndexOf(layout.Roles, role)];
        int Column(string role) => Array.IndexOf(layout.Roles, role) + 1;
        (string number, string? numberFault) = SlowNumber.Read(Cell("number"), layout.IsTyped ? Value(Cell("documentType")) : "");
        int on = DateOf(layout.EventNotation, Cell("eventDate"));
        string end = layout.IsInterval ? Value(Cell("endDate")) : "";
        int until = !layout.IsInterval ? 0 : end.Length == 0 ? 99991231 : DateOf(layout.EndNotation, end);
        string? reject =
            numberFault is not null ? $"{Column("number")},{numberFault}"
            : on == 0 ? $"{Column("eventDate")},BadDate"
            : on > asOf ? $"{Column("eventDate")},EventInFuture"
            : layout.IsInterval && until == 0 ? $"{Column("endDate")},BadDate"
            : layout.IsInterval && until < on ? $"{Column("endDate")},EndBeforeStart"
            : null;
        if (reject is null)
        {
            Accepted.Add(new Record(line, number, Value(Cell("name")), on, until));
        }
        else
        {
            Rejected.Add($"{line},{reject}");
        }
    }

    const string Marks = "\u00AD\u061C\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF";

    internal static readonly char[] Unseen = [.. Marks, .. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(char.IsWhiteSpace)];

    internal static string Value(string cell)
    {
        string trimmed = cell.Trim(Unseen);
        return trimmed.Length >= 3 && trimmed.StartsWith("=\"", StringComparison.Ordinal) && trimmed.EndsWith('"') ? trimmed[2..^1].Trim(Unseen) : trimmed;
    }

    internal static string Narrow(string text) => string.Concat(text.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - '\uFF01' + '!') : c));

    static int DateOf(string notation, string cell)
    {
        string text = Narrow(string.Concat(Value(cell).Where(c => !Marks.Contains(c, StringComparison.Ordinal)).Select(c => char.IsWhiteSpace(c) ? ' ' : c)));
        DateTime day;
        if (notation.StartsWith("excel", StringComparison.Ordinal))
        {
            if (text.Length == 0 || text.Any(c => !char.IsAsciiDigit(c) && c != '.') || text.Count(c => c == '.') > 1 || text.StartsWith('.') || text.EndsWith('.')
                || double.Parse(text, CultureInfo.InvariantCulture) is var serial && serial >= 2958466 - (notation.EndsWith('4') ? 1462 : 0))
            {
                return 0;
            }

            day = DateTime.FromOADate(Math.Floor(double.Parse(text, CultureInfo.InvariantCulture)) + (notation.EndsWith('4') ? 1462 : 0));
        }
        else if (notation.Contains('T', StringComparison.Ordinal))
        {
            string[] forms = ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz"];
            string zoned = text.EndsWith('Z') ? text[..^1] + "+00:00" : text.Length > 19 && text[^6] is '+' or '-' ? text : text + "+08:00";
            if (!DateTimeOffset.TryParseExact(zoned, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset at))
            {
                return 0;
            }

            day = at.ToOffset(TimeSpan.FromHours(8)).DateTime;
        }
        else if (!DateTime.TryParseExact(text, notation, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            return 0;
        }

        return day.Year < 1850 ? 0 : day.Year * 10000 + day.Month * 100 + day.Day;
    }
}

/// <summary>Document numbers, written from the README alone.</summary>
static class SlowNumber
{
    const string Fillers = "-'`()[]{}\u2018\u2019\u2212\u3010\u3011\u3014\u3015";

    internal static (string Canonical, string? Fault) Read(string cell, string type)
    {
        string trimmed = SlowReader.Narrow(SlowReader.Value(cell));
        if (System.Text.RegularExpressions.Regex.IsMatch(trimmed, @"^'?(\d+\.\d+([Ee][+-]?\d+)?|\d+[Ee][+-]\d+)$"))
        {
            return ("", "NumberDamagedBySpreadsheet");
        }

        string n = string.Concat(trimmed.Where(c => !Fillers.Contains(c, StringComparison.Ordinal) && c is not (>= '\u2010' and <= '\u2015') && !SlowReader.Unseen.Contains(c))).ToUpperInvariant();
        int[] lengths = type switch { "证citizen" or "证foreignerPermit" => [15, 18], "证taiwanPermit" => [8, 10], "证hongKongMacauPermit" => [9, 11], "证passport" => [5, 6, 7, 8, 9, 10, 11], _ => [] };
        string lasting = type == "证taiwanPermit" && n.Length == 10 && n.All(char.IsAsciiDigit) ? n[..8] : n;
        string? fault = n.Any(c => !char.IsAsciiLetterOrDigit(c)) ? "NumberNotAlphanumeric"
            : n.Length == 0 ? "NumberEmpty"
            : lengths.Length > 0 && !lengths.Contains(n.Length) ? "NumberWrongLength"
            : lasting.Length is >= 5 and <= 24 && lasting.Distinct().Count() == 1 ? "NumberPlaceholder"
            : n.Length is < 5 or (> 11 and not (15 or 18)) ? "NumberWrongLength"
            : null;
        bool isOldForeigner = n.Length == 15 && n[..3].All(char.IsAsciiLetter) && n[3..].All(char.IsAsciiDigit);
        return fault is not null ? ("", fault)
            : n.Length == 18 ? Citizen(n)
            : n.Length == 15 && !isOldForeigner ? n.All(char.IsAsciiDigit) ? Citizen(Upgraded(n)) : Citizen("x" + n)
            : n.Length == 11 && n[0] is 'H' or 'M' && n[1..].All(char.IsAsciiDigit) && n.Length == 11 ? (n[..9], null)
            : (lasting, null);
    }

    static string Upgraded(string old)
    {
        string first = old[..6] + "19" + old[6..];
        return first + "10X98765432"[Sum(first) % 11];
    }

    static int Sum(string digits) => Enumerable.Range(0, 17).Sum(i => (digits[i] - '0') * ((1 << 17 - i) % 11));

    static (string, string?) Citizen(string n) =>
        n.Length < 18 || !n[..17].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(n[17]) || n[17] == 'X') ? ("", "NumberMisplacedLetter")
        : "10X98765432"[Sum(n) % 11] != n[17] ? ("", "NumberChecksumMismatch")
        : !DateTime.TryParseExact(n[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime birth) || birth.Year is < 1850 or > 2099 ? ("", "NumberImpossibleBirthDate")
        : (n, null);
}
