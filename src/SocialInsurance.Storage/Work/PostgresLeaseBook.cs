using Npgsql;
using SocialInsurance.Comparison;
using SocialInsurance.Storage.PostgreSql;

namespace SocialInsurance.Storage.Work;

/// <summary>
/// Leases of comparison runs in a small schema of PostgreSQL, for workers on several machines. The tables are made and brought forward at
/// the opening. Needs no store of the platform beside it. Thread-safe.
/// </summary>
public sealed class PostgresLeaseBook : IAsyncDisposable
{
    /// <summary>Names the connection, in Npgsql's form; with <c>_FILE</c> behind it, a file that holds it.</summary>
    public const string ConnectionVariable = "SICERT_WORK_POSTGRES";

    private const string Schema = "sicert_work";
    private const string Migrations = "PostgreSqlWork";
    private const int Connections = 3; // work, renewal, one to spare
    private const int BusyTimeoutSeconds = 30;

    private readonly NpgsqlDataSource source;
    private readonly string name;

    private PostgresLeaseBook(NpgsqlDataSource source, string name) => (this.source, this.name) = (source, name);

    /// <exception cref="StorageRefusedException">the database cannot be used; the fault and the message say why</exception>
    public static async Task<PostgresLeaseBook> OpenAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new PostgresOptions { ConnectionString = connectionString, Schema = Schema };
        if (options.FindErrors().FirstOrDefault() is { } error)
        {
            throw new StorageRefusedException(StorageFault.Misconfigured, $"{ConnectionVariable}: 存储配置有误。 The storage configuration is wrong: {error}");
        }

        var database = new PostgresDatabase(connectionString, Schema, Connections, options, BusyTimeoutSeconds);
        await using (database)
        {
            await PostgresOpening.PrepareAsync(database, Migrations, time, cancellationToken);
        }

        var given = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = Schema,
            ApplicationName = "sicert work",
            Pooling = true,
            MinPoolSize = 0,
            MaxPoolSize = Connections,
            Timeout = options.ConnectTimeoutSeconds,
            CommandTimeout = BusyTimeoutSeconds,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            Enlist = false,
        };
        return new PostgresLeaseBook(NpgsqlDataSource.Create(given), database.Name);
    }

    /// <summary>The leases of one run.</summary>
    /// <param name="place">whose run</param>
    /// <param name="duration">of a lease, from 100 ms</param>
    /// <param name="isLeader">begins the run</param>
    /// <param name="cancellationToken">ends the waiting for a database that does not answer</param>
    public IUnitLeases Open(WorkPlace place, TimeSpan duration, bool isLeader, CancellationToken cancellationToken)
    {
        var leases = new PostgresLeases(source, name, place.RunId, duration, cancellationToken);
        if (isLeader)
        {
            leases.Begin();
        }

        return leases;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
