using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>Version 7 UUID.</summary>
public readonly record struct CaseId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>The kind of a finding as its stable code, for example "DeathSuspected": 1..64 of [A-Za-z0-9-].</summary>
public readonly record struct FindingKind(string Code)
{
    /// <summary>抽查: a silent pass drawn for a look; no doubt about the person, who stays certified.</summary>
    public static FindingKind AuditSample { get; } = new("AuditSample");

    public string Code { get; } = IdentifierText.Check(Code, 64, nameof(FindingKind));

    public override string ToString() => Code;
}

/// <summary>Colour of the risk matrix. Values are stored; never renumber.</summary>
public enum RiskColour
{
    /// <summary>Leaves a trace.</summary>
    Blue = 1,

    /// <summary>Warns and lowers confidence.</summary>
    Yellow = 2,

    /// <summary>Blocks silent certification.</summary>
    Red = 3,
}

/// <summary>
/// Where a case stands. Values are stored; never renumber.
/// There is no suspended state. Suspension, resumption and termination arrive with the caseworkers' console, behind an
/// investigation record and a second approval by another person; no automatic path may lead there.
/// </summary>
public enum CaseState
{
    /// <summary>Waits for a caseworker; may be assigned.</summary>
    Opened = 1,

    /// <summary>A caseworker has it; may be closed by that caseworker or assigned to another.</summary>
    Assigned = 2,

    /// <summary>Done; nothing may follow.</summary>
    Closed = 3,
}

/// <summary>How a case ended. Values are stored; never renumber.</summary>
public enum CaseConclusion
{
    /// <summary>The finding does not hold: the person is alive and entitled.</summary>
    FindingRefuted = 1,

    /// <summary>The record belongs to somebody else.</summary>
    RecordOfAnotherPerson = 2,

    /// <summary>A loss of entitlement is possible: handed to an investigation. Stops nothing by itself.</summary>
    HandedToInvestigation = 3,
}

/// <summary>What makes a case unique: the same record never opens a second case of a kind about a person.</summary>
public readonly record struct CaseKey(BeneficiaryId Beneficiary, FindingKind Kind, string RecordPlace);

/// <summary>A review case (核查任务): the fold of its events.</summary>
public sealed record ReviewCase(
    CaseId Id,
    BeneficiaryId Beneficiary,
    FindingKind Kind,
    RiskColour Colour,
    string RecordPlace,
    DecisionId OpenedBy,
    CaseState State,
    CaseworkerId? AssignedTo,
    CaseConclusion? Conclusion,
    IReadOnlyList<CaseEvent> Events)
{
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
            CaseState.Opened,
            null,
            null,
            [opened]);
        return events.Skip(1).Aggregate(begun, static (state, happened) => state.Apply(happened));
    }

    public ReviewCase Apply(CaseEvent happened) => happened switch
    {
        CaseOpened => throw new ArgumentException($"Case {Id}: opened twice.", nameof(happened)),
        CaseAssigned assigned => this with
        {
            State = CaseState.Assigned, AssignedTo = assigned.To, Events = [.. Events, happened],
        },
        CaseClosed closed => this with
        {
            State = CaseState.Closed, Conclusion = closed.Conclusion, Events = [.. Events, happened],
        },
        _ => throw new ArgumentException($"Case {Id}: event {happened.GetType().Name} is not known.", nameof(happened)),
    };
}
