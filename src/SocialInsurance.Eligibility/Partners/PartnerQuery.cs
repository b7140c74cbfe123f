using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>One question of a partner, or one session opened: 16 bytes, in the order of time.</summary>
public readonly record struct PartnerQueryId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>What a partner was told. Values are stored and audited; never renumber.</summary>
public enum PartnerAnswer
{
    /// <summary>A certification is in force.</summary>
    Certified = 1,

    /// <summary>Everything else: not registered, due, another name. Says nothing about life or death.</summary>
    NotConfirmed = 2,

    /// <summary>A face session was opened.</summary>
    SessionOpened = 3,

    /// <summary>No face session could be opened.</summary>
    SessionRefused = 4,
}

/// <summary>A partner's question with its answer, kept for the person and for the audit.</summary>
/// <param name="Beneficiary">null: nobody is registered under the number and name</param>
/// <param name="Purpose">the partner's words, 1..200 characters</param>
/// <param name="ConsentReference">the person's consent in the partner's records, 1..128 visible ASCII characters</param>
public sealed record PartnerQuery(
    PartnerQueryId Id,
    PartnerId Partner,
    BeneficiaryId? Beneficiary,
    string Purpose,
    string ConsentReference,
    PartnerAnswer Answer,
    DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.PartnerQueried;

    string IAuditable.AuditSubject => Beneficiary?.Value ?? $"partner/{Partner}";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("partner-query/1");
        writer.Add(Id.Value);
        writer.Add(Partner.Value);
        writer.Add(Beneficiary?.Value);
        writer.Add(Purpose);
        writer.Add(ConsentReference);
        writer.Add((long)Answer);
        writer.Add(RecordedAt);
    }
}

/// <summary>What the person reads about it.</summary>
/// <param name="PartnerName">as the agency calls the partner</param>
public sealed record PartnerAccess(string PartnerName, string Purpose, string ConsentReference, PartnerAnswer Answer, DateTimeOffset OccurredAt);
