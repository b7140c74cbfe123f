using Microsoft.Data.Sqlite;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>Takes the write lock at once (BEGIN IMMEDIATE), so that what is read inside stays true until the commit.</summary>
internal static class SqliteWriteTransaction
{
    /// <exception cref="StorageRefusedException">another process keeps the lock for longer than the busy timeout</exception>
    public static SqliteTransaction Begin(SqliteConnection connection, SqliteFile file)
    {
        try
        {
            return connection.BeginTransaction(deferred: false);
        }
        catch (SqliteException fault) when (file.Translate(fault) is { } refusal)
        {
            throw refusal;
        }
    }
}
