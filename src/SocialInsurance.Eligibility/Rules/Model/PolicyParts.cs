namespace SocialInsurance.Eligibility.Rules;

/// <summary>Place in the policy text; line and column count from 1.</summary>
public readonly record struct TextPosition(int Line, int Column);

/// <summary>Identity of the policy that made a decision; stands in every decision.</summary>
/// <param name="Id">Name of the policy, stable over its versions.</param>
/// <param name="Version">Version as written in the file.</param>
/// <param name="Digest">SHA-256 over the exact bytes of the file, 64 lower-case hexadecimal digits.</param>
public sealed record PolicyStamp(string Id, string Version, string Digest);

/// <summary>A law, notice or standard that a value rests on.</summary>
public sealed record LegalBasis(string Code, string Title, string Citation, TextPosition Position);

/// <summary>A value in force from a day on, until the next one, with the codes of the legal bases it rests on.</summary>
public sealed record DatedValue(DateOnly From, double Value, IReadOnlyList<string> LegalBases, TextPosition Position);

/// <summary>A reason for people: Simplified Chinese first, at most 60 characters once filled in, then English.</summary>
public sealed record ReasonText(string Chinese, string English);

/// <summary>A number with description, unit, dated values and a legal basis per value.</summary>
public sealed record Parameter(
    string Name, string Description, ParameterUnit Unit, IReadOnlyList<DatedValue> Values, TextPosition Position)
{
    /// <summary>The value in force on a day, with its legal bases.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day lies before the first value.</exception>
    public DatedValue At(DateOnly date) => DatedValues.At(Values, date)
        ?? throw new ArgumentOutOfRangeException(nameof(date), date, $"parameter {Name}: expected a day from {Values[0].From:yyyy-MM-dd} on, found {date:yyyy-MM-dd}");

    /// <summary>The number in force on a day, in <see cref="Unit"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The day lies before the first value.</exception>
    public double ValueAt(DateOnly date) => At(date).Value;
}

/// <summary>What the policy knows about a source of evidence.</summary>
/// <param name="Name">Name as in the feed descriptor.</param>
/// <param name="Title">Chinese name for people.</param>
/// <param name="TitleEnglish">English name for people.</param>
/// <param name="Authority">Who keeps the source.</param>
/// <param name="Kind">How its evidence is read.</param>
/// <param name="PresenceClass">How surely the person took part.</param>
/// <param name="IndependenceGroup">Sources of one group never confirm each other.</param>
/// <param name="Weight">Weight in the freshness formula, above 0.</param>
/// <param name="TtlDays">Time to live in the freshness formula, days.</param>
/// <param name="WindowDays">Days back from the as-of date that count; only for activity and duplicate sources.</param>
/// <param name="Position">Where the source is declared.</param>
public sealed record PolicySource(
    string Name, string Title, string TitleEnglish, string Authority, PolicySourceKind Kind, PresenceClass PresenceClass,
    string IndependenceGroup, double Weight, int TtlDays, IReadOnlyList<DatedValue> WindowDays, TextPosition Position)
{
    /// <summary>Window in force on a day, days; null for sources without windows.</summary>
    public int? WindowDaysAt(DateOnly date) => (int?)DatedValues.At(WindowDays, date)?.Value;
}

/// <summary>One typed question to the facts.</summary>
/// <param name="Kind">The question.</param>
/// <param name="Sources">Sources it is narrowed to; empty: all that suit the kind.</param>
/// <param name="Days">Name of a parameter in days: agreement, watch, or a window in place of each source's own.</param>
/// <param name="Months">Name of a parameter in months: the horizon of <see cref="ConditionKind.NotDue"/>.</param>
/// <param name="Position">Where it is written.</param>
public sealed record Condition(
    ConditionKind Kind, IReadOnlyList<string> Sources, string? Days, string? Months, TextPosition Position);

/// <summary>A rule: the first one, in the order of the file, whose conditions all hold decides.</summary>
public sealed record PolicyRule(
    string Code, IReadOnlyList<Condition> When, EligibilityOutcome Outcome, RiskColor Color, FindingKind Finding,
    ReasonText Reason, TextPosition Position);

internal static class DatedValues
{
    /// <summary>The last value that starts on or before the day; values stand in ascending order.</summary>
    internal static DatedValue? At(IReadOnlyList<DatedValue> values, DateOnly date)
    {
        DatedValue? found = null;
        foreach (var value in values)
        {
            if (value.From > date) break;
            found = value;
        }
        return found;
    }
}
