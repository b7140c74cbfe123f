using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Templates;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class TemplateProtectionTests(DataFolder folder) : IDisposable
{
    private const int People = 12;
    [Fact]
    public async Task Plain_template_is_stored_turned_and_read_back_plain_in_memory_only()
    {
        await using var storage = await folder.OpenAsync();
        var id = new ReferenceId(Guid.CreateVersion7(folder.Time.Now));
        var plain = Face(1);
        await storage.Templates.StoreAsync(id, new ProtectedTemplate(0, plain.ToBytes()), DataFolder.Cancel);
        var stored = Read(await storage.Templates.ReadAsync(id, 1, DataFolder.Cancel), 1);
        Assert.True(Math.Abs(Dot(plain, stored)) < 0.25, "the stored values resemble the plain ones");
        Assert.Equal(1, Read(await storage.Templates.ReadAsync(id, 0, DataFolder.Cancel), 0).CompareWith(plain).Value, 1e-6);
        Assert.Equal(1, storage.Templates.Protection.Transform.Protect(plain).CompareWith(stored).Value, 1e-6);
    }

    [Fact]
    public async Task Rotation_keeps_every_score_and_leaves_no_template_under_the_old_key()
    {
        await using var storage = await FilledAsync();
        var result = await storage.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        var status = await storage.ReadTemplateKeysAsync(DataFolder.Cancel);
        Assert.Equal((2u, false, People), (result.KeyId, result.Resumed, (int)result.Turned));
        Assert.Equal([new KeyValuePair<uint, long>(2, People)], status.TemplatesByKey);
        await AssertReadableAsync(storage, 2);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Rotation_cancelled_after_the_first_batch_leaves_everything_readable_and_goes_on_when_called_again()
    {
        await using (var storage = await FilledAsync(count: 300))
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => storage.RotateTemplateKeyAsync(dropOlder: true, new StopAtOnce(stop), stop.Token));
            Assert.Equal([1u, 2u], (await storage.ReadTemplateKeysAsync(DataFolder.Cancel)).TemplatesByKey.Keys.Order());
            await AssertReadableAsync(storage, 1);
            await AssertReadableAsync(storage, 2);
        }

        await using var again = await folder.OpenAsync();
        var result = await again.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        Assert.Equal((2u, true, 300L - 256), (result.KeyId, result.Resumed, result.Turned));
        await AssertReadableAsync(again, 2);
    }

    [Fact]
    public async Task Rotation_interrupted_between_database_and_key_file_opens_again_with_the_new_key()
    {
        await using (var storage = await FilledAsync())
        {
            await storage.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        }

        File.Move(folder.File("keys/template-2.key"), folder.File("keys/template-2.key.new"));
        await using var again = await folder.OpenAsync();
        await AssertReadableAsync(again, 2);
    }

    [Fact]
    public async Task Enrolment_in_another_process_during_a_rotation_goes_under_the_newest_key()
    {
        await using var storage = await FilledAsync();
        await using var other = await folder.OpenAsync();
        await storage.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        var id = new ReferenceId(Guid.CreateVersion7(folder.Time.Now));
        var oldKey = other.Templates.Protection;
        await other.Templates.StoreAsync(id, new ProtectedTemplate(1, oldKey.Transform.Protect(Face(77)).ToBytes()), DataFolder.Cancel);
        Assert.Equal([2u], (await storage.ReadTemplateKeysAsync(DataFolder.Cancel)).TemplatesByKey.Keys);
        var read = Read(await storage.Templates.ReadAsync(id, 0, DataFolder.Cancel), 0);
        Assert.Equal(1, read.CompareWith(Face(77)).Value, 1e-6);
    }

    [Fact]
    public async Task Templates_from_before_turning_are_read_and_turned_by_the_first_rotation()
    {
        ReferenceId[] ids;
        await using (var storage = await FilledAsync())
        {
            ids = await KeptAsync(storage);
        }

        MakeOld(ids);
        await using var again = await folder.OpenAsync();
        await AssertReadableAsync(again, 1);
        var result = await again.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        Assert.Equal((1u, true, (long)People), (result.KeyId, result.Resumed, result.Turned));
        await AssertReadableAsync(again, 1);
    }

    [Fact]
    public async Task Row_whose_key_was_changed_does_not_open()
    {
        await using var storage = await FilledAsync(count: 1);
        var id = (await KeptAsync(storage))[0];
        foreach (var key in (int[])[0, 2])
        {
            folder.Intruder.Tamper($"UPDATE template SET key_id = {key}", templates: true);
            var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => storage.Templates.ReadAsync(id, 1, DataFolder.Cancel));
            Assert.Equal(StorageFault.Damaged, refused.Fault);
        }
    }

    protected DataFolder Folder => folder;

    public void Dispose() => folder.Dispose();

    private static BiometricTemplate Face(int seed)
    {
        var random = new Random(seed);
        return BiometricTemplate.FromEmbedding([.. Enumerable.Range(0, BiometricTemplate.Length).Select(_ => random.NextSingle() - 0.5f)]);
    }

    private static BiometricTemplate Read(byte[]? bytes, uint keyId) => BiometricTemplate.FromBytes(bytes, new TemplateKeyId(keyId));

    private static double Dot(BiometricTemplate a, BiometricTemplate b)
    {
        var sum = 0.0;
        for (var i = 0; i < BiometricTemplate.Length; i++)
        {
            sum += a.Values[i] * b.Values[i];
        }

        return sum;
    }

    protected async Task<PlatformStorage> FilledAsync(int count = People)
    {
        var storage = await folder.OpenAsync();
        for (var i = 0; i < count; i++)
        {
            await storage.Templates.StoreAsync(IdOf(i), new ProtectedTemplate(0, Face(i).ToBytes()), DataFolder.Cancel);
        }

        return storage;
    }

    private static ReferenceId IdOf(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static async Task<ReferenceId[]> KeptAsync(PlatformStorage storage) =>
        [.. Enumerable.Range(0, (int)await storage.Templates.CountAsync(DataFolder.Cancel)).Select(IdOf)];

    /// <summary>Every stored face compares with its probe at 1 and with its neighbour's as before.</summary>
    private static async Task AssertReadableAsync(PlatformStorage storage, uint keyId)
    {
        foreach (var (id, number) in (await KeptAsync(storage)).Select((id, number) => (id, number)))
        {
            var stored = Read(await storage.Templates.ReadAsync(id, keyId, DataFolder.Cancel), keyId);
            Assert.Equal(keyId, storage.Templates.Protection.KeyId == keyId ? stored.KeyId.Value : keyId);
            var plain = Read(await storage.Templates.ReadAsync(id, 0, DataFolder.Cancel), 0);
            Assert.Equal(1, plain.CompareWith(Face(number)).Value, 1e-6);
            Assert.Equal(Face(number).CompareWith(Face(number + 1)).Value, plain.CompareWith(Face(number + 1)).Value, 1e-6);
        }
    }

    /// <summary>Seals the rows as version 1 of the store did: plain values, no key in the row.</summary>
    private void MakeOld(ReferenceId[] ids)
    {
        var key = KeyFile.TryRead(folder.File("keys/template.key"), nameof(KeyPurpose.Template), FileKeyEncryption.Open(folder.File("keys"), new KeyEncryptionOptions()))!.Key;
        foreach (var (id, number) in ids.Select((id, number) => (id, number)))
        {
            var sealedTemplate = new byte[33 + (BiometricTemplate.Length * sizeof(float))];
            (sealedTemplate[0], sealedTemplate[4]) = (1, 1);
            using var cipher = new System.Security.Cryptography.AesGcm(key, 16);
            cipher.Encrypt(
                sealedTemplate.AsSpan(5, 12), Face(number).ToBytes(), sealedTemplate.AsSpan(33), sealedTemplate.AsSpan(17, 16), System.Text.Encoding.UTF8.GetBytes($"template/sealed/{id}"));
            folder.Intruder.Tamper($"UPDATE template SET sealed = {folder.Intruder.Literal(sealedTemplate)}, key_id = 0 WHERE reference_id = '{id}'", templates: true);
        }
    }

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<TemplateRotationProgress>
    {
        public void Report(TemplateRotationProgress value) => stop.Cancel();
    }
}

public sealed class TemplateProtectionOnSqliteTests() : TemplateProtectionTests(new DataFolder())
{
    [Fact]
    public async Task Database_copied_before_the_key_was_dropped_is_useless_afterwards()
    {
        await using (var storage = await FilledAsync())
        {
            await storage.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        }

        foreach (var name in (string[])["templates.db", "keys/template.key"])
        {
            File.Copy(Folder.File(name), Folder.File(name) + ".copy");
        }

        await using (var storage = await Folder.OpenAsync())
        {
            // a second rotation drops keys 1 and 2; the copy of the database is under key 2
            Assert.Equal([1u, 2u], (await storage.RotateTemplateKeyAsync(dropOlder: true, null, DataFolder.Cancel)).Dropped);
        }

        Assert.Equal(["template-3.key"], Directory.GetFiles(Folder.File("keys"), "template*.key").Select(Path.GetFileName));
        File.Move(Folder.File("templates.db.copy"), Folder.File("templates.db"), overwrite: true);
        Assert.Equal(StorageFault.KeyWrong, (await Folder.RefusedAsync()).Fault);
    }
}


public sealed class TemplateProtectionOnPostgresTests(PostgresServer server) : TemplateProtectionTests(new DataFolder(server));
