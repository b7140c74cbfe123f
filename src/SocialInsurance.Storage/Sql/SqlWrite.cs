namespace SocialInsurance.Storage.Sql;

/// <summary>A write transaction. Disposal without commit leaves no trace. Not thread-safe.</summary>
/// <param name="end">rolls back what is not committed, gives the connection back and lets the next writer in</param>
internal sealed class SqlWrite(SqlSession session, Func<ValueTask> end) : IAsyncDisposable
{
    private bool ended;

    public SqlSession Session => session;

    public Task CommitAsync(CancellationToken cancellationToken) => session.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (ended)
        {
            return;
        }

        ended = true;
        try
        {
            await session.DisposeAsync();
        }
        finally
        {
            await end();
        }
    }
}
