using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Backups;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Backups;

public abstract class BackupTests(DataFolder folder) : IDisposable
{
    private const string Passphrase = "correct horse battery";
    private readonly DataFolder target = folder.Another();
    private readonly string place = Directory.CreateTempSubdirectory("sicert-backup-").FullName;

    private string Out => Path.Combine(place, "backup");

    private static CancellationToken Cancel => DataFolder.Cancel;

    [Fact]
    public async Task Restored_store_is_the_one_that_was_backed_up()
    {
        await using var storage = await FillAsync();
        var backup = await BackUpAsync(storage);
        await folder.RegisterAsync(storage, 14); // after the moment: not in the backup
        var restored = await RestoreAsync();
        Assert.Equal((backup.Entries, backup.RootHash, true), (restored.Entries, restored.RootHash, restored.Verified));

        await using var copy = await target.OpenAsync();
        var verdict = await copy.AuditLog.VerifyAsync(Cancel);
        Assert.Equal((true, backup.Entries, backup.RootHash), (verdict.Ok, verdict.Size, verdict.RootHash));
        Assert.Equal(12, (await copy.Reader.ReadOverviewAsync(Cancel)).Beneficiaries);
        Assert.Equal(DataFolder.Person(3).Name, (await copy.Identities.FindAsync(DataFolder.Id(3), Cancel))!.Name);
        var reference = (await storage.Identities.FindAsync(DataFolder.Id(7), Cancel))!;
        Assert.Equal(reference.ToString(), (await copy.Identities.FindAsync(DataFolder.Id(7), Cancel))!.ToString());
        Assert.Equal(folder.Intruder.Read<long>("SELECT COUNT(*) FROM template", templates: true), target.Intruder.Read<long>("SELECT COUNT(*) FROM template", templates: true));
        Assert.Equal(storage.ReceiptSigner.Current.Fingerprint, copy.ReceiptSigner.Current.Fingerprint);
        Assert.Equal("policy", File.ReadAllText(target.File("policies/p.yaml")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(target.Path, ".restoring"));

        // it goes on as the first one does, history as protected as before
        Assert.Equal(2, (await target.RegisterAsync(copy, 14)).Added);
        Assert.Equal(storage.Store.GetType(), copy.Store.GetType());
        Assert.True((await copy.AuditLog.VerifyAsync(Cancel)).Ok);
        Assert.ThrowsAny<Exception>(() => Change(target, "UPDATE decision SET outcome = 1"));
    }

    [Fact]
    public async Task Backup_under_writers_is_of_one_moment()
    {
        await using var storage = await FillAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var acknowledged = 0L;
        var writer = Task.Run(
            async () =>
            {
                for (var number = 0; !enough.IsCancellationRequested; number++)
                {
                    await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(number % 6), (byte)(number % 200 + 1));
                    Interlocked.Exchange(ref acknowledged, (await storage.AuditLog.ReadHeadAsync(Cancel)).Size);
                }
            },
            Cancel);
        for (var round = 0; round < 3; round++)
        {
            var before = Interlocked.Read(ref acknowledged);
            var backup = await storage.BackUpAsync(new BackupOptions { Out = $"{Out}{round}" }, null, Cancel);
            Assert.True(backup.Entries >= before, $"{backup.Entries} entries, {before} were acknowledged before");
        }

        await enough.CancelAsync();
        await writer;
        await RestoreAsync($"{Out}2");
        await using var copy = await target.OpenAsync();
        // every reference in force has its template: the two databases are of one moment
        Assert.Equal(0, await copy.EraseUnlinkedTemplatesAsync(Cancel));
        await using var work = await copy.Store.BeginAsync(Cancel);
        var kept = await work.Enrolments.ListKeptAsync(Cancel);
        Assert.Equal(kept.Count, target.Intruder.Read<long>("SELECT COUNT(*) FROM template", templates: true));
    }

    [Fact]
    public async Task Damaged_or_changed_backup_is_refused_and_leaves_nothing()
    {
        await using (var storage = await FillAsync())
        {
            await BackUpAsync(storage);
        }

        foreach (var (change, expected) in ((string, BackupFault)[])
        [
            ("flipped", BackupFault.FileDamaged), ("truncated", BackupFault.FileDamaged), ("missing", BackupFault.FilesDiffer), ("foreign", BackupFault.FilesDiffer),
            ("noManifest", BackupFault.NotABackup), ("otherForm", BackupFault.NotABackup), ("outside", BackupFault.NotABackup), ("root", BackupFault.ManifestAltered),
            ("mixed", BackupFault.ManifestAltered), ("newer", BackupFault.OtherProgram),
        ])
        {
            var damaged = Path.Combine(place, change);
            Copy(Out, damaged);
            Damage(damaged, change);
            var refused = await Assert.ThrowsAsync<BackupRefusedException>(() => RestoreAsync(damaged));
            Assert.Equal((change, expected), (change, refused.Fault));
            Assert.All([refused.Where, refused.Expected, refused.Found], text => Assert.False(string.IsNullOrWhiteSpace(text)));
            Assert.False(Directory.Exists(target.Path));
        }

        await RestoreAsync(); // and the same place takes the good one
    }

    [Fact]
    public async Task Log_that_was_changed_before_the_backup_is_found_when_it_is_restored()
    {
        await using (var storage = await FillAsync())
        {
            folder.Tamper("UPDATE decision SET rule_code = 'other' WHERE audit_sequence = (SELECT MAX(audit_sequence) FROM decision)");
            await BackUpAsync(storage);
        }

        for (var attempt = 0; attempt < 2; attempt++)
        {
            // the second attempt finds the place (a schema too) as empty as the first did
            Assert.Equal(BackupFault.LogDiffers, (await Assert.ThrowsAsync<BackupRefusedException>(() => RestoreAsync())).Fault);
            Assert.False(Directory.Exists(target.Path));
        }
    }

    [Fact]
    public async Task Sealed_keys_open_with_their_passphrase_only_and_lie_nowhere_in_plain()
    {
        await using (var storage = await FillAsync())
        {
            await storage.BackUpAsync(new BackupOptions { Out = Out, Keys = BackupKeys.Sealed, Passphrase = Passphrase }, null, Cancel);
        }

        var secret = File.ReadAllText(folder.File("keys/field.key")).Split(' ')[3].Trim();
        Assert.False(Directory.Exists(Path.Combine(Out, "keys")));
        Assert.DoesNotContain(Directory.GetFiles(Out, "*", SearchOption.AllDirectories), path => Encoding.Latin1.GetString(File.ReadAllBytes(path)).Contains(secret, StringComparison.Ordinal));
        foreach (var wrong in (string?[])[null, Passphrase + "!"])
        {
            Assert.Equal(BackupFault.KeysNotOpened, (await Assert.ThrowsAsync<BackupRefusedException>(() => RestoreAsync(passphrase: wrong))).Fault);
        }

        Assert.False(Directory.Exists(target.Path));
        await RestoreAsync(passphrase: Passphrase);
        Assert.Equal(File.ReadAllText(folder.File("keys/field.key")), File.ReadAllText(target.File("keys/field.key")));
    }

    [Fact]
    public async Task Backup_without_keys_takes_the_keys_that_fit_and_no_others()
    {
        await using (var storage = await FillAsync())
        {
            await storage.BackUpAsync(new BackupOptions { Out = Out, Keys = BackupKeys.Absent }, null, Cancel);
        }

        using var stranger = folder.Another();
        await stranger.PrepareAsync();
        Assert.Equal(BackupFault.KeysNotOpened, (await Assert.ThrowsAsync<BackupRefusedException>(() => RestoreAsync())).Fault);
        Assert.Equal(BackupFault.ManifestAltered, (await Assert.ThrowsAsync<BackupRefusedException>(() => RestoreAsync(keys: stranger.File("keys")))).Fault);
        Assert.False(Directory.Exists(target.Path));
        await RestoreAsync(keys: folder.File("keys"));
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_nothing_half_stays()
    {
        await using var storage = await FillAsync();
        await BackUpAsync(storage);
        var manifest = await File.ReadAllBytesAsync(Path.Combine(Out, "backup.json"), Cancel);
        Assert.Equal(BackupFault.PlaceTaken, (await Assert.ThrowsAsync<BackupRefusedException>(() => BackUpAsync(storage))).Fault);
        Assert.Equal(manifest, await File.ReadAllBytesAsync(Path.Combine(Out, "backup.json"), Cancel));
        Assert.Equal(
            BackupFault.PlaceTaken,
            (await Assert.ThrowsAsync<BackupRefusedException>(() => storage.BackUpAsync(new BackupOptions { Out = folder.File("inside") }, null, Cancel))).Fault);

        using var cancelled = new CancellationTokenSource();
        var stop = new Stop(cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.BackUpAsync(new BackupOptions { Out = Out + "-2" }, stop, cancelled.Token));
        Assert.Equal(["backup"], Directory.GetFileSystemEntries(place).Select(Path.GetFileName));

        Directory.CreateDirectory(target.Path);
        await File.WriteAllTextAsync(target.File("mine.txt"), "mine", Cancel);
        Assert.Equal(BackupFault.PlaceTaken, (await Assert.ThrowsAsync<BackupRefusedException>(() => RestoreAsync())).Fault);
        Assert.Equal([target.File("mine.txt")], Directory.GetFileSystemEntries(target.Path));
    }

    [Fact]
    public async Task Interrupted_restoration_opens_no_store_and_is_restored_again()
    {
        await using (var storage = await FillAsync())
        {
            await BackUpAsync(storage);
        }

        Directory.CreateDirectory(target.File(".restoring"));
        await File.WriteAllTextAsync(target.File(".restoring/half"), "half", Cancel);
        Assert.Equal(StorageFault.DatabaseMissing, (await target.RefusedAsync()).Fault);
        await RestoreAsync();
        Assert.True((await target.VerifyAsync()).Ok);
    }

    public void Dispose()
    {
        folder.Dispose();
        if (!Directory.Exists(target.Path))
        {
            Directory.CreateDirectory(target.Path);
        }

        target.Dispose();
        Directory.Delete(place, recursive: true);
    }

    private async Task<PlatformStorage> FillAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        await PersonRecords.WriteAsync(storage, folder.Time);
        await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(7), 3);
        Directory.CreateDirectory(folder.File("policies"));
        await File.WriteAllTextAsync(folder.File("policies/p.yaml"), "policy", Cancel);
        return storage;
    }

    private Task<BackupResult> BackUpAsync(PlatformStorage storage) => storage.BackUpAsync(new BackupOptions { Out = Out }, null, Cancel);

    private async Task<RestoreResult> RestoreAsync(string? from = null, string? passphrase = null, string? keys = null) => await PlatformStorage.RestoreAsync(
        new RestoreOptions { From = from ?? Out, Into = await target.OptionsAsync(), Passphrase = passphrase, KeysFolder = keys }, folder.Time, null, Cancel);

    private static void Change(DataFolder folder, string sql)
    {
        using var connection = folder.Intruder.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    private static void Damage(string backup, string change)
    {
        var manifest = Path.Combine(backup, "backup.json");
        var largest = Directory.GetFiles(backup, "*", SearchOption.AllDirectories).Where(path => path != manifest).MaxBy(path => new FileInfo(path).Length)!;
        switch (change)
        {
            case "flipped":
                var bytes = File.ReadAllBytes(largest);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(largest, bytes);
                break;
            case "truncated":
                File.WriteAllBytes(largest, File.ReadAllBytes(largest)[..^100]);
                break;
            case "missing":
                File.Delete(largest);
                break;
            case "foreign":
                File.WriteAllText(Path.Combine(backup, "more.txt"), "more");
                break;
            case "noManifest":
                File.Delete(manifest);
                break;
            case "otherForm":
                File.WriteAllText(manifest, "{\"form\":\"other/1\"}");
                break;
            case "outside":
                Edit(manifest, json => json["files"]![0]!["path"] = "../outside");
                break;
            case "root":
                Edit(manifest, json => json["rootHash"] = new string('0', 64));
                break;
            case "mixed":
                // a file of another moment, and a manifest that was made to fit it
                File.WriteAllText(Path.Combine(backup, "policies", "p.yaml"), "other policy");
                Edit(manifest, json =>
                {
                    var file = json["files"]!.AsArray().Single(entry => entry!["path"]!.GetValue<string>() == "policies/p.yaml")!;
                    var content = File.ReadAllBytes(Path.Combine(backup, "policies", "p.yaml"));
                    (file["sizeBytes"], file["sha256"]) = (content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
                });
                break;
            case "newer":
                Edit(manifest, json => json["schema"]!["eligibility"] = 9999);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change));
        }
    }

    private static void Edit(string manifest, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        edit(json);
        File.WriteAllText(manifest, json.ToJsonString());
    }

    /// <summary>Cancels at the first sign of progress.</summary>
    private sealed class Stop(CancellationTokenSource source) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => source.Cancel();
    }
}

public sealed class BackupOnSqliteTests() : BackupTests(new DataFolder());

public sealed class BackupOnPostgresTests(PostgresServer server) : BackupTests(new DataFolder(server));
