namespace SocialInsurance.Storage.Sql;

/// <summary>What a provider brings: a place for tables with one writer at a time and snapshots for readers. Safe on any thread.</summary>
internal abstract class SqlDatabase : ISqlReads, IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>For messages: where the database is; never a secret.</summary>
    public abstract string Name { get; }

    public abstract SqlDialect Dialect { get; }

    /// <summary>
    /// Begins a write transaction: waits for the writers of this process, then for those of others. What is read inside
    /// stays true until the commit.
    /// </summary>
    /// <exception cref="StorageRefusedException">another process writes for longer than the busy timeout, or the database cannot be reached</exception>
    public async Task<SqlWrite> BeginAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await OpenWriteAsync(() => turn.Release(), cancellationToken);
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>One write transaction; nothing of it stays when <paramref name="write"/> throws.</summary>
    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var transaction = await BeginAsync(cancellationToken);
        var result = await write(transaction.Session);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Runs a read over one snapshot; it may be run again, so <paramref name="read"/> does nothing else.</summary>
    public abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// The database as it is now. Taken while the write lock is held, snapshots of several databases are of one moment; the lock may
    /// be given back at once.
    /// </summary>
    public abstract Task<SqlSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Other programs of this platform that are connected; empty where nobody can tell (SQLite).</summary>
    public virtual Task<IReadOnlyList<ConnectedProgram>> ListProgramsAsync(SqlSession session, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ConnectedProgram>>([]);

    /// <summary>Removes what erased or replaced rows left in the database's own files, as far as the provider allows.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await PurgeErasedAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Waits for the current writer of this process.</summary>
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        await CloseAsync();
        turn.Dispose();
    }

    /// <param name="release">to be called once, when the transaction has ended</param>
    protected abstract Task<SqlWrite> OpenWriteAsync(Action release, CancellationToken cancellationToken);

    protected abstract Task PurgeErasedAsync(CancellationToken cancellationToken);

    protected abstract ValueTask CloseAsync();
}
