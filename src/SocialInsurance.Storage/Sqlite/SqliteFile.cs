using Microsoft.Data.Sqlite;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>One database file: how connections to it are opened, for writing and for reading.</summary>
internal sealed class SqliteFile(string path, StorageOptions options)
{
    // "SICE": says that a file is ours
    private const long ApplicationId = 0x53494345;

    public string Path => path;

    public bool Exists => File.Exists(path);

    public Func<Exception, Exception?> Translate { get; } = SqliteFaults.For(path);

    /// <summary>Makes the empty file with owner-only rights; its WAL inherits them.</summary>
    public void CreateWhenMissing()
    {
        if (!Exists)
        {
            RestrictedFiles.CreateNew(path).Dispose();
        }
    }

    /// <summary>A connection for the one writer: WAL, every commit flushed, foreign keys on.</summary>
    public async Task<SqliteConnection> OpenForWritingAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(
            $"PRAGMA busy_timeout = {options.BusyTimeoutSeconds * 1000}; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;",
            cancellationToken);
        try
        {
            await CheckOwnerAsync(connection, cancellationToken);
            await RunAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", cancellationToken);
            if (options.MaxDatabaseSizeBytes is { } limit)
            {
                var pageSize = await ReadAsync(connection, "PRAGMA page_size", cancellationToken);
                await RunAsync(connection, $"PRAGMA max_page_count = {limit / pageSize}", cancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection that cannot write; a WAL reader sees one snapshot per transaction and blocks nobody.</summary>
    public Task<SqliteConnection> OpenForReadingAsync(CancellationToken cancellationToken) =>
        OpenAsync($"PRAGMA busy_timeout = {options.BusyTimeoutSeconds * 1000}; PRAGMA query_only = ON;", cancellationToken);

    /// <summary>Runs a read over one snapshot.</summary>
    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenForReadingAsync(cancellationToken);
        await using var snapshot = connection.BeginTransaction(deferred: true);
        await using var session = new SqlSession(connection, snapshot, SqlDialect.Sqlite, Translate);
        return await read(session);
    }

    public async Task<SqlSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenForReadingAsync(cancellationToken);
        var transaction = connection.BeginTransaction(deferred: true);
        var session = new SqlSession(connection, transaction, SqlDialect.Sqlite, Translate);
        // the transaction is of the moment of its first read, not of its beginning
        await session.FindAsync("SELECT COUNT(*) FROM sqlite_master", static _ => true, cancellationToken);
        return new SqliteSnapshot(connection, transaction, session, Translate);
    }

    private async Task<SqliteConnection> OpenAsync(string pragmas, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = options.BusyTimeoutSeconds,
        }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await RunAsync(connection, pragmas, cancellationToken);
            return connection;
        }
        catch (SqliteException fault) when (Translate(fault) is { } refusal)
        {
            await connection.DisposeAsync();
            throw refusal;
        }
    }

    private async Task CheckOwnerAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(connection, "PRAGMA application_id", cancellationToken);
        if (found == ApplicationId)
        {
            return;
        }

        var tables = await ReadAsync(connection, "SELECT COUNT(*) FROM sqlite_master", cancellationToken);
        if (found != 0 || tables != 0)
        {
            throw new StorageRefusedException(
                StorageFault.NotADatabase,
                $"{path}: 不是本系统的数据库。 Expected application id {ApplicationId}, found {found} with {tables} objects: a database of another program.");
        }

        await RunAsync(connection, $"PRAGMA application_id = {ApplicationId}", cancellationToken);
    }

    private async Task RunAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (SqliteException fault) when (Translate(fault) is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task<long> ReadAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var session = new SqlSession(connection, null, SqlDialect.Sqlite, Translate);
        return await session.FindAsync(sql, static row => row.GetInt64(0), cancellationToken);
    }
}
