namespace SocialInsurance.Eligibility.Rules;

/// <summary>What a person's facts contain at all. A rule whose needs are not there cannot hold and is passed over with one comparison.</summary>
[Flags]
internal enum FactTraits : uint
{
    None = 0,
    NumberUnusable = 1 << 0,
    RegisteredMoreThanOnce = 1 << 1,
    OpenPossibleLink = 1 << 2,
    Terminal = 1 << 3,
    TerminalUnderAnotherName = 1 << 4,
    Interval = 1 << 5,
    Duplicate = 1 << 6,
    PersonPresent = 1 << 7,
    Account = 1 << 8,
}

/// <summary>Finds the traits of a person in one pass over the cells.</summary>
internal sealed class FactScan(IReadOnlyList<PolicySource?> sourceOfCell)
{
    private readonly (FactTraits Agreeing, FactTraits Disagreeing)[] _traits = [.. sourceOfCell.Select(TraitsOf)];

    internal FactTraits Of(in PersonFacts facts)
    {
        var found = FactTraits.None;
        if (!facts.NumberUsable) found |= FactTraits.NumberUnusable;
        if (facts.RegisteredTimes > 1) found |= FactTraits.RegisteredMoreThanOnce;
        if (facts.OpenPossibleLink) found |= FactTraits.OpenPossibleLink;
        var cells = facts.Evidence;
        var traits = _traits.AsSpan(0, cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            found |= cells[i].LatestOn != 0 ? traits[i].Agreeing : FactTraits.None;
            found |= cells[i].DisagreeingOn != 0 ? traits[i].Disagreeing : FactTraits.None;
        }
        return found;
    }

    /// <summary>What must be there for a condition to hold; necessary, never sufficient.</summary>
    internal static FactTraits NeedsOf(ConditionKind kind) => kind switch
    {
        ConditionKind.NumberUnusable => FactTraits.NumberUnusable,
        ConditionKind.RegisteredMoreThanOnce => FactTraits.RegisteredMoreThanOnce,
        ConditionKind.OpenPossibleLink => FactTraits.OpenPossibleLink,
        ConditionKind.DeathRecorded or ConditionKind.DeathCorroborated or ConditionKind.DeathContradicted => FactTraits.Terminal,
        ConditionKind.DeathRecordedUnderAnotherName => FactTraits.TerminalUnderAnotherName,
        ConditionKind.IntervalCoversAsOf => FactTraits.Interval,
        ConditionKind.DuplicateWithinWindow => FactTraits.Duplicate,
        ConditionKind.PersonPresentWithinWindow => FactTraits.PersonPresent,
        ConditionKind.AccountEventsFromTwoGroups or ConditionKind.AccountEventsOnTwoDays => FactTraits.Account,
        ConditionKind.Otherwise or ConditionKind.NotDue or ConditionKind.NoSignOfLifeFor => FactTraits.None,
        _ => throw new InvalidOperationException($"condition kind {(int)kind} has no needs"),
    };

    private static (FactTraits, FactTraits) TraitsOf(PolicySource? source) => source switch
    {
        { Kind: PolicySourceKind.Terminal } => (FactTraits.Terminal, FactTraits.TerminalUnderAnotherName),
        { Kind: PolicySourceKind.Interval } => (FactTraits.Interval, FactTraits.None),
        { Kind: PolicySourceKind.Duplicate } => (FactTraits.Duplicate, FactTraits.None),
        { Kind: PolicySourceKind.Activity, PresenceClass: PresenceClass.PersonPresent } => (FactTraits.PersonPresent, FactTraits.None),
        { Kind: PolicySourceKind.Activity, PresenceClass: PresenceClass.Account } => (FactTraits.Account, FactTraits.None),
        _ => (FactTraits.None, FactTraits.None),
    };
}
