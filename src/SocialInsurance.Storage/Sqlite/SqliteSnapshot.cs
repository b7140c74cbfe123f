using Microsoft.Data.Sqlite;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Sql;
using SQLitePCL;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>
/// A read transaction over a file in WAL mode: SQLite's backup interface copies the pages of that snapshot, a batch at a time, and
/// never begins anew when others write. The write-ahead log cannot be emptied beyond the snapshot while it stands.
/// </summary>
internal sealed class SqliteSnapshot(SqliteConnection connection, SqliteTransaction transaction, SqlSession session, Func<Exception, Exception?> translate) : SqlSnapshot(session)
{
    private const int PagesAtOnce = 1024;
    private const int PageSize = 4096;

    public override async Task CopyAsync(BackupFolder folder, string name, Action<long, long> report, CancellationToken cancellationToken)
    {
        var file = $"{name}.db";
        var path = folder.Reserve(file);
        try
        {
            await CopyPagesAsync(path, report, cancellationToken);
        }
        catch (SqliteException fault) when (translate(fault) is { } refusal)
        {
            throw refusal;
        }

        await folder.KeepAsync(file, null, cancellationToken);
    }

    protected override async ValueTask CloseAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task CopyPagesAsync(string path, Action<long, long> report, CancellationToken cancellationToken)
    {
        await using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await target.OpenAsync(cancellationToken);
        await using (var settings = target.CreateCommand())
        {
            // half a copy is thrown away, and the whole one is flushed by its folder
            settings.CommandText = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;";
            await settings.ExecuteNonQueryAsync(cancellationToken);
        }

        using var backup = raw.sqlite3_backup_init(target.Handle, "main", connection.Handle, "main");
        SqliteException.ThrowExceptionForRC(backup.IsInvalid ? raw.sqlite3_errcode(target.Handle) : raw.SQLITE_OK, target.Handle);
        int code;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesAtOnce);
            long pages = raw.sqlite3_backup_pagecount(backup);
            report((pages - raw.sqlite3_backup_remaining(backup)) * PageSize, pages * PageSize);
        }
        while (code == raw.SQLITE_OK);

        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, target.Handle);
        }

        SqliteException.ThrowExceptionForRC(raw.sqlite3_backup_finish(backup), target.Handle);
    }
}
