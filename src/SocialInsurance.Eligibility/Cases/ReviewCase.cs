using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>A review case (核查任务): the fold of its events.</summary>
/// <param name="OpenedBy">the decision whose finding opened it; null when people did</param>
/// <param name="About">the case that an appeal is about; null otherwise</param>
/// <param name="Lead">the case in which a joined one goes on; null otherwise</param>
/// <param name="Proposal">waits for its approval; null otherwise</param>
/// <param name="WaitsUntil">while waiting: the day on which the clock goes on by itself</param>
public sealed record ReviewCase(
    CaseId Id,
    BeneficiaryId Beneficiary,
    FindingKind Kind,
    RiskColour Colour,
    string RecordPlace,
    DecisionId? OpenedBy,
    CaseSource Source,
    CaseId? About,
    CaseState State,
    CaseworkerId? AssignedTo,
    CaseConclusion? Conclusion,
    CaseId? Lead,
    MeasureProposed? Proposal,
    DateOnly? WaitsUntil,
    bool IsEscalated,
    IReadOnlyList<CaseEvent> Events)
{
    /// <summary>Number of the last event: a command names the version that its giver saw.</summary>
    public int Version => Events.Count;

    public DateTimeOffset OpenedAt => Events[0].RecordedAt;

    /// <param name="events">in order, from the opening</param>
    public static ReviewCase From(IReadOnlyList<CaseEvent> events)
    {
        if (events.Count == 0 || events[0] is not CaseOpened opened)
        {
            throw new ArgumentException("Case events: expected CaseOpened at position 0.", nameof(events));
        }

        var begun = new ReviewCase(
            opened.Case,
            opened.Beneficiary,
            opened.Kind,
            opened.Colour,
            opened.RecordPlace,
            opened.OpenedBy,
            opened.Source,
            opened.About,
            CaseState.Opened,
            null,
            null,
            null,
            null,
            null,
            false,
            [opened]);
        return events.Skip(1).Aggregate(begun, static (state, happened) => state.Apply(happened));
    }

    public ReviewCase Apply(CaseEvent happened) => Changed(happened) with { Events = [.. Events, happened] };

    private ReviewCase Changed(CaseEvent happened) => happened switch
    {
        CaseOpened => throw new ArgumentException($"Case {Id}: opened twice.", nameof(happened)),
        CaseAssigned assigned => this with { State = State == CaseState.Opened ? CaseState.Assigned : State, AssignedTo = assigned.To },
        CasePaused paused => this with { State = CaseState.Waiting, WaitsUntil = paused.Until },
        CaseContinued => this with { State = CaseState.Assigned, WaitsUntil = null },
        CaseEscalated => this with { IsEscalated = true },
        MeasureProposed proposed => this with { State = CaseState.Proposed, Proposal = proposed },
        ProposalWithdrawn or ProposalReturned => this with { State = CaseState.Assigned, Proposal = null },
        ProposalApproved => this with { Proposal = null },
        CaseJoined joined => this with { Lead = joined.Lead },
        CaseClosed closed => this with { State = CaseState.Closed, Conclusion = closed.Conclusion, Proposal = null, WaitsUntil = null },
        CaseReopened => this with { State = CaseState.Opened, AssignedTo = null, Conclusion = null, Lead = null, IsEscalated = false },
        CaseEvidenceAdded or PersonContacted or CaseInvestigated or CaseNoted => this,
        _ => throw new ArgumentException($"Case {Id}: event {happened.GetType().Name} is not known.", nameof(happened)),
    };
}
