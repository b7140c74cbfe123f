using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Storage.ShortLived;

/// <summary>
/// In this process only: for one instance. Expired entries leave when they are met and, every so often, all at once.
/// </summary>
public sealed class MemoryShortLivedStore(TimeProvider time) : IShortLivedStore
{
    private const int SweepEvery = 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];
    private int operations;

    public bool IsShared => false;

    public Task<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(Find(key) is null && Put(key, value, lifetime));
        }
    }

    public Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(Find(key)?.ToArray());
        }
    }

    public Task<byte[]?> TakeAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var found = Find(key);
            entries.Remove(key);
            return Task.FromResult(found);
        }
    }

    public Task<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(
                Find(key) is { } found && CryptographicOperations.FixedTimeEquals(found, expected.Span) && Put(key, value, lifetime));
        }
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            entries.Remove(key);
            return Task.CompletedTask;
        }
    }

    public Task<long> CountAsync(string key, TimeSpan window, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var count = Find(key) is { } found ? BitConverter.ToInt64(found) + 1 : 1;
            var until = count == 1 ? time.GetUtcNow() + window : entries[key].Until;
            entries[key] = new Entry(BitConverter.GetBytes(count), until);
            return Task.FromResult(count);
        }
    }

    private bool Put(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(key), 128, nameof(key));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, 64 * 1024, nameof(value));
        entries[key] = new Entry(value.ToArray(), time.GetUtcNow() + lifetime);
        return true;
    }

    private byte[]? Find(string key)
    {
        var now = time.GetUtcNow();
        if (++operations % SweepEvery == 0)
        {
            foreach (var (old, _) in entries.Where(entry => entry.Value.Until <= now).ToArray())
            {
                entries.Remove(old);
            }
        }

        return entries.TryGetValue(key, out var entry) && entry.Until > now ? entry.Value : null;
    }

    private sealed record Entry(byte[] Value, DateTimeOffset Until);
}
