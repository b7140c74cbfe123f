using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A described file of a department that never was: layout and rows from a seed, dirt included.</summary>
sealed class RandomLayout
{
    static readonly string[] Notations = ["yyyy-MM-dd", "yyyyMMdd", "yyyy/M/d", "dd.MM.yyyy", "yyyy-MM-dd HH:mm:ss", "yyyyMMddHHmmss", "yyyy年M月d日", "yyyy-MM-ddTHH:mm:ss", "yyyy/M/d H:mm", "MM/dd/yyyy", "excelSerial", "excelSerial1904"];
    static readonly char[] Delimiters = [',', '\t', '|', ';', '#', '~', '^', '@', '$', '\u0001', '%'];
    static readonly string[] Kinds = ["citizen", "taiwanPermit", "passport", "hongKongMacauPermit", "foreignerPermit", "other"];
    static readonly Encoding Gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    readonly Random random;
    readonly List<(string Id, string Number, string Name)> people;

    internal RandomLayout(int seed, List<(string Id, string Number, string Name)> people)
    {
        random = new Random(seed);
        this.people = people;
        IsInterval = Chance(0.3);
        EncodingName = Pick("utf-8", "utf-8", "gb18030", "gb18030", "utf-16");
        IsBigEndian = Chance(0.5);
        HasMark = EncodingName == "utf-16" || (EncodingName == "utf-8" && Chance(0.3));
        IsFixed = Chance(0.3);
        InBytes = IsFixed && EncodingName != "utf-16" && Chance(0.6);
        IsQuoted = !IsFixed && Chance(0.5);
        Delimiter = Delimiters[random.Next(Delimiters.Length)];
        HasHeader = Chance(0.6);
        SkipLines = Chance(0.3) ? random.Next(1, 4) : 0;
        SkipTrailer = Chance(0.3) ? random.Next(1, 3) : 0;
        LineEnd = Pick("\n", "\n", "\r\n", "\r");
        EventNotation = Pick(Notations);
        EndNotation = Pick(Notations);
        IsTyped = Chance(0.25);
        string[] roles = ["number", "name", "eventDate", .. IsInterval ? new[] { "endDate" } : [], .. IsTyped ? new[] { "documentType" } : [], "x1", "x2"];
        random.Shuffle(roles);
        Roles = roles[..(Chance(0.3) ? roles.Length : random.Next(roles.Length - 1, roles.Length + 1))];
        foreach (string needed in roles.Where(r => r[0] != 'x').Except(Roles))
        {
            Roles = [.. Roles, needed];
        }

        IsGzip = Chance(0.25);
        Rows = random.Next(1, 45);
        IsWrapped = Chance(0.15);
    }

    internal bool IsInterval { get; }
    internal string EncodingName { get; }
    internal bool IsBigEndian { get; }
    internal bool HasMark { get; }
    internal bool IsFixed { get; }
    internal bool InBytes { get; }
    internal bool IsQuoted { get; }
    internal char Delimiter { get; }
    internal bool HasHeader { get; }
    internal int SkipLines { get; }
    internal int SkipTrailer { get; }
    internal string LineEnd { get; }
    internal string EventNotation { get; }
    internal string EndNotation { get; }
    internal bool IsTyped { get; }
    internal string[] Roles { get; }
    internal bool IsGzip { get; }
    internal int Rows { get; }

    /// <summary>Cells as spreadsheets write them that are told to keep digits as text.</summary>
    internal bool IsWrapped { get; }


    internal int[] Widths => [.. Roles.Select(r => r switch { "number" => 30, "name" => 24, "documentType" => 12, "x1" or "x2" => 8, _ => 32 })];

    internal Encoding Encoding => EncodingName == "gb18030" ? Gb : EncodingName == "utf-16" ? new UnicodeEncoding(IsBigEndian, true) : new UTF8Encoding(true);

    internal string Descriptor()
    {
        string shape = IsFixed
            ? $"fixedWidth: {{ unit: {(InBytes ? "bytes" : "characters")}, columns: [ {string.Join(", ", Roles.Select((r, i) => $"{{ name: 列{r}, start: {Widths[..i].Sum() + 1}, length: {Widths[i]} }}"))} ] }}"
            : $"delimiter: {(Delimiter == '\t' ? "tab" : Delimiter == '\u0001' ? "\"\\x01\"" : $"'{Delimiter}'")}, quoting: {(IsQuoted ? "double" : "none")}{(HasHeader ? "" : $", columnCount: {Roles.Length}")}";
        string columns = string.Join(", ", Roles.Select((r, i) => (r, i)).Where(p => p.r[0] != 'x').Select(p => $"{p.r}: {(HasHeader || IsFixed ? $"列{p.r}" : p.i + 1)}"));
        string types = IsTyped ? $"documentTypes: {{ {string.Join(", ", Kinds.Select(k => $"证{k}: {k}"))} }}" : "";
        return $$"""
            name: feed
            kind: {{(IsInterval ? "interval" : "activity")}}
            authority: 测试
            filePattern: 'feed*'
            format: { header: {{(HasHeader ? "yes" : "no")}}, encoding: {{EncodingName}}, skipLines: {{SkipLines}}, skipTrailer: {{SkipTrailer}}, {{shape}} }
            columns: { {{columns}} }
            dateFormats: { eventDate: {{EventNotation}}{{(IsInterval ? $", endDate: {EndNotation}" : "")}} }
            presenceClass: account
            maxRejectedShare: 1
            {{types}}
            """;
    }

    /// <summary>The file as delivered.</summary>
    internal byte[] Bytes()
    {
        var text = new MemoryStream();
        if (HasMark)
        {
            text.Write(Encoding.Preamble);
        }

        for (int i = 0; i < SkipLines; i++)
        {
            Line(text, Pick("二〇二六年报表", "", "title, 'x'", "a|b;c"));
        }

        if (HasHeader)
        {
            Line(text, IsFixed ? "列 any" : string.Join(Delimiter, Roles.Select(r => Quote(Chance(0.1) ? $" 列{r} " : $"列{r}"))));
        }

        for (int i = 0; i < Rows; i++)
        {
            Row(text);
        }

        for (int i = 0; i < SkipTrailer; i++)
        {
            Line(text, i < SkipTrailer - 1 ? Pick("合计,45", "") : "total", isLast: i == SkipTrailer - 1 && Chance(0.5));
        }

        return IsGzip ? Pack(text.ToArray()) : text.ToArray();
    }

    void Row(MemoryStream text)
    {
        if (Chance(0.04))
        {
            Line(text, Pick("", "", " ", "short"));
            return;
        }

        (string _, string number, string name) = people[random.Next(people.Count)];
        string[] cells = [.. Roles.Select(r => r switch
        {
            "number" => Dirty(number),
            "name" => Chance(0.1) ? "别人" : Chance(0.05) ? "" : name,
            "eventDate" => Date(EventNotation, 2026),
            "endDate" => Chance(0.2) ? "" : Date(EndNotation, 2027),
            "documentType" => Chance(0.5) ? "证other" : $"证{Pick(Kinds)}",
            _ => Pick("", "x", "𠮷田", "a b", IsQuoted ? $"q{Delimiter}\"\nz" : "-"),
        })];
        if (IsWrapped)
        {
            cells = [.. cells.Select((c, i) => Roles[i][0] != 'x' && Chance(0.5) ? $"=\"{c}\"" : c)];
        }

        if (IsFixed)
        {
            Line(text, Padded(cells), isRow: true);
            return;
        }

        string row = string.Join(Delimiter, cells.Select(Quote)) + (Chance(0.03) ? $"{Delimiter}more" : "");
        Line(text, IsQuoted && Chance(0.03) ? row.Replace("\"", Chance(0.5) ? "" : "\"x", StringComparison.Ordinal) : row, isRow: true);
    }

    string Padded(string[] cells)
    {
        var line = new StringBuilder();
        for (int i = 0; i < cells.Length; i++)
        {
            int length = InBytes ? Encoding.GetByteCount(cells[i]) : cells[i].EnumerateRunes().Count();
            line.Append(cells[i]).Append(' ', Math.Max(0, Widths[i] - length));
        }

        return Chance(0.3) ? line.ToString().TrimEnd() : line.ToString() + (Chance(0.1) ? "beyond" : "");
    }

    void Line(MemoryStream to, string line, bool isLast = false, bool isRow = false)
    {
        byte[] bytes = Encoding.GetBytes(line + (isLast ? "" : LineEnd));
        if (isRow && Chance(0.04) && line.Length > 3)
        {
            int at = bytes.Length / 2 & ~1;
            bytes = EncodingName switch
            {
                "utf-16" => [.. bytes[..at], .. Encoding.GetBytes("\uFFFD"), .. bytes[at..]],
                _ => [.. bytes[..at], Chance(0.3) ? (byte)0 : (byte)0xFF, .. bytes[at..]],
            };
        }

        to.Write(bytes);
    }

    string Dirty(string number) => random.Next(24) switch
    {
        0 => "",
        1 => "4.30101E+17",
        2 => number[..^1],
        3 => "'" + number,
        4 => number[..3] + "-" + number[3..],
        5 => string.Concat(number.Select(c => (char)(c - '!' + '\uFF01'))),
        6 => " " + number.ToLowerInvariant() + "\u3000",
        7 => new string(number[0], number.Length),
        8 when number.Length == 18 => number[..6] + number[8..17],
        9 when number.Length == 18 => number[..17] + (number[17] == '3' ? '4' : '3'),
        10 => "证件遗失",
        11 when number.Length == 8 => number + "01",
        12 => "CHN110000000012",
        13 => "\u202A" + number + "\u202C",
        14 => number[..4] + "\u2009" + number[4..] + "\u2028",
        15 => "【" + number + "】",
        16 => IsQuoted ? number[..3] + "\n" + number[3..] + "\r\n" : number + "\v",
        _ => number,
    };

    string Date(string notation, int year)
    {
        var day = new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(random.Next(-400, 400)).AddSeconds(random.Next(86400));
        string text = notation switch
        {
            "excelSerial" => Chance(0.5) ? $"{Math.Floor(day.ToOADate())}" : day.ToOADate().ToString("0.0###", CultureInfo.InvariantCulture),
            "excelSerial1904" => $"{(int)(day.ToOADate() - 1462)}",
            "yyyy-MM-ddTHH:mm:ss" => day.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + Pick("", "Z", "+08:00", ".25Z"),
            _ => day.ToString(notation, CultureInfo.InvariantCulture),
        };
        return random.Next(16) switch
        {
            0 => "",
            1 => text + "0",
            2 => string.Concat(text.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c)),
            3 => " " + text,
            4 => "2026-02-30",
            5 => text.Replace("20", "1x", StringComparison.Ordinal),
            6 => "\u200B" + text + "\u2069",
            7 => text.Replace(' ', '\u2003') + (IsQuoted ? "\n" : "\u0085"),
            8 => text[..^1] + "\u2060" + text[^1..],
            _ => text,
        };
    }

    string Quote(string cell) =>
        !IsQuoted || (cell.StartsWith("=\"", StringComparison.Ordinal) && !cell.Contains(Delimiter, StringComparison.Ordinal) && Chance(0.5)) || (!cell.Contains(Delimiter, StringComparison.Ordinal) && !cell.Contains('"', StringComparison.Ordinal) && !cell.Contains('\n', StringComparison.Ordinal) && Chance(0.5))
            ? cell : Pick("", "", " ", Delimiter == '\t' ? "" : "\t ") + "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" + Pick("", "", " ", Delimiter == '\t' ? "" : " \t");

    byte[] Pack(byte[] plain)
    {
        var packed = new MemoryStream();
        int cut = random.Next(plain.Length + 1);
        foreach (byte[] member in (byte[][])[plain[..cut], plain[cut..]])
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(member);
        }

        return packed.ToArray();
    }

    bool Chance(double share) => random.NextDouble() < share;

    string Pick(params string[] any) => any[random.Next(any.Length)];
}
