namespace SocialInsurance.Comparison;

/// <summary>One server of a cluster. Thread-safe.</summary>
interface IShard : IDisposable
{
    /// <summary>From 1; the one name of the shard in what people read.</summary>
    int Number { get; }

    /// <summary>Runs a statement that may be run twice.</summary>
    /// <exception cref="InputRefusedException">The server is not there, or refuses.</exception>
    void Execute(string sql, CancellationToken cancellationToken);

    /// <summary>Appends rows, all or none; after a lost answer perhaps twice.</summary>
    /// <param name="into">Table and columns: <c>db.table (a, b)</c>.</param>
    /// <param name="rows">RowBinary.</param>
    /// <exception cref="InputRefusedException">The server is not there, or refuses.</exception>
    void Insert(string into, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken);

    /// <summary>
    /// The rows of a query in RowBinary, once the server has all of them: what can be read has not failed half-way. Reading may throw
    /// <see cref="InputRefusedException"/>.
    /// </summary>
    /// <exception cref="InputRefusedException">The server is not there, or refuses.</exception>
    Stream Query(string sql, CancellationToken cancellationToken);
}
