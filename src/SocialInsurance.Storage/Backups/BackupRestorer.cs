using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Backups;

/// <summary>
/// Reads the manifest, stages and digests every file, opens the keys, holds the manifest to its seal, opens the databases and verifies
/// the whole log against the manifest; only then the files take their place.
/// </summary>
internal sealed class BackupRestorer(RestoreOptions options, TimeProvider time)
{
    private const string KeysPrefix = FileKeyRing.FolderName + "/";
    private const string EligibilityPrefix = "eligibility/";
    private const string TemplatesPrefix = "templates/";

    /// <exception cref="BackupRefusedException">nothing was left behind</exception>
    /// <exception cref="StorageRefusedException">the restored store does not open; nothing was left behind</exception>
    public async Task<RestoreResult> RestoreAsync(IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var manifest = BackupManifest.Read(options.From);
        CheckDatabase(manifest);
        CheckFiles(manifest);
        using var folder = RestoreFolder.Begin(options.Into.Folder);
        try
        {
            await StageAsync(manifest, folder, progress, cancellationToken);
            PlaceKeys(manifest, folder);
            CheckSeal(manifest, folder);
            if (!options.AsTheyAre)
            {
                await OpenAndVerifyAsync(manifest, folder, progress, cancellationToken);
            }

            folder.Publish();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackupRefusedException(BackupFault.PlaceNotWritable, options.Into.Folder, "room and the right to write", fault.GetType().Name, fault);
        }

        return new RestoreResult(manifest.Entries, RootOf(manifest), manifest.Files.Count, manifest.Files.Sum(file => file.SizeBytes), Verified: !options.AsTheyAre);
    }

    private static Sha256Digest RootOf(BackupManifest manifest) =>
        Sha256Digest.TryParse(manifest.RootHash, out var root) ? root : throw new InvalidOperationException("the manifest was checked when it was read");

    private void CheckDatabase(BackupManifest manifest)
    {
        var here = options.Into.Postgres is null ? BackupManifest.Sqlite : BackupManifest.PostgreSql;
        if (manifest.Database != here || (options.AsTheyAre && here != BackupManifest.Sqlite))
        {
            throw new BackupRefusedException(BackupFault.OtherProgram, Path.Combine(options.From, BackupManifest.FileName), $"a backup of {here}", manifest.Database);
        }

        var newest = Newest(here == BackupManifest.Sqlite ? "Sqlite" : "PostgreSql");
        if (manifest.Schema.Eligibility > newest)
        {
            throw new BackupRefusedException(
                BackupFault.OtherProgram, Path.Combine(options.From, BackupManifest.FileName), $"schema version up to {newest}", $"{manifest.Schema.Eligibility} (use the newer program, {manifest.Program})");
        }
    }

    private static int Newest(string scripts) => MigrationScript.Load(scripts)[^1].Version;

    private void CheckFiles(BackupManifest manifest)
    {
        var stated = manifest.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var found = Directory.EnumerateFiles(options.From, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(options.From, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => path != BackupManifest.FileName)
            .ToHashSet(StringComparer.Ordinal);
        if (stated.Except(found).Order(StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            throw new BackupRefusedException(BackupFault.FilesDiffer, Path.Combine(options.From, missing), "a file", "nothing");
        }

        if (found.Except(stated).Order(StringComparer.Ordinal).FirstOrDefault() is { } foreign)
        {
            throw new BackupRefusedException(BackupFault.FilesDiffer, Path.Combine(options.From, foreign), "no file that the manifest does not name", "one");
        }
    }

    private async Task StageAsync(BackupManifest manifest, RestoreFolder folder, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var (done, total) = (0L, manifest.Files.Sum(file => file.SizeBytes));
        foreach (var file in manifest.Files)
        {
            var source = Path.Combine(options.From, file.Path);
            await using var from = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read);
            var before = done;
            var copied = await BackupFolder.CopyToAsync(
                from, folder.Reserve(file.Path), bytes => progress?.Report(new BackupProgress(BackupPhase.Copying, before + bytes, total)), cancellationToken);
            done += copied.SizeBytes;
            if (copied.SizeBytes != file.SizeBytes)
            {
                throw new BackupRefusedException(BackupFault.FileDamaged, source, $"{file.SizeBytes} bytes", $"{copied.SizeBytes}");
            }

            if (copied.Sha256 != file.Sha256)
            {
                throw new BackupRefusedException(BackupFault.FileDamaged, source, $"SHA-256 {file.Sha256}", copied.Sha256);
            }
        }
    }

    private void PlaceKeys(BackupManifest manifest, RestoreFolder folder)
    {
        var given = manifest.Keys switch
        {
            BackupKeys.Open => null,
            BackupKeys.Sealed => Unseal(folder),
            BackupKeys.Absent => ReadKeys(),
            _ => throw new ArgumentOutOfRangeException(nameof(manifest)),
        };
        foreach (var (name, content) in given ?? [])
        {
            using var file = new FileStream(folder.Reserve(KeysPrefix + name), FileMode.Open, FileAccess.Write);
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
    }

    private Dictionary<string, byte[]> Unseal(RestoreFolder folder)
    {
        var path = Path.Combine(folder.Draft, SealedKeys.FileName);
        var source = Path.Combine(options.From, SealedKeys.FileName);
        if (!File.Exists(path))
        {
            throw new BackupRefusedException(BackupFault.FilesDiffer, source, "the sealed keys", "nothing");
        }

        if (options.Passphrase is null)
        {
            throw new BackupRefusedException(BackupFault.KeysNotOpened, source, "the passphrase of this backup", "none");
        }

        var files = SealedKeys.TryOpen(File.ReadAllBytes(path), options.Passphrase);
        File.Delete(path);
        return files ?? throw new BackupRefusedException(BackupFault.KeysNotOpened, source, "the passphrase of this backup", "another one");
    }

    private Dictionary<string, byte[]> ReadKeys() => options.KeysFolder is { } folder && Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes)
        : throw new BackupRefusedException(
            BackupFault.KeysNotOpened, options.KeysFolder ?? Path.Combine(options.From, FileKeyRing.FolderName), "the folder of the keys, which this backup does not hold", "nothing");

    private void CheckSeal(BackupManifest manifest, RestoreFolder folder)
    {
        var keyFolder = Path.Combine(folder.Draft, FileKeyRing.FolderName);
        if (!Directory.Exists(keyFolder))
        {
            throw new BackupRefusedException(BackupFault.KeysNotOpened, Path.Combine(options.From, FileKeyRing.FolderName), "the keys", "nothing");
        }

        if (!manifest.FitsSeal(FileKeyRing.Open(keyFolder, options.Into.KeyEncryption, mayCreate: false)))
        {
            throw new BackupRefusedException(BackupFault.ManifestAltered, Path.Combine(options.From, BackupManifest.FileName), "the seal of these keys over this manifest", "another");
        }
    }

    private async Task OpenAndVerifyAsync(BackupManifest manifest, RestoreFolder folder, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var into = options.Into with { Folder = folder.Draft };
        await using var tables = into.Postgres is { } postgres
            ? await LoadTablesAsync(postgres, manifest, folder, cancellationToken)
            : null;
        await using (var storage = await PlatformStorage.OpenAsync(into, time, cancellationToken))
        {
            progress?.Report(new BackupProgress(BackupPhase.Verifying, 0, 0));
            CheckLog(manifest, await storage.AuditLog.VerifyAsync(cancellationToken));
        }

        tables?.Keep();
        // what an opening that brought the schema forward left: the backup itself is the way back
        BackupFolder.Discard(Path.Combine(folder.Draft, MigrationCopy.FolderName));
    }

    private async Task<PostgresTableLoad> LoadTablesAsync(PostgresOptions postgres, BackupManifest manifest, RestoreFolder folder, CancellationToken cancellationToken)
    {
        var load = new PostgresTableLoad(postgres, options.Into.BusyTimeoutSeconds);
        try
        {
            await load.LoadAsync(Path.Combine(folder.Draft, TemplatesPrefix), Path.Combine(folder.Draft, EligibilityPrefix), manifest.Schema, cancellationToken);
            BackupFolder.Discard(Path.Combine(folder.Draft, TemplatesPrefix));
            BackupFolder.Discard(Path.Combine(folder.Draft, EligibilityPrefix));
            return load;
        }
        catch
        {
            await load.DisposeAsync();
            throw;
        }
    }

    private void CheckLog(BackupManifest manifest, AuditVerification verdict)
    {
        if (!verdict.Ok || verdict.Size != manifest.Entries || verdict.RootHash != RootOf(manifest))
        {
            throw new BackupRefusedException(
                BackupFault.LogDiffers,
                options.From,
                $"{manifest.Entries} entries, root {manifest.RootHash}",
                verdict.Ok ? $"{verdict.Size} entries, root {verdict.RootHash}" : $"{verdict.Size} entries, the first bad one {verdict.FirstBadEntry} ({verdict.Fault})");
        }
    }
}
