using System.Runtime.CompilerServices;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// A policy bound to the sources of the data and to an as-of date. Pure and immutable: any number of threads may decide
/// at once, and the same facts always give the same decision.
/// </summary>
public sealed class CompiledPolicy
{
    private readonly CompiledRule[] _rules;
    private readonly RuleIndex _index;
    private readonly Freshness _freshness;
    private readonly double _yellowFactor;
    private readonly DueMonths _due;

    internal CompiledPolicy(
        Policy policy, DateOnly asOf, IReadOnlyList<string> sourceNames, IReadOnlyList<string> absent,
        IReadOnlyList<string> ignored, CompiledRule[] rules, Freshness freshness, double yellowFactor, DueMonths due)
    {
        (Policy, AsOf, SourceNames, AbsentSources, IgnoredSources) = (policy, asOf, sourceNames, absent, ignored);
        (_rules, _freshness, _yellowFactor, _due) = (rules, freshness, yellowFactor, due);
        _index = new RuleIndex(rules, sourceNames.Count);
    }

    /// <summary>The policy.</summary>
    public Policy Policy { get; }

    /// <summary>The day for which decisions are made.</summary>
    public DateOnly AsOf { get; }

    /// <summary>Sources of the data, in the order of the evidence of a person.</summary>
    public IReadOnlyList<string> SourceNames { get; }

    /// <summary>Sources that the policy knows and the data lack: worth a warning, a missing death feed above all.</summary>
    public IReadOnlyList<string> AbsentSources { get; }

    /// <summary>Sources of the data that the policy does not know; only with <see cref="UnknownSourceHandling.Ignore"/>.</summary>
    public IReadOnlyList<string> IgnoredSources { get; }

    /// <summary>Decides about one person. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The evidence has not one cell per source.</exception>
    public EligibilityDecision Decide(in PersonFacts facts)
    {
        int rule = DecidingRule(facts);
        return _rules[rule].Holds(facts, out var use)
            ? DecisionOf(rule, use, facts.Evidence)
            : throw new InvalidOperationException($"rule {rule} was found to hold and does not");
    }

    /// <summary>Index of the rule that decides about one person, without evidence and confidence: for counting. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The evidence has not one cell per source.</exception>
    public int DecidingRule(in PersonFacts facts)
    {
        RequireCells(facts.Evidence.Length);
        int rule = _index.FirstThatHolds(facts);
        return rule >= 0 ? rule : throw new InvalidOperationException("no rule held, although the last one always holds");
    }

    /// <summary>
    /// The trace of a decision: every rule in order, whether it decided, held too late or did not hold, and the evidence each
    /// condition looked at. Agrees with <see cref="Decide"/>: the first rule that holds is the one that decides.
    /// </summary>
    /// <exception cref="ArgumentException">The evidence has not one cell per source.</exception>
    public IReadOnlyList<RuleStep> Explain(in PersonFacts facts)
    {
        RequireCells(facts.Evidence.Length);
        return new DecisionTrace(this, _rules).Of(facts);
    }

    /// <summary>Month in which a person falls due, counted from month 0 of year 0; 0 when nothing is known, that is: due.</summary>
    public int DueMonthOf(in PersonFacts facts) => _due.MonthOf(facts);

    /// <summary>
    /// The due day that the policy gives to a person without one of their own (none in the register, or that of a migration): the last day of
    /// the month in which the person falls due. Null when the register's own day stands, or nothing is known.
    /// </summary>
    public DateOnly? SpreadDueOn(in PersonFacts facts) => _due.SpreadDueOn(facts);

    /// <summary>
    /// What kept a person from being certified: for every certifying rule what was missing, or which earlier rule came first.
    /// Empty when the person was certified.
    /// </summary>
    /// <exception cref="ArgumentException">The evidence has not one cell per source.</exception>
    public IReadOnlyList<WhyNotCertified> WhyNot(in PersonFacts facts) => new WhyNotFinder(this, _rules).Of(facts);

    /// <summary>The reason of a decision for people, with source and date filled in.</summary>
    public ReasonText ReasonOf(in EligibilityDecision decision)
    {
        var reason = Policy.Rules[decision.RuleIndex].Reason;
        if (decision.EvidenceSource < 0) return reason;
        var source = Policy.Source(SourceNames[decision.EvidenceSource]);
        return new ReasonText(
            RuleReasons.Fill(reason.Chinese, source.Title, decision.EvidenceOn),
            RuleReasons.Fill(reason.English, source.TitleEnglish, decision.EvidenceOn));
    }

    private EligibilityDecision DecisionOf(int index, in EvidenceUse use, ReadOnlySpan<SourceEvidence> evidence)
    {
        var rule = _rules[index].Rule;
        double confidence = _freshness.Of(evidence);
        if (rule.Color == RiskColor.Yellow) confidence *= _yellowFactor;
        return new EligibilityDecision(
            rule.Outcome, index, rule.Code, rule.Color, rule.Finding, use.Cell, use.On, use.At, confidence, Policy.Stamp);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RequireCells(int found)
    {
        if (found != SourceNames.Count)
            throw new ArgumentException($"evidence of a person: expected {SourceNames.Count} cells, one per source, found {found}");
    }
}

/// <summary>A rule with its resolved conditions.</summary>
internal sealed record CompiledRule(PolicyRule Rule, CompiledCondition[] When)
{
    /// <summary>Whether all conditions hold; the evidence is that of the first condition that has any.</summary>
    internal bool Holds(in PersonFacts facts, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        foreach (var condition in When)
        {
            if (!condition.Holds(facts, out var seen)) return false;
            // the last sign of life before a silence belongs to the trace; it is not evidence for the decision
            if (use.Cell < 0 && condition.Kind != ConditionKind.NoSignOfLifeFor) use = seen;
        }
        return true;
    }
}
