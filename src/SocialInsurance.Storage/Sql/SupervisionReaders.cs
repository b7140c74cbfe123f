using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>The supervisor's counts, and the same counted again from the log. Safe on any thread: each call has its own snapshot.</summary>
internal sealed class SupervisionReader(ISqlReads database, IKeyRing keys) : ISupervisionReader
{
    private readonly AuditSealer auditSealer = new(keys.Current(KeyPurpose.AuditSalt).Bytes);

    public Task<SupervisionCounts> ReadCountsAsync(
        SupervisionScope scope, DateTimeOffset now, Func<ReviewCase, DateTimeOffset?> deadlineOf, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadCountsAsync(session, scope, now, deadlineOf, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, DateOnly>> FindNewestEventsAsync(IReadOnlyList<string> sources, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, DateOnly>>(
            async session =>
            {
                var newest = await session.FindManyAsync(
                    "SELECT MAX(occurred_on) FROM feed_event WHERE source = @source",
                    static row => row.FindDate(0),
                    [.. sources.Select(source => new object?[] { source })],
                    cancellationToken);
                return sources.Zip(newest).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!.Value, StringComparer.Ordinal);
            },
            cancellationToken);

    public Task<Recounted> RecountAsync(SupervisionScope scope, DateTimeOffset now, RecountRules rules, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var inside = scope.Division.Length == 0 ? null : await ReadInsideAsync(session, scope.Division, cancellationToken);
                var tally = new RecountTally(scope, inside, now, rules);
                var log = await new AuditLogReader(session, auditSealer).VerifyAsync(new MerkleFrontier(), tally.Add, cancellationToken);
                if (log.Ok)
                {
                    await OpenPausedAsync(session, tally, cancellationToken);
                }

                return new Recounted(await ReadCountsAsync(session, scope, now, rules.DeadlineOf, cancellationToken), tally, log);
            },
            cancellationToken);

    /// <summary>Until when a case waited is sealed; the log commits to the digest of the seal, which was found to be whole.</summary>
    private async Task OpenPausedAsync(SqlSession session, RecountTally tally, CancellationToken cancellationToken)
    {
        using var sealer = new FieldSealer(keys, KeyPurpose.Field);
        var cases = new CaseTable(session, null, sealer);
        foreach (var id in tally.Paused)
        {
            if (await cases.FindAsync(id, cancellationToken) is { } file)
            {
                tally.Open(file.Events.OfType<CasePaused>());
            }
        }
    }

    private async Task<SupervisionCounts> ReadCountsAsync(
        SqlSession session, SupervisionScope scope, DateTimeOffset now, Func<ReviewCase, DateTimeOffset?> deadlineOf, CancellationToken cancellationToken)
    {
        using var sealer = new FieldSealer(keys, KeyPurpose.Field);
        return await new SupervisionQuery(session, new CaseTable(session, null, sealer), scope).ReadAsync(now, deadlineOf, cancellationToken);
    }

    private static async Task<HashSet<BeneficiaryId>> ReadInsideAsync(SqlSession session, string division, CancellationToken cancellationToken) =>
    [
        .. await session.ListAsync(
            "SELECT id FROM beneficiary WHERE division_code >= @division AND division_code < @after",
            static row => new BeneficiaryId(row.GetString(0)),
            cancellationToken,
            division,
            CaseQuery.After(division)),
    ];
}

/// <summary>The public's counts over a snapshot. Safe on any thread.</summary>
internal sealed class TransparencyReader(ISqlReads database) : ITransparencyReader
{
    public Task<TransparencyCounts> ReadCountsAsync(TransparencyScope scope, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new TransparencyQuery(session, scope).ReadAsync(cancellationToken), cancellationToken);
}

/// <summary>Feedback over snapshots. Safe on any thread.</summary>
internal sealed class FeedbackReader(SqlDatabase database) : IFeedbackReader
{
    public Task<IReadOnlyList<FeedbackRow>> ListComplaintsAsync(string division, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return database.ReadAsync<IReadOnlyList<FeedbackRow>>(
            async session => await new FeedbackTable(session, null).ListComplaintsAsync(division, limit, cancellationToken), cancellationToken);
    }
}
