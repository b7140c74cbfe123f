using Microsoft.Data.Sqlite;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>A file with its one writing connection; readers have connections of their own.</summary>
internal sealed class SqliteDatabase : SqlDatabase
{
    private readonly SqliteFile file;
    private readonly SqliteConnection writer;

    private SqliteDatabase(SqliteFile file, SqliteConnection writer) => (this.file, this.writer) = (file, writer);

    public override string Name => file.Path;

    public override SqlDialect Dialect => SqlDialect.Sqlite;

    public static async Task<SqliteDatabase> OpenAsync(SqliteFile file, CancellationToken cancellationToken) =>
        new(file, await file.OpenForWritingAsync(cancellationToken));

    public override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken) => file.ReadAsync(read, cancellationToken);

    public override Task<SqlSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => file.OpenSnapshotAsync(cancellationToken);

    /// <summary>Takes the write lock at once (BEGIN IMMEDIATE).</summary>
    protected override Task<SqlWrite> OpenWriteAsync(Action release, CancellationToken cancellationToken)
    {
        SqliteTransaction transaction;
        try
        {
            transaction = writer.BeginTransaction(deferred: false);
        }
        catch (SqliteException fault) when (file.Translate(fault) is { } refusal)
        {
            throw refusal;
        }

        return Task.FromResult(new SqlWrite(new SqlSession(writer, transaction, Dialect, file.Translate), () => EndAsync(transaction, release)));
    }

    /// <summary>Moves the write-ahead log into the database and empties it, so that no erased or older row stays in it.</summary>
    protected override async Task PurgeErasedAsync(CancellationToken cancellationToken)
    {
        await using var session = new SqlSession(writer, null, Dialect, file.Translate);
        await session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
    }

    protected override ValueTask CloseAsync() => writer.DisposeAsync();

    private static async ValueTask EndAsync(SqliteTransaction transaction, Action release)
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            release();
        }
    }
}
