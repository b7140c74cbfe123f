using System.Globalization;
using SocialInsurance.Eligibility;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>
/// Reads from a streaming replica while it is there and not too old, else from the primary. How old: a position of the primary's log is
/// noted with the moment at which it was read; the newest noted one that the replica has replayed says that what it shows is at most as
/// old as that moment. No clock of another machine and no time of a last transaction is in it, which a quiet primary makes look old.
/// Safe on any thread.
/// </summary>
internal sealed class ReplicaReads(PostgresDatabase primary, PostgresDatabase replica, TimeSpan maximumLag, TimeProvider time) : ISqlReads, IReadFreshness, IAsyncDisposable
{
    private const string CurrentPosition = "SELECT CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn()::text END";
    private const string ReplayedPosition = "SELECT pg_last_wal_replay_lsn()::text";
    private const int MostNoted = 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly AsyncLocal<ulong> Demanded = new();

    private readonly Lock gate = new();
    private readonly Queue<(long At, ulong Position)> noted = new();
    private bool looking;
    private long lookedAt;
    private long? freshAt;
    private ulong replayed;
    private long fromCopy;
    private long fromPrimary;

    public ReplicaStanding Standing
    {
        get
        {
            lock (gate)
            {
                return new ReplicaStanding(IsFresh(), freshAt is { } at ? time.GetElapsedTime(at) : null, Interlocked.Read(ref fromCopy), Interlocked.Read(ref fromPrimary));
            }
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        if (await MayAnswerAsync(cancellationToken))
        {
            try
            {
                var result = await replica.ReadAsync(read, cancellationToken);
                Interlocked.Increment(ref fromCopy);
                return result;
            }
            catch (StorageRefusedException)
            {
                // gone, or it had to choose between this read and the primary's changes: not asked again before the next look
                Forget();
            }
        }

        Interlocked.Increment(ref fromPrimary);
        return await primary.ReadAsync(read, cancellationToken);
    }

    public async Task<string> ReadPositionAsync(CancellationToken cancellationToken) =>
        (await AskAsync(primary, CurrentPosition, cancellationToken)).ToString("X", CultureInfo.InvariantCulture);

    public void Demand(string position) =>
        Demanded.Value = ulong.TryParse(position, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var asked) ? asked : 0;

    public ValueTask DisposeAsync() => replica.DisposeAsync();

    /// <summary>At most once a second, by one caller; the others go by what was seen last.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (looking || (lookedAt != 0 && time.GetElapsedTime(lookedAt) < Interval))
            {
                return;
            }

            looking = true;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await NoteAsync(either.Token);
            See(await AskAsync(replica, ReplayedPosition, either.Token));
        }
        catch (Exception fault) when (fault is StorageRefusedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Forget();
        }
        finally
        {
            lock (gate)
            {
                (looking, lookedAt) = (false, time.GetTimestamp());
            }
        }
    }

    /// <summary>While the primary is away nothing is noted: the replica answers until it counts as too old.</summary>
    private async Task NoteAsync(CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        try
        {
            var position = await AskAsync(primary, CurrentPosition, cancellationToken);
            lock (gate)
            {
                noted.Enqueue((at, position));
                if (noted.Count > MostNoted)
                {
                    noted.Dequeue();
                }
            }
        }
        catch (StorageRefusedException)
        {
            // see above
        }
    }

    private void See(ulong position)
    {
        lock (gate)
        {
            replayed = Math.Max(replayed, position);
            while (noted.TryPeek(out var oldest) && oldest.Position <= position)
            {
                freshAt = oldest.At;
                noted.Dequeue();
            }
        }
    }

    private void Forget()
    {
        lock (gate)
        {
            freshAt = null;
        }
    }

    private bool IsFresh() => freshAt is { } at && time.GetElapsedTime(at) <= maximumLag;

    private async Task<bool> MayAnswerAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!IsFresh() || Demanded.Value <= replayed)
            {
                return IsFresh();
            }
        }

        // somebody has just written: milliseconds may have brought it
        try
        {
            var now = await AskAsync(replica, ReplayedPosition, cancellationToken);
            See(now);
            return Demanded.Value <= now;
        }
        catch (StorageRefusedException)
        {
            Forget();
            return false;
        }
    }

    /// <summary>A position of the write-ahead log, "16/B374D848", as one number. Null on a server in the other's place.</summary>
    private static Task<ulong> AskAsync(PostgresDatabase database, string sql, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var text = await session.FindAsync(sql, static row => row.IsDBNull(0) ? null : row.GetString(0), cancellationToken);
            var parts = text?.Split('/');
            return parts is [var high, var low]
                ? (ulong.Parse(high, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) << 32) | ulong.Parse(low, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : throw new StorageRefusedException(StorageFault.Misconfigured, $"{database.Name}: 主服务器与备用服务器配置有误。 Expected a primary and its streaming replica, found one in the other's place.");
        },
        cancellationToken);
}
