using System.Reflection;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Operations;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Backups;

/// <summary>
/// Copies both databases as they were at one moment, the keys and the files of that moment, then the rest of the data folder, and
/// writes a manifest with the digest of each. Writers wait only while the moment is taken.
/// </summary>
internal sealed class BackupWriter(SqlDatabase eligibility, SqlDatabase templates, IKeyRing keys, string dataFolder, TimeProvider time)
{
    /// <summary>What restoring or opening makes anew, or what belongs to this place only.</summary>
    private static readonly string[] LeftOut = [FileKeyRing.FolderName, CohortsFolder, MigrationCopy.FolderName, RestoreFolder.Staging, OperationBook.FolderName, "storage.json", "postgresql"];

    /// <summary>Leaves cohorts and all other files of the data folder out.</summary>
    public bool DatabasesOnly { get; init; }

    private const string CohortsFolder = "cohorts";
    private const string RunsFolder = "runs";

    /// <exception cref="BackupRefusedException">the place is taken or cannot be written; nothing stays there</exception>
    public async Task<BackupResult> WriteAsync(BackupOptions options, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        Check(options);
        using var folder = BackupFolder.Begin(options.Out);
        try
        {
            await using var moment = await TakeAsync(folder, options, cancellationToken);
            var manifest = await CopyAsync(moment, folder, options, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            folder.Publish(manifest);
            return new BackupResult(
                options.Out, moment.Head.Size, moment.Head.RootHash, manifest.Files.Count, manifest.Files.Sum(file => file.SizeBytes), options.Keys);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackupRefusedException(BackupFault.PlaceNotWritable, options.Out, "room and the right to write", fault.GetType().Name, fault);
        }
    }

    /// <summary>
    /// Under both write locks, in the order in which everybody takes them: what is read has no enrolment, withdrawal, rotation or
    /// migration half done in it. Keys and cohorts are copied inside as well, since a rotation changes them with the rows.
    /// </summary>
    private async Task<Moment> TakeAsync(BackupFolder folder, BackupOptions options, CancellationToken cancellationToken)
    {
        await using var people = await eligibility.BeginAsync(cancellationToken);
        await using var faces = await templates.BeginAsync(cancellationToken);
        var peopleThen = await eligibility.OpenSnapshotAsync(cancellationToken);
        try
        {
            var facesThen = await templates.OpenSnapshotAsync(cancellationToken);
            try
            {
                var head = await peopleThen.ReadHeadAsync(cancellationToken);
                var schema = new BackupSchema(await peopleThen.ReadSchemaAsync(cancellationToken), await facesThen.ReadSchemaAsync(cancellationToken));
                KeepKeys(folder, options);
                if (!DatabasesOnly)
                {
                    await CopyFolderAsync(folder, CohortsFolder, cancellationToken);
                }

                return new Moment(peopleThen, facesThen, head, schema, time.GetUtcNow());
            }
            catch
            {
                await facesThen.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await peopleThen.DisposeAsync();
            throw;
        }
    }

    private async Task<BackupManifest> CopyAsync(
        Moment moment, BackupFolder folder, BackupOptions options, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        Action<long, long> report = (done, total) => progress?.Report(new BackupProgress(BackupPhase.Copying, done, total));
        await moment.Templates.CopyAsync(folder, "templates", report, cancellationToken);
        await moment.Eligibility.CopyAsync(folder, "eligibility", report, cancellationToken);
        if (!DatabasesOnly)
        {
            await CopyRestAsync(folder, options.WithRuns, cancellationToken);
        }

        return new BackupManifest(
            BackupManifest.CurrentForm,
            moment.At,
            ProgramVersion,
            eligibility.Dialect == SqlDialect.Sqlite ? BackupManifest.Sqlite : BackupManifest.PostgreSql,
            moment.Schema,
            moment.Head.Size,
            moment.Head.RootHash.ToString(),
            options.Keys,
            folder.Files,
            string.Empty).SealedWith(keys);
    }

    private static string ProgramVersion =>
        typeof(BackupWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private void KeepKeys(BackupFolder folder, BackupOptions options)
    {
        if (options.Keys == BackupKeys.Absent)
        {
            return;
        }

        var files = Directory.EnumerateFiles(Path.Combine(dataFolder, FileKeyRing.FolderName)).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
        if (options.Keys == BackupKeys.Sealed)
        {
            folder.Write(SealedKeys.FileName, SealedKeys.Seal(files, options.Passphrase!));
            return;
        }

        foreach (var (name, content) in files)
        {
            folder.Write($"{FileKeyRing.FolderName}/{name}", content);
        }
    }

    private async Task CopyRestAsync(BackupFolder folder, bool withRuns, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(dataFolder))
        {
            var name = Path.GetFileName(path);
            if (LeftOut.Contains(name) || IsDatabase(name) || (name == RunsFolder && !withRuns))
            {
                continue;
            }

            await CopyEntryAsync(folder, path, name, cancellationToken);
        }
    }

    private async Task CopyFolderAsync(BackupFolder folder, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataFolder, name);
        foreach (var entry in Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path) : [])
        {
            await CopyEntryAsync(folder, entry, $"{name}/{Path.GetFileName(entry)}", cancellationToken);
        }
    }

    private async Task CopyEntryAsync(BackupFolder folder, string path, string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            await CopyFolderAsync(folder, name, cancellationToken);
            return;
        }

        if (!BackupManifest.IsInside(name))
        {
            // said now, not in the disaster: a restoration would refuse the whole backup
            throw new BackupRefusedException(BackupFault.NameNotKept, path, "a file name that a restoration takes", "a backslash or a colon in it");
        }

        try
        {
            await folder.CopyAsync(path, name, cancellationToken);
        }
        catch (FileNotFoundException fault) when (fault.FileName == path)
        {
            // a draft that its owner renamed or removed meanwhile
        }
    }

    private void Check(BackupOptions options)
    {
        if (options.Keys == BackupKeys.Sealed != options.Passphrase is not null)
        {
            throw new ArgumentException("Passphrase: expected with sealed keys, and with no others.");
        }

        if (options.Passphrase is { Length: < SealedKeys.LeastPassphrase } given)
        {
            throw new BackupRefusedException(BackupFault.KeysNotOpened, "passphrase", $"at least {SealedKeys.LeastPassphrase} characters", $"{given.Length}");
        }

        var (place, own) = (Path.GetFullPath(options.Out), Path.GetFullPath(dataFolder));
        var copies = Path.Combine(own, MigrationCopy.FolderName) + Path.DirectorySeparatorChar;
        if ((place + Path.DirectorySeparatorChar).StartsWith(own + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !place.StartsWith(copies, StringComparison.Ordinal))
        {
            throw new BackupRefusedException(BackupFault.PlaceTaken, options.Out, "a place outside the data folder", "one inside");
        }
    }

    private static bool IsDatabase(string name) => name.StartsWith("eligibility.db", StringComparison.Ordinal) || name.StartsWith("templates.db", StringComparison.Ordinal);

    private sealed record Moment(SqlSnapshot Eligibility, SqlSnapshot Templates, AuditHead Head, BackupSchema Schema, DateTimeOffset At) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Templates.DisposeAsync();
            await Eligibility.DisposeAsync();
        }
    }
}
