namespace SocialInsurance.Eligibility.Staff;

/// <summary>When an account is locked, and what a password must be. Pure.</summary>
public static class SignInRules
{
    public const int PasswordMinLength = 12;
    public const int PasswordMaxLength = 128;

    private const int FreeTries = 5;
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(15);

    /// <summary>After the fifth wrong password or code in a row 1 minute, then 2, 4 ... at most 15.</summary>
    /// <param name="failedCount">with this failure</param>
    /// <returns>null: no lock</returns>
    public static TimeSpan? LockAfter(int failedCount) => WaitAfter(failedCount, FreeTries);

    /// <param name="freeTries">the failure of this number is the first that costs</param>
    public static TimeSpan? WaitAfter(int failedCount, int freeTries) => failedCount < freeTries
        ? null
        : TimeSpan.FromMinutes(Math.Min(Math.Pow(2, Math.Min(failedCount - freeTries, 10)), LongestLock.TotalMinutes));

    /// <summary>Length and difference only: rules of composition make passwords worse (NIST SP 800-63B).</summary>
    public static bool IsAcceptable(CaseworkerId account, string password, string current) =>
        password.Length is >= PasswordMinLength and <= PasswordMaxLength
        && password != current
        && password.Distinct().Count() >= 5
        && !password.Contains(account.Value, StringComparison.OrdinalIgnoreCase);
}
