using System.Buffers.Binary;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>
/// Waits after wrong sign-ins of one browser or one address, in the short-lived store: 1 minute, then 2, 4 ... at most 15, and all of
/// it forgotten after an hour. Thread-safe; shared by instances when the store is.
/// </summary>
public sealed class SignInDelays(IShortLivedStore store, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <param name="key">at most 80 ASCII characters, no personal data</param>
    /// <returns>how long to wait still; null: not at all</returns>
    public async Task<TimeSpan?> FindWaitAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync($"sign-in-wait/{key}", cancellationToken) is not { Length: sizeof(long) } until)
        {
            return null;
        }

        var left = UtcMicroseconds.ToInstant(BinaryPrimitives.ReadInt64BigEndian(until)) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }

    /// <param name="freeTries">failures within the hour that cost nothing</param>
    public async Task CountFailureAsync(string key, int freeTries, CancellationToken cancellationToken)
    {
        var failed = (int)Math.Min(await store.CountAsync($"sign-in-fails/{key}", Memory, cancellationToken), int.MaxValue);
        if (SignInRules.WaitAfter(failed, freeTries) is { } wait)
        {
            var until = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(until, UtcMicroseconds.From(time.GetUtcNow() + wait));
            await store.RemoveAsync($"sign-in-wait/{key}", cancellationToken);
            await store.TryAddAsync($"sign-in-wait/{key}", until, wait, cancellationToken);
        }
    }

    /// <summary>A right sign-in.</summary>
    public async Task ForgetAsync(string key, CancellationToken cancellationToken)
    {
        await store.RemoveAsync($"sign-in-fails/{key}", cancellationToken);
        await store.RemoveAsync($"sign-in-wait/{key}", cancellationToken);
    }
}
