namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// Promises that no policy may break, whatever its author writes: nobody is certified or put off past a death record, an
/// unusable or doubled number or an open link, nor certified past a doubtful record that is to be ruled out; a finding says what its condition
/// saw; the rules always reach an end.
/// </summary>
/// <param name="isKept">It decided before the last of these promises was asked of policies: what it decided stays readable.</param>
internal sealed class RuleSafety(PolicyDraft draft, IReadOnlyDictionary<string, PolicySource> sources, PolicyErrors errors, bool isKept)
{
    private const int ReasonLimit = 60;
    private const int DateLength = 10;

    private static readonly ConditionKind[] Guards =
    [
        ConditionKind.NumberUnusable, ConditionKind.RegisteredMoreThanOnce, ConditionKind.OpenPossibleLink,
        ConditionKind.DeathRecorded, ConditionKind.DeathRecordedUnderAnotherName,
    ];

    internal void Check()
    {
        for (int i = 0; i < draft.Rules.Count; i++)
            if (!draft.Unread.Rules.Contains(i)) CheckRule(draft.Rules[i], $"$.rules[{i}]");
        if (draft.Rules.Count == 0 || draft.Unread.Rules.Count > 0) return; // a rule that could not be read may be the one that is missed
        CheckGuards();
        if (!isKept) CheckDoubts();
        var last = draft.Rules[^1];
        if (!IsOnly(last, ConditionKind.Otherwise) || last.Outcome is not EligibilityOutcome.FaceRequired)
            Unsafe(last, $"$.rules[{draft.Rules.Count - 1}]", "the list must end for everyone", "a last rule with only the condition otherwise and the outcome FaceRequired", last.Code);
    }

    private void CheckRule(PolicyRule rule, string path)
    {
        CheckReason(rule, path);
        if (rule.Outcome == default || rule.When.Any(c => c.Kind == default)) return;
        bool review = rule.Outcome == EligibilityOutcome.Review;
        if (review != (rule.Finding != FindingKind.None))
            Unsafe(rule, path, "review and finding go together", review ? "a finding" : "no finding", $"{rule.Outcome} with {rule.Finding}");
        if (rule.Color == RiskColor.Red && !review)
            Unsafe(rule, path, "red blocks and opens a case", "outcome Review", rule.Outcome.ToString());
        if (rule.Outcome == EligibilityOutcome.Certified && !rule.When.Any(c => IsLife(c.Kind)))
            Unsafe(rule, path, "nobody is certified without a sign of life", "a condition on person-present or account events", Kinds(rule));
        if (rule.Outcome == EligibilityOutcome.NotDue && !Has(rule, ConditionKind.NotDue))
            Unsafe(rule, path, "nobody is put off before the due date is looked at", "the condition notDue", Kinds(rule));
        if (ConditionOf(rule.Finding) is { } needed && !Has(rule, needed))
            Unsafe(rule, path, "the finding says more than the conditions saw", $"the condition {Spelling.Of(needed)}", Kinds(rule));
    }

    private void CheckGuards()
    {
        int first = 0;
        while (first < draft.Rules.Count && draft.Rules[first].Outcome is EligibilityOutcome.Review or default(EligibilityOutcome)) first++;
        if (first == draft.Rules.Count) return;
        foreach (var guard in Guards)
            if (!draft.Rules.Take(first).Any(r => r.Outcome == EligibilityOutcome.Review && IsOnly(r, guard)))
                Unsafe(draft.Rules[first], $"$.rules[{first}]", "decides something other than a review without a guard before it",
                    $"an earlier rule with outcome Review and only the condition {Spelling.Of(guard)}, on all sources", draft.Rules[first].Code);
        for (int i = first + 1; i < draft.Rules.Count; i++)
            if (draft.Rules[i] is { Color: RiskColor.Red, Outcome: EligibilityOutcome.Review } late)
                Unsafe(late, $"$.rules[{i}]", "red comes too late to block", $"a place before {draft.Rules[first].Code}", late.Code);
    }

    /// <summary>People of held and vanished deliveries and those whom a death record faintly resembles: only this condition tells them from others.</summary>
    private void CheckDoubts()
    {
        int first = 0;
        while (first < draft.Rules.Count && draft.Rules[first].Outcome != EligibilityOutcome.Certified) first++;
        if (first < draft.Rules.Count && !draft.Rules.Take(first).Any(r => r.Outcome is EligibilityOutcome.FaceRequired or EligibilityOutcome.Review
            && (IsOnly(r, ConditionKind.FaintLinkUncontradicted) || IsOnly(r, ConditionKind.FaintPossibleLink))))
            Unsafe(draft.Rules[first], $"$.rules[{first}]", "certifies past a doubtful record",
                $"an earlier rule with outcome FaceRequired or Review and only the condition {Spelling.Of(ConditionKind.FaintLinkUncontradicted)}, on all sources", draft.Rules[first].Code);
    }

    private void CheckReason(PolicyRule rule, string path)
    {
        int title = sources.Values.Select(s => s.Title.Length).DefaultIfEmpty(0).Max();
        bool readsSources = rule.When.Any(c => c.Kind != ConditionKind.NoSignOfLifeFor && ConditionCatalog.Of(c.Kind).Reads is not null);
        Placeholders(rule, path, "reason", rule.Reason.Chinese, readsSources);
        Placeholders(rule, path, "reasonEnglish", rule.Reason.English, readsSources);
        int length = rule.Reason.Chinese.Replace(RuleReasons.Source, new string('x', title), StringComparison.Ordinal)
            .Replace(RuleReasons.Date, new string('x', DateLength), StringComparison.Ordinal).Length;
        if (length > ReasonLimit)
            errors.Add(PolicyErrorKind.BadReason, errors.ValueAt(rule.Position, "reason"), path + ".reason", "reason too long for a notice",
                $"at most {ReasonLimit} characters with the longest source title filled in", $"{length} characters");
    }

    private void Placeholders(PolicyRule rule, string path, string member, string text, bool readsSources)
    {
        string rest = readsSources
            ? text.Replace(RuleReasons.Source, "", StringComparison.Ordinal).Replace(RuleReasons.Date, "", StringComparison.Ordinal)
            : text;
        if (rest.AsSpan().ContainsAny('{', '}'))
            errors.Add(PolicyErrorKind.BadReason, errors.ValueAt(rule.Position, member), $"{path}.{member}", "unknown placeholder",
                readsSources ? "{source} and {date} only" : "no placeholder, because no condition always finds a record", text);
    }

    private static ConditionKind? ConditionOf(FindingKind finding) => finding switch
    {
        FindingKind.DeathCorroborated => ConditionKind.DeathCorroborated,
        FindingKind.DeathSuspected => ConditionKind.DeathRecorded,
        FindingKind.DeathContradicted => ConditionKind.DeathContradicted,
        FindingKind.PossibleDeathLink => ConditionKind.DeathRecordedUnderAnotherName,
        FindingKind.OpenPossibleLink => ConditionKind.OpenPossibleLink,
        FindingKind.CustodialSentence => ConditionKind.IntervalCoversAsOf,
        FindingKind.DuplicateBenefit => ConditionKind.DuplicateWithinWindow,
        FindingKind.DuplicateRegistration => ConditionKind.RegisteredMoreThanOnce,
        FindingKind.AbnormalPayment => ConditionKind.AlertWithinWindow,
        FindingKind.InvalidDocumentNumber => ConditionKind.NumberUnusable,
        _ => null,
    };

    private static bool IsLife(ConditionKind kind) => kind is ConditionKind.PersonPresentWithinWindow
        or ConditionKind.AccountEventsFromTwoGroups or ConditionKind.AccountEventsOnTwoDays;

    private static bool Has(PolicyRule rule, ConditionKind kind) => rule.When.Any(c => c.Kind == kind);

    private static bool IsOnly(PolicyRule rule, ConditionKind kind) =>
        rule.When is [var only] && only.Kind == kind && only.Sources.Count == 0;

    private static string Kinds(PolicyRule rule) => string.Join(", ", rule.When.Select(c => Spelling.Of(c.Kind)));

    private void Unsafe(PolicyRule rule, string path, string message, string expected, string found) =>
        errors.Add(PolicyErrorKind.UnsafeRule, rule.Position, path, message, expected, found);
}
