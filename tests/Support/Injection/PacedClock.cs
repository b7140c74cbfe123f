namespace SocialInsurance.Tests.Support.Injection;

/// <summary>
/// A host's clock that only a sender of recorded frames moves on, from frame to frame: a recording takes its time without anybody waiting,
/// and the same time on a loaded machine. Timers are the system's. Thread-safe.
/// </summary>
public sealed class PacedClock : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private long _ticks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <summary>Moves on by one frame of <paramref name="everyMs"/> milliseconds, more or less as a page's timer does.</summary>
    /// <returns>what a page stamps then</returns>
    public long Advance(int frame, int everyMs)
    {
        Interlocked.Add(ref _ticks, (everyMs + (frame * frame % 7)) * TimeSpan.TicksPerMillisecond);
        return GetUtcNow().ToUnixTimeMilliseconds();
    }
}
