using Npgsql;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>A transaction in REPEATABLE READ over one schema; each table becomes a file in COPY's binary form.</summary>
internal sealed class PostgresSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, SqlSession session, Func<Exception, Exception?> translate) : SqlSnapshot(session)
{
    public override async Task CopyAsync(BackupFolder folder, string name, Action<long, long> report, CancellationToken cancellationToken)
    {
        var copied = 0L;
        foreach (var table in await PostgresTables.ListAsync(Session, cancellationToken))
        {
            var file = $"{name}/{table.Name}.copy";
            try
            {
                await using var rows = await connection.BeginRawBinaryCopyAsync($"COPY (SELECT {table.Columns} FROM {table.Name}) TO STDOUT (FORMAT BINARY)", cancellationToken);
                copied += await folder.CopyAsync(rows, file, bytes => report(copied + bytes, 0), cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException && translate(fault) is { } refusal)
            {
                throw refusal;
            }
        }
    }

    protected override async ValueTask CloseAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
