namespace SocialInsurance.Eligibility.Rules;

/// <summary>How the words of the closed lists are spelled in a policy file and in reports. Culture-free.</summary>
public static class Spelling
{
    internal static readonly IReadOnlyDictionary<string, EligibilityOutcome> Outcomes = Pascal<EligibilityOutcome>();
    internal static readonly IReadOnlyDictionary<string, FindingKind> Findings = Pascal<FindingKind>();
    internal static readonly IReadOnlyDictionary<string, RiskColor> Colors = Camel<RiskColor>();
    internal static readonly IReadOnlyDictionary<string, PolicySourceKind> SourceKinds = Camel<PolicySourceKind>();
    internal static readonly IReadOnlyDictionary<string, PresenceClass> PresenceClasses = Camel<PresenceClass>();
    internal static readonly IReadOnlyDictionary<string, ParameterUnit> Units = Camel<ParameterUnit>();
    internal static readonly IReadOnlyDictionary<string, DueBasis> DueBases = Camel<DueBasis>();
    internal static readonly IReadOnlyDictionary<string, ConditionKind> Conditions = Camel<ConditionKind>();

    /// <summary>As in <c>decisions.csv</c>: <c>red</c>, <c>yellow</c>, <c>blue</c>, <c>none</c>.</summary>
    public static string Of(RiskColor color) => LowerFirst(color.ToString());

    /// <summary>As in the policy file: <c>personPresentWithinWindow</c>.</summary>
    public static string Of(ConditionKind kind) => LowerFirst(kind.ToString());

    /// <summary>As in the policy file: <c>terminal</c>.</summary>
    public static string Of(PolicySourceKind kind) => LowerFirst(kind.ToString());

    /// <summary>As in the policy file and in feed descriptors: <c>personPresent</c>.</summary>
    public static string Of(PresenceClass presence) => LowerFirst(presence.ToString());

    internal static string Of(DueBasis basis) => LowerFirst(basis.ToString());

    internal static string Of(ParameterUnit unit) => LowerFirst(unit.ToString());

    // "None" is written "none" in every list, because an author thinks of it as an absence, not as a name
    private static IReadOnlyDictionary<string, T> Pascal<T>() where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(v => v.ToString() == "None" ? "none" : v.ToString(), StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, T> Camel<T>() where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(v => LowerFirst(v.ToString()), StringComparer.Ordinal);

    private static string LowerFirst(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
