namespace SocialInsurance.Comparison.Tests;

/// <summary>A real shard of which one request can be waited for: what happens to the server then is the test's.</summary>
sealed class WatchedShard(IShard shard) : IShard
{
    int inserts;

    public int Number => shard.Number;

    /// <summary>Called before each insert with its number, from 1, and its table.</summary>
    internal Action<int, string>? OnInsert { get; init; }

    /// <summary>Called before the cells are asked for.</summary>
    internal Action? OnCells { get; init; }

    public void Execute(string sql, CancellationToken cancellationToken) => shard.Execute(sql, cancellationToken);

    public void Insert(string into, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        OnInsert?.Invoke(Interlocked.Increment(ref inserts), into);
        shard.Insert(into, rows, cancellationToken);
    }

    public Stream Query(string sql, CancellationToken cancellationToken)
    {
        if (sql.Contains(".state_", StringComparison.Ordinal))
        {
            OnCells?.Invoke();
        }

        return shard.Query(sql, cancellationToken);
    }

    public void Dispose() => shard.Dispose();
}
