namespace SocialInsurance.Eligibility.Auditing;

/// <summary>Instants as whole microseconds since 1970-01-01T00:00Z: the finest step that every database keeps.</summary>
public static class UtcMicroseconds
{
    public static long From(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToInstant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The instant that is stored and hashed: UTC, cut to whole microseconds.</summary>
    public static DateTimeOffset GetStoredNow(this TimeProvider time) => ToInstant(From(time.GetUtcNow()));
}
