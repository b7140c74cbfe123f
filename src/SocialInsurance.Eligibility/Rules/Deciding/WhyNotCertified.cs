using System.Globalization;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>Why one certifying rule did not certify a person.</summary>
/// <param name="Rule">Code of the rule that would have certified.</param>
/// <param name="BlockedBy">Code of the earlier rule that decided, when this rule held all the same; null when something was missing.</param>
/// <param name="Missing">What was missing, one text a condition; empty when the rule held.</param>
public sealed record WhyNotCertified(string Rule, string? BlockedBy, IReadOnlyList<ReasonText> Missing)
{
    /// <summary>All in one sentence.</summary>
    public ReasonText Text => BlockedBy is null
        ? new ReasonText($"未能确认：{string.Join("；", Missing.Select(m => m.Chinese))}。", $"Not confirmed: {string.Join("; ", Missing.Select(m => m.English))}.")
        : new ReasonText($"现有记录本可确认（{Rule}），但须先核实疑点（{BlockedBy}）。", $"The records would have confirmed ({Rule}), but a finding comes first ({BlockedBy}).");
}

/// <summary>Finds what kept a person from being certified, from the same compiled conditions that decide.</summary>
internal sealed class WhyNotFinder(CompiledPolicy policy, CompiledRule[] rules)
{
    internal IReadOnlyList<WhyNotCertified> Of(in PersonFacts facts)
    {
        int decided = policy.DecidingRule(facts);
        var found = new List<WhyNotCertified>();
        if (rules[decided].Rule.Outcome == EligibilityOutcome.Certified) return found;
        foreach (var (rule, when) in rules)
        {
            if (rule.Outcome != EligibilityOutcome.Certified) continue;
            var missing = new List<ReasonText>();
            bool isUncoloured = false;
            foreach (var condition in when)
                if (condition.Holds(facts, out _)) continue;
                else if (condition.Kind == ConditionKind.AlertWithinWindow) isUncoloured = true; // an alert gives the certification a colour, nobody lacks one
                else missing.Add(MissingOf(condition, facts));
            if (isUncoloured && missing.Count == 0) continue;
            found.Add(new WhyNotCertified(rule.Code, missing.Count == 0 ? rules[decided].Rule.Code : null, missing));
        }
        return found;
    }

    private ReasonText MissingOf(CompiledCondition condition, in PersonFacts facts) => condition.Kind switch
    {
        ConditionKind.PersonPresentWithinWindow => NoPresence(condition, facts),
        ConditionKind.AccountEventsFromTwoGroups => NoTwoGroups(condition, facts),
        _ => ConditionWords.Why(condition.Kind, held: false),
    };

    private ReasonText NoPresence(CompiledCondition condition, in PersonFacts facts)
    {
        var latest = condition.LatestUsable(condition.Sources, facts.Evidence);
        if (latest.Cell < 0) return new ReasonText("没有任何本人到场的记录", "no record of the person's presence at all");
        int start = Array.Find(condition.Sources, s => s.Cell == latest.Cell).WindowStart;
        int days = condition.AsOfDay - Calendar.DayNumber(start);
        var (title, english) = TitleOf(latest.Cell);
        return new ReasonText(
            Invariant($"最近一次本人到场是{title}（{Day(latest.On)}），已超过{days}天有效期"),
            Invariant($"the last presence is {english} ({Day(latest.On)}), older than {days} days"));
    }

    private ReasonText NoTwoGroups(CompiledCondition condition, in PersonFacts facts)
    {
        var recent = new List<(BoundSource Source, int On)>();
        foreach (var source in condition.Sources)
        {
            int on = CompiledCondition.UsableOn(facts.Evidence[source.Cell], condition.AsOf);
            if (on > 0 && on >= source.WindowStart) recent.Add((source, on));
        }
        if (recent.Count == 0) return new ReasonText("有效期内没有账户使用记录", "no account event within the window");
        var (first, day) = recent.MaxBy(r => r.On);
        var (title, english) = TitleOf(first.Cell);
        return recent.Select(r => r.Source.Group).Distinct().Count() > 1
            ? new ReasonText(Invariant($"两个独立来源的记录都在同一天（{Day(day)}），不能相互印证"), Invariant($"the records of both sources are of one day ({Day(day)}) and confirm nothing"))
            : new ReasonText(
                Invariant($"只有一个独立来源的近期记录（{title}，{Day(day)}），还缺另一来源在不同日期的记录"),
                Invariant($"only one independent source has a recent record ({english}, {Day(day)}); another on another day is missing"));
    }

    private (string Chinese, string English) TitleOf(int cell)
    {
        var source = policy.Policy.Source(policy.SourceNames[cell]);
        return (source.Title, source.TitleEnglish);
    }

    private static string Day(int on) => Invariant($"{on / 10000:0000}-{on / 100 % 100:00}-{on % 100:00}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
