using System.Security.Cryptography;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Tests.AtRest;

/// <summary>Keys are the same whatever the database: one is enough.</summary>
public sealed class KeyWrappingTests : IDisposable
{
    private static readonly string[] Files = ["field.key", "blind-index.key", "template.key", "audit-salt.key", "receipt-1.key"];
    private readonly DataFolder folder = new();
    private readonly string outside = Directory.CreateTempSubdirectory("sicert-kek-").FullName;

    [Fact]
    public async Task Key_of_every_purpose_lies_wrapped_and_the_key_encryption_key_opens_it()
    {
        await folder.PrepareAsync();
        await using var storage = await folder.OpenAsync();
        var keys = await storage.ReadKeysAsync(DataFolder.Cancel);
        Assert.Equal((0, KeyEncryptionPlace.DataFolder, 5), (keys.NotWrapped, keys.Place, keys.Keys.Count));
        Assert.All(keys.Keys, key => Assert.Equal(keys.KeyEncryptionId, key.WrappedBy));
        Assert.Equal(24, keys.Keys.First(key => key.Purpose == "Field").Values);
        Assert.False(keys.Keys.First(key => key.Purpose == "BlindIndex").Rotates);
        Assert.DoesNotContain("PRIVATE KEY", File.ReadAllText(folder.File("keys/receipt-1.key")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_from_before_wrapping_opens_and_is_wrapped_at_its_first_opening()
    {
        await folder.PrepareAsync();
        var secrets = Unwrap();
        MakeOld(secrets);
        await using (var storage = await folder.OpenAsync())
        {
            Assert.Equal("试验者000003号", (await storage.Identities.FindAsync(DataFolder.Id(3), DataFolder.Cancel))!.Name.Reveal());
            Assert.Equal(0, (await storage.ReadKeysAsync(DataFolder.Cancel)).NotWrapped);
        }

        foreach (var secret in secrets.Values.Select(Convert.ToHexStringLower))
        {
            Assert.All(Directory.GetFiles(folder.File("keys")), file => Assert.DoesNotContain(secret, File.ReadAllText(file), StringComparison.OrdinalIgnoreCase));
        }

        Assert.True((await folder.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task Wrapped_key_without_its_key_encryption_key_is_refused_and_none_is_made_anew()
    {
        await folder.PrepareAsync();
        File.Delete(folder.File("keys/kek.key"));
        Assert.Equal(StorageFault.KeyMissing, (await folder.RefusedAsync()).Fault);
        Assert.False(File.Exists(folder.File("keys/kek.key")));
        WriteSecret(folder.File("keys/kek.key"), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        Assert.Equal(StorageFault.KeyWrong, (await folder.RefusedAsync()).Fault);
    }

    [Theory]
    [InlineData("template.key", "field.key")]
    [InlineData("field.key", "blind-index.key")]
    public async Task Wrapped_key_put_in_the_place_of_another_does_not_open(string from, string into)
    {
        await folder.PrepareAsync();
        var (source, target) = (File.ReadAllText(folder.File($"keys/{from}")).Split(' '), File.ReadAllText(folder.File($"keys/{into}")).Split(' '));
        File.WriteAllText(folder.File($"keys/{into}"), string.Join(' ', [.. target[..3], source[3], source[4]]));
        Assert.Equal(StorageFault.KeyWrong, (await folder.RefusedAsync()).Fault);
    }

    [Fact]
    public async Task Key_encryption_key_that_the_operator_names_takes_the_keys_over_and_the_folder_alone_is_worth_nothing()
    {
        await folder.PrepareAsync();
        var kek = Path.Combine(outside, "kek");
        WriteSecret(kek, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n");
        await using (var storage = await OpenAsync(new KeyEncryptionOptions { File = kek }))
        {
            Assert.Equal((KeyEncryptionPlace.File, 0), ((await storage.ReadKeysAsync(DataFolder.Cancel)).Place, (await storage.ReadKeysAsync(DataFolder.Cancel)).NotWrapped));
        }

        Assert.False(File.Exists(folder.File("keys/kek.key")));
        Assert.Equal(StorageFault.KeyMissing, (await folder.RefusedAsync()).Fault);
        await using var again = await OpenAsync(new KeyEncryptionOptions { Secret = File.ReadAllText(kek).Trim() });
        Assert.NotNull(await again.Identities.FindAsync(DataFolder.Id(3), DataFolder.Cancel));
    }

    [Fact]
    public async Task Rotation_of_the_key_encryption_key_killed_after_any_file_leaves_everything_readable()
    {
        await folder.PrepareAsync();
        for (var killedAfter = 0; killedAfter <= Files.Length; killedAfter++)
        {
            var encryption = FileKeyEncryption.Open(folder.File("keys"), new KeyEncryptionOptions());
            encryption.Introduce();
            foreach (var (path, purpose) in KeyWrapping.FilesIn(folder.File("keys")).Take(killedAfter))
            {
                Assert.True(KeyFile.Rewrap(path, purpose, encryption));
            }

            File.WriteAllText(folder.File("keys/field.key.0badf00d.part"), "half a li");
            await using var storage = await folder.OpenAsync();
            Assert.NotNull(await storage.Identities.FindAsync(DataFolder.Id(3), DataFolder.Cancel));
            var keys = await storage.ReadKeysAsync(DataFolder.Cancel);
            Assert.All(keys.Keys, key => Assert.Equal(encryption.CurrentId, key.WrappedBy));
            Assert.Equal([encryption.CurrentId], keys.KeyEncryptionIds);
        }
    }

    [Fact]
    public async Task Rotation_of_a_named_key_encryption_key_keeps_the_older_line_until_it_is_dropped_and_is_recorded()
    {
        await folder.PrepareAsync();
        var kek = Path.Combine(outside, "kek");
        WriteSecret(kek, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n");
        var options = new KeyEncryptionOptions { File = kek };
        await using var storage = await OpenAsync(options);
        var before = folder.Count("key_change");
        var first = await storage.RotateKeyEncryptionAsync(dropOlder: false, DataFolder.Cancel);
        Assert.Equal((true, Files.Length, 2), (first.Introduced, first.Rewrapped, File.ReadAllLines(kek).Length));
        var second = await storage.RotateKeyEncryptionAsync(dropOlder: true, DataFolder.Cancel);
        Assert.NotEqual(first.KeyEncryptionId, second.KeyEncryptionId);
        Assert.Single(File.ReadAllLines(kek));
        Assert.Equal(4, folder.Count("key_change") - before);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Process_that_opened_before_a_rotation_reads_a_key_that_another_wrapped_anew()
    {
        await folder.PrepareAsync();
        await using var older = await folder.OpenAsync();
        await using (var other = await folder.OpenAsync())
        {
            await other.RotateKeyEncryptionAsync(dropOlder: true, DataFolder.Cancel);
            await other.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        }

        var id = new ReferenceId(Guid.CreateVersion7(folder.Time.Now));
        var template = new byte[2048];
        BitConverter.TryWriteBytes(template, 1f);
        await older.Templates.StoreAsync(id, new ProtectedTemplate(1, template), DataFolder.Cancel);
        Assert.NotNull(await older.Templates.ReadAsync(id, 1, DataFolder.Cancel));
    }

    public void Dispose()
    {
        folder.Dispose();
        Directory.Delete(outside, recursive: true);
    }

    /// <summary>For its owner only, else the product refuses it.</summary>
    private static void WriteSecret(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private Task<PlatformStorage> OpenAsync(KeyEncryptionOptions encryption) =>
        PlatformStorage.OpenAsync(new StorageOptions { Folder = folder.Path, KeyEncryption = encryption }, folder.Time, DataFolder.Cancel);

    private Dictionary<string, byte[]> Unwrap()
    {
        var encryption = FileKeyEncryption.Open(folder.File("keys"), new KeyEncryptionOptions());
        return KeyWrapping.FilesIn(folder.File("keys")).ToDictionary(file => file.Path, file => KeyFile.TryRead(file.Path, file.Purpose, encryption)!.Key);
    }

    private void MakeOld(Dictionary<string, byte[]> secrets)
    {
        File.Delete(folder.File("keys/kek.key"));
        foreach (var (path, secret) in secrets)
        {
            var purpose = File.ReadAllText(path).Split(' ')[1];
            File.WriteAllText(path, purpose == KeyWrapping.ReceiptPurpose
                ? PemEncoding.WriteString("PRIVATE KEY", secret) + "\n"
                : $"sicert-key/1 {purpose} 1 {Convert.ToHexStringLower(secret)}\n");
        }
    }
}
