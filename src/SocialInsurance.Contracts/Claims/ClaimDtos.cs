namespace SocialInsurance.Contracts.Claims;

/// <summary>Body of <c>POST /api/v1/claims</c>: who somebody says to be. Never logged.</summary>
/// <param name="DocumentNumber">citizen number of 18 or 15 characters, permit or passport number</param>
/// <param name="Name">as registered</param>
/// <param name="Role">the beneficiary in person, or a relative who will act for beneficiaries</param>
/// <param name="Phone">a helper's own mobile number, 11 digits; null for a beneficiary, whose number is on record</param>
/// <param name="DeviceId">a registered device that will prove the claim: no code is sent, none is counted; null for a code</param>
public sealed record OpenClaimRequest(
    string DocumentNumber, string Name, ClaimRole Role = ClaimRole.Beneficiary, string? Phone = null, string? DeviceId = null);

/// <summary>Who opens a claim; written in camelCase.</summary>
public enum ClaimRole
{
    /// <summary>The person who receives the benefit.</summary>
    Beneficiary = 1,

    /// <summary>A relative; identified first, then names those for whom the relative acts.</summary>
    Helper = 2,
}

/// <summary>
/// Answer 202 of <c>POST /api/v1/claims</c>. The same whether or not the person is registered, so that nobody learns who
/// receives a benefit: a code goes out only when number and name agree with the register.
/// </summary>
/// <param name="ClaimId">opaque, 22 to 64 of [A-Za-z0-9_-]</param>
/// <param name="ExpiresInSeconds">the code counts for so long</param>
/// <param name="ResendAfterSeconds">another code may be asked for after so long</param>
/// <param name="DeviceNonce">to be signed by a registered device instead of a code; base64url</param>
public sealed record ClaimOpenedDto(string ClaimId, int ExpiresInSeconds, int ResendAfterSeconds, string DeviceNonce);

/// <summary>
/// Body of <c>POST /api/v1/claims/{claimId}/proof</c>: either the code, or device and signature. Answer 200 with
/// <c>PersonStatusDto</c> (a helper: <c>RepresentedListDto</c>) and the cookie of the claim; 401 when wrong.
/// </summary>
/// <param name="Code">six digits</param>
/// <param name="DeviceId">as answered at registration</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the nonce's bytes, r and s of 32 bytes each, base64url</param>
public sealed record ProveClaimRequest(string? Code = null, string? DeviceId = null, string? Signature = null);

/// <summary>Body of <c>POST /api/v1/me/devices</c>: a key made in the browser, not extractable.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo of a P-256 key, base64url</param>
public sealed record RegisterDeviceRequest(string PublicKey);

/// <summary>Answer 201 of <c>POST /api/v1/me/devices</c>.</summary>
public sealed record DeviceRegisteredDto(string DeviceId);
