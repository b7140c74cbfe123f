using System.Data.Common;
using System.Text.Json;
using SocialInsurance.Eligibility.Scheduling;

namespace SocialInsurance.Storage.Sql;

/// <summary>The book of jobs in the eligibility database. Each write is a transaction of its own under the store's lock. Safe on any thread.</summary>
internal sealed class JobLedger(SqlDatabase database) : IJobLedger
{
    private const string Columns = "job, slot, state, fence, tries, started_at, ended_at, next_try_at, counts, fault";

    public Task<JobLease?> LeadAsync(string holder, long held, DateTimeOffset now, TimeSpan length, CancellationToken cancellationToken) =>
        database.WriteAsync<JobLease?>(
            async session =>
            {
                var last = await FindAsync(session, cancellationToken);
                if (last is not null && !IsOwn(last, holder, held) && !last.IsOver(now, length))
                {
                    return null;
                }

                var fence = last is null ? 1 : IsOwn(last, holder, held) ? held : last.Fence + 1;
                await session.ExecuteAsync(
                    """
                    INSERT INTO job_lease (id, holder, fence, ends_at) VALUES (1, @holder, @fence, @ends)
                    ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, fence = excluded.fence, ends_at = excluded.ends_at
                    """,
                    cancellationToken,
                    holder,
                    fence,
                    (now + length).ToColumn());
                return new JobLease(holder, fence, now + length);
            },
            cancellationToken);

    public Task ResignAsync(JobLease lease, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync(
            "UPDATE job_lease SET ends_at = @now WHERE holder = @holder AND fence = @fence", cancellationToken, now.ToColumn(), lease.Holder, lease.Fence),
        cancellationToken);

    public Task<JobLease?> FindLeaseAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<JobRun>> ListAsync(string code, DateTimeOffset from, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobRun>>(
            async session => await session.ListAsync(
                $"SELECT {Columns} FROM job_run WHERE job = @job AND by_hand = 0 AND slot >= @slot ORDER BY slot LIMIT 500", Read, cancellationToken, code, from.ToColumn()),
            cancellationToken);

    public Task<IReadOnlyList<JobRun>> ListNewestAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<JobRun>>(
        async session =>
        {
            var newest = await session.ListAsync(
                $"""
                SELECT {Columns} FROM job_run AS run
                WHERE started_at = (SELECT MAX(started_at) FROM job_run AS other WHERE other.job = run.job)
                ORDER BY job, slot
                """,
                Read,
                cancellationToken);
            return [.. newest.GroupBy(run => run.Code).Select(runs => runs.Last())];
        },
        cancellationToken);

    public Task<JobRun?> BeginAsync(JobLease lease, string code, DateTimeOffset slot, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<JobRun?>(
            async session =>
            {
                var (last, before) = (await FindAsync(session, cancellationToken), await FindRunAsync(session, code, slot, false, cancellationToken));
                if (last?.Fence != lease.Fence || last.Holder != lease.Holder || before?.State is JobState.Done or JobState.GivenUp)
                {
                    return null;
                }

                var begun = new JobRun(code, slot, JobState.Running, lease.Fence, (before?.Tries ?? 0) + 1, now, null, null, JobRun.NoCounts, before?.Fault);
                await PutAsync(session, begun, cancellationToken);
                return begun;
            },
            cancellationToken);

    public Task<JobRun> BeginByHandAsync(string code, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var begun = new JobRun(code, now, JobState.Running, 0, 1, now, null, null, JobRun.NoCounts, null);
            await PutAsync(session, begun, cancellationToken);
            return begun;
        },
        cancellationToken);

    public Task<bool> EndAsync(JobRun ended, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var stands = await FindRunAsync(session, ended.Code, ended.Slot, ended.Fence == 0, cancellationToken);
            if (stands is not { State: JobState.Running } || stands.Fence != ended.Fence || stands.StartedAt != ended.StartedAt)
            {
                return false;
            }

            await PutAsync(session, ended, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task PruneAsync(string code, DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("DELETE FROM job_run WHERE job = @job AND slot < @slot", cancellationToken, code, before.ToColumn()), cancellationToken);

    private static bool IsOwn(JobLease last, string holder, long held) => last.Holder == holder && last.Fence == held;

    private static Task<JobLease?> FindAsync(SqlSession session, CancellationToken cancellationToken) => session.FindAsync(
        "SELECT holder, fence, ends_at FROM job_lease WHERE id = 1",
        static row => new JobLease(row.GetString(0), row.GetInt64(1), row.GetInstant(2)),
        cancellationToken);

    private static Task<JobRun?> FindRunAsync(SqlSession session, string code, DateTimeOffset slot, bool byHand, CancellationToken cancellationToken) => session.FindAsync(
        $"SELECT {Columns} FROM job_run WHERE job = @job AND slot = @slot AND by_hand = @hand", Read, cancellationToken, code, slot.ToColumn(), byHand ? 1L : 0L);

    private static Task<int> PutAsync(SqlSession session, JobRun run, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO job_run (job, slot, by_hand, state, fence, tries, started_at, ended_at, next_try_at, counts, fault)
        VALUES (@job, @slot, @hand, @state, @fence, @tries, @started, @ended, @next, @counts, @fault)
        ON CONFLICT (job, slot, by_hand) DO UPDATE SET state = excluded.state, fence = excluded.fence, tries = excluded.tries, started_at = excluded.started_at,
          ended_at = excluded.ended_at, next_try_at = excluded.next_try_at, counts = excluded.counts, fault = excluded.fault
        """,
        cancellationToken,
        run.Code,
        run.Slot.ToColumn(),
        run.Fence == 0 ? 1L : 0L,
        (long)run.State,
        run.Fence,
        (long)run.Tries,
        run.StartedAt.ToColumn(),
        run.EndedAt?.ToColumn(),
        run.NextTryAt?.ToColumn(),
        JsonSerializer.Serialize(run.Counts),
        run.Fault);

    private static JobRun Read(DbDataReader row) => new(
        row.GetString(0),
        row.GetInstant(1),
        (JobState)row.GetInt64(2),
        row.GetInt64(3),
        (int)row.GetInt64(4),
        row.GetInstant(5),
        row.IsDBNull(6) ? null : row.GetInstant(6),
        row.IsDBNull(7) ? null : row.GetInstant(7),
        JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(8)) ?? [],
        row.FindString(9));
}
