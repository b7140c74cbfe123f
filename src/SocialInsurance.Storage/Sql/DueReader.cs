using System.Data.Common;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Scheduling;

namespace SocialInsurance.Storage.Sql;

/// <summary>Who is due, over snapshots. Safe on any thread.</summary>
internal sealed class DueReader(SqlDatabase database) : IDueReader
{
    private const string NotEnded =
        """
        NOT EXISTS (SELECT 1 FROM benefit_change t WHERE t.beneficiary_id = b.id AND t.measure = 2
          AND t.ordinal = (SELECT MAX(l.ordinal) FROM benefit_change l WHERE l.beneficiary_id = b.id))
        """;

    private const string InWindow = "b.due_on BETWEEN @from AND @until AND (b.due_on > @after_due OR (b.due_on = @after_due AND b.id > @after))";

    public Task<IReadOnlyList<DuePerson>> ListToRemindAsync(
        ReminderStage stage, DateOnly from, DateOnly until, DuePerson? after, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"""
            SELECT b.id, b.due_on FROM beneficiary b WHERE {InWindow}
              AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.message_key = 'Reminder:' || b.id || ':' || CAST(b.due_on AS TEXT) || ':{DueStages.SuffixOf(stage)}')
              AND NOT EXISTS (SELECT 1 FROM review_case c WHERE c.beneficiary_id = b.id AND c.state <> 3 AND c.finding_kind <> 'AuditSample')
              AND {NotEnded}
            ORDER BY b.due_on, b.id LIMIT @limit
            """,
            from,
            until,
            after,
            limit,
            cancellationToken);

    public Task<IReadOnlyList<DuePerson>> ListToWatchAsync(
        WatchStage stage, DateOnly from, DateOnly until, DuePerson? after, int limit, CancellationToken cancellationToken) =>
        ListAsync(
            $"""
            SELECT b.id, b.due_on FROM beneficiary b WHERE {InWindow}
              AND NOT EXISTS (SELECT 1 FROM review_case c WHERE c.beneficiary_id = b.id AND c.finding_kind = 'LongUncertified'
                AND c.record_place = 'watch:' || CAST(b.due_on AS TEXT) || ':{DueStages.DaysOf(stage)}')
              AND {NotEnded}
            ORDER BY b.due_on, b.id LIMIT @limit
            """,
            from,
            until,
            after,
            limit,
            cancellationToken);

    public Task<IReadOnlyList<DueMonthCount>> CountByMonthAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<DueMonthCount>>(
        async session => await session.ListAsync(
            $"SELECT b.due_on / 100, COUNT(*) FROM beneficiary b WHERE {NotEnded} GROUP BY b.due_on / 100 ORDER BY 1",
            static row => new DueMonthCount(new DateOnly((int)(row.GetInt64(0) / 100), (int)(row.GetInt64(0) % 100), 1), row.GetInt64(1)),
            cancellationToken),
        cancellationToken);

    private Task<IReadOnlyList<DuePerson>> ListAsync(
        string sql, DateOnly from, DateOnly until, DuePerson? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return database.ReadAsync<IReadOnlyList<DuePerson>>(
            async session => await session.ListAsync(
                sql, Read, cancellationToken, from.ToColumn(), until.ToColumn(), after?.DueOn.ToColumn() ?? 0, after?.Beneficiary.Value ?? string.Empty, (long)limit),
            cancellationToken);
    }

    private static DuePerson Read(DbDataReader row) => new(new BeneficiaryId(row.GetString(0)), row.GetDate(1));
}
