using System.Data.Common;
using System.Text.RegularExpressions;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// One connection, with or without a transaction, and its prepared statements. Parameters are written @name in the SQL and
/// bound in the order of their first appearance. Knows no database; <paramref name="translate"/> turns its faults into
/// refusals. Owns its statements, not the connection. Not thread-safe.
/// </summary>
internal sealed partial class SqlSession(
    DbConnection connection, DbTransaction? transaction, SqlDialect dialect, Func<Exception, Exception?> translate) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> statements = [];

    public SqlDialect Dialect => dialect;

    /// <summary>For what only one database can do.</summary>
    public DbConnection Connection => connection;

    /// <returns>number of rows changed</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        try
        {
            return await Bind(sql, values).ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception fault) when (translate(fault) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>All rows; the reader is closed before this returns, so that one connection serves every database.</summary>
    public async Task<List<T>> ListAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params object?[] values)
    {
        var rows = new List<T>();
        try
        {
            await using var reader = await Bind(sql, values).ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(map(reader));
            }
        }
        catch (Exception fault) when (translate(fault) is { } refusal)
        {
            throw refusal;
        }

        return rows;
    }

    /// <summary>The first row; default when there is none.</summary>
    public async Task<T?> FindAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params object?[] values)
    {
        try
        {
            await using var reader = await Bind(sql, values).ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? map(reader) : default;
        }
        catch (Exception fault) when (translate(fault) is { } refusal)
        {
            throw refusal;
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        var open = transaction ?? throw new InvalidOperationException("Commit: the session has no transaction.");
        try
        {
            await open.CommitAsync(cancellationToken);
        }
        catch (Exception fault) when (translate(fault) is { } refusal)
        {
            throw refusal;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in statements.Values)
        {
            await statement.DisposeAsync();
        }
    }

    private DbCommand Bind(string sql, object?[] values)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = Create(sql);
            statements.Add(sql, statement);
        }

        if (statement.Parameters.Count != values.Length)
        {
            throw new ArgumentException($"Statement has {statement.Parameters.Count} parameters, found {values.Length} values.");
        }

        for (var index = 0; index < values.Length; index++)
        {
            statement.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        return statement;
    }

    private DbCommand Create(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var name in NamesIn(sql))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static string[] NamesIn(string sql) => [.. ParameterName().Matches(sql).Select(match => match.Value).Distinct()];

    [GeneratedRegex("@[a-z_]+")]
    private static partial Regex ParameterName();
}
