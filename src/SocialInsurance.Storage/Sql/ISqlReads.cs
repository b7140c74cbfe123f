namespace SocialInsurance.Storage.Sql;

/// <summary>Where lists and counts are read: the database itself, or a copy of it that may run behind.</summary>
internal interface ISqlReads
{
    /// <summary>Runs a read over one snapshot; it may be run again, so <paramref name="read"/> does nothing else.</summary>
    Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellationToken);
}
