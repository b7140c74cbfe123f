using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Cases;

/// <summary>Something that happened to a review case.</summary>
/// <param name="Ordinal">number of the event within its case, from 1</param>
public abstract record CaseEvent(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.CaseEventRecorded;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("case-event/1");
        writer.Add(GetType().Name);
        writer.Add(Case.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(Ordinal);
        writer.Add(RecordedAt);
        WriteOwnFields(writer);
    }

    private protected abstract void WriteOwnFields(CanonicalWriter writer);
}

/// <summary>A finding opened the case.</summary>
public sealed record CaseOpened(
    CaseId Case,
    BeneficiaryId Beneficiary,
    FindingKind Kind,
    RiskColour Colour,
    string RecordPlace,
    DecisionId OpenedBy,
    DateTimeOffset RecordedAt) : CaseEvent(Case, Beneficiary, 1, RecordedAt)
{
    private protected override void WriteOwnFields(CanonicalWriter writer)
    {
        writer.Add(Kind.Code);
        writer.Add((long)Colour);
        writer.Add(RecordPlace);
        writer.Add(OpenedBy.Value);
    }
}

/// <summary>A caseworker got the case.</summary>
public sealed record CaseAssigned(CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId To, DateTimeOffset RecordedAt)
    : CaseEvent(Case, Beneficiary, Ordinal, RecordedAt)
{
    private protected override void WriteOwnFields(CanonicalWriter writer) => writer.Add(To.Value);
}

/// <summary>The caseworker closed the case.</summary>
public sealed record CaseClosed(
    CaseId Case, BeneficiaryId Beneficiary, int Ordinal, CaseworkerId By, CaseConclusion Conclusion, DateTimeOffset RecordedAt)
    : CaseEvent(Case, Beneficiary, Ordinal, RecordedAt)
{
    private protected override void WriteOwnFields(CanonicalWriter writer)
    {
        writer.Add(By.Value);
        writer.Add((long)Conclusion);
    }
}
