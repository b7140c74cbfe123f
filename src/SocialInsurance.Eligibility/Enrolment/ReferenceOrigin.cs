using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>Where the picture of a reference came from. Values are stored; never renumber.</summary>
public enum ReferenceSource
{
    /// <summary>The photograph of an identity document.</summary>
    IdentityDocument = 1,

    /// <summary>Taken before a caseworker.</summary>
    Window = 2,

    /// <summary>A live session of the person.</summary>
    LiveSession = 3,

    /// <summary>Another register's archive.</summary>
    Archive = 4,
}

/// <summary>When and where the picture of a reference was taken.</summary>
/// <param name="CapturedOn">day of the picture, not of the enrolment</param>
public sealed record ReferenceOrigin(DateOnly CapturedOn, ReferenceSource Source)
{
    /// <summary>Whole months from the picture to <paramref name="on"/>; 0 for a picture of a later day.</summary>
    public int AgeMonths(DateOnly on)
    {
        var months = ((on.Year - CapturedOn.Year) * 12) + on.Month - CapturedOn.Month;
        return Math.Max(0, months > 0 && CapturedOn.AddMonths(months) > on ? months - 1 : months);
    }
}

/// <summary>Why a reference could be refreshed. Values are stored; never renumber.</summary>
public enum RefreshBasis
{
    /// <summary>A caseworker or helper of the agency was present.</summary>
    Supervised = 1,

    /// <summary>The comparison was far above the threshold of a match.</summary>
    VeryStrongMatch = 2,
}

/// <summary>A newer reference takes the place of an older one, whose template is kept for audit until a day.</summary>
/// <param name="Decision">the certification after which the person agreed</param>
/// <param name="Supervisor">the caseworker who was present, exactly when supervised</param>
/// <param name="KeepUntil">first day on which the older template is erased</param>
public sealed record ReferenceRefresh(
    ReferenceId Superseded,
    ReferenceId Reference,
    BeneficiaryId Beneficiary,
    DecisionId Decision,
    RefreshBasis Basis,
    CaseworkerId? Supervisor,
    DateOnly KeepUntil,
    DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ReferenceRefreshed;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("reference-refresh/1");
        writer.Add(Superseded.Value);
        writer.Add(Reference.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(Decision.Value);
        writer.Add((long)Basis);
        writer.Add(Supervisor?.Value);
        writer.Add(KeepUntil);
        writer.Add(RecordedAt);
    }
}

/// <summary>The template of a superseded reference is erased because its time is over.</summary>
public sealed record ReferenceErasure(ReferenceId Reference, BeneficiaryId Beneficiary, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.RetainedReferenceErased;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("reference-erasure/1");
        writer.Add(Reference.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(RecordedAt);
    }
}
