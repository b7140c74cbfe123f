using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Pair;

/// <summary>Connections of all instances fit the server before anybody is served; when they run out anyhow, callers are told in bounded time.</summary>
public sealed class PoolTests(PostgresServer server) : IDisposable
{
    private readonly DataFolder folder = new(server);

    [Fact]
    public async Task Instances_whose_connections_do_not_fit_the_server_are_refused_with_what_would()
    {
        var options = await folder.OptionsAsync();
        var allowed = await AllowedAsync(options.Postgres!.ConnectionString);
        var fits = (int)((allowed - PostgresPools.Reserve) / 3);
        await using (await OpenAsync(options, fits, 3))
        {
            // as many as there are
        }

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(async () => await (await OpenAsync(options, fits + 1, 3)).DisposeAsync());
        Assert.Equal(StorageFault.Misconfigured, refused.Fault);
        Assert.Contains($"at most {fits},", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_of_the_database_counts_as_well()
    {
        var options = await folder.OptionsAsync();
        var name = new Npgsql.NpgsqlConnectionStringBuilder(options.Postgres!.ConnectionString).Database;
        await PostgresServer.ExecuteAsync(options.Postgres.ConnectionString, $"ALTER DATABASE {name} CONNECTION LIMIT 15");
        Assert.Equal(StorageFault.Misconfigured, (await folder.RefusedAsync()).Fault);
        await PostgresServer.ExecuteAsync(options.Postgres.ConnectionString, $"ALTER DATABASE {name} CONNECTION LIMIT 16");
        await (await folder.OpenAsync()).DisposeAsync();
    }

    [Fact]
    public async Task Caller_who_finds_every_connection_in_use_is_refused_in_bounded_time_and_served_afterwards()
    {
        var options = await folder.OptionsAsync();
        options = options with { Postgres = options.Postgres! with { ConnectTimeoutSeconds = 1 } };
        await using (await PlatformStorage.OpenAsync(options, folder.Time, DataFolder.Cancel))
        {
            // makes the tables
        }

        await using var database = new PostgresDatabase(options.Postgres.ConnectionString.Replace("Pooling=false", "Pooling=true", StringComparison.Ordinal), "sicert", PostgresDatabase.WriterConnections + 2, options.Postgres, 1);
        var held = new List<SqlSnapshot> { await database.OpenSnapshotAsync(DataFolder.Cancel), await database.OpenSnapshotAsync(DataFolder.Cancel) };
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => CountAsync(database));
        Assert.Equal(StorageFault.Exhausted, refused.Fault);
        foreach (var snapshot in held)
        {
            await snapshot.DisposeAsync();
        }

        Assert.Equal(0, await CountAsync(database));
    }

    public void Dispose() => folder.Dispose();

    private Task<PlatformStorage> OpenAsync(StorageOptions options, int connections, int instances) => PlatformStorage.OpenAsync(
        options with { Postgres = options.Postgres! with { MaxConnections = connections, Instances = instances } }, folder.Time, DataFolder.Cancel);

    private static Task<long> CountAsync(SqlDatabase database) =>
        database.ReadAsync(session => session.FindAsync("SELECT COUNT(*) FROM decision", static row => row.GetInt64(0), DataFolder.Cancel), DataFolder.Cancel);

    private static async Task<long> AllowedAsync(string connectionString)
    {
        await using var connection = new Npgsql.NpgsqlConnection(connectionString);
        await connection.OpenAsync(DataFolder.Cancel);
        await using var command = new Npgsql.NpgsqlCommand("SELECT current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint", connection);
        return (long)(await command.ExecuteScalarAsync(DataFolder.Cancel))!;
    }
}
