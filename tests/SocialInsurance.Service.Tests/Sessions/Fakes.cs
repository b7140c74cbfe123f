using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Service.Claims;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>A claim as its cookie states it: <c>PERSON.CLAIM</c> or <c>PERSON.CLAIM.HELPER</c>; person <c>none</c> is a helper who has selected nobody.</summary>
internal sealed class CookieClaims : IClaimAccess
{
    internal const string Cookie = "test-claim";

    public ValueTask<ProvenClaim?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var parts = context.Request.Cookies[Cookie]?.Split('.');
        return ValueTask.FromResult(parts is null ? null : new ProvenClaim(
            parts[1], parts[0] == "none" ? null : new BeneficiaryId(parts[0]), parts.ElementAtOrDefault(2)));
    }
}

/// <summary>The consent of everybody but the named.</summary>
internal sealed class ConsentOfAllBut(params BeneficiaryId[] refused) : IConsentGate
{
    public ValueTask<bool> IsGivenAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => ValueTask.FromResult(!refused.Contains(beneficiary));
}
