using YamlDotNet.RepresentationModel;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>Why a policy is refused.</summary>
public enum PolicyErrorKind
{
    /// <summary>Not UTF-8, not YAML, too large or nested too deep.</summary>
    Unreadable = 1,
    /// <summary>A required member is absent.</summary>
    MissingMember = 2,
    /// <summary>A member that the policy does not know.</summary>
    UnknownMember = 3,
    /// <summary>A mapping, a list or a single value was expected.</summary>
    WrongShape = 4,
    /// <summary>A value that cannot be read as the expected type.</summary>
    InvalidValue = 5,
    /// <summary>A readable value outside its range.</summary>
    OutOfRange = 6,
    /// <summary>The same name or code twice.</summary>
    Duplicate = 7,
    /// <summary>A name that is declared nowhere.</summary>
    UnknownName = 8,
    /// <summary>A declaration that nothing reads.</summary>
    Unused = 9,
    /// <summary>A rule that can never fire because an earlier one always fires first.</summary>
    UnreachableRule = 10,
    /// <summary>A rule that would break a promise of the product (for instance certify past a death record).</summary>
    UnsafeRule = 11,
    /// <summary>A reason longer than 60 characters, or with an unknown placeholder.</summary>
    BadReason = 12,
    /// <summary>Data bring a source that the policy does not know.</summary>
    UnknownDataSource = 13,
    /// <summary>The as-of date lies before the policy takes effect.</summary>
    NotInForce = 14,
    /// <summary>The policy reads a source as another kind, or trusts it more or less, than the data were made with.</summary>
    SourceMismatch = 15,
}

/// <summary>One fault of a policy. Line and column count from 1; 0 when the fault lies outside the text.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 characters, from 1.</param>
/// <param name="Path">Member path, such as <c>rules[3].reason</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="Found">What stands there, cut to 80 characters.</param>
public sealed record PolicyError(
    PolicyErrorKind Kind, int Line, int Column, string Path, string Message, string Expected, string Found)
{
    /// <summary>The known name that was most likely meant; null when no known name is near.</summary>
    public string? Nearest { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString() => $"({Line},{Column}) {Path}: {Message}{(Nearest is null ? "" : $" (nearest: {Nearest})")}; expected {Expected}, found {Found}";
}

/// <summary>Result of loading: a policy, or all its faults in the order of the text.</summary>
public sealed record PolicyLoad(Policy? Policy, IReadOnlyList<PolicyError> Errors);

/// <summary>A policy that cannot be bound to the data at hand; a start-up fault of the run.</summary>
public sealed class PolicyRefusedException(IReadOnlyList<PolicyError> errors)
    : Exception("policy refused: " + string.Join(" | ", errors))
{
    /// <summary>All faults.</summary>
    public IReadOnlyList<PolicyError> Errors { get; } = errors;
}

/// <summary>Collects the faults of one text.</summary>
internal sealed class PolicyErrors
{
    private const int FoundLimit = 80;
    private readonly List<PolicyError> _errors = [];
    private readonly Dictionary<long, YamlMappingNode> _mappings = [];

    internal bool Any => _errors.Count > 0;

    internal int Count => _errors.Count;

    /// <summary>Remembers a mapping, so that checks that come when the text is long read can point at its members.</summary>
    internal void Place(TextPosition mapping, YamlMappingNode node) => _mappings[PlaceOf(mapping)] = node;

    /// <summary>Where the value of a member stands; the mapping's own place when it has no such member.</summary>
    internal TextPosition ValueAt(TextPosition mapping, string member) => Member(mapping, member) is { } found ? YamlText.At(found.Value.Start) : mapping;

    /// <summary>Where the name of a member stands; the mapping's own place when it has no such member.</summary>
    internal TextPosition KeyAt(TextPosition mapping, string member) => Member(mapping, member) is { } found ? YamlText.At(found.Key.Start) : mapping;

    /// <summary>Where an item of a list stands, or the member that is no list.</summary>
    internal TextPosition ItemAt(TextPosition mapping, string member, string item)
    {
        if (Member(mapping, member) is { Value: YamlSequenceNode list })
            foreach (var node in list.Children)
                if (node is YamlScalarNode scalar && scalar.Value == item) return YamlText.At(node.Start);
        return ValueAt(mapping, member);
    }

    private KeyValuePair<YamlNode, YamlNode>? Member(TextPosition mapping, string member)
    {
        if (_mappings.TryGetValue(PlaceOf(mapping), out var node))
            foreach (var child in node.Children)
                if (child.Key is YamlScalarNode key && key.Value == member) return child;
        return null;
    }

    // a plain number as key: the runtime has this dictionary compiled beforehand
    private static long PlaceOf(TextPosition at) => ((long)at.Line << 32) | (uint)at.Column;

    /// <summary>A name that is none of the known ones.</summary>
    internal void AddUnknown(PolicyErrorKind kind, TextPosition at, string path, string message, IEnumerable<string> known, string found) =>
        Add(kind, at, path, message, "one of " + string.Join(", ", known), found, NearestName.Of(found.Length <= FoundLimit ? found : "", known));

    internal void Add(PolicyErrorKind kind, TextPosition at, string path, string message, string expected, string found, string? nearest = null)
    {
        string shown = found.Length <= FoundLimit ? found : found[..FoundLimit] + "...";
        _errors.Add(new PolicyError(kind, at.Line, at.Column, path, message, expected, shown) { Nearest = nearest });
    }

    internal IReadOnlyList<PolicyError> InTextOrder() =>
        [.. _errors.OrderBy(e => e.Line).ThenBy(e => e.Column).ThenBy(e => e.Kind).Distinct()];
}
