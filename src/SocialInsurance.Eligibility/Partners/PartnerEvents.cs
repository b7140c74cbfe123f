using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>A partner got its key and its scopes.</summary>
public sealed record PartnerAdded(Partner Partner) : IAuditable
{
    public DateTimeOffset RecordedAt => Partner.AddedAt;

    AuditKind IAuditable.AuditKind => AuditKind.PartnerChanged;

    string IAuditable.AuditSubject => $"partner/{Partner.Id}";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("partner-added/1");
        writer.Add(Partner.Id.Value);
        writer.Add(Partner.Name);
        writer.Add(Partner.KeyDigest);
        writer.Add((long)Partner.Scopes);
        writer.Add(Partner.DailyQuota);
        writer.Add(FeedGrantText.Write(Partner.Grants));
        writer.Add(Partner.AddedAt);
    }
}

/// <summary>A partner's key counts no more.</summary>
public sealed record PartnerRevoked(PartnerId Partner, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.PartnerChanged;

    string IAuditable.AuditSubject => $"partner/{Partner}";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("partner-revoked/1");
        writer.Add(Partner.Value);
        writer.Add(RecordedAt);
    }
}
