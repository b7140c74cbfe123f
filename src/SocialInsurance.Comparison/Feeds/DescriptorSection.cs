using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Comparison;

/// <summary>A mapping of a descriptor, read member by member; collects every error with its line and column.</summary>
sealed class DescriptorSection(string file, YamlMappingNode node, string? title, List<InputError> errors)
{
    readonly HashSet<string> known = new(StringComparer.Ordinal);

    internal bool Has(string member) => Find(member) is not null;

    internal string? Text(string member, bool required)
    {
        YamlNode? value = Find(member);
        if (value is YamlScalarNode { Value: { Length: > 0 } text })
        {
            return text;
        }

        if (value is not null)
        {
            Add(value, $"'{Name(member)}' is not a text", "a text", Describe(value));
        }
        else if (required)
        {
            Add(node, $"'{Name(member)}' is missing", $"a member '{Name(member)}'", "none");
        }

        return null;
    }

    internal T Choice<T>(string member, IReadOnlyDictionary<string, T> values, bool required, T fallback)
    {
        string? text = Text(member, required);
        if (text is null || values.TryGetValue(text, out T? value))
        {
            return text is null ? fallback : values[text];
        }

        string? nearest = Nearness.Nearest(text, values.Keys);
        Add(Find(member)!, $"'{Name(member)}' has an unknown value", (nearest is null ? "" : $"perhaps '{nearest}'; ") + string.Join(" | ", values.Keys), text);
        return fallback;
    }

    internal DescriptorSection? Section(string member, bool required)
    {
        YamlNode? value = Find(member);
        switch (value)
        {
            case YamlMappingNode mapping:
                return new DescriptorSection(file, mapping, Name(member), errors);
            case null when required:
                Add(node, $"'{Name(member)}' is missing", $"a member '{Name(member)}'", "none");
                return null;
            case null:
                return null;
            default:
                Add(value, $"'{Name(member)}' holds no members", "members", Describe(value));
                return null;
        }
    }

    /// <summary>A whole number of a range, or <paramref name="fallback"/> when it is missing or wrong.</summary>
    internal int Number(string member, int least, int most, bool required, int fallback)
    {
        string? text = Text(member, required);
        if (text is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
        {
            return value;
        }

        Refuse(member, $"'{Name(member)}' is out of range", $"{least}..{most}", text);
        return fallback;
    }

    /// <summary>The members of a list, each with members of its own.</summary>
    internal IReadOnlyList<DescriptorSection> Sections(string member)
    {
        switch (Find(member))
        {
            case YamlSequenceNode list when list.Children.Count > 0 && list.Children.All(c => c is YamlMappingNode):
                return [.. list.Children.Select((c, i) => new DescriptorSection(file, (YamlMappingNode)c, $"{Name(member)}[{i + 1}]", errors))];
            case { } other:
                Add(other, $"'{Name(member)}' is no list of members", "a list such as '- { name: ..., start: ..., length: ... }'", Describe(other));
                return [];
            default:
                Add(node, $"'{Name(member)}' is missing", $"a member '{Name(member)}'", "none");
                return [];
        }
    }

    /// <summary>The texts of a list; none when it is missing or wrong.</summary>
    internal IReadOnlyList<string> Texts(string member)
    {
        switch (Find(member))
        {
            case null:
                return [];
            case YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode { Value.Length: > 0 }):
                return [.. list.Children.Select(c => ((YamlScalarNode)c).Value!)];
            case { } other:
                Add(other, $"'{Name(member)}' is no list of texts", "a list such as '[ a.csv, b.csv ]'", Describe(other));
                return [];
        }
    }

    /// <summary>All members, whatever their names, with a text each.</summary>
    internal IReadOnlyList<string> AllMembers()
    {
        string[] names = [.. node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "").Where(v => v.Length > 0)];
        known.UnionWith(names);
        return names;
    }

    /// <summary>Where the value of each member stands.</summary>
    internal IReadOnlyDictionary<string, (long Line, int Column)> Places() => node.Children
        .Where(c => c.Key is YamlScalarNode { Value.Length: > 0 })
        .ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => ((long)c.Value.Start.Line, (int)c.Value.Start.Column), StringComparer.Ordinal);

    /// <summary>True when a scalar was written without quotes: only then is <c>2</c> a position.</summary>
    internal bool IsPlain(string member) => Find(member) is YamlScalarNode { Style: ScalarStyle.Plain };

    /// <summary>To be called last: whatever was not asked for is unknown.</summary>
    internal void RefuseUnknownMembers()
    {
        foreach (YamlNode key in node.Children.Keys.Where(k => k is not YamlScalarNode { Value: { } v } || !known.Contains(v)))
        {
            string? nearest = Nearness.Nearest(Describe(key), known);
            Add(key, "unknown member", (nearest is null ? "" : $"perhaps '{Name(nearest)}'; ") + "one of " + string.Join(", ", known.Select(Name)), Describe(key));
        }
    }

    internal void Refuse(string member, string message, string expected, string found, InputErrorCode code = InputErrorCode.DescriptorInvalid) =>
        Add(Find(member) ?? node, message, expected, found, code);

    string Name(string member) => title is null ? member : $"{title}.{member}";

    YamlNode? Find(string member)
    {
        known.Add(member);
        return node.Children.TryGetValue(new YamlScalarNode(member), out YamlNode? value) ? value : null;
    }

    void Add(YamlNode at, string message, string expected, string found, InputErrorCode code = InputErrorCode.DescriptorInvalid) =>
        errors.Add(new InputError(code, message, file, (long)at.Start.Line, (int)at.Start.Column, expected, found));

    static string Describe(YamlNode value) => value switch
    {
        YamlScalarNode scalar => string.IsNullOrEmpty(scalar.Value) ? "an empty value" : scalar.Value,
        YamlSequenceNode => "a list",
        YamlMappingNode => "members",
        _ => "something else",
    };
}
