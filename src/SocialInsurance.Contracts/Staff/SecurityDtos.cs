namespace SocialInsurance.Contracts.Staff;

/// <summary>
/// Body of <c>POST /api/v1/staff/sign-in/code</c>, of <c>/api/v1/staff/factor</c> where a factor stands, of its <c>confirmation</c> and of
/// its <c>recovery-codes</c>: six digits of the app, or where a factor stands a recovery code.
/// </summary>
public sealed record FactorCodeRequest(string? Code = null);

/// <summary>Answer of <c>POST /api/v1/staff/factor</c>. Shown once; the secret counts once <c>confirmation</c> saw a code of it.</summary>
/// <param name="Secret">base32, to type where no camera reads the picture</param>
/// <param name="Uri">otpauth://, what the picture says</param>
/// <param name="QrSvg">SVG of two shapes</param>
public sealed record FactorSetUpDto(string Secret, string Uri, string QrSvg);

/// <summary>Answer of <c>POST /api/v1/staff/factor/confirmation</c> and <c>.../recovery-codes</c>: ten codes of one use, shown once.</summary>
public sealed record RecoveryCodesDto(IReadOnlyList<string> RecoveryCodes, StaffAccountDto Account);

/// <summary>Answer of <c>GET /api/v1/staff/security</c>: the own account only.</summary>
/// <param name="FactorRequired">for one of the roles of the account</param>
/// <param name="FactorSince">null: none was set up</param>
/// <param name="RecoveryCodesLeft">0..10</param>
/// <param name="ResetAskedBy">the administrator who asked to take the factor away; null: nobody</param>
public sealed record StaffSecurityDto(
    string Account, bool FactorRequired, DateTimeOffset? FactorSince, int RecoveryCodesLeft, string? ResetAskedBy, int IdleMinutes, int LongestMinutes);

/// <summary>Answer of <c>POST /api/v1/staff/accounts/{account}/factor-reset</c>.</summary>
/// <param name="Done">false: noted, another administrator must do the same within seven days</param>
public sealed record FactorResetDto(string Account, bool Done);
