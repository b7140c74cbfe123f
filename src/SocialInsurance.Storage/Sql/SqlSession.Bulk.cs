using System.Data.Common;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// The same statement for many rows. Where the database is another process (<see cref="SqlDialect.RowsAtOnce"/> above 1) they travel
/// together: one insert of arrays, one batch of statements. A row is its values in the order of columns or parameters.
/// </summary>
internal sealed partial class SqlSession
{
    /// <param name="onConflict">what follows the values; no two rows of <paramref name="rows"/> may conflict with each other then</param>
    public async Task InsertManyAsync(
        string table, string[] columns, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken, string onConflict = "")
    {
        var names = string.Join(", ", columns);
        if (dialect.RowsAtOnce == 1)
        {
            var sql = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", columns.Select(column => $"@{column}"))}) {onConflict}";
            await ExecuteManyAsync(sql, rows, cancellationToken);
            return;
        }

        foreach (var chunk in rows.Chunk(dialect.RowsAtOnce))
        {
            var arrays = columns.Select((_, index) => ColumnOf(chunk, index)).ToArray();
            // a column without any value has no type of its own; as a literal it takes the table's
            var held = columns.Where((_, index) => arrays[index] is not null).ToArray();
            var selected = string.Join(", ", columns.Select((column, index) => arrays[index] is null ? "NULL" : $"given.{column}"));
            var sql = $"INSERT INTO {table} ({names}) SELECT {selected} FROM unnest({string.Join(", ", held.Select(column => $"@{column}"))}) AS given ({string.Join(", ", held)}) {onConflict}";
            await ExecuteAsync(sql, cancellationToken, arrays.Where(array => array is not null).ToArray());
        }
    }

    /// <summary>Runs <paramref name="sql"/> once a row, in their order.</summary>
    public async Task ExecuteManyAsync(string sql, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        if (dialect.RowsAtOnce == 1)
        {
            foreach (var row in rows)
            {
                await ExecuteAsync(sql, cancellationToken, row);
            }

            return;
        }

        foreach (var chunk in rows.Chunk(dialect.RowsAtOnce))
        {
            await using var batch = BatchOf(sql, chunk);
            try
            {
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (Exception fault) when (translate(fault) is { } refusal)
            {
                throw refusal;
            }
        }
    }

    /// <summary>For each key, in their order, the first row that <paramref name="sql"/> finds; default where it finds none.</summary>
    public async Task<List<T?>> FindManyAsync<T>(
        string sql, Func<DbDataReader, T> map, IReadOnlyList<object?[]> keys, CancellationToken cancellationToken)
    {
        var found = new List<T?>(keys.Count);
        if (dialect.RowsAtOnce == 1)
        {
            foreach (var key in keys)
            {
                found.Add(await FindAsync(sql, map, cancellationToken, key));
            }

            return found;
        }

        foreach (var chunk in keys.Chunk(dialect.RowsAtOnce))
        {
            await using var batch = BatchOf(sql, chunk);
            try
            {
                await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
                do
                {
                    found.Add(await reader.ReadAsync(cancellationToken) ? map(reader) : default);
                }
                while (await reader.NextResultAsync(cancellationToken));
            }
            catch (Exception fault) when (translate(fault) is { } refusal)
            {
                throw refusal;
            }
        }

        return found;
    }

    private static Array? ColumnOf(object?[][] rows, int index) => Array.Find(rows, row => row[index] is not null)?[index] switch
    {
        null => null,
        long => Array.ConvertAll(rows, row => (long?)row[index]),
        string => Array.ConvertAll(rows, row => (string?)row[index]),
        byte[] => Array.ConvertAll(rows, row => (byte[]?)row[index]),
        var other => throw new ArgumentException($"A column holds {other.GetType().Name}; expected long, string or byte[]."),
    };

    private DbBatch BatchOf(string sql, object?[][] rows)
    {
        var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        var names = NamesIn(sql);
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            foreach (var (name, value) in names.Zip(row))
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
