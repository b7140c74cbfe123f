using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.AtRest;

public abstract class FieldRotationTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Rotation_seals_the_register_anew_and_leaves_audited_rows_under_the_key_they_name()
    {
        await using var storage = await FilledAsync(12);
        var result = await storage.RotateFieldKeyAsync(null, DataFolder.Cancel);
        Assert.Equal((2u, false, 24L, 1L), (result.KeyId, result.Resumed, result.Resealed, result.Kept));
        Assert.Equal("试验者000003号", (await storage.Identities.FindAsync(DataFolder.Id(3), DataFolder.Cancel))!.Name.Reveal());
        Assert.Equal("13800000003", (await storage.People.FindPhoneAsync(DataFolder.Id(3), DataFolder.Cancel))!.Reveal());
        Assert.Equal(2, folder.Count("key_change"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        Assert.Equal([DataFolder.Person(5)], await storage.Identities.FindByDocumentAsync(DataFolder.Person(5).Document, DataFolder.Cancel));
    }

    [Fact]
    public async Task Rotation_cancelled_after_the_first_batch_goes_on_without_another_key()
    {
        await using (var storage = await FilledAsync(700))
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.RotateFieldKeyAsync(new StopAtOnce(stop), stop.Token));
            Assert.NotNull(await storage.Identities.FindAsync(DataFolder.Id(699), DataFolder.Cancel));
        }

        await using var again = await folder.OpenAsync();
        var result = await again.RotateFieldKeyAsync(null, DataFolder.Cancel);
        Assert.Equal((2u, true, 1400L - 512), (result.KeyId, result.Resumed, result.Resealed));
        Assert.NotNull(await again.Identities.FindAsync(DataFolder.Id(699), DataFolder.Cancel));
    }

    public void Dispose() => folder.Dispose();

    private async Task<PlatformStorage> FilledAsync(int people)
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, people);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Contacts.AddAsync(new NewContact(DataFolder.Id(3), PhoneNumber.From("13800000003"), ContactSource.Import, null, folder.Time.Now), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
        return storage;
    }

    private sealed class StopAtOnce(CancellationTokenSource stop) : IProgress<KeyRotationProgress>
    {
        public void Report(KeyRotationProgress value) => stop.Cancel();
    }
}

public sealed class FieldRotationOnSqliteTests() : FieldRotationTests(new DataFolder());

public sealed class FieldRotationOnPostgresTests(PostgresServer server) : FieldRotationTests(new DataFolder(server));
