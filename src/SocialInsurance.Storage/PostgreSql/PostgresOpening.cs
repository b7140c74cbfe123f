using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.PostgreSql;

/// <summary>Opens the two schemas, brings them forward and ties them to the keys in the data folder. Several instances may do it at once.</summary>
internal static class PostgresOpening
{
    // says that the folder's keys belong to a database elsewhere; made when that database knows them
    private const string Marker = "postgresql";
    private const int TemplatesShare = 3;

    public static bool StandsIn(string folder) => File.Exists(Path.Combine(folder, Marker));

    /// <exception cref="StorageRefusedException">folder or database cannot be used; the fault and the message say why</exception>
    public static async Task<OpenedDatabases> OpenAsync(
        StorageOptions options, PostgresOptions postgres, TimeProvider time, CancellationToken cancellationToken)
    {
        var ofTemplates = postgres.MaxConnections / TemplatesShare;
        var eligibility = new PostgresDatabase(
            postgres.ConnectionString, postgres.Schema, postgres.MaxConnections - ofTemplates, postgres, options.BusyTimeoutSeconds);
        var templates = new PostgresDatabase(
            postgres.TemplatesConnectionString ?? postgres.ConnectionString, $"{postgres.Schema}_templates", ofTemplates, postgres, options.BusyTimeoutSeconds);
        try
        {
            await PostgresPools.CheckAsync(eligibility, postgres.TemplatesConnectionString is null ? postgres.MaxConnections : postgres.MaxConnections - ofTemplates, postgres.Instances, cancellationToken);
            await PrepareAsync(eligibility, "PostgreSql", time, cancellationToken);
            await PrepareAsync(templates, "PostgreSqlTemplates", time, cancellationToken);
            var keys = await TieAsync(eligibility, templates, options, cancellationToken);
            return new OpenedDatabases(eligibility, templates, keys) { Replica = ReplicaOf(postgres, eligibility, options.BusyTimeoutSeconds, time) };
        }
        catch
        {
            await templates.DisposeAsync();
            await eligibility.DisposeAsync();
            throw;
        }
    }

    /// <summary>Not connected here: a replica that is away keeps nobody from starting.</summary>
    private static ReplicaReads? ReplicaOf(PostgresOptions postgres, PostgresDatabase eligibility, int busyTimeoutSeconds, TimeProvider time) => postgres.Replica is { } copy
        ? new ReplicaReads(
            eligibility,
            new PostgresDatabase(copy.ConnectionString, postgres.Schema, copy.MaxConnections + PostgresDatabase.WriterConnections, postgres, busyTimeoutSeconds),
            TimeSpan.FromSeconds(copy.MaximumLagSeconds),
            time)
        : null;

    internal static async Task PrepareAsync(PostgresDatabase database, string migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async session =>
            {
                await CheckEncodingAsync(session, database.Name, cancellationToken);
                await EnsureSchemaAsync(session, database, cancellationToken);
                return true;
            },
            cancellationToken);
        await new MigrationRunner(database, MigrationScript.Load(migrations), time).RunAsync(cancellationToken);
    }

    private static async Task CheckEncodingAsync(SqlSession session, string name, CancellationToken cancellationToken)
    {
        var encoding = await session.FindAsync("SELECT current_setting('server_encoding')", static row => row.GetString(0), cancellationToken);
        if (encoding != "UTF8")
        {
            throw new StorageRefusedException(
                StorageFault.NotADatabase, $"{name}: 数据库编码须为 UTF8。 Expected a database with encoding UTF8, found {encoding}.");
        }
    }

    // asked first: whoever runs a database that is up to date needs no right to create anything
    private static async Task EnsureSchemaAsync(SqlSession session, PostgresDatabase database, CancellationToken cancellationToken)
    {
        var exists = await session.FindAsync("SELECT 1 FROM pg_namespace WHERE nspname = @schema", static _ => true, cancellationToken, database.Schema);
        if (!exists)
        {
            await session.ExecuteAsync($"CREATE SCHEMA {database.Schema}", cancellationToken);
            return;
        }

        var tables = await session.FindAsync(
            "SELECT COUNT(*), COALESCE(MAX(CASE WHEN tablename = 'schema_migration' THEN 1 ELSE 0 END), 0) FROM pg_tables WHERE schemaname = @schema",
            static row => (Count: row.GetInt64(0), Ours: row.GetInt32(1) == 1),
            cancellationToken,
            database.Schema);
        if (tables.Count > 0 && !tables.Ours)
        {
            throw new StorageRefusedException(
                StorageFault.NotADatabase,
                $"{database.Name}: 该模式已被其他程序使用。 Expected an empty schema or one of this program, found {tables.Count} tables of another.");
        }
    }

    /// <summary>Keys are made at most once, whichever instance comes first: both write locks are held.</summary>
    private static async Task<FileKeyRing> TieAsync(
        PostgresDatabase eligibility, PostgresDatabase templates, StorageOptions options, CancellationToken cancellationToken)
    {
        var folder = options.Folder;
        await using var people = await eligibility.BeginAsync(cancellationToken);
        await using var faces = await templates.BeginAsync(cancellationToken);
        var known = await KeyFingerprints.HasAnyAsync(people.Session, cancellationToken) || await KeyFingerprints.HasAnyAsync(faces.Session, cancellationToken);
        if (!known && StandsIn(folder))
        {
            throw new StorageRefusedException(
                StorageFault.DatabaseMissing,
                $"{eligibility.Name}: 数据库为空，而数据目录属于已有数据的数据库。 The database is empty, but the keys of {folder} belong to one that was in use; check its name or restore it.");
        }

        var keys = OpenKeys(options, mayCreate: !known);
        await KeyFingerprints.CheckAsync(people.Session, keys, OpenedDatabases.EligibilityKeys, eligibility.Name, cancellationToken);
        await KeyFingerprints.CheckAsync(faces.Session, keys, OpenedDatabases.TemplateKeys, templates.Name, cancellationToken);
        await faces.CommitAsync(cancellationToken);
        await people.CommitAsync(cancellationToken);
        Mark(folder);
        return keys;
    }

    private static FileKeyRing OpenKeys(StorageOptions options, bool mayCreate)
    {
        var folder = options.Folder;
        try
        {
            var keyFolder = Path.Combine(folder, FileKeyRing.FolderName);
            RestrictedFiles.EnsureFolder(folder);
            RestrictedFiles.EnsureFolder(keyFolder);
            return FileKeyRing.Open(keyFolder, options.KeyEncryption, mayCreate);
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw StorageRefusedException.OfFolder(folder, fault);
        }
    }

    private static void Mark(string folder)
    {
        try
        {
            if (!StandsIn(folder))
            {
                RestrictedFiles.CreateNew(Path.Combine(folder, Marker)).Dispose();
            }
        }
        catch (IOException) when (StandsIn(folder))
        {
            // another instance on the same folder was quicker
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw StorageRefusedException.OfFolder(folder, fault);
        }
    }
}
