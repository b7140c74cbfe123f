using Npgsql;
using SocialInsurance.Comparison;
using SocialInsurance.Storage.PostgreSql;

namespace SocialInsurance.Storage.Work;

/// <summary>
/// Leases in PostgreSQL. One statement each, so each is atomic; the server's clock says when a lease runs out. A database that does not
/// answer is waited for, as long as <see cref="Patience"/>: every statement may be given twice.
/// </summary>
internal sealed class PostgresLeases(NpgsqlDataSource source, string name, string run, TimeSpan duration, CancellationToken cancellationToken) : IUnitLeases
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public TimeSpan Duration => duration;

    /// <summary>Begins the run, or takes it up; forgets runs that nobody took up for a month.</summary>
    public void Begin() => Execute(
        """
        DELETE FROM work_run WHERE seen_at < clock_timestamp() - INTERVAL '30 days';
        INSERT INTO work_run (run_id, seen_at) VALUES (@run, clock_timestamp()) ON CONFLICT (run_id) DO UPDATE SET seen_at = EXCLUDED.seen_at
        """);

    public void Offer(IReadOnlyList<string> units) => Execute(
        """
        INSERT INTO work_unit (run_id, name, ordinal)
        SELECT @run, offered.name, offered.position + (SELECT COALESCE(MAX(ordinal), 0) FROM work_unit WHERE run_id = @run)
        FROM unnest(@units) WITH ORDINALITY AS offered (name, position)
        ON CONFLICT DO NOTHING
        """,
        new NpgsqlParameter<string[]>("units", [.. units]));

    public UnitLease? TryTake(string worker) => Query(
        """
        UPDATE work_unit SET fence = fence + 1, worker = @worker, bytes_done = 0, expires_at = clock_timestamp() + @duration
        WHERE run_id = @run AND name = (
          SELECT name FROM work_unit
          WHERE run_id = @run AND digest IS NULL AND (expires_at IS NULL OR expires_at < clock_timestamp())
          ORDER BY ordinal LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING name, fence
        """,
        static row => new UnitLease(row.GetString(0), row.GetInt64(1)),
        new NpgsqlParameter<string>("worker", worker),
        new NpgsqlParameter<TimeSpan>("duration", duration)) is [var lease] ? lease : null;

    public bool Renew(in UnitLease lease, long bytesDone) => Execute(
        "UPDATE work_unit SET expires_at = clock_timestamp() + @duration, bytes_done = @bytes WHERE run_id = @run AND name = @unit AND fence = @fence AND digest IS NULL",
        new NpgsqlParameter<TimeSpan>("duration", duration),
        new NpgsqlParameter<long>("bytes", bytesDone),
        new NpgsqlParameter<string>("unit", lease.Unit),
        new NpgsqlParameter<long>("fence", lease.Fence)) == 1;

    // once more with the same digest: the answer to the first may have been lost
    public bool Finish(in UnitLease lease, string digest) => Execute(
        "UPDATE work_unit SET digest = @digest, expires_at = NULL WHERE run_id = @run AND name = @unit AND fence = @fence AND (digest IS NULL OR digest = @digest)",
        new NpgsqlParameter<string>("digest", digest),
        new NpgsqlParameter<string>("unit", lease.Unit),
        new NpgsqlParameter<long>("fence", lease.Fence)) == 1;

    public IReadOnlyList<UnitStatus> Read() => Query(
        "SELECT name, fence, bytes_done, digest FROM work_unit WHERE run_id = @run ORDER BY ordinal, name",
        static row => new UnitStatus(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetString(3)));

    public void Beat() => Execute("UPDATE work_run SET seen_at = clock_timestamp() WHERE run_id = @run");

    public TimeSpan? LeaderSilence() => Query("SELECT clock_timestamp() - seen_at FROM work_run WHERE run_id = @run", static row => row.GetFieldValue<TimeSpan>(0)) is [var silence]
        ? silence
        : null;

    public void Close() => Execute("DELETE FROM work_run WHERE run_id = @run");

    public void Dispose()
    {
        // the connections are the book's
    }

    private int Execute(string sql, params NpgsqlParameter[] parameters) => WithPatience(sql, parameters, static command => command.ExecuteNonQuery());

    private List<T> Query<T>(string sql, Func<NpgsqlDataReader, T> map, params NpgsqlParameter[] parameters) => WithPatience(sql, parameters, command =>
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    });

    private T WithPatience<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlCommand, T> body)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = source.OpenConnection();
                using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.Add(new NpgsqlParameter<string>("run", run));
                Array.ForEach(parameters, p => command.Parameters.Add(p.Clone()));
                return body(command);
            }
            catch (Exception fault) when (PostgresFaults.Translate(fault, name) is { } refusal)
            {
                var isPassing = refusal.Fault is StorageFault.Unavailable or StorageFault.Locked;
                if (!isPassing || TimeProvider.System.GetElapsedTime(since) > Patience)
                {
                    throw refusal;
                }
            }

            if (cancellationToken.WaitHandle.WaitOne(Pause))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
