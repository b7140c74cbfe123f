using System.Security.Cryptography.X509Certificates;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Grpc;

namespace SocialInsurance.Service.Partners;

/// <summary>Who calls, or why the call ends here.</summary>
internal readonly record struct PartnerAdmission(Partner? Caller, GrpcOutcome Refusal);

/// <summary>
/// Knows partners by <c>authorization: Bearer ID.KEY</c> and, where one is bound, by their client certificate. Reads the store for each call, so that a revocation counts at once.
/// Thread-safe.
/// </summary>
internal sealed class PartnerGate(IPartnerReader partners, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    /// <param name="authorization">the header; never logged</param>
    /// <param name="certificate">that the client proved to hold; null: none</param>
    internal async ValueTask<PartnerAdmission> AdmitAsync(
        string? authorization, X509Certificate2? certificate, PartnerScope scope, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(authorization))
        {
            return new PartnerAdmission(null, PartnerFailures.KeyMissing);
        }

        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            || !PartnerKey.TryRead(authorization.AsSpan(Bearer.Length).Trim(), out var id, out var presented))
        {
            return new PartnerAdmission(null, PartnerFailures.KeyUnknown);
        }

        // a partner that is not there is compared too: the time does not tell which ids exist
        var partner = await partners.FindAsync(id, cancellationToken);
        var agrees = (partner ?? Nobody).Knows(presented, clock.GetUtcNow());
        return partner is not { IsActive: true } || !agrees ? new PartnerAdmission(null, PartnerFailures.KeyUnknown)
            : !HasCertificate(partner, certificate) ? new PartnerAdmission(null, PartnerFailures.CertificateMissing)
            : partner.Scopes.HasFlag(scope) ? new PartnerAdmission(partner, GrpcOutcome.Ok)
            : new PartnerAdmission(null, PartnerFailures.ScopeMissing);
    }

    /// <summary>Whoever signed the certificate: the agency bound this one, and the handshake proved that the client holds its key.</summary>
    private bool HasCertificate(Partner partner, X509Certificate2? certificate)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return partner.Certificate is not { } bound
            || (certificate is not null && Sha256Digest.Of(certificate.RawData) == bound
                && certificate.NotBefore.ToUniversalTime() <= now && now <= certificate.NotAfter.ToUniversalTime());
    }

    private static readonly Partner Nobody = new(new PartnerId("nobody"), "-", default, PartnerScope.None, 1, [], default, default(DateTimeOffset));
}
