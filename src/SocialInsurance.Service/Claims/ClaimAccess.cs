using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Claims;

namespace SocialInsurance.Service.Claims;

/// <summary>The claim behind a request's cookie.</summary>
internal sealed class ClaimAccess(ActingClaims claims) : IClaimAccess
{
    public async ValueTask<ProvenClaim?> FindAsync(HttpContext context, CancellationToken cancellationToken) =>
        ClaimCookie.Find(context) is { } token && await claims.FindAsync(token, cancellationToken) is { } acting
            ? new ProvenClaim(acting.Key, acting.Beneficiary, acting.Helper?.Value)
            : null;
}
