namespace SocialInsurance.Eligibility.ShortLived;

/// <summary>
/// What lives for minutes, a day at most: open claims, one-time codes, nonces, live sessions, what a person is asked, counters of tries. Losing it loses only
/// unfinished sessions. Keys are opaque text of at most 128 ASCII characters and hold no personal data; values are bytes of
/// at most 64 KiB. Every operation is atomic. Thread-safe.
/// </summary>
public interface IShortLivedStore
{
    /// <summary>Whether several instances of the service see the same state.</summary>
    bool IsShared { get; }

    /// <summary>False when the key is there already: a thing of one use was used.</summary>
    Task<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The value; null when there is none or its time is over.</summary>
    Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads and removes in one step: of two callers one gets it.</summary>
    Task<byte[]?> TakeAsync(string key, CancellationToken cancellationToken);

    /// <summary>Replaces the value and its lifetime when it still is <paramref name="expected"/>; false otherwise.</summary>
    Task<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    Task RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>Counts one more and answers the count of the window, which begins with its first count and ends by itself.</summary>
    Task<long> CountAsync(string key, TimeSpan window, CancellationToken cancellationToken);
}

/// <summary>The store does not answer; what it held may be gone. The message holds no key and no value.</summary>
public sealed class ShortLivedStoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
