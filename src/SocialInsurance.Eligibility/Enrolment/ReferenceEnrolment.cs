using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>Version 7 UUID.</summary>
public readonly record struct ConsentId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>Version 7 UUID; the only name that a template has in its vault.</summary>
public readonly record struct ReferenceId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>The separate consent to face processing; says which text the person read.</summary>
/// <param name="TextVersion">version of the consent text, 1..64 characters</param>
/// <param name="Helper">the relative who acted for the person; null when the person agreed in person</param>
public sealed record FaceConsent(
    ConsentId Id, BeneficiaryId Beneficiary, string TextVersion, DateTimeOffset RecordedAt, HelperId? Helper = null) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ConsentRecorded;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart(Helper is null ? "face-consent/1" : "face-consent/2");
        writer.Add(Id.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(TextVersion);
        writer.Add(RecordedAt);
        if (Helper is { } helper)
        {
            writer.Add(helper.Value);
        }
    }
}

/// <summary>The person took back every consent to face processing given before.</summary>
/// <param name="Helper">the relative who acted for the person; null for the person</param>
public sealed record FaceConsentWithdrawal(BeneficiaryId Beneficiary, HelperId? Helper, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.FaceConsentWithdrawn;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("face-consent-withdrawal/1");
        writer.Add(Beneficiary.Value);
        writer.Add(Helper?.Value);
        writer.Add(RecordedAt);
    }
}

/// <summary>The link between a person and a template; the template itself lies elsewhere under its own key.</summary>
/// <param name="ModelDigest">of the model that made the template: templates of two models cannot be compared</param>
/// <param name="QualityPercent">0..100, of the picture that the template was made from</param>
/// <param name="Origin">null when nobody said when and where the picture was taken</param>
public sealed record ReferenceEnrolment(
    ReferenceId Id,
    BeneficiaryId Beneficiary,
    ConsentId Consent,
    Sha256Digest ModelDigest,
    int QualityPercent,
    DateTimeOffset RecordedAt,
    ReferenceOrigin? Origin = null) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ReferenceEnrolled;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart(Origin is null ? "reference-enrolment/1" : "reference-enrolment/2");
        writer.Add(Id.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(Consent.Value);
        writer.Add(ModelDigest);
        writer.Add(QualityPercent);
        writer.Add(RecordedAt);
        if (Origin is not null)
        {
            writer.Add(Origin.CapturedOn);
            writer.Add((long)Origin.Source);
        }
    }
}

/// <summary>Why a reference was withdrawn. Values are stored; never renumber.</summary>
public enum WithdrawalReason
{
    /// <summary>A newer reference took its place.</summary>
    Replaced = 1,

    /// <summary>The person withdrew the consent.</summary>
    ConsentWithdrawn = 2,
}

/// <summary>The end of a reference; its template is erased.</summary>
public sealed record ReferenceWithdrawal(
    ReferenceId Reference, BeneficiaryId Beneficiary, WithdrawalReason Reason, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ReferenceWithdrawn;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("reference-withdrawal/1");
        writer.Add(Reference.Value);
        writer.Add(Beneficiary.Value);
        writer.Add((long)Reason);
        writer.Add(RecordedAt);
    }
}
