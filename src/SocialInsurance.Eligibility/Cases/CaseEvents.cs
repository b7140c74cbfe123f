using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>Something that happened to a review case. Its audited form is <see cref="CaseEntry"/>.</summary>
/// <param name="Ordinal">number of the event within its case, from 1</param>
public abstract record CaseEvent(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, DateTimeOffset RecordedAt)
{
    /// <summary>Who did it; null: a decision, or the person.</summary>
    public abstract CaseworkerId? Actor { get; }
}

/// <summary>A finding, or a person, opened the case.</summary>
/// <param name="OpenedBy">the decision with the finding; null when people opened it</param>
public sealed record CaseOpened(
    CaseId Case,
    BeneficiaryId Beneficiary,
    FindingKind Kind,
    RiskColour Colour,
    string RecordPlace,
    DecisionId? OpenedBy,
    DateTimeOffset RecordedAt) : CaseEvent(Case, Beneficiary, 1, RecordedAt)
{
    public CaseSource Source { get; init; } = CaseSource.Decision;

    /// <summary>The case that an appeal is about.</summary>
    public CaseId? About { get; init; }

    /// <summary>Who entered it for somebody else; null otherwise.</summary>
    public CaseworkerId? EnteredBy { get; init; }

    public override CaseworkerId? Actor => EnteredBy;
}

/// <summary>A caseworker got the case.</summary>
public sealed record CaseAssigned(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId To, DateTimeOffset RecordedAt)
    : CaseEvent(Case, Beneficiary, Ordinal, RecordedAt)
{
    /// <summary>Who gave it; null: the caseworker took it.</summary>
    public CaseworkerId? By { get; init; }

    public override CaseworkerId? Actor => By ?? To;
}

/// <summary>The case was closed.</summary>
public sealed record CaseClosed(
    CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, CaseConclusion Conclusion, DateTimeOffset RecordedAt)
    : CaseEvent(Case, Beneficiary, Ordinal, RecordedAt)
{
    public override CaseworkerId? Actor => By;
}

/// <summary>An event with words or particulars of its own, which are sealed at rest.</summary>
public abstract record DetailedCaseEvent(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, DateTimeOffset RecordedAt)
    : CaseEvent(Case, Beneficiary, Ordinal, RecordedAt)
{
    public override CaseworkerId? Actor => By;
}

/// <summary>A caseworker added a piece of evidence.</summary>
/// <param name="Summary">1..1000 characters</param>
public sealed record CaseEvidenceAdded(
    CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, CaseEvidence Evidence, string Summary, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>The person, the family or somebody near was contacted, or it was tried.</summary>
/// <param name="Summary">0..1000 characters</param>
public sealed record PersonContacted(
    CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, ContactChannel Channel, ContactResult Result, DateOnly On, string Summary, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>The record of an investigation (调查核实).</summary>
/// <param name="Summary">10..2000 characters</param>
public sealed record CaseInvestigated(
    CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, Established Established, string Summary, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>Something was written down: a note, a reason, what a person said.</summary>
public sealed record CaseNoted(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, string Text, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>Somebody else is waited for.</summary>
/// <param name="Until">the clock goes on by itself on this local day</param>
public sealed record CasePaused(
    CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, DateOnly Until, string Reason, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>Work goes on.</summary>
public sealed record CaseContinued(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>The deadline passed: a supervisor sees the case first.</summary>
public sealed record CaseEscalated(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>The case goes on in another one of the same person; its closing follows.</summary>
public sealed record CaseJoined(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, CaseId Lead, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>A caseworker proposed a measure; a second person decides.</summary>
public sealed record MeasureProposed(
    CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, MeasureProposal Measure, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>The proposer took the proposal back.</summary>
public sealed record ProposalWithdrawn(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>A second person approved (复核通过); the change of the benefit and the closing follow.</summary>
public sealed record ProposalApproved(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>A second person gave the proposal back.</summary>
public sealed record ProposalReturned(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, string Reason, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);

/// <summary>A closed case was opened again.</summary>
public sealed record CaseReopened(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, string Reason, DateTimeOffset RecordedAt)
    : DetailedCaseEvent(Case, Beneficiary, Ordinal, By, RecordedAt);
