namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// Finds rules that never decide because an earlier rule holds whenever they hold. Sound, not complete: what it reports is
/// unreachable on every day from the effective date on; it does not look for chains of several earlier rules together.
/// </summary>
internal sealed class RuleReachability(PolicyDraft draft, IReadOnlyDictionary<string, Parameter> parameters, PolicyErrors errors)
{
    private readonly Dictionary<Condition, HashSet<PolicySource>> _sourcesOf = new(ReferenceEqualityComparer.Instance);

    internal void Check()
    {
        for (int late = 1; late < draft.Rules.Count; late++)
            for (int early = 0; early < late; early++)
                if (Covers(draft.Rules[early], draft.Rules[late]))
                {
                    errors.Add(PolicyErrorKind.UnreachableRule, draft.Rules[late].Position, $"$.rules[{late}]", "rule can never decide",
                        $"a narrower or earlier rule than {draft.Rules[early].Code} (line {draft.Rules[early].Position.Line})", draft.Rules[late].Code);
                    break;
                }
    }

    private bool Covers(PolicyRule early, PolicyRule late) =>
        early.When.Count > 0 && early.When.All(e => late.When.Any(l => Implies(l, e)));

    /// <summary>True when the condition <paramref name="wide"/> holds for everyone for whom <paramref name="narrow"/> holds.</summary>
    private bool Implies(Condition narrow, Condition wide)
    {
        if (wide.Kind == ConditionKind.Otherwise) return true;
        if (narrow.Kind == default || wide.Kind == default) return false;
        if (wide.Kind == ConditionKind.DeathRecorded
            && narrow.Kind is ConditionKind.DeathRecorded or ConditionKind.DeathCorroborated or ConditionKind.DeathContradicted)
            return IsSubset(narrow, wide);
        if (wide.Kind == ConditionKind.FaintPossibleLink && narrow.Kind == ConditionKind.FaintLinkUncontradicted) return true;
        if (narrow.Kind != wide.Kind) return false;
        return narrow.Kind switch
        {
            ConditionKind.DeathContradicted => IsSubset(narrow, wide) && IsSubset(wide, narrow),
            ConditionKind.NoSignOfLifeFor => IsSubset(wide, narrow) && AlwaysAtLeast(narrow.Days, wide.Days),
            ConditionKind.FaintLinkUncontradicted => IsSubset(wide, narrow),
            ConditionKind.NotDue => AlwaysAtLeast(narrow.Months, wide.Months),
            _ => IsSubset(narrow, wide) && AlwaysAtLeast(wide.Days, narrow.Days),
        };
    }

    private bool IsSubset(Condition inner, Condition outer)
    {
        return SourcesOf(inner).IsSubsetOf(SourcesOf(outer));
    }

    private HashSet<PolicySource> SourcesOf(Condition condition) => _sourcesOf.TryGetValue(condition, out var known)
        ? known
        : _sourcesOf[condition] = ConditionCatalog.SourcesOf(condition, draft.Sources).ToHashSet<PolicySource>(ReferenceEqualityComparer.Instance);

    /// <summary>Compares two named parameters on every day on which one of them changes.</summary>
    private bool AlwaysAtLeast(string? larger, string? smaller)
    {
        if (larger == smaller) return true;
        if (larger is null || smaller is null || !parameters.TryGetValue(larger, out var a) || !parameters.TryGetValue(smaller, out var b))
            return false;
        var days = a.Values.Concat(b.Values).Select(v => v.From).Where(d => d > draft.EffectiveFrom).Append(draft.EffectiveFrom);
        return days.All(day => DatedValues.At(a.Values, day) is { } x && DatedValues.At(b.Values, day) is { } y && x.Value >= y.Value);
    }
}
