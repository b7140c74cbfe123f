using SocialInsurance.Eligibility.Beneficiaries;

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

    /// <summary>"我还健在": the person, or somebody for the person, says that a report of death is wrong. Red, same day.</summary>
    public static FindingKind AliveClaim { get; } = new("AliveClaim");

    /// <summary>申诉: somebody else than before looks at a decision.</summary>
    public static FindingKind Appeal { get; } = new("Appeal");

    /// <summary>The certification is long overdue and no record speaks of the person (90/120-day watch).</summary>
    public static FindingKind LongUncertified { get; } = new("LongUncertified");

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
/// Where a case stands. Values are stored; never renumber. A case never stops a payment by standing somewhere: only the approval of a
/// proposed measure does, and <see cref="Benefits.BenefitLaw"/> says when there may be one.
/// </summary>
public enum CaseState
{
    /// <summary>Waits for a caseworker; may be assigned.</summary>
    Opened = 1,

    /// <summary>A caseworker has it and works on it.</summary>
    Assigned = 2,

    /// <summary>Done; may be reopened with a reason.</summary>
    Closed = 3,

    /// <summary>Somebody else is waited for; the clock stands still. May be continued.</summary>
    Waiting = 4,

    /// <summary>A measure is proposed; another person approves or returns it.</summary>
    Proposed = 5,
}

/// <summary>How a case ended. Values are stored; never renumber.</summary>
public enum CaseConclusion
{
    /// <summary>The finding does not hold: the person is alive and entitled.</summary>
    FindingRefuted = 1,

    /// <summary>The record belongs to somebody else.</summary>
    RecordOfAnotherPerson = 2,

    /// <summary>A loss of entitlement is possible: handed to an investigation outside. Stops nothing by itself.</summary>
    HandedToInvestigation = 3,

    /// <summary>A loss of entitlement was confirmed and the measure approved by a second person.</summary>
    LossConfirmed = 4,

    /// <summary>The person was met and certified.</summary>
    CertifiedInPerson = 5,

    /// <summary>Payment was resumed.</summary>
    Resumed = 6,

    /// <summary>The inspected silent pass was right.</summary>
    InspectionPassed = 7,

    /// <summary>The inspected silent pass was wrong.</summary>
    InspectionFailed = 8,

    /// <summary>Appeal: the decision stands.</summary>
    AppealUpheld = 9,

    /// <summary>Appeal: the decision is undone.</summary>
    AppealGranted = 10,

    /// <summary>Goes on in another case of the same person.</summary>
    Joined = 11,
}

/// <summary>Who brought a case about. Values are stored; never renumber.</summary>
public enum CaseSource
{
    /// <summary>A recorded decision with a finding.</summary>
    Decision = 1,

    /// <summary>The person.</summary>
    Person = 2,

    /// <summary>A relative who acts for the person.</summary>
    Relative = 3,

    /// <summary>A member of staff, for somebody at a window or on the telephone.</summary>
    Staff = 4,

    /// <summary>The watch over overdue certifications.</summary>
    Watch = 5,
}

/// <summary>What makes a case unique: the same record never opens a second case of a kind about a person.</summary>
public readonly record struct CaseKey(BeneficiaryId Beneficiary, FindingKind Kind, string RecordPlace);
