using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Grpc;

namespace SocialInsurance.Service.Partners;

/// <summary>Who calls, or why the call ends here.</summary>
internal readonly record struct PartnerAdmission(Partner? Caller, GrpcOutcome Refusal);

/// <summary>
/// Knows partners by <c>authorization: Bearer ID.KEY</c>. Reads the store for each call, so that a revocation counts at once.
/// Thread-safe.
/// </summary>
internal sealed class PartnerGate(IPartnerReader partners)
{
    private const string Bearer = "Bearer ";

    /// <param name="authorization">the header; never logged</param>
    internal async ValueTask<PartnerAdmission> AdmitAsync(string? authorization, PartnerScope scope, CancellationToken cancellationToken)
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
        var agrees = PartnerKey.Agrees(presented, partner?.KeyDigest ?? default(Sha256Digest));
        return partner is not { IsActive: true } || !agrees ? new PartnerAdmission(null, PartnerFailures.KeyUnknown)
            : partner.Scopes.HasFlag(scope) ? new PartnerAdmission(partner, GrpcOutcome.Ok)
            : new PartnerAdmission(null, PartnerFailures.ScopeMissing);
    }
}
