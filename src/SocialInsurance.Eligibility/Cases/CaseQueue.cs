using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>Order of the queue.</summary>
public enum CaseSort
{
    /// <summary>Escalated, then reddest, then soonest due.</summary>
    Risk,

    /// <summary>Soonest due first; cases without a deadline last.</summary>
    Due,

    /// <summary>Oldest first.</summary>
    Opened,
}

/// <summary>Which cases are asked for; null: no limit on that side.</summary>
/// <param name="States">empty: all but closed</param>
/// <param name="Division">prefix of the division code; empty: all. The region of the account is part of it.</param>
/// <param name="Nobody">only cases that nobody has</param>
/// <param name="DueBefore">only cases due before the instant</param>
/// <param name="ProposedNotBy">only cases whose proposal waits for approval and is of somebody else</param>
/// <param name="Offset">from 0</param>
/// <param name="Limit">1..500</param>
public sealed record CaseFilter(
    IReadOnlyList<CaseState> States,
    IReadOnlyList<RiskColour> Colours,
    IReadOnlyList<FindingKind> Kinds,
    string Division,
    CaseworkerId? AssignedTo,
    bool Nobody,
    DateTimeOffset? DueBefore,
    CaseworkerId? ProposedNotBy,
    CaseSort Sort,
    int Offset,
    int Limit);

/// <summary>One line of the queue, read from a projection.</summary>
public sealed record CaseRow(
    CaseId Id,
    int Version,
    BeneficiaryId Beneficiary,
    FindingKind Kind,
    RiskColour Colour,
    CaseState State,
    string DivisionCode,
    CaseworkerId? AssignedTo,
    DateTimeOffset OpenedAt,
    DateTimeOffset? DueAt,
    bool IsEscalated,
    BenefitMeasure? ProposedMeasure,
    CaseworkerId? ProposedBy,
    CaseConclusion? Conclusion,
    CaseId? Lead,
    CaseId? About);

/// <summary>A window of the queue.</summary>
/// <param name="Total">cases that fit the filter</param>
public sealed record CaseWindow(long Total, IReadOnlyList<CaseRow> Rows);

/// <param name="Open">open cases by kind</param>
public sealed record CaseCounts(
    long Open, long Mine, long Unassigned, long Overdue, long DueToday, long Red, long Yellow, long Blue, long WaitingForApproval, long Appeals, IReadOnlyDictionary<FindingKind, long> Kinds);

/// <summary>By when a case is due; null: the clock stands still, or the rules give no deadline. A projection, computed from events and rules.</summary>
public readonly record struct CaseDeadline(CaseId Case, DateTimeOffset? DueAt);

/// <summary>Reads cases. Safe on any thread; never blocked by a writer.</summary>
public interface ICaseReader
{
    Task<CaseWindow> ListAsync(CaseFilter filter, CancellationToken cancellationToken);

    /// <param name="division">prefix; empty: all</param>
    /// <param name="now">before it a deadline is past</param>
    /// <param name="endOfDay">before it a deadline is today's</param>
    Task<CaseCounts> CountAsync(string division, CaseworkerId account, DateTimeOffset now, DateTimeOffset endOfDay, CancellationToken cancellationToken);

    Task<ReviewCase?> FindAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>The queue's line of one case, with division and deadline.</summary>
    Task<CaseRow?> FindRowAsync(CaseId id, CancellationToken cancellationToken);

    /// <summary>All cases of a person, open and closed, newest first.</summary>
    Task<IReadOnlyList<CaseRow>> ListOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Drawn and not yet judged a second time, oldest first; without those that the account worked on or closed.</summary>
    /// <param name="limit">1..100</param>
    Task<IReadOnlyList<ReviewCase>> ListBlindAsync(CaseworkerId account, string division, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<BlindReview>> ListJudgedAsync(DateTimeOffset from, DateTimeOffset until, string division, CancellationToken cancellationToken);

    /// <summary>Open and waiting cases whose deadline or pause is over: work for the scheduler.</summary>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<CaseId>> ListDueAsync(DateTimeOffset now, DateOnly today, int limit, CancellationToken cancellationToken);
}
