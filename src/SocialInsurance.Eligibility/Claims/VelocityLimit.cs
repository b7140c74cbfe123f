using System.Buffers.Binary;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Eligibility.Claims;

/// <summary>Counts in windows that begin with their first count. Thread-safe; shared by instances when the store is.</summary>
public sealed class VelocityLimit(IShortLivedStore store, TimeProvider time)
{
    /// <summary>Counts one more.</summary>
    /// <param name="key">at most 100 ASCII characters, no personal data</param>
    /// <returns>null while within the limit; else how long until the window ends, at least 1 s</returns>
    public async Task<TimeSpan?> CountAsync(string key, int most, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = UtcMicroseconds.From(time.GetUtcNow());
        var begun = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(begun, now);
        await store.TryAddAsync($"window:{key}", begun, window, cancellationToken);
        if (await store.CountAsync($"count:{key}", window, cancellationToken) <= most)
        {
            return null;
        }

        var found = await store.FindAsync($"window:{key}", cancellationToken);
        var first = found is null ? now : BinaryPrimitives.ReadInt64BigEndian(found);
        var left = window - TimeSpan.FromMicroseconds(now - first);
        return left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left;
    }
}
