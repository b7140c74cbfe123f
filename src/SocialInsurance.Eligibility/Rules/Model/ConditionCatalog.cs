namespace SocialInsurance.Eligibility.Rules;

/// <summary>Whether a condition takes an argument.</summary>
internal enum ArgumentUse { None, Optional, Required }

/// <summary>What a kind of condition reads and which arguments it takes.</summary>
internal sealed record ConditionShape(Func<PolicySource, bool>? Reads, string ReadsText, ArgumentUse Days, ArgumentUse Months);

/// <summary>The one table of condition kinds; the loader, the compiler and the reachability check all read it.</summary>
internal static class ConditionCatalog
{
    internal static ConditionShape Of(ConditionKind kind) => kind switch
    {
        ConditionKind.Otherwise or ConditionKind.NumberUnusable or ConditionKind.RegisteredMoreThanOnce
            or ConditionKind.OpenPossibleLink or ConditionKind.FaintPossibleLink => Plain(ArgumentUse.None),
        ConditionKind.NotDue => Plain(ArgumentUse.Required),
        ConditionKind.DeathRecorded or ConditionKind.DeathContradicted or ConditionKind.DeathRecordedUnderAnotherName =>
            new(s => s.Kind == PolicySourceKind.Terminal, "terminal sources", ArgumentUse.None, ArgumentUse.None),
        ConditionKind.DeathCorroborated =>
            new(s => s.Kind == PolicySourceKind.Terminal, "terminal sources", ArgumentUse.Required, ArgumentUse.None),
        ConditionKind.IntervalCoversAsOf =>
            new(s => s.Kind == PolicySourceKind.Interval, "interval sources", ArgumentUse.None, ArgumentUse.None),
        ConditionKind.DuplicateWithinWindow =>
            new(s => s.Kind == PolicySourceKind.Duplicate, "duplicate sources", ArgumentUse.Optional, ArgumentUse.None),
        ConditionKind.AlertWithinWindow =>
            new(s => s.Kind == PolicySourceKind.Alert, "alert sources", ArgumentUse.Optional, ArgumentUse.None),
        ConditionKind.PersonPresentWithinWindow =>
            new(IsPersonPresent, "person-present activity sources", ArgumentUse.Optional, ArgumentUse.None),
        ConditionKind.FaintLinkUncontradicted =>
            new(IsPersonPresent, "person-present activity sources", ArgumentUse.None, ArgumentUse.None),
        ConditionKind.AccountEventsFromTwoGroups or ConditionKind.AccountEventsOnTwoDays =>
            new(IsAccount, "account activity sources", ArgumentUse.Optional, ArgumentUse.None),
        ConditionKind.NoSignOfLifeFor => new(IsSignOfLife, "person-present or account activity sources", ArgumentUse.Required, ArgumentUse.None),
        _ => Plain(ArgumentUse.None), // 0: the loader has already reported an unknown word
    };

    /// <summary>Trusted to show that a person lives: the person was there, or the person's account was used.</summary>
    internal static bool IsSignOfLife(PolicySource source) => IsPersonPresent(source) || IsAccount(source);

    /// <summary>The sources a condition looks at, in the order of the policy.</summary>
    internal static IEnumerable<PolicySource> SourcesOf(Condition condition, IEnumerable<PolicySource> all) => all.Where(s => Reads(condition, s));

    internal static bool Reads(Condition condition, PolicySource source) =>
        Of(condition.Kind).Reads is { } suits && suits(source) && (condition.Sources.Count == 0 || condition.Sources.Contains(source.Name));

    private static bool IsPersonPresent(PolicySource source) =>
        source is { Kind: PolicySourceKind.Activity, PresenceClass: PresenceClass.PersonPresent };

    private static bool IsAccount(PolicySource source) =>
        source is { Kind: PolicySourceKind.Activity, PresenceClass: PresenceClass.Account };

    private static ConditionShape Plain(ArgumentUse months) => new(null, "no source", ArgumentUse.None, months);
}
