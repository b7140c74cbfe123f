using System.Globalization;
using System.Reflection;
using System.Text;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>A numbered script that is part of the program.</summary>
/// <param name="Version">from 1, the first four digits of the name</param>
internal sealed record MigrationScript(int Version, string Name, string Sql)
{
    /// <summary>See <see cref="MigrationRule"/>.</summary>
    public int? OldestProgram { get; init; }

    public Sha256Digest Checksum => Sha256Digest.Of(Encoding.UTF8.GetBytes(Sql));

    /// <param name="folder">of Migrations/: "Sqlite", "SqliteTemplates"</param>
    public static IReadOnlyList<MigrationScript> Load(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{assembly.GetName().Name}.Migrations.{folder}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, name[prefix.Length..]))
            .Select(script => script with { OldestProgram = MigrationRules.OldestProgram(folder, script.Version) })];
    }

    private static MigrationScript Read(Assembly assembly, string resource, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var version = int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        return new MigrationScript(version, name, reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}

/// <summary>
/// Brings a database forward: each missing script in a transaction of its own under the write lock, with its checksum, so that of instances
/// that start together one applies it. Refuses a script that changed after it was applied, one that older programs could not stand while they
/// are connected, and a database of a newer program unless each script that it has beyond this one lets this one go on.
/// </summary>
internal sealed class MigrationRunner(SqlDatabase database, IReadOnlyList<MigrationScript> scripts, TimeProvider time)
{
    private const string Table = "schema_migration";
    private const string Compatibility = "schema_compatibility";

    private int Newest => scripts[^1].Version;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var script in scripts)
        {
            await using var write = await database.BeginAsync(cancellationToken);
            var session = write.Session;
            await CreateTableAsync(session, database.Dialect, cancellationToken);
            var applied = await ReadAppliedAsync(session, cancellationToken);
            Check(applied, await ReadCompatibilityAsync(session, applied, cancellationToken));
            if (!applied.ContainsKey(script.Version))
            {
                await RefuseBesideOlderAsync(session, script, applied.Keys.DefaultIfEmpty(0).Max(), cancellationToken);
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

    /// <summary>Oldest programs of the scripts that this program does not know; empty while it knows them all.</summary>
    private async Task<Dictionary<int, int>> ReadCompatibilityAsync(SqlSession session, Dictionary<int, AppliedMigration> applied, CancellationToken cancellationToken)
    {
        if (applied.Keys.All(version => version <= Newest) || !await session.FindAsync(database.Dialect.FindTable, static _ => true, cancellationToken, Compatibility))
        {
            return [];
        }

        var rows = await session.ListAsync($"SELECT version, oldest_program FROM {Compatibility}", static row => (Version: row.GetInt32(0), Oldest: row.GetInt32(1)), cancellationToken);
        return rows.ToDictionary(row => row.Version, row => row.Oldest);
    }

    /// <summary>Under the write lock: who connects later reads the script's row first.</summary>
    /// <param name="applied">newest script of the store, for programs that do not say theirs</param>
    private async Task RefuseBesideOlderAsync(SqlSession session, MigrationScript script, int applied, CancellationToken cancellationToken)
    {
        var disturbed = (await database.ListProgramsAsync(session, cancellationToken))
            .Where(program => (program.Newest ?? applied) is var newest && newest < script.Version && newest < (script.OldestProgram ?? script.Version))
            .ToList();
        if (disturbed.Count > 0)
        {
            var who = string.Join(", ", disturbed.Select(program => $"{program.Name} ({program.Connections})"));
            throw new StorageRefusedException(
                StorageFault.OlderProgramsRunning,
                $"{database.Name}: 旧版本程序仍在运行，数据库未升级；请先停止旧实例，再启动本程序。 Migration {script.Name} lets no program before it go on, and such are connected: {who}. Nothing was changed. Stop them, then start this program again.");
        }
    }

    private void Check(Dictionary<int, AppliedMigration> applied, Dictionary<int, int> oldestPrograms)
    {
        var newest = Newest;
        foreach (var row in applied.Values)
        {
            if (row.Version > newest && oldestPrograms.TryGetValue(row.Version, out var oldest) && oldest <= newest)
            {
                continue;
            }

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
        if (script.OldestProgram is { } oldest && await session.FindAsync(database.Dialect.FindTable, static _ => true, cancellationToken, Compatibility))
        {
            await session.ExecuteAsync(
                $"INSERT INTO {Compatibility} (version, oldest_program) VALUES (@version, @oldest)", cancellationToken, (long)script.Version, (long)oldest);
        }
    }

    private sealed record AppliedMigration(int Version, string Name, Sha256Digest Checksum);
}
