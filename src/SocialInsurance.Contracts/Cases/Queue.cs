using SocialInsurance.Contracts.Overview;

namespace SocialInsurance.Contracts.Cases;

/// <summary>
/// Answer of <c>GET /api/v1/staff/cases</c>: a window of the queue in the asked order. Query, all optional:
/// <c>state=opened,assigned,waiting,proposed,closed</c> (default: all but closed), <c>colour=red,yellow,blue</c>,
/// <c>kind=CODE,...</c>, <c>proposed=others</c> (waits for an approval that this account may give), <c>assignedTo=me|nobody|ACCOUNT</c>, <c>due=overdue|today|week</c>, <c>division=PREFIX</c>,
/// <c>sort=risk|due|opened</c> (default risk), <c>offset</c> (default 0), <c>limit</c> (1..500, default 100).
/// Only cases inside the region of the account.
/// </summary>
/// <param name="Total">cases that fit the filter</param>
public sealed record CaseQueueDto(long Total, int Offset, IReadOnlyList<CaseRowDto> Cases);

/// <summary>One line of the queue. Names are masked; no number.</summary>
/// <param name="Version">number of the case's last event: sent back with every command, so that a stale page is noticed</param>
/// <param name="Kind">code of the finding</param>
/// <param name="Sla">how the deadline stands</param>
/// <param name="DueAt">null: no deadline, or the clock stands still while others are waited for</param>
/// <param name="ProposedMeasure">null unless a proposal waits for its second approval</param>
/// <param name="LeadCaseId">the case that this one was joined to; null otherwise</param>
/// <param name="WorkMinutesLeft">office time until <c>DueAt</c>, negative behind it; null when it was not counted: pages then show plain time and say so</param>
public sealed record CaseRowDto(
    string CaseId,
    int Version,
    string Kind,
    TextDto KindText,
    RiskColour Colour,
    CaseState State,
    string DivisionCode,
    string MaskedName,
    string? AssignedTo,
    DateTimeOffset OpenedAt,
    DateTimeOffset? DueAt,
    SlaState Sla,
    bool Escalated,
    BenefitMeasure? ProposedMeasure,
    string? ProposedBy,
    string? LeadCaseId,
    int? WorkMinutesLeft = null);

/// <summary>Where a case stands.</summary>
public enum CaseState
{
    Opened,
    Assigned,
    Waiting,
    Proposed,
    Closed,
}

/// <summary>How a deadline stands.</summary>
public enum SlaState
{
    /// <summary>More than a quarter of the time is left.</summary>
    OnTime,

    /// <summary>Less than a quarter of the time is left.</summary>
    Near,

    /// <summary>The deadline is past; the case stays open and a decision stays possible.</summary>
    Overdue,

    /// <summary>The clock stands still: somebody else is waited for.</summary>
    Paused,

    /// <summary>Closed, or without a deadline.</summary>
    None,
}

/// <summary>What a proposal asks of the payment.</summary>
public enum BenefitMeasure
{
    Suspend,
    Terminate,
    Resume,
}

/// <summary>Answer of <c>GET /api/v1/staff/cases/counts</c>: what the saved filters hold, inside the region of the account.</summary>
public sealed record CaseCountsDto(
    long Open, long Mine, long Unassigned, long Overdue, long DueToday, long Red, long Yellow, long Blue, long WaitingForApproval, long Appeals, IReadOnlyList<CaseKindCountDto> Kinds);

public sealed record CaseKindCountDto(string Kind, TextDto KindText, long Open);

/// <summary>Body of <c>POST /api/v1/staff/cases/assignments</c>: at most 500 cases to one caseworker, each on its own.</summary>
/// <param name="To">an account; null: the account itself</param>
public sealed record AssignCasesRequest(IReadOnlyList<CaseVersionDto> Cases, string? To);

public sealed record CaseVersionDto(string CaseId, int Version);

/// <summary>What became of each: nothing is lost, nothing is done twice.</summary>
public sealed record CasesAssignedDto(IReadOnlyList<CaseVersionDto> Assigned, IReadOnlyList<CaseRefusedDto> Refused);

/// <param name="Code">name of the refusal, as in problem details</param>
public sealed record CaseRefusedDto(string CaseId, string Code, TextDto Text);
