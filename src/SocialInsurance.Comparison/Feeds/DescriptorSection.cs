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

        Add(Find(member)!, $"'{Name(member)}' has an unknown value", string.Join(" | ", values.Keys), text);
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

    /// <summary>True when a scalar was written without quotes: only then is <c>2</c> a position.</summary>
    internal bool IsPlain(string member) => Find(member) is YamlScalarNode { Style: ScalarStyle.Plain };

    /// <summary>To be called last: whatever was not asked for is unknown.</summary>
    internal void RefuseUnknownMembers()
    {
        foreach (YamlNode key in node.Children.Keys.Where(k => k is not YamlScalarNode { Value: { } v } || !known.Contains(v)))
        {
            Add(key, "unknown member", string.Join(", ", known.Select(Name)), Describe(key));
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
