namespace SocialInsurance.Comparison;

/// <summary>Reads the member <c>format</c> of a descriptor.</summary>
static class FeedFormatReader
{
    const int MaxSkippedLines = 1000;
    const int MaxTrailerLines = 100;

    static readonly Dictionary<string, FeedEncoding> Encodings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["utf-8"] = FeedEncoding.Utf8,
        ["gb18030"] = FeedEncoding.Gb18030,
        ["utf-16"] = FeedEncoding.Utf16,
        ["utf-16le"] = FeedEncoding.Utf16LittleEndian,
        ["utf-16be"] = FeedEncoding.Utf16BigEndian,
        ["utf8"] = FeedEncoding.Utf8,
        ["gbk"] = FeedEncoding.Gb18030,
        ["gb2312"] = FeedEncoding.Gb18030,
    };

    static readonly Dictionary<string, bool> YesNo = new(StringComparer.OrdinalIgnoreCase)
    {
        ["yes"] = true,
        ["no"] = false,
        ["true"] = true,
        ["false"] = false,
    };

    static readonly Dictionary<string, bool> Quotings = new(StringComparer.Ordinal) { ["none"] = false, ["double"] = true };

    static readonly Dictionary<string, bool> Compressions = new(StringComparer.Ordinal) { ["none"] = false, ["gzip"] = true };

    static readonly Dictionary<string, bool> Units = new(StringComparer.Ordinal) { ["bytes"] = true, ["characters"] = false };

    static readonly Dictionary<string, byte> NamedDelimiters = new(StringComparer.Ordinal)
    {
        ["tab"] = (byte)'\t',
        ["comma"] = (byte)',',
        ["semicolon"] = (byte)';',
        ["pipe"] = (byte)'|',
    };

    /// <summary>True when columns can be named: the file has a header, or the descriptor names its fixed columns.</summary>
    internal static bool NamesColumns(DescriptorSection root) =>
        root.Section("format", required: false) is not { } format || format.Has("fixedWidth")
        || format.Text("header", required: false) is not { } header || !YesNo.TryGetValue(header, out bool yes) || yes;

    internal static FeedFormat Read(DescriptorSection root)
    {
        DescriptorSection? section = root.Section("format", required: true);
        if (section is null)
        {
            return new FeedFormat((byte)',', true, FeedEncoding.Utf8, false, null);
        }

        bool isFixed = section.Has("fixedWidth");
        bool header = section.Choice("header", YesNo, required: !isFixed, !isFixed);
        FeedEncoding encoding = section.Choice("encoding", Encodings, required: false, FeedEncoding.Utf8);
        bool quoted = section.Choice("quoting", Quotings, required: false, false);
        int count = section.Number("columnCount", 1, ColumnLayout.MaxColumns, required: false, 0);
        byte delimiter = isFixed ? (byte)',' : ReadDelimiter(section);
        if (isFixed)
        {
            RefuseBeside(section, "delimiter", "quoting", "columnCount");
        }

        var format = new FeedFormat(delimiter, header, encoding, quoted && !isFixed, isFixed || count == 0 ? null : count)
        {
            SkipLines = section.Number("skipLines", 0, MaxSkippedLines, required: false, 0),
            SkipTrailer = section.Number("skipTrailer", 0, MaxTrailerLines, required: false, 0),
            MustBeGzip = section.Choice("compression", Compressions, required: false, false),
            FixedWidth = isFixed ? ReadFixedWidth(section, encoding) : null,
        };
        section.RefuseUnknownMembers();
        return format;
    }

    /// <summary>One ASCII character that no value is made of; tab and control characters too, which older systems use.</summary>
    static byte ReadDelimiter(DescriptorSection section)
    {
        if (section.Text("delimiter", required: true) is not { } text)
        {
            return (byte)',';
        }

        if (NamedDelimiters.TryGetValue(text, out byte named))
        {
            return named;
        }

        char c = text[0];
        if (text.Length == 1 && c is > '\0' and < '\x7F' and not ('\n' or '\r' or '"') && !char.IsAsciiLetterOrDigit(c))
        {
            return (byte)c;
        }

        section.Refuse("delimiter", "'format.delimiter' has an unknown value", "tab or one ASCII character that is no letter, digit, quote or line end: , ; | # ~ ^ ...", text);
        return (byte)',';
    }

    static void RefuseBeside(DescriptorSection section, params ReadOnlySpan<string> members)
    {
        foreach (string member in members)
        {
            if (section.Has(member))
            {
                section.Refuse(member, $"'format.{member}' has no meaning beside 'format.fixedWidth'", "one of the two", member);
            }
        }
    }

    static FixedLayout? ReadFixedWidth(DescriptorSection format, FeedEncoding encoding)
    {
        if (format.Section("fixedWidth", required: true) is not { } section)
        {
            return null;
        }

        bool inBytes = section.Choice("unit", Units, required: true, true);
        if (inBytes && encoding is not (FeedEncoding.Utf8 or FeedEncoding.Gb18030))
        {
            section.Refuse("unit", "places in a UTF-16 file are counted in characters", "characters", "bytes");
        }

        int recordBytes = section.Number("recordLength", 1, FixedLayout.MaxWidth, required: false, 0);
        if (recordBytes > 0 && !inBytes)
        {
            section.Refuse("recordLength", "a record length without line ends is counted in bytes", "unit: bytes", "characters");
        }

        List<FixedColumn> columns = ReadColumns(section);
        if (recordBytes > 0 && columns.Any(c => c.Start + c.Length - 1 > recordBytes))
        {
            section.Refuse("recordLength", "a column lies beyond the record", $"at least {columns.Max(c => c.Start + c.Length - 1)}", $"{recordBytes}");
        }

        section.RefuseUnknownMembers();
        return new FixedLayout(inBytes, columns, recordBytes);
    }

    static List<FixedColumn> ReadColumns(DescriptorSection section)
    {
        var columns = new List<FixedColumn>();
        foreach (DescriptorSection item in section.Sections("columns"))
        {
            var column = new FixedColumn(
                item.Text("name", required: true) ?? "",
                item.Number("start", 1, FixedLayout.MaxWidth, required: true, 1),
                item.Number("length", 1, FixedLayout.MaxWidth, required: true, 1));
            item.RefuseUnknownMembers();
            if (columns.Any(c => c.Name == column.Name))
            {
                item.Refuse("name", "two columns have one name", "a name of its own", column.Name);
            }

            columns.Add(column);
        }

        if (columns.Count > ColumnLayout.MaxColumns || columns.Sum(c => (long)c.Length) > FixedLayout.MaxWidth)
        {
            section.Refuse("columns", "the columns are too many or too wide", $"at most {ColumnLayout.MaxColumns} columns, {FixedLayout.MaxWidth} places together", $"{columns.Count} columns");
        }

        return columns;
    }
}
