namespace SocialInsurance.Eligibility.Rules;

/// <summary>Builds the full trace of a decision from the same compiled conditions that decide.</summary>
internal sealed class DecisionTrace(CompiledPolicy policy, CompiledRule[] rules)
{
    internal IReadOnlyList<RuleStep> Of(in PersonFacts facts)
    {
        var steps = new List<RuleStep>(rules.Length);
        bool decided = false;
        for (int i = 0; i < rules.Length; i++)
        {
            var checks = new List<ConditionCheck>(rules[i].When.Length);
            foreach (var condition in rules[i].When) checks.Add(CheckOf(condition, facts));
            bool held = checks.TrueForAll(c => c.Held);
            var result = !held ? RuleStepResult.NotHeld : decided ? RuleStepResult.HeldAfterDecision : RuleStepResult.Decided;
            decided |= held;
            var rule = rules[i].Rule;
            steps.Add(new RuleStep(i, rule.Code, result, rule.Outcome, rule.Finding, checks));
        }
        return steps;
    }

    private ConditionCheck CheckOf(CompiledCondition condition, in PersonFacts facts)
    {
        bool held = condition.Holds(facts, out var use);
        // what did not suffice is shown too: the latest event outside the window, say
        if (use.Cell < 0 && condition.Kind != ConditionKind.DeathRecordedUnderAnotherName)
            use = condition.LatestUsable(condition.Sources, facts.Evidence);
        var evidence = new List<EvidenceUsed>(2);
        if (use.Cell >= 0) evidence.Add(UsedOf(use.Cell, use.On, use.At));
        if (use.OtherCell >= 0) evidence.Add(UsedOf(use.OtherCell, use.OtherOn, use.OtherAt));
        return new ConditionCheck(condition.Kind, held, evidence, ConditionWords.Why(condition.Kind, held));
    }

    private EvidenceUsed UsedOf(int cell, int on, ulong at)
    {
        var source = policy.Policy.Source(policy.SourceNames[cell]);
        int age = policy.AsOf.DayNumber - Calendar.DayNumber(on);
        double fading = source.Kind == PolicySourceKind.Activity ? Math.Exp(-Math.Max(0, age) / (double)source.TtlDays) : 1;
        return new EvidenceUsed(cell, source.Name, on, at, source.Weight * fading);
    }
}
