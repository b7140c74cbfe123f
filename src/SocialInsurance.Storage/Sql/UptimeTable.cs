using SocialInsurance.Eligibility.Transparency;

namespace SocialInsurance.Storage.Sql;

/// <summary>Minutes in which some instance was up. A row a minute, half a million a year; never changed. Safe on any thread.</summary>
internal sealed class UptimeTable(SqlDatabase database) : IUptimeRecords
{
    public Task MarkAsync(IReadOnlyCollection<long> minutes, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await session.InsertManyAsync(
                "uptime_minute", ["minute"], [.. minutes.Distinct().Select(minute => new object?[] { minute })], cancellationToken, "ON CONFLICT (minute) DO NOTHING");
            return minutes.Count;
        },
        cancellationToken);

    /// <summary>The first minute and how many there are; null before the first.</summary>
    internal static async Task<(DateTimeOffset Since, long Minutes)?> ReadAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.FindAsync<(DateTimeOffset, long)?>(
            "SELECT MIN(minute), COUNT(*) FROM uptime_minute",
            static row => row.IsDBNull(0) ? null : (DateTimeOffset.UnixEpoch.AddMinutes(row.GetInt64(0)), row.GetInt64(1)),
            cancellationToken);
}
