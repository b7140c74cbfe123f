using System.Globalization;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>A condition as "the value of this person reaches this number", so that conditions that differ only in the number are one question.</summary>
internal sealed partial record CompiledCondition
{
    private const int Yes = 1;

    /// <summary>Equal for conditions with equal <see cref="ValueOf"/>, whatever their number.</summary>
    internal string QuestionKey()
    {
        string cells = string.Join(',', Sources.Select(s => IsNumbered
            ? s.Cell.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{s.Cell}/{s.Group}/{s.WindowStart}")));
        return IsNumbered
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)Kind}:{cells}")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)Kind}:{cells}:{Limit}");
    }

    /// <summary>The number that the value must reach.</summary>
    internal int NumberAsked() => Kind switch
    {
        ConditionKind.NotDue => Limit + 1,
        ConditionKind.NoSignOfLifeFor => Limit,
        _ when IsNumbered => Sources.Length == 0 ? int.MaxValue : Math.Max(1, Sources[0].WindowStart), // day 0 is no day
        _ => Yes,
    };

    /// <summary>What the person has: a month number, days of silence, the latest day (of two events the earlier one's), or 1 for yes and 0 for no.</summary>
    internal int ValueOf(in PersonFacts facts)
    {
        if (!IsNumbered) return Holds(facts, out _) ? Yes : 0;
        return Kind switch
        {
            ConditionKind.NotDue => DueMonth(facts),
            ConditionKind.NoSignOfLifeFor => SilentDays(LatestUsableOn(facts.Evidence), facts.LastCertifiedOn),
            ConditionKind.AccountEventsFromTwoGroups => EarlierOfTwoGroupsOn(facts.Evidence),
            ConditionKind.AccountEventsOnTwoDays => EarlierOfTwoDaysOn(facts.Evidence),
            _ => LatestUsableOn(facts.Evidence),
        };
    }

    /// <summary>True when the condition compares one value with one number: all windows of its sources begin on one day.</summary>
    private bool IsNumbered { get; } = Kind switch
    {
        ConditionKind.NotDue or ConditionKind.NoSignOfLifeFor => true,
        ConditionKind.PersonPresentWithinWindow or ConditionKind.DuplicateWithinWindow or ConditionKind.AlertWithinWindow
            or ConditionKind.AccountEventsFromTwoGroups or ConditionKind.AccountEventsOnTwoDays =>
            Sources.Select(s => s.WindowStart).Distinct().Count() <= 1,
        _ => false,
    };

    private int SilentDays(int lastSignOn, int lastCertifiedOn)
    {
        int last = Math.Max(lastSignOn, lastCertifiedOn);
        return last == 0 ? int.MaxValue : AsOfDay - Calendar.DayNumber(last);
    }

    /// <summary>The latest day since which two groups have an event each, on different days; 0 when they never had.</summary>
    private int EarlierOfTwoGroupsOn(ReadOnlySpan<SourceEvidence> evidence)
    {
        int latest = 0;
        for (int i = 0; i < Sources.Length; i++)
        {
            int firstOn = UsableOn(evidence[Sources[i].Cell], AsOf);
            if (firstOn <= latest) continue;
            for (int j = 0; j < Sources.Length; j++)
                if (Sources[i].Group != Sources[j].Group) latest = Math.Max(latest, OnAnotherDay(evidence[Sources[j].Cell], firstOn));
        }
        return latest;
    }

    private int EarlierOfTwoDaysOn(ReadOnlySpan<SourceEvidence> evidence)
    {
        int latest = 0;
        foreach (ref readonly var source in Sources.AsSpan())
        {
            ref readonly var cell = ref evidence[source.Cell];
            if (IsOnTwoDays(cell)) latest = Math.Max(latest, cell.PreviousOn);
        }
        return latest;
    }

    private int LatestUsableOn(ReadOnlySpan<SourceEvidence> evidence)
    {
        int latest = 0;
        foreach (ref readonly var source in Sources.AsSpan()) latest = Math.Max(latest, UsableOn(evidence[source.Cell], AsOf));
        return latest;
    }
}
