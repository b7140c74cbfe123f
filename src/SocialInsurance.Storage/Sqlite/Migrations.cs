using System.Globalization;
using System.Reflection;
using System.Text;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>A numbered script that is part of the program.</summary>
/// <param name="Version">from 1, the first four digits of the name</param>
internal sealed record MigrationScript(int Version, string Name, string Sql)
{
    public Sha256Digest Checksum => Sha256Digest.Of(Encoding.UTF8.GetBytes(Sql));

    /// <param name="folder">of Migrations/: "Sqlite", "SqliteTemplates"; "PostgreSql" later</param>
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
internal sealed class MigrationRunner(SqliteFile file, IReadOnlyList<MigrationScript> scripts, TimeProvider time)
{
    private const string Table =
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
          version INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          checksum BLOB NOT NULL,
          applied_at INTEGER NOT NULL
        )
        """;

    public async Task RunAsync(Microsoft.Data.Sqlite.SqliteConnection connection, CancellationToken cancellationToken)
    {
        foreach (var script in scripts)
        {
            await using var transaction = SqliteWriteTransaction.Begin(connection, file);
            await using var session = new SqlSession(connection, transaction, file.Translate);
            await session.ExecuteAsync(Table, cancellationToken);
            var applied = await ReadAppliedAsync(session, cancellationToken);
            Check(applied);
            if (!applied.ContainsKey(script.Version))
            {
                await ApplyAsync(session, script, cancellationToken);
            }

            await session.CommitAsync(cancellationToken);
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
                    $"{file.Path}: 数据库由更新版本的程序创建。 Expected schema version up to {newest}, found {row.Version} ({row.Name}): use the newer program.");
            }

            var script = scripts.FirstOrDefault(known => known.Version == row.Version);
            if (script is null || script.Checksum != row.Checksum)
            {
                throw new StorageRefusedException(
                    StorageFault.MigrationChanged,
                    $"{file.Path}: 迁移脚本 {row.Version} 在执行后被修改。 Migration {row.Version} ({row.Name}): expected checksum {row.Checksum}, found {script?.Checksum.ToString() ?? "no script"}.");
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
