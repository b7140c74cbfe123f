using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Review;

/// <summary>
/// The numbers of reviewing and of the law behind it, as versioned data: deadlines, demands before a payment may be stopped, legal bases,
/// shares drawn for a second look. Immutable; safe on any thread.
/// </summary>
/// <param name="Deadlines">the first that fits counts</param>
/// <param name="Loss">what the law asks before a suspension for a suspected loss, and before a termination</param>
/// <param name="Silence">what it asks before a suspension because no data speaks of the person</param>
/// <param name="PauseMaxDays">longest time for which a case may wait at once</param>
/// <param name="BlindSharePercent">share of closed cases judged a second time without seeing how they ended, 0..100</param>
/// <param name="OwnRegionConflicts">whether a caseworker may not handle cases of the division in which the caseworker lives</param>
public sealed record ReviewRules(
    string Version,
    WorkCalendar Calendar,
    IReadOnlyList<ReviewDeadline> Deadlines,
    NoticeDemand Loss,
    NoticeDemand Silence,
    IReadOnlyList<LegalBasis> LegalBases,
    int PauseMaxDays,
    double BlindSharePercent,
    bool OwnRegionConflicts)
{
    /// <summary>Working days for a case; 0: the end of the day of opening, or of the next working day when that is none.</summary>
    /// <returns>null: the rules give no deadline</returns>
    public int? WorkingDaysFor(FindingKind kind, RiskColour colour) =>
        Deadlines.FirstOrDefault(deadline => deadline.Fits(kind, colour))?.WorkingDays;

    public LegalBasis? FindBasis(string code) => LegalBases.FirstOrDefault(basis => basis.Code == code);
}

/// <param name="Kind">null: any</param>
/// <param name="Colour">null: any</param>
public sealed record ReviewDeadline(FindingKind? Kind, RiskColour? Colour, int WorkingDays)
{
    public bool Fits(FindingKind kind, RiskColour colour) => (Kind is null || Kind == kind) && (Colour is null || Colour == colour);
}

/// <summary>Notices that must have gone out, and how long must have been waited.</summary>
/// <param name="Notices">sent ones, not queued ones; those of one day count once</param>
/// <param name="Channels">different ones among them</param>
/// <param name="WaitDays">local days since the first of them</param>
/// <param name="LastWaitDays">local days since the last that is needed for the count: nobody is told three times on one afternoon</param>
/// <param name="VisitOffered">whether a visit must have been offered, made or tried</param>
public sealed record NoticeDemand(int Notices, int Channels, int WaitDays, int LastWaitDays, bool VisitOffered)
{
    /// <summary>The stricter of both in every number.</summary>
    public NoticeDemand AtLeast(NoticeDemand floor) => new(
        Math.Max(Notices, floor.Notices),
        Math.Max(Channels, floor.Channels),
        Math.Max(WaitDays, floor.WaitDays),
        Math.Max(LastWaitDays, floor.LastWaitDays),
        VisitOffered || floor.VisitOffered);
}

/// <summary>A rule of law on which a measure rests.</summary>
/// <param name="Code">1..64 of [A-Za-z0-9.-]</param>
/// <param name="Zh">title and article, Simplified Chinese</param>
public sealed record LegalBasis(string Code, string Zh, string En, IReadOnlyList<BenefitMeasure> Measures, IReadOnlyList<MeasureGround> Grounds)
{
    /// <summary>Number or article were not looked up in the text of the law when the rules were written.</summary>
    public bool IsFromMemory { get; init; }

    public bool Carries(BenefitMeasure measure, MeasureGround ground) => Measures.Contains(measure) && Grounds.Contains(ground) && BenefitLaw.Fits(measure, ground);
}
