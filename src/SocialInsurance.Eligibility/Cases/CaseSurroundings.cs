using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>What surrounds every command: the rules of a day, the agency's local time, the words for people. Immutable; safe on any thread.</summary>
/// <param name="RulesAt">the rules in force on a local day</param>
/// <param name="LocalOffset">of the agency's local time</param>
public sealed record CaseSurroundings(Func<DateOnly, ReviewRules> RulesAt, TimeSpan LocalOffset)
{
    /// <summary>The rules that the program carries, and China's time; tells nobody.</summary>
    public static CaseSurroundings Default { get; } = new(static _ => ReviewRulesFile.Default.Rules, TimeSpan.FromHours(8));

    /// <summary>Words of the notices that a caseworker sends or that a correction brings; null: nobody is told.</summary>
    public NoticePlanner? Notices { get; init; }

    /// <summary>The records behind doubts of life; null: each case's own record alone.</summary>
    public ReportedDeaths? Deaths { get; init; }

    public DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(LocalOffset).DateTime);
}
