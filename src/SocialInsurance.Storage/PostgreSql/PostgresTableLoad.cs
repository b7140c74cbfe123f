using Npgsql;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>
/// Makes the two schemas with the scripts of the backup's version and fills their tables, each schema in one transaction: templates
/// first, so that a database that looks complete is. Disposal before <see cref="Keep"/> empties what it filled.
/// </summary>
internal sealed class PostgresTableLoad : IAsyncDisposable
{
    private readonly PostgresDatabase eligibility;
    private readonly PostgresDatabase templates;
    private readonly List<PostgresDatabase> filled = [];

    public PostgresTableLoad(PostgresOptions postgres, int busyTimeoutSeconds)
    {
        eligibility = new PostgresDatabase(postgres.ConnectionString, postgres.Schema, 3, postgres, busyTimeoutSeconds);
        templates = new PostgresDatabase(postgres.TemplatesConnectionString ?? postgres.ConnectionString, $"{postgres.Schema}_templates", 3, postgres, busyTimeoutSeconds);
    }

    /// <exception cref="BackupRefusedException">a schema is not empty, or a file is not of a table</exception>
    public async Task LoadAsync(string templatesFolder, string eligibilityFolder, BackupSchema schema, CancellationToken cancellationToken)
    {
        await FillAsync(templates, "PostgreSqlTemplates", schema.Templates, templatesFolder, cancellationToken);
        await FillAsync(eligibility, "PostgreSql", schema.Eligibility, eligibilityFolder, cancellationToken);
    }

    /// <summary>What was filled stays.</summary>
    public void Keep() => filled.Clear();

    public async ValueTask DisposeAsync()
    {
        foreach (var database in filled)
        {
            await database.WriteAsync(session => session.ExecuteAsync($"DROP SCHEMA {database.Schema} CASCADE", CancellationToken.None), CancellationToken.None);
        }

        await eligibility.DisposeAsync();
        await templates.DisposeAsync();
    }

    private async Task FillAsync(PostgresDatabase database, string scripts, int version, string folder, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async session =>
            {
                await MakeSchemaAsync(database, session, cancellationToken);
                await MigrationRunner.CreateTableAsync(session, database.Dialect, cancellationToken);
                foreach (var script in MigrationScript.Load(scripts).Where(script => script.Version <= version))
                {
                    await session.ExecuteAsync(script.Sql, cancellationToken);
                }

                var tables = await PostgresTables.ListAsync(session, cancellationToken);
                CheckFiles(folder, tables);
                foreach (var table in PostgresTables.InOrder(tables))
                {
                    await FillTableAsync(database, session, table, folder, cancellationToken);
                }

                return true;
            },
            cancellationToken);
        filled.Add(database);
    }

    private static async Task MakeSchemaAsync(PostgresDatabase database, SqlSession session, CancellationToken cancellationToken)
    {
        var tables = await session.FindAsync(
            "SELECT COUNT(*) FROM pg_tables WHERE schemaname = @schema", static row => row.GetInt64(0), cancellationToken, database.Schema);
        if (tables > 0)
        {
            throw new BackupRefusedException(BackupFault.PlaceTaken, database.Name, "an empty schema, or none", $"{tables} tables");
        }

        await session.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {database.Schema}", cancellationToken);
    }

    private static void CheckFiles(string folder, List<PostgresTable> tables)
    {
        var expected = tables.Select(table => $"{table.Name}.copy").Order(StringComparer.Ordinal);
        var found = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        if (!expected.SequenceEqual(found))
        {
            throw new BackupRefusedException(BackupFault.FilesDiffer, folder, string.Join(' ', expected.Except(found)), string.Join(' ', found.Except(expected)));
        }
    }

    // triggers that keep history and follow changes would refuse or repeat what the rows state already
    private static async Task FillTableAsync(PostgresDatabase database, SqlSession session, PostgresTable table, string folder, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"ALTER TABLE {table.Name} DISABLE TRIGGER USER", cancellationToken);
        try
        {
            await using var file = File.OpenRead(Path.Combine(folder, $"{table.Name}.copy"));
            await using var rows = await ((NpgsqlConnection)session.Connection)
                .BeginRawBinaryCopyAsync($"COPY {table.Name} ({table.Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
            await file.CopyToAsync(rows, 1 << 16, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && PostgresFaults.Translate(fault, database.Name) is { } refusal)
        {
            throw refusal;
        }

        await session.ExecuteAsync($"ALTER TABLE {table.Name} ENABLE TRIGGER USER", cancellationToken);
    }
}
