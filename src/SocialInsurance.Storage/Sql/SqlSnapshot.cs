using SocialInsurance.Storage.Backups;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// One database as it was at one moment, for as long as this is not disposed; writers go on meanwhile. Owns its connection. Not thread-safe.
/// </summary>
internal abstract class SqlSnapshot(SqlSession session) : IAsyncDisposable
{
    /// <summary>Reads the snapshot.</summary>
    protected SqlSession Session => session;

    /// <summary>The newest script applied.</summary>
    public Task<int> ReadSchemaAsync(CancellationToken cancellationToken) =>
        session.FindAsync("SELECT MAX(version) FROM schema_migration", static row => row.GetInt32(0), cancellationToken);

    /// <summary>Of a database with an audit log.</summary>
    public async Task<Eligibility.Auditing.AuditHead> ReadHeadAsync(CancellationToken cancellationToken) =>
        (await AuditCheckpoint.FindLastAsync(session, cancellationToken))?.Head ?? Eligibility.Auditing.AuditHead.Empty;

    /// <summary>Copies the whole database as one or more files that begin with <paramref name="name"/>.</summary>
    /// <param name="report">bytes copied, and of how many (0 when not known)</param>
    public abstract Task CopyAsync(BackupFolder folder, string name, Action<long, long> report, CancellationToken cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await CloseAsync();
    }

    protected abstract ValueTask CloseAsync();
}
