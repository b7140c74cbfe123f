using System.Globalization;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Backups;

/// <summary>
/// The way back from a migration: before the first script of a newer program touches the files, both are copied into "backups" of the
/// data folder, with a manifest and without keys, so that a dropped key makes these copies useless as well.
/// </summary>
internal static class MigrationCopy
{
    public const string FolderName = "backups";

    /// <param name="eligibility">opened, not brought forward</param>
    /// <param name="templates">opened, not brought forward</param>
    /// <exception cref="StorageRefusedException">there is no room for the copy; nothing was migrated</exception>
    public static async Task TakeWhenBehindAsync(
        SqlDatabase eligibility, SqlDatabase templates, IKeyRing keys, string dataFolder, TimeProvider time, CancellationToken cancellationToken)
    {
        var (people, faces) = (await ReadVersionAsync(eligibility, cancellationToken), await ReadVersionAsync(templates, cancellationToken));
        var (newestPeople, newestFaces) = (MigrationScript.Load("Sqlite")[^1].Version, MigrationScript.Load("SqliteTemplates")[^1].Version);
        // a store that was never finished has nothing to lose; one of a newer program is refused by the runner
        if (people == 0 || faces == 0 || people > newestPeople || faces > newestFaces || (people == newestPeople && faces == newestFaces))
        {
            return;
        }

        try
        {
            await CopyAsync(new BackupWriter(eligibility, templates, keys, dataFolder, time) { DatabasesOnly = true }, dataFolder, NameOf(newestPeople, time, people, faces), cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or BackupRefusedException)
        {
            throw new StorageRefusedException(
                StorageFault.NotWritable,
                $"{Path.Combine(dataFolder, FolderName)}: 升级前的副本无法写入，未升级。 The copy before the migration cannot be written, nothing was migrated: {(fault as BackupRefusedException)?.Found ?? fault.GetType().Name}.",
                fault);
        }
    }

    private static string NameOf(int newest, TimeProvider time, int people, int faces) =>
        string.Create(CultureInfo.InvariantCulture, $"before-schema-{newest}-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-from-{people}-{faces}");

    private static async Task CopyAsync(BackupWriter writer, string dataFolder, string name, CancellationToken cancellationToken)
    {
        var copies = Path.Combine(dataFolder, FolderName);
        RestrictedFiles.EnsureFolder(copies);
        foreach (var half in Directory.EnumerateDirectories(copies, $"before-*{BackupFolder.Suffix}"))
        {
            BackupFolder.Discard(half);
        }

        await writer.WriteAsync(new BackupOptions { Out = FreePlace(Path.Combine(copies, name)), Keys = BackupKeys.Absent }, progress: null, cancellationToken);
    }

    /// <summary>Whoever is killed after the copy and starts again within the second finds the name taken by a whole copy, which stays.</summary>
    private static string FreePlace(string path)
    {
        var place = path;
        for (var number = 2; Directory.Exists(place) || File.Exists(place); number++)
        {
            place = string.Create(CultureInfo.InvariantCulture, $"{path}-{number}");
        }

        return place;
    }

    private static Task<int> ReadVersionAsync(SqlDatabase database, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.FindAsync(database.Dialect.FindTable, static _ => true, cancellationToken, "schema_migration")
            ? await session.FindAsync("SELECT COALESCE(MAX(version), 0) FROM schema_migration", static row => row.GetInt32(0), cancellationToken)
            : 0,
        cancellationToken);
}
