using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Staff;

/// <summary>PBKDF2 with HMAC-SHA-512, 210,000 rounds, salt of 128 bits, by the framework's hasher. Thread-safe.</summary>
public sealed class StaffPasswords : IPasswordHashing
{
    private const int Rounds = 210_000;
    private static readonly object NoUser = new();
    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    public string Hash(string password) => hasher.HashPassword(NoUser, password);

    public bool Fits(string hash, string password) => hasher.VerifyHashedPassword(NoUser, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>Makes the first administrator where there is no account yet.</summary>
    /// <param name="show">account and one-time password, once; to a person's screen, never to a log</param>
    public static Task<bool> EnsureAdministratorAsync(
        IEligibilityStore store, IStaffReader staff, TimeProvider clock, Action<string, string> show, CancellationToken cancellationToken) =>
        new StaffAccounts(store, staff, new StaffPasswords(), clock).CreateFirstAsync(show, cancellationToken);
}
