using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Service.Limits;

/// <summary>Whose sessions, or claims, are counted.</summary>
internal enum LimitedBy
{
    /// <summary>The person before the camera.</summary>
    Person = 1,

    /// <summary>The browser.</summary>
    Device = 2,

    /// <summary>The network address.</summary>
    Address = 3,

    /// <summary>The network address, of claims opened, not of sessions.</summary>
    ClaimsOfAddress = 4,
}

/// <summary>
/// Counts sessions by person, device and address in the short-lived store, so that all instances count together. What is
/// counted stands there only as a salted hash that ends with its window. Thread-safe.
/// </summary>
internal sealed class VelocityLimits(VelocityOptions options, IShortLivedStore store, TimeProvider clock)
{
    private const string SaltKey = "limit-salt";
    private const int SaltBytes = 16;

    /// <summary>Counts one more session (or claim) of <paramref name="subject"/>; the time to wait when that is one too many, else null.</summary>
    internal async ValueTask<TimeSpan?> CountAsync(LimitedBy by, string subject, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcTicks;
        var window = options.Window.Ticks;
        var salted = await SaltAsync(cancellationToken);
        var name = Convert.ToHexStringLower(HMACSHA256.HashData(salted, Encoding.UTF8.GetBytes(subject)).AsSpan(0, 16));
        var count = await store.CountAsync($"limit:{(int)by}:{now / window}:{name}", options.Window, cancellationToken);
        return count > MaximumOf(by) ? TimeSpan.FromTicks(window - (now % window)) : null;
    }

    private int MaximumOf(LimitedBy by) => by switch
    {
        LimitedBy.Person => options.SessionsPerPerson,
        LimitedBy.Device => options.SessionsPerDevice,
        LimitedBy.Address => options.SessionsPerAddress,
        LimitedBy.ClaimsOfAddress => options.ClaimsPerAddress,
    };

    /// <summary>Shared by all instances; a store that lost it has lost the counts too.</summary>
    private async ValueTask<byte[]> SaltAsync(CancellationToken cancellationToken)
    {
        byte[]? salt;
        while ((salt = await store.FindAsync(SaltKey, cancellationToken)) is null)
        {
            await store.TryAddAsync(SaltKey, RandomNumberGenerator.GetBytes(SaltBytes), TimeSpan.FromDays(7), cancellationToken);
        }

        return salt;
    }
}
