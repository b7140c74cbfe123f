using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Service.Claims;

/// <summary>A claim that was proven: on whose behalf this request may act.</summary>
/// <param name="ClaimId">opaque; never logged</param>
/// <param name="Beneficiary">in person, or the one a helper selected; null for a helper who has selected nobody</param>
/// <param name="HelperId">pseudonym of the relative who acts: 1..64 of [A-Za-z0-9-]; null for a person who acts in person</param>
internal sealed record ProvenClaim(string ClaimId, BeneficiaryId? Beneficiary, string? HelperId);

/// <summary>Who stands behind a request.</summary>
internal interface IClaimAccess
{
    /// <summary>The claim of the request's cookie; null when there is none, it is not proven, or its time is over.</summary>
    ValueTask<ProvenClaim?> FindAsync(HttpContext context, CancellationToken cancellationToken);
}
