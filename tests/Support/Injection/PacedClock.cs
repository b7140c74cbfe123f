namespace SocialInsurance.Tests.Support.Injection;

/// <summary>A host's clock that a sender of recorded frames moves on from frame to frame, so that a recording takes its time without anybody waiting. Thread-safe.</summary>
public sealed class PacedClock : TimeProvider
{
    private long _aheadTicks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _aheadTicks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));

    /// <summary>Moves on by one frame of <paramref name="everyMs"/> milliseconds, more or less as a page's timer does.</summary>
    /// <returns>what a page stamps then</returns>
    public long Advance(int frame, int everyMs)
    {
        Interlocked.Add(ref _aheadTicks, (everyMs + (frame * frame % 7)) * TimeSpan.TicksPerMillisecond);
        return GetUtcNow().ToUnixTimeMilliseconds();
    }
}
