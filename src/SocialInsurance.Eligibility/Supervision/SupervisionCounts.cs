using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>People decided about in the time; somebody decided about twice in one way counts once.</summary>
/// <param name="Asked">asked to certify by face or another way</param>
public readonly record struct DecisionCounts(long Silent, long Face, long InPerson, long Asked)
{
    public long Certified => Silent + Face + InPerson;
}

/// <summary>Open cases as they stand now.</summary>
/// <param name="Overdue">of <paramref name="Open"/>: past their deadline</param>
public readonly record struct OpenCases(FindingKind Kind, RiskColour Colour, CaseworkerId? AssignedTo, long Open, long Overdue);

/// <summary>A case that was closed in the time and stands closed now.</summary>
/// <param name="DueAt">the deadline as it stood when the case was closed; null: none</param>
public sealed record ClosedCase(
    CaseId Id,
    BeneficiaryId Beneficiary,
    FindingKind Kind,
    RiskColour Colour,
    string RecordPlace,
    DateTimeOffset OpenedAt,
    DateTimeOffset ClosedAt,
    CaseworkerId ClosedBy,
    CaseConclusion Conclusion,
    DateTimeOffset? DueAt)
{
    /// <summary>Office time and pauses are not taken away.</summary>
    public double Hours => (ClosedAt - OpenedAt).TotalHours;

    public bool IsInTime => DueAt is null || ClosedAt <= DueAt;

    public bool IsRefuted => Conclusion is CaseConclusion.FindingRefuted or CaseConclusion.RecordOfAnotherPerson;
}

/// <summary>Changes of benefits in the time.</summary>
/// <param name="Wrong">of the suspensions: resumed later because the person is alive</param>
public readonly record struct BenefitCounts(long Suspended, long Terminated, long Resumed, long Wrong);

/// <summary>Feedback given in the time.</summary>
/// <param name="RatingSum">of ratings 1..5</param>
/// <param name="Resolved">of the complaints: seen to by now</param>
public readonly record struct FeedbackCounts(long Given, long RatingSum, long Complaints, long Resolved);

/// <param name="Month">first local day</param>
/// <param name="Due">people whose certification is due in the month, as it stands now</param>
/// <param name="Certified">certifications in the month</param>
public readonly record struct MonthLoad(DateOnly Month, long Due, long Certified);

/// <summary>All that the supervisor's page counts in the store, of one moment.</summary>
/// <param name="InReview">people with an open case now</param>
/// <param name="BlindDrawn">cases drawn for a second look in the time</param>
public sealed record SupervisionCounts(
    long Beneficiaries,
    DecisionCounts Decisions,
    long InReview,
    IReadOnlyList<OpenCases> Open,
    IReadOnlyList<ClosedCase> Closed,
    BenefitCounts Benefits,
    long AppealsOpened,
    long BlindDrawn,
    IReadOnlyList<BlindReview> Judged,
    FeedbackCounts Feedback,
    IReadOnlyList<MonthLoad> Load);

/// <summary>What follows from events by rules alone, and therefore is not written down again in the log.</summary>
/// <param name="DeadlineOf">by when an open case is due; null: no deadline</param>
/// <param name="IsDrawn">whether a case is drawn for a second look; its last event is its closing</param>
public sealed record RecountRules(Func<ReviewCase, DateTimeOffset?> DeadlineOf, Func<ReviewCase, bool> IsDrawn);

/// <summary>Shown counts and the same ones counted again, of one moment.</summary>
/// <param name="Log">whether every record was the one that the log commits to; the tally ends before the first that was not</param>
public sealed record Recounted(SupervisionCounts Shown, RecountTally Tally, AuditVerification Log);

/// <summary>Counts for the supervisor's page. Safe on any thread; never blocked by a writer.</summary>
public interface ISupervisionReader
{
    /// <param name="now">what is past its deadline; the load is that of the year before and after</param>
    /// <param name="deadlineOf">by when an open case is due; null: no deadline</param>
    Task<SupervisionCounts> ReadCountsAsync(SupervisionScope scope, DateTimeOffset now, Func<ReviewCase, DateTimeOffset?> deadlineOf, CancellationToken cancellationToken);

    /// <summary>Day of the newest event that partners pushed, by source; sources without any are absent.</summary>
    Task<IReadOnlyDictionary<string, DateOnly>> FindNewestEventsAsync(IReadOnlyList<string> sources, CancellationToken cancellationToken);

    /// <summary>
    /// Counts again from the audit log: reads every record that the log commits to, in order, and checks each against its entry. O(n).
    /// No projection is read, but for the division of a person.
    /// </summary>
    Task<Recounted> RecountAsync(SupervisionScope scope, DateTimeOffset now, RecountRules rules, CancellationToken cancellationToken);
}
