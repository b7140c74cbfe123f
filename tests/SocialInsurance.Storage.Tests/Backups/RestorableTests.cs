using SocialInsurance.Storage.Backups;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Tests.Backups;

/// <summary>A backup that is made can be restored, whatever somebody left in the data folder and wherever the key-encryption key lies.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RestorableTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sicert-names-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_with_a_colon_is_kept_and_restored()
    {
        await using (var storage = await OpenAsync())
        {
            await File.WriteAllTextAsync(At("data", ":memory:.ses"), "left by a library", Cancel);
            await storage.BackUpAsync(new BackupOptions { Out = At("backup") }, null, Cancel);
        }

        var restored = await PlatformStorage.RestoreAsync(new RestoreOptions { From = At("backup"), Into = new StorageOptions { Folder = At("restored") } }, TimeProvider.System, null, Cancel);

        Assert.True(restored.Verified);
        Assert.Equal("left by a library", await File.ReadAllTextAsync(At("restored", ":memory:.ses"), Cancel));
    }

    [Fact]
    public async Task Name_that_a_restoration_would_refuse_is_refused_by_the_backup()
    {
        await using var storage = await OpenAsync();
        await File.WriteAllTextAsync(At("data", "a\\b"), "x", Cancel);

        var refused = await Assert.ThrowsAsync<BackupRefusedException>(() => storage.BackUpAsync(new BackupOptions { Out = At("backup") }, null, Cancel));

        Assert.Equal((BackupFault.NameNotKept, At("data", "a\\b")), (refused.Fault, refused.Where));
        Assert.False(Directory.Exists(At("backup")));
    }

    [Fact]
    public async Task Notes_of_care_stay_where_they_are()
    {
        await using var storage = await OpenAsync();
        Assert.True(new Operations.OperationBook(At("data")).Note(Operations.CareOperation.Backup, DateTimeOffset.UnixEpoch, ok: true));

        await storage.BackUpAsync(new BackupOptions { Out = At("backup") }, null, Cancel);

        Assert.False(Directory.Exists(At("backup", Operations.OperationBook.FolderName)));
    }

    [Theory]
    [InlineData(BackupKeys.Open)]
    [InlineData(BackupKeys.Sealed)]
    public async Task Backup_of_a_folder_whose_key_encryption_key_lies_elsewhere_is_restored_with_it_and_not_without(BackupKeys form)
    {
        var secret = new KeyEncryptionOptions { Secret = new string('7', 64) };
        await using (var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = At("data"), KeyEncryption = secret }, TimeProvider.System, Cancel))
        {
            await storage.BackUpAsync(new BackupOptions { Out = At("backup"), Keys = form, Passphrase = form == BackupKeys.Sealed ? "a passphrase of the test" : null }, null, Cancel);
        }

        RestoreOptions Into(string folder, KeyEncryptionOptions kek) => new()
        {
            From = At("backup"),
            Into = new StorageOptions { Folder = At(folder), KeyEncryption = kek },
            Passphrase = form == BackupKeys.Sealed ? "a passphrase of the test" : null,
        };
        Assert.True((await PlatformStorage.RestoreAsync(Into("restored", secret), TimeProvider.System, null, Cancel)).Verified);
        await Assert.ThrowsAsync<StorageRefusedException>(() => PlatformStorage.RestoreAsync(Into("without", new KeyEncryptionOptions()), TimeProvider.System, null, Cancel));
    }

    private Task<PlatformStorage> OpenAsync() => PlatformStorage.OpenAsync(new StorageOptions { Folder = At("data") }, TimeProvider.System, Cancel);

    private string At(params string[] names) => Path.Combine([root, .. names]);

    public void Dispose() => Directory.Delete(root, recursive: true);
}
