using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Partners;

/// <summary>A partner got another key; the one before it counts until an instant.</summary>
public sealed record PartnerKeyRotated(PartnerId Partner, Sha256Digest KeyDigest, DateTimeOffset FormerUntil, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.PartnerKeyRotated;

    string IAuditable.AuditSubject => $"partner/{Partner}";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("partner-key/1");
        writer.Add(Partner.Value);
        writer.Add(KeyDigest);
        writer.Add(FormerUntil);
        writer.Add(RecordedAt);
    }
}

/// <summary>A partner must show a client certificate from now on, or need not any more.</summary>
/// <param name="Certificate">SHA-256 of its DER form; null: none is asked for</param>
public sealed record PartnerCertificateBound(PartnerId Partner, Sha256Digest? Certificate, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.PartnerCertificateBound;

    string IAuditable.AuditSubject => $"partner/{Partner}";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("partner-certificate/1");
        writer.Add(Partner.Value);
        if (Certificate is { } certificate)
        {
            writer.Add(certificate);
        }
        else
        {
            writer.AddAbsent();
        }

        writer.Add(RecordedAt);
    }
}

/// <summary>Gives a partner another key; the former one goes on for a time, so that its systems can change one by one.</summary>
public sealed class RotatePartnerKey(IEligibilityStore store, TimeProvider time)
{
    public const int MaxOverlapDays = 30;

    /// <param name="overlap">0..30 days; zero: the former key ends at once, because somebody has it who should not</param>
    public async Task<AddPartnerResult> ExecuteAsync(PartnerId id, TimeSpan overlap, CancellationToken cancellationToken)
    {
        if (overlap < TimeSpan.Zero || overlap > TimeSpan.FromDays(MaxOverlapDays))
        {
            return new AddPartnerResult(null, null, new PartnerOverlapInvalid());
        }

        await using var work = await store.BeginAsync(cancellationToken);
        var partner = await work.Partners.FindAsync(id, cancellationToken);
        if (partner is not { IsActive: true })
        {
            return new AddPartnerResult(partner, null, partner is null ? new PartnerUnknown(id) : new PartnerAlreadyRevoked(id));
        }

        var now = time.GetStoredNow();
        var digest = PartnerKey.Create(id, out var key);
        await work.Partners.RotateAsync(new PartnerKeyRotated(id, digest, now + overlap, now), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new AddPartnerResult(partner with { KeyDigest = digest, FormerKeyDigest = partner.KeyDigest, FormerKeyUntil = now + overlap }, key, null);
    }
}

/// <summary>Binds a partner to a client certificate, besides its key.</summary>
public sealed class BindPartnerCertificate(IEligibilityStore store, TimeProvider time)
{
    /// <param name="certificate">SHA-256 of its DER form; null: none is asked for any more</param>
    public async Task<RevokePartnerResult> ExecuteAsync(PartnerId id, Sha256Digest? certificate, CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var partner = await work.Partners.FindAsync(id, cancellationToken);
        if (partner is not { IsActive: true })
        {
            return new RevokePartnerResult(partner, partner is null ? new PartnerUnknown(id) : new PartnerAlreadyRevoked(id));
        }

        await work.Partners.BindAsync(new PartnerCertificateBound(id, certificate, time.GetStoredNow()), cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new RevokePartnerResult(partner with { Certificate = certificate }, null);
    }
}
