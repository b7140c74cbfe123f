using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// Reads the members of one YAML mapping into typed values. A fault is collected and a default returned, so that one
/// pass reports all faults; nothing is built from a text with faults.
/// </summary>
internal sealed class MemberReader
{
    private readonly Dictionary<string, YamlNode> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _meant = new(StringComparer.Ordinal);
    private readonly PolicyErrors _errors;

    internal MemberReader(YamlNode node, string path, PolicyErrors errors, params string[]? known)
    {
        (Path, Position, _errors) = (path, YamlText.At(node.Start), errors);
        if (node is not YamlMappingNode mapping)
        {
            errors.Add(PolicyErrorKind.WrongShape, Position, path, "wrong shape", "a mapping", Shape(node));
            IsMapping = false;
            return;
        }
        errors.Place(Position, mapping);
        foreach (var (key, value) in mapping.Children) Accept(key, value, known);
    }

    internal string Path { get; }
    internal TextPosition Position { get; }
    internal bool IsMapping { get; } = true;
    internal IEnumerable<KeyValuePair<string, YamlNode>> Members => _members;

    internal bool Has(string name) => _members.ContainsKey(name);

    internal string PathOf(string name) => $"{Path}.{name}";

    internal TextPosition PositionOf(string name) =>
        _members.TryGetValue(name, out var node) ? YamlText.At(node.Start) : Position;

    internal YamlNode? Required(string name, string expected)
    {
        if (_members.TryGetValue(name, out var node)) return node;
        if (IsMapping && !_meant.Contains(name)) Report(PolicyErrorKind.MissingMember, name, $"member \"{name}\" is missing", expected, "nothing");
        return null;
    }

    internal YamlNode? Optional(string name) => _members.GetValueOrDefault(name);

    internal string Text(string name) => Scalar(Required(name, "a text"), name, "a text") ?? "";

    internal string? OptionalText(string name) => Scalar(Optional(name), name, "a text");

    internal double Number(string name, double minimum, double maximum, bool whole)
    {
        string expected = $"a {(whole ? "whole " : "")}number {minimum.ToString(CultureInfo.InvariantCulture)}..{maximum.ToString(CultureInfo.InvariantCulture)}";
        string? text = Scalar(Required(name, expected), name, expected);
        if (text is null) return minimum;
        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            || whole && value != Math.Floor(value))
        {
            Report(PolicyErrorKind.InvalidValue, name, "not a number", expected, text);
            return minimum;
        }
        if (value >= minimum && value <= maximum) return value;
        Report(PolicyErrorKind.OutOfRange, name, "number out of range", expected, text);
        return minimum;
    }

    internal DateOnly Date(string name) => DateOf(Required(name, "a date yyyy-MM-dd"), name) ?? DateOnly.MinValue;

    internal DateOnly? OptionalDate(string name) => DateOf(Optional(name), name);

    internal bool Flag(string name, bool fallback)
    {
        string? text = Scalar(Optional(name), name, "true or false");
        if (text is null or "true" or "false") return text is null ? fallback : text == "true";
        Report(PolicyErrorKind.InvalidValue, name, "not a flag", "true or false", text);
        return fallback;
    }

    /// <summary>A member of a closed list; <paramref name="names"/> maps its spelling to its value.</summary>
    internal T Choice<T>(string name, IReadOnlyDictionary<string, T> names) where T : struct
    {
        if (Optional(name) is YamlScalarNode { Value: { } written } && names.TryGetValue(written, out T value)) return value;
        string expected = "one of " + string.Join(", ", names.Keys);
        if (Scalar(Required(name, expected), name, expected) is not { } text) return default;
        _errors.AddUnknown(PolicyErrorKind.InvalidValue, PositionOf(name), PathOf(name), "unknown word", names.Keys, text);
        return default;
    }

    /// <summary>The items of a list member with their paths; a missing list counts as empty.</summary>
    internal IEnumerable<(YamlNode Node, string Path)> Items(string name, bool required)
    {
        var node = required ? Required(name, "a list") : Optional(name);
        if (node is null) return [];
        if (node is YamlSequenceNode { Children.Count: > 0 } list) return list.Children.Select((item, i) => (item, $"{PathOf(name)}[{i}]"));
        Report(PolicyErrorKind.WrongShape, name, "wrong shape", "a list with at least one item", Shape(node));
        return [];
    }

    internal IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (node, _) in Items(name, required: false))
            if (Scalar(node, name, "a list of texts") is { } text) texts.Add(text);
        return texts;
    }

    /// <summary>One text, or a list of them.</summary>
    internal IReadOnlyList<string> TextOrTexts(string name) =>
        Optional(name) is YamlSequenceNode ? Texts(name) : Text(name) is { Length: > 0 } one ? [one] : [];

    internal void Report(PolicyErrorKind kind, string name, string message, string expected, string found) =>
        _errors.Add(kind, PositionOf(name), PathOf(name), message, expected, found);

    private void Accept(YamlNode key, YamlNode value, string[]? known)
    {
        string name = (key as YamlScalarNode)?.Value ?? "";
        if (known is null || known.Contains(name, StringComparer.Ordinal)) _members[name] = value;
        else
        {
            if (NearestName.Of(name, known) is { } meant) _meant.Add(meant); // misspelt, not missing
            _errors.AddUnknown(PolicyErrorKind.UnknownMember, YamlText.At(key.Start), PathOf(name), "unknown member", known, name.Length > 0 ? name : Shape(key));
        }
    }

    private DateOnly? DateOf(YamlNode? node, string name)
    {
        string? text = Scalar(node, name, "a date yyyy-MM-dd");
        if (text is null) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Report(PolicyErrorKind.InvalidValue, name, "not a date", "a date yyyy-MM-dd", text);
        return null;
    }

    private string? Scalar(YamlNode? node, string name, string expected)
    {
        if (node is null) return null;
        if (node is YamlScalarNode { Value: { } value } && !string.IsNullOrWhiteSpace(value)) return value;
        _errors.Add(PolicyErrorKind.WrongShape, YamlText.At(node.Start), PathOf(name), "wrong shape", expected, Shape(node));
        return null;
    }

    internal static string Shape(YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode { Children.Count: 0 } => "an empty list",
        YamlSequenceNode => "a list",
        YamlScalarNode { Value: null or "" } => "nothing",
        YamlScalarNode scalar => scalar.Value!,
        _ => "something else",
    };
}
