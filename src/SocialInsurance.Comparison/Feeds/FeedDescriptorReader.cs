using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Comparison;

/// <summary>Reads <c>*.feed.yaml</c>. Reports all errors of a file at once; unknown members are errors that name the known ones.</summary>
public static class FeedDescriptorReader
{
    const double DefaultMaxRejectedShare = 0.05;

    static readonly Dictionary<string, SourceKind> Kinds = new(StringComparer.Ordinal)
    {
        ["subjects"] = SourceKind.Subjects,
        ["terminal"] = SourceKind.Terminal,
        ["interval"] = SourceKind.Interval,
        ["activity"] = SourceKind.Activity,
        ["duplicate"] = SourceKind.Duplicate,
    };

    const int MaximumDepth = 32;

    static readonly Dictionary<string, PresenceClass> PresenceClasses = new(StringComparer.Ordinal)
    {
        ["personPresent"] = PresenceClass.PersonPresent,
        ["account"] = PresenceClass.Account,
        ["administrative"] = PresenceClass.Administrative,
    };

    /// <summary>Reads a descriptor file, or throws <see cref="InputRefusedException"/> with all its errors.</summary>
    public static FeedDescriptor Read(string path)
    {
        var errors = new List<InputError>();
        return Read(path, errors) ?? throw new InputRefusedException(errors);
    }

    /// <summary>Null when the file is not valid; then <paramref name="errors"/> has grown.</summary>
    internal static FeedDescriptor? Read(string path, List<InputError> errors)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            int before = errors.Count;
            FeedDescriptor? descriptor = Parse(path, bytes, errors);
            return errors.Count == before ? descriptor : null;
        }
        catch (FileNotFoundException)
        {
            errors.Add(new InputError(InputErrorCode.FileMissing, "the descriptor does not exist", path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new InputError(InputErrorCode.FileUnreadable, e.Message, path));
        }
        catch (YamlException e)
        {
            errors.Add(TabFault(path, e) ?? new InputError(InputErrorCode.DescriptorInvalid, e.Message, path, (long)e.Start.Line, (int)e.Start.Column, "YAML", "a syntax error"));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // some unclosed flow mappings and members without a name make YamlDotNet 16.3 throw these instead, without a place
            Mark last = LastReadable(path);
            errors.Add(new InputError(InputErrorCode.DescriptorInvalid, e.Message, path, (long)last.Line, (int)last.Column, "YAML", "a syntax error"));
        }

        return null;
    }

    /// <summary>The parser gives the place of the whole mapping for a tab in the indentation: editors do not show tabs, so people need the line.</summary>
    static InputError? TabFault(string path, YamlException e)
    {
        int line = e.Message.Contains("tab", StringComparison.Ordinal) ? Array.FindIndex(File.ReadAllLines(path), l => l.TrimStart(' ').StartsWith('\t')) + 1 : 0;
        return line == 0 ? null : new InputError(InputErrorCode.DescriptorInvalid, "a tab stands in the indentation", path, line, 1, "spaces", "a tab");
    }

    static Mark LastReadable(string path)
    {
        var last = new Mark(0, 1, 1);
        try
        {
            using var reader = new StreamReader(path);
            for (var parser = new Parser(reader); parser.MoveNext();)
            {
                last = parser.Current!.End;
            }
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // this is the place
        }

        return last;
    }

    /// <summary>Bytes of another encoding would become signs of replacement: an authority that nobody can read, columns that no header has.</summary>
    static InputError? EncodingFault(string path, byte[] bytes)
    {
        if (Utf8.IsValid(bytes) || bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return null;
        }

        int line = 1;
        for (ReadOnlySpan<byte> rest = bytes; rest.IndexOf((byte)'\n') is >= 0 and int end && Utf8.IsValid(rest[..end]); line++)
        {
            rest = rest[(end + 1)..];
        }

        bool isGb = !GbTranscoder.Replacing.GetString(bytes).Contains('\uFFFD', StringComparison.Ordinal);
        return new InputError(InputErrorCode.DescriptorInvalid, "the descriptor is not UTF-8", path, line, null, "UTF-8", isGb ? "probably GB 18030" : "other bytes");
    }

    /// <summary>
    /// The tree is built by recursion: a file of nothing but brackets, or an alias inside what it stands for, would take the stack and the
    /// process with it.
    /// </summary>
    static void RequireShallow(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var parser = new Parser(reader);
        int depth = -2; // the stream and the document count as nesting too
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (parser.Current is AnchorAlias alias)
            {
                throw new YamlException(alias.Start, alias.End, "an alias: write out what it stands for");
            }

            if (depth > MaximumDepth)
            {
                throw new YamlException(parser.Current.Start, parser.Current.End, $"nested deeper than {MaximumDepth} levels");
            }
        }
    }

    static FeedDescriptor? Parse(string path, byte[] bytes, List<InputError> errors)
    {
        if (EncodingFault(path, bytes) is { } fault)
        {
            errors.Add(fault);
            return null;
        }

        RequireShallow(bytes);
        var yaml = new YamlStream();
        yaml.Load(new StreamReader(new MemoryStream(bytes), Encoding.UTF8));
        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode root)
        {
            errors.Add(new InputError(InputErrorCode.DescriptorInvalid, "the descriptor holds no members", path, 1, 1, "members such as 'name: ...'", "none"));
            return null;
        }

        var section = new DescriptorSection(path, root, null, errors);
        string name = section.Text("name", required: true) ?? "";
        SourceKind kind = section.Choice("kind", Kinds, required: true, SourceKind.Activity);
        Dictionary<ColumnRole, ColumnReference> columns = ReadColumns(section, kind);
        (DateNotation dates, Dictionary<ColumnRole, DateNotation> ownDates) = ReadDates(section, kind, columns);
        var descriptor = new FeedDescriptor
        {
            Path = path,
            Digest = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Name = name,
            Kind = kind,
            Authority = section.Text("authority", required: true) ?? "",
            FilePattern = ReadPattern(section),
            NotRead = ReadNotRead(section),
            Format = FeedFormatReader.Read(section),
            Columns = columns,
            DateNotation = dates,
            DateNotations = ownDates,
            DocumentTypes = ReadDocumentTypes(section, columns.ContainsKey(ColumnRole.DocumentType)),
            Presence = section.Choice("presenceClass", PresenceClasses, required: kind == SourceKind.Activity, PresenceClass.Administrative),
            IndependenceGroup = section.Text("independenceGroup", required: false) ?? name,
            MaxRejectedShare = ReadShare(section),
            Places = section.Places(),
        };
        section.RefuseUnknownMembers();
        return descriptor;
    }

    static string ReadPattern(DescriptorSection section)
    {
        string pattern = section.Text("filePattern", required: true) ?? "";
        if (pattern.AsSpan().ContainsAny('/', '\\'))
        {
            section.Refuse("filePattern", "files stand beside their descriptor", "a file name without folder", pattern);
        }

        return pattern;
    }

    /// <summary>Names, no patterns: a wildcard would hide a file that was forgotten.</summary>
    static IReadOnlyList<string> ReadNotRead(DescriptorSection section)
    {
        IReadOnlyList<string> names = section.Texts("notRead");
        if (names.FirstOrDefault(n => n.AsSpan().ContainsAny('*', '?', '/') || n.Contains('\\', StringComparison.Ordinal)) is { } wrong)
        {
            section.Refuse("notRead", "'notRead' names files one by one", "a file name without folder, '*' and '?'", wrong);
        }

        return names;
    }

    static Dictionary<ColumnRole, ColumnReference> ReadColumns(DescriptorSection root, SourceKind kind)
    {
        var columns = new Dictionary<ColumnRole, ColumnReference>();
        DescriptorSection? section = root.Section("columns", required: true);
        if (section is null)
        {
            return columns;
        }

        bool hasNames = FeedFormatReader.NamesColumns(root);
        foreach ((ColumnRole role, bool required) in RolesOf(kind))
        {
            string member = MemberOf(role);
            if (section.Text(member, required) is not { } text)
            {
                continue;
            }

            bool isPosition = section.IsPlain(member) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            int position = isPosition ? int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
            if (isPosition && position is < 1 or > ColumnLayout.MaxColumns)
            {
                section.Refuse(member, "a position is out of range", $"1..{ColumnLayout.MaxColumns}", text);
            }
            else if (!isPosition && !hasNames)
            {
                section.Refuse(member, "a file without header has no column names", "a position from 1", text);
            }

            columns[role] = new ColumnReference(isPosition ? null : text, position);
            RefuseTwins(section, columns, role);
        }

        section.RefuseUnknownMembers();
        return columns;
    }

    /// <summary>The name stands in a column of its own: one that is a number agrees with nobody. A number may serve as the register's identifier.</summary>
    static void RefuseTwins(DescriptorSection section, Dictionary<ColumnRole, ColumnReference> columns, ColumnRole role)
    {
        ColumnReference own = columns[role];
        foreach (ColumnRole other in ColumnLayout.Identifying.Where(r => r != role && (r == ColumnRole.Name || role == ColumnRole.Name) && ColumnLayout.Identifying.Contains(role) && columns.ContainsKey(r)))
        {
            ColumnReference twin = columns[other];
            bool isSame = own.HeaderName is null || twin.HeaderName is null ? own.HeaderName == twin.HeaderName && own.Position == twin.Position
                : ColumnLayout.Folded(own.HeaderName) == ColumnLayout.Folded(twin.HeaderName);
            if (isSame)
            {
                section.Refuse(MemberOf(role), $"'{MemberOf(other)}' and '{MemberOf(role)}' are one column", "a column each", own.HeaderName ?? $"{own.Position}");
            }
        }
    }

    static (DateNotation All, Dictionary<ColumnRole, DateNotation> Own) ReadDates(DescriptorSection root, SourceKind kind, Dictionary<ColumnRole, ColumnReference> columns)
    {
        var own = new Dictionary<ColumnRole, DateNotation>();
        ColumnRole[] dates = [.. RolesOf(kind).Select(r => r.Role).Where(r => r is ColumnRole.EventDate or ColumnRole.EndDate or ColumnRole.BirthDate or ColumnRole.DueDate or ColumnRole.LastCertifiedDate)];
        if (root.Section("dateFormats", required: false) is { } section)
        {
            foreach (ColumnRole role in dates)
            {
                if (ReadNotation(section, MemberOf(role), required: false) is { } notation)
                {
                    own[role] = notation;
                }
            }

            section.RefuseUnknownMembers();
        }

        DateNotation all = ReadNotation(root, "dateFormat", required: dates.Any(d => columns.ContainsKey(d) && !own.ContainsKey(d))) ?? DateNotation.Usual;
        return (all, own);
    }

    static DateNotation? ReadNotation(DescriptorSection section, string member, bool required)
    {
        if (section.Text(member, required) is not { } text)
        {
            return null;
        }

        if (DateNotation.TryParse(text, out string fault) is { } notation)
        {
            return notation;
        }

        string? nearest = Nearness.Nearest(text, DateNotation.Known);
        section.Refuse(member, $"'{member}' has an unknown value", (nearest is null ? "" : $"perhaps '{nearest}'; ") + string.Join(" | ", DateNotation.Known) + " or a notation of the same letters", $"{text} ({fault})");
        return null;
    }

    static Dictionary<string, DocumentKind> ReadDocumentTypes(DescriptorSection root, bool hasColumn)
    {
        var types = new Dictionary<string, DocumentKind>(StringComparer.Ordinal);
        if (root.Section("documentTypes", required: hasColumn) is not { } section)
        {
            return types;
        }

        if (!hasColumn)
        {
            root.Refuse("documentTypes", "'documentTypes' needs a column 'documentType'", "columns.documentType", "none");
        }

        foreach (string text in section.AllMembers())
        {
            types[text] = section.Choice(text, DocumentKinds.ByText, required: true, DocumentKind.Unstated);
        }

        return types;
    }

    static double ReadShare(DescriptorSection section)
    {
        string? text = section.Text("maxRejectedShare", required: false);
        if (text is null)
        {
            return DefaultMaxRejectedShare;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share is >= 0 and <= 1)
        {
            return share;
        }

        section.Refuse("maxRejectedShare", "'maxRejectedShare' is out of range", "0..1", text);
        return DefaultMaxRejectedShare;
    }

    static (ColumnRole Role, bool Required)[] RolesOf(SourceKind kind) => kind switch
    {
        SourceKind.Subjects =>
        [
            (ColumnRole.Id, true), (ColumnRole.Number, true), (ColumnRole.Name, true), (ColumnRole.BirthDate, false),
            (ColumnRole.DivisionCode, false), (ColumnRole.DueDate, false), (ColumnRole.LastCertifiedDate, false), (ColumnRole.Status, false), (ColumnRole.DocumentType, false),
        ],
        SourceKind.Interval => [(ColumnRole.Number, true), (ColumnRole.Name, true), (ColumnRole.EventDate, true), (ColumnRole.EndDate, true), (ColumnRole.DocumentType, false)],
        SourceKind.Activity => [(ColumnRole.Number, true), (ColumnRole.Name, false), (ColumnRole.EventDate, true), (ColumnRole.DocumentType, false)],
        SourceKind.Terminal or SourceKind.Duplicate => [(ColumnRole.Number, true), (ColumnRole.Name, true), (ColumnRole.EventDate, true), (ColumnRole.DocumentType, false)],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    static string MemberOf(ColumnRole role)
    {
        string name = role.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
