using System.Buffers.Binary;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>
/// One schema of a PostgreSQL database. Writers of all processes take turns by an advisory lock that their transaction holds;
/// readers have a pool of their own that cannot write.
/// </summary>
internal sealed class PostgresDatabase : SqlDatabase
{
    // whoever stops in the middle of a transaction, or vanishes from the network, must not keep the others out for ever
    private const string Watchdog =
        "-c idle_in_transaction_session_timeout=600000 -c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=6";

    public const int WriterConnections = 2;

    private readonly NpgsqlDataSource writers;
    private readonly NpgsqlDataSource readers;
    private readonly Func<Exception, Exception?> translate;
    private readonly long lockKey;

    /// <param name="connections">of this process to this schema, at least 3: two to write, the others to read</param>
    /// <param name="program">newest script of this program; null: of this assembly</param>
    public PostgresDatabase(string connectionString, string schema, int connections, PostgresOptions options, int busyTimeoutSeconds, int? program = null)
    {
        Schema = schema;
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        given.ApplicationName = PostgresPrograms.NameOf(given.ApplicationName, schema, program);
        Name = $"{given.Host}:{given.Port}/{given.Database} {schema}";
        translate = PostgresFaults.For(Name);
        lockKey = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"sicert/{schema}")));
        given.SearchPath = schema;
        writers = Source(given, options, $"-c synchronous_commit=on -c lock_timeout={busyTimeoutSeconds * 1000} {Watchdog}", WriterConnections, busyTimeoutSeconds + options.CommandTimeoutSeconds);
        readers = Source(given, options, $"-c default_transaction_read_only=on {Watchdog}", connections - WriterConnections, options.CommandTimeoutSeconds);
    }

    public string Schema { get; }

    public override string Name { get; }

    public override SqlDialect Dialect => SqlDialect.PostgreSql;

    /// <summary>Runs a read over one snapshot (REPEATABLE READ, READ ONLY); once more when the pooled connection turns out to be broken.</summary>
    public override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken) =>
        OnceMoreWhenBrokenAsync(
            async () =>
            {
                await using var connection = await ConnectAsync(readers, cancellationToken);
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                await using var session = new SqlSession(connection, snapshot, Dialect, translate);
                return await read(session);
            });

    public override Task<SqlSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        OnceMoreWhenBrokenAsync<SqlSnapshot>(
            async () =>
            {
                var connection = await ConnectAsync(readers, cancellationToken);
                try
                {
                    var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                    var session = new SqlSession(connection, transaction, Dialect, translate);
                    // the snapshot is of the first statement, and may stand idle while another database is copied
                    await session.ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = 0", cancellationToken);
                    await session.FindAsync("SELECT 1", static _ => true, cancellationToken);
                    return new PostgresSnapshot(connection, transaction, session, translate);
                }
                catch
                {
                    await connection.DisposeAsync();
                    throw;
                }
            });

    /// <summary>
    /// READ COMMITTED on purpose: the lock comes first, and what is read behind it is what the writer before left. A snapshot
    /// of the whole transaction would be taken before the wait.
    /// </summary>
    protected override Task<SqlWrite> OpenWriteAsync(Action release, CancellationToken cancellationToken) =>
        OnceMoreWhenBrokenAsync(
            async () =>
            {
                var connection = await ConnectAsync(writers, cancellationToken);
                try
                {
                    var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                    var session = new SqlSession(connection, transaction, Dialect, translate);
                    await session.FindAsync("SELECT pg_advisory_xact_lock(@key)", static _ => true, cancellationToken, lockKey);
                    return new SqlWrite(session, () => EndAsync(connection, transaction, release));
                }
                catch
                {
                    await connection.DisposeAsync();
                    throw;
                }
            });

    public override Task<IReadOnlyList<ConnectedProgram>> ListProgramsAsync(SqlSession session, CancellationToken cancellationToken) =>
        PostgresPrograms.ListAsync(session, Schema, cancellationToken);

    /// <summary>Removes dead rows. The server's write-ahead log and its archive are beyond reach: there only the lost key helps.</summary>
    protected override async Task PurgeErasedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(writers, cancellationToken);
        await using var session = new SqlSession(connection, null, Dialect, translate);
        var tables = await session.ListAsync(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()", static row => row.GetString(0), cancellationToken);
        foreach (var table in tables)
        {
            await session.ExecuteAsync($"VACUUM {table}", cancellationToken);
        }
    }

    protected override async ValueTask CloseAsync()
    {
        await writers.DisposeAsync();
        await readers.DisposeAsync();
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder given, PostgresOptions options, string settings, int connections, int commandSeconds)
    {
        var built = new NpgsqlConnectionStringBuilder(given.ConnectionString)
        {
            MinPoolSize = 0,
            MaxPoolSize = connections,
            Timeout = options.ConnectTimeoutSeconds,
            CommandTimeout = commandSeconds,
            CancellationTimeout = 2000,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            Enlist = false,
            Options = $"{given.Options} {settings}".Trim(),
        };
        return NpgsqlDataSource.Create(built);
    }

    private static async Task<T> OnceMoreWhenBrokenAsync<T>(Func<Task<T>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (StorageRefusedException refused) when (PostgresFaults.IsBrokenConnection(refused))
        {
            return await attempt();
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception fault) when (translate(fault) is { } refusal)
        {
            throw refusal;
        }
    }

    private async ValueTask EndAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Action release)
    {
        try
        {
            await using (connection)
            {
                await transaction.DisposeAsync();
            }
        }
        catch (Exception fault) when (translate(fault) is not null)
        {
            // the connection is gone, and with it what was not committed
        }
        finally
        {
            release();
        }
    }
}
