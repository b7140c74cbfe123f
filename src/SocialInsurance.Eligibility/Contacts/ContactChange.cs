using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Contacts;

/// <summary>Who gave the number. Values are stored; never renumber.</summary>
public enum ContactSource
{
    /// <summary>A file of the agency.</summary>
    Import = 1,

    /// <summary>A caseworker, before the person.</summary>
    Caseworker = 2,
}

/// <summary>A number to record.</summary>
/// <param name="By">the caseworker; null for an import</param>
public sealed record NewContact(BeneficiaryId Beneficiary, PhoneNumber Phone, ContactSource Source, CaseworkerId? By, DateTimeOffset RecordedAt);

/// <summary>A number as recorded. The log covers the sealed form, so that it verifies without the key of the fields.</summary>
/// <param name="SealedPhone">SHA-256 over the sealed number as stored</param>
public sealed record ContactChange(
    BeneficiaryId Beneficiary, Sha256Digest SealedPhone, ContactSource Source, CaseworkerId? By, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.ContactChanged;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("contact-change/1");
        writer.Add(Beneficiary.Value);
        writer.Add(SealedPhone);
        writer.Add((long)Source);
        writer.Add(By?.Value);
        writer.Add(RecordedAt);
    }
}
