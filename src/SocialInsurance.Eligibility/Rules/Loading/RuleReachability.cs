namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// Finds rules that never decide because an earlier rule holds whenever they hold. Sound, not complete: what it reports is
/// unreachable on every day from the effective date on; it does not look for chains of several earlier rules together.
/// Every rule is held against every earlier one, so the comparison of two is a few bits and numbers, resolved beforehand.
/// </summary>
internal sealed class RuleReachability(PolicyDraft draft, IReadOnlyDictionary<string, Parameter> parameters, PolicyErrors errors)
{
    private readonly Dictionary<string, double[]> _valuesOf = ValuesByDay(draft, parameters);

    internal void Check()
    {
        var rules = draft.Rules.Select(r => new Asked(r, this)).ToArray();
        for (int late = 1; late < rules.Length; late++)
            for (int early = 0; early < late; early++)
                if (Covers(rules[early], rules[late]))
                {
                    errors.Add(PolicyErrorKind.UnreachableRule, draft.Rules[late].Position, $"$.rules[{late}]", "rule can never decide",
                        $"a narrower or earlier rule than {draft.Rules[early].Code} (line {draft.Rules[early].Position.Line})", draft.Rules[late].Code);
                    break;
                }
    }

    private bool Covers(Asked early, Asked late)
    {
        if (early.When.Length == 0 || (early.Kinds & ~late.Answers) != 0) return false;
        foreach (var wide in early.When)
            if (!IsImplied(wide, late.When)) return false;
        return true;
    }

    private bool IsImplied(Question wide, Question[] by)
    {
        foreach (var narrow in by)
            if (Implies(narrow, wide)) return true;
        return false;
    }

    /// <summary>True when the condition <paramref name="wide"/> holds for everyone for whom <paramref name="narrow"/> holds.</summary>
    private bool Implies(Question narrow, Question wide)
    {
        if ((KindsAnsweredBy(narrow.Kind) & Bit(wide.Kind)) == 0) return false;
        if (wide.Kind is ConditionKind.Otherwise or ConditionKind.FaintPossibleLink) return true;
        if (narrow.Kind != wide.Kind) return narrow.IsSubsetOf(wide);
        return narrow.Kind switch
        {
            ConditionKind.DeathContradicted => narrow.IsSubsetOf(wide) && wide.IsSubsetOf(narrow),
            ConditionKind.NoSignOfLifeFor => wide.IsSubsetOf(narrow) && AlwaysAtLeast(narrow.Days, wide.Days),
            ConditionKind.FaintLinkUncontradicted => wide.IsSubsetOf(narrow),
            ConditionKind.NotDue => AlwaysAtLeast(narrow.Months, wide.Months),
            _ => narrow.IsSubsetOf(wide) && AlwaysAtLeast(wide.Days, narrow.Days),
        };
    }

    /// <summary>The kinds of condition that a condition of this kind may imply, as bits. An unknown word implies nothing and is implied by nothing.</summary>
    private static uint KindsAnsweredBy(ConditionKind kind) => Bit(ConditionKind.Otherwise) | kind switch
    {
        default(ConditionKind) => 0,
        ConditionKind.DeathCorroborated or ConditionKind.DeathContradicted => Bit(kind) | Bit(ConditionKind.DeathRecorded),
        ConditionKind.FaintLinkUncontradicted => Bit(kind) | Bit(ConditionKind.FaintPossibleLink),
        _ => Bit(kind),
    };

    private static uint Bit(ConditionKind kind) => 1u << (int)kind;

    /// <summary>Compares two named parameters on every day on which one of them changes.</summary>
    private bool AlwaysAtLeast(string? larger, string? smaller)
    {
        if (larger == smaller) return true;
        if (larger is null || smaller is null || !_valuesOf.TryGetValue(larger, out var a) || !_valuesOf.TryGetValue(smaller, out var b)) return false;
        for (int day = 0; day < a.Length; day++)
            if (!(a[day] >= b[day])) return false; // also where one has no value, NaN
        return true;
    }

    /// <summary>The values of every parameter on all days, from the effective one on, on which any parameter changes.</summary>
    private static Dictionary<string, double[]> ValuesByDay(PolicyDraft draft, IReadOnlyDictionary<string, Parameter> parameters)
    {
        int[] days = [.. parameters.Values.SelectMany(p => p.Values).Select(v => v.From.DayNumber).Where(d => d > draft.EffectiveFrom.DayNumber)
            .Append(draft.EffectiveFrom.DayNumber).Distinct()];
        return parameters.ToDictionary(
            p => p.Key, p => days.Select(d => DatedValues.At(p.Value.Values, DateOnly.FromDayNumber(d))?.Value ?? double.NaN).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>A rule as far as reachability looks at it.</summary>
    private sealed class Asked
    {
        internal Asked(PolicyRule rule, RuleReachability of)
        {
            When = [.. rule.When.Select(of.QuestionOf)];
            foreach (var question in When)
            {
                Kinds |= Bit(question.Kind);
                Answers |= KindsAnsweredBy(question.Kind);
            }
        }

        internal Question[] When { get; }
        internal uint Kinds { get; }
        internal uint Answers { get; }
    }

    private Question QuestionOf(Condition condition)
    {
        var sources = new ulong[(draft.Sources.Count + 63) / 64];
        for (int i = 0; i < draft.Sources.Count; i++)
            if (ConditionCatalog.Reads(condition, draft.Sources[i])) sources[i / 64] |= 1ul << (i % 64);
        return new Question(condition.Kind, condition.Days, condition.Months, sources);
    }

    /// <summary>A condition with the sources it looks at as bits.</summary>
    private sealed record Question(ConditionKind Kind, string? Days, string? Months, ulong[] Sources)
    {
        internal bool IsSubsetOf(Question other)
        {
            for (int i = 0; i < Sources.Length; i++)
                if ((Sources[i] & ~other.Sources[i]) != 0) return false;
            return true;
        }
    }
}
