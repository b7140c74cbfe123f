using System.Globalization;
using System.Reflection;
using System.Text;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>A numbered script that is part of the program.</summary>
/// <param name="Version">from 1, the first four digits of the name</param>
internal sealed record MigrationScript(int Version, string Name, string Sql)
{
    public Sha256Digest Checksum => Sha256Digest.Of(Encoding.UTF8.GetBytes(Sql));

    /// <param name="folder">of Migrations/: "Sqlite", "SqliteTemplates"</param>
    public static IReadOnlyList<MigrationScript> Load(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{assembly.GetName().Name}.Migrations.{folder}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, name[prefix.Length..]))];
    }

    private static MigrationScript Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var version = int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        return new MigrationScript(version, name, reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}

/// <summary>
/// Brings a database forward: each missing script in a transaction of its own, with its checksum. Refuses a script that
/// changed after it was applied, and a database that is newer than the program.
/// </summary>
internal sealed class MigrationRunner(SqlDatabase database, IReadOnlyList<MigrationScript> scripts, TimeProvider time)
{
    private const string Table = "schema_migration";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var script in scripts)
        {
            await using var write = await database.BeginAsync(cancellationToken);
            var session = write.Session;
            await CreateTableAsync(session, database.Dialect, cancellationToken);
            var applied = await ReadAppliedAsync(session, cancellationToken);
            Check(applied);
            if (!applied.ContainsKey(script.Version))
            {
                await ApplyAsync(session, script, cancellationToken);
            }

            await write.CommitAsync(cancellationToken);
        }
    }

    // asked first: whoever runs a database that is up to date needs no right to create anything
    public static async Task CreateTableAsync(SqlSession session, SqlDialect dialect, CancellationToken cancellationToken)
    {
        if (!await session.FindAsync(dialect.FindTable, static _ => true, cancellationToken, Table))
        {
            await session.ExecuteAsync(
                $"""
                CREATE TABLE {Table} (
                  version INTEGER PRIMARY KEY,
                  name TEXT NOT NULL,
                  checksum {dialect.BinaryType} NOT NULL,
                  applied_at BIGINT NOT NULL
                )
                """,
                cancellationToken);
        }
    }

    private static async Task<Dictionary<int, AppliedMigration>> ReadAppliedAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            "SELECT version, name, checksum FROM schema_migration ORDER BY version",
            static row => new AppliedMigration(row.GetInt32(0), row.GetString(1), row.GetDigest(2)),
            cancellationToken);
        return rows.ToDictionary(row => row.Version);
    }

    private void Check(Dictionary<int, AppliedMigration> applied)
    {
        var newest = scripts[^1].Version;
        foreach (var row in applied.Values)
        {
            if (row.Version > newest)
            {
                throw new StorageRefusedException(
                    StorageFault.NewerSchema,
                    $"{database.Name}: 数据库由更新版本的程序创建。 Expected schema version up to {newest}, found {row.Version} ({row.Name}): use the newer program.");
            }

            var script = scripts.FirstOrDefault(known => known.Version == row.Version);
            if (script is null || script.Checksum != row.Checksum)
            {
                throw new StorageRefusedException(
                    StorageFault.MigrationChanged,
                    $"{database.Name}: 迁移脚本 {row.Version} 在执行后被修改。 Migration {row.Version} ({row.Name}): expected checksum {row.Checksum}, found {script?.Checksum.ToString() ?? "no script"}.");
            }
        }
    }

    private async Task ApplyAsync(SqlSession session, MigrationScript script, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(script.Sql, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (@version, @name, @checksum, @applied_at)",
            cancellationToken,
            (long)script.Version,
            script.Name,
            script.Checksum.ToArray(),
            time.GetUtcNow().ToColumn());
    }

    private sealed record AppliedMigration(int Version, string Name, Sha256Digest Checksum);
}
