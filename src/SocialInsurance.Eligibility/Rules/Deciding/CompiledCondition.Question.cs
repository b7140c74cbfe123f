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

    /// <summary>What the person has: a month number, days of silence, the latest day, or 1 for yes and 0 for no.</summary>
    internal int ValueOf(in PersonFacts facts)
    {
        if (!IsNumbered) return Holds(facts, out _) ? Yes : 0;
        return Kind switch
        {
            ConditionKind.NotDue => DueMonth(facts),
            ConditionKind.NoSignOfLifeFor => SilentDays(LatestUsableOn(facts.Evidence), facts.LastCertifiedOn),
            _ => LatestUsableOn(facts.Evidence),
        };
    }

    /// <summary>True when the condition compares one value with one number: all windows of its sources begin on one day.</summary>
    private bool IsNumbered { get; } = Kind switch
    {
        ConditionKind.NotDue or ConditionKind.NoSignOfLifeFor => true,
        ConditionKind.PersonPresentWithinWindow or ConditionKind.DuplicateWithinWindow or ConditionKind.AlertWithinWindow =>
            Sources.Select(s => s.WindowStart).Distinct().Count() <= 1,
        _ => false,
    };

    private int SilentDays(int lastSignOn, int lastCertifiedOn)
    {
        int last = Math.Max(lastSignOn, lastCertifiedOn);
        return last == 0 ? int.MaxValue : AsOfDay - Calendar.DayNumber(last);
    }

    private int LatestUsableOn(ReadOnlySpan<SourceEvidence> evidence)
    {
        int latest = 0;
        foreach (ref readonly var source in Sources.AsSpan()) latest = Math.Max(latest, UsableOn(evidence[source.Cell], AsOf));
        return latest;
    }
}
