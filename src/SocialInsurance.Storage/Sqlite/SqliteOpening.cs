using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Sqlite;

/// <summary>Opens or makes the two files of a data folder and the keys beside them.</summary>
internal static class SqliteOpening
{
    private const string EligibilityFile = "eligibility.db";
    private const string TemplatesFile = "templates.db";

    public static bool StandsIn(string folder) => File.Exists(Path.Combine(folder, EligibilityFile));

    /// <exception cref="StorageRefusedException">the folder cannot be used; the fault and the message say why</exception>
    public static async Task<OpenedDatabases> OpenAsync(StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var eligibility = new SqliteFile(Path.Combine(options.Folder, EligibilityFile), options);
        var templates = new SqliteFile(Path.Combine(options.Folder, TemplatesFile), options with { MaxDatabaseSizeBytes = null });
        var keys = PrepareFolder(options, eligibility, templates);
        var people = await SqliteDatabase.OpenAsync(eligibility, cancellationToken);
        try
        {
            var faces = await SqliteDatabase.OpenAsync(templates, cancellationToken);
            try
            {
                await MigrationCopy.TakeWhenBehindAsync(people, faces, keys, options.Folder, time, cancellationToken);
                await PrepareAsync(people, "Sqlite", keys, OpenedDatabases.EligibilityKeys, time, cancellationToken);
                await PrepareAsync(faces, "SqliteTemplates", keys, OpenedDatabases.TemplateKeys, time, cancellationToken);
                return new OpenedDatabases(people, faces, keys);
            }
            catch
            {
                await faces.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await people.DisposeAsync();
            throw;
        }
    }

    private static FileKeyRing PrepareFolder(StorageOptions options, SqliteFile eligibility, SqliteFile templates)
    {
        var folder = options.Folder;
        try
        {
            RestrictedFiles.EnsureFolder(folder);
            var keyFolder = Path.Combine(folder, FileKeyRing.FolderName);
            var isFirstStart = !eligibility.Exists && !templates.Exists;
            if (!isFirstStart && (!eligibility.Exists || !templates.Exists))
            {
                ThrowWhenHalfIsMissing(eligibility, templates);
            }

            RestrictedFiles.EnsureFolder(keyFolder);
            var keys = FileKeyRing.Open(keyFolder, options.KeyEncryption, isFirstStart);
            templates.CreateWhenMissing();
            eligibility.CreateWhenMissing();
            return keys;
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw StorageRefusedException.OfFolder(folder, fault);
        }
    }

    // at the first start templates.db is made first, empty: only a file of 0 bytes may be alone
    private static void ThrowWhenHalfIsMissing(SqliteFile eligibility, SqliteFile templates)
    {
        var (missing, present) = eligibility.Exists ? (templates, eligibility) : (eligibility, templates);
        if (new FileInfo(present.Path).Length > 0)
        {
            throw new StorageRefusedException(
                StorageFault.DatabaseMissing,
                $"{missing.Path}: 数据库文件缺失，请从备份恢复。 The database is missing while its twin exists; restore both from one backup.");
        }
    }

    private static async Task PrepareAsync(
        SqliteDatabase database, string migrations, IKeyRing keys, KeyPurpose[] purposes, TimeProvider time, CancellationToken cancellationToken)
    {
        await new MigrationRunner(database, MigrationScript.Load(migrations), time).RunAsync(cancellationToken);
        await using var write = await database.BeginAsync(cancellationToken);
        await KeyFingerprints.CheckAsync(write.Session, keys, purposes, database.Name, cancellationToken);
        await write.CommitAsync(cancellationToken);
    }
}
