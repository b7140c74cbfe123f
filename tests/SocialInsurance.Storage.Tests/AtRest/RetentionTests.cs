using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.AtRest;

public abstract class RetentionTests(DataFolder folder) : IDisposable
{
    private static readonly string[] Erasable = ["contact_change", "device_change"];

    [Fact]
    public async Task Term_that_is_over_erases_the_former_number_and_the_log_stays_whole()
    {
        await using var storage = await FilledAsync();
        var run = new ApplyRetention(storage.Store, RetentionFile.Default, folder.Time);
        Assert.Equal(0, (await run.ExecuteAsync(DataFolder.Cancel)).Total);

        folder.Time.Now = folder.Time.Now.AddMonths(7);
        var planned = await run.CountAsync(new DateOnly(2027, 6, 1), DataFolder.Cancel);
        Assert.Equal((1L, 2L), (planned.Counts[RetainedKind.Contacts], planned.Counts[RetainedKind.Devices]));
        Assert.Equal(2, folder.Count("contact_change"));
        var round = await run.ExecuteAsync(DataFolder.Cancel);
        Assert.Equal((1L, 2L, 3L), (round.Counts[RetainedKind.Contacts], round.Counts[RetainedKind.Devices], round.Total));
        Assert.Equal((1L, 1L, 1L), (folder.Count("contact_change"), folder.Count("device_change"), folder.Count("retention_run")));
        Assert.Equal("13800000002", (await storage.People.FindPhoneAsync(DataFolder.Id(3), DataFolder.Cancel))!.Reveal());
        Assert.Equal(0, (await run.ExecuteAsync(DataFolder.Cancel)).Total);
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Erasure_on_request_takes_what_the_person_may_erase_of_that_person_only_and_is_proven()
    {
        await using var storage = await FilledAsync();
        var erased = await new ErasePersonData(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(3), DataFolder.Cancel);
        Assert.Equal((false, 2, 3), (erased.FaceEnded, erased.Records[AuditKind.ContactChanged], erased.Records[AuditKind.DeviceChanged]));
        Assert.All(Erasable, table => Assert.Equal(0, folder.Count(table)));
        Assert.Null(await storage.People.FindPhoneAsync(DataFolder.Id(3), DataFolder.Cancel));
        Assert.Equal(1, folder.Count("record_erasure"));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
        Assert.Empty((await new ErasePersonData(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(3), DataFolder.Cancel)).Records);
    }

    [Fact]
    public async Task Record_that_vanishes_without_an_erasure_or_with_a_forged_one_is_found()
    {
        var first = await ContactSequenceAsync();
        folder.Tamper($"DELETE FROM contact_change WHERE audit_sequence = {first}");
        Assert.Equal((AuditFault.RecordMissing, first), Found(await folder.VerifyAsync()));
        folder.Tamper($"INSERT INTO record_erasure VALUES ({first + 900}, NULL, 1, '{first}:11', 0)");
        folder.Tamper($"INSERT INTO erased_record VALUES ({first}, {first + 900})");
        var verdict = await folder.VerifyAsync();
        Assert.Equal((AuditFault.RecordUnaudited, first + 900), Found(verdict));
    }

    [Fact]
    public async Task Erasure_that_is_changed_to_cover_another_record_is_found()
    {
        await using (var storage = await FilledAsync())
        {
            await new ErasePersonData(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(3), DataFolder.Cancel);
        }

        var erasure = folder.Intruder.Read<long>("SELECT audit_sequence FROM record_erasure");
        var decision = folder.Intruder.Read<long>("SELECT MIN(audit_sequence) FROM certification_period p JOIN decision d ON d.audit_sequence = p.opened_by");
        folder.Tamper($"UPDATE record_erasure SET records = records || ' {decision}:3' WHERE audit_sequence = {erasure}");
        Assert.Equal((AuditFault.RecordAltered, erasure), Found(await folder.VerifyAsync()));
        folder.Tamper($"INSERT INTO erased_record VALUES ({decision}, {erasure})");
        folder.Tamper($"DELETE FROM decision WHERE audit_sequence = {decision}");
        Assert.Equal((AuditFault.RecordMissing, decision), Found(await folder.VerifyAsync()));
    }

    [Fact]
    public async Task Database_refuses_to_delete_a_record_that_no_erasure_names_and_any_decision()
    {
        await using var storage = await FilledAsync();
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await Assert.ThrowsAsync<ArgumentException>(() => work.Retention.EraseAsync(
            new RecordsErased(null, ErasureGround.TermOver, [new ErasableRecord(1, AuditKind.DecisionRecorded)], folder.Time.Now), DataFolder.Cancel));
    }

    public void Dispose() => folder.Dispose();

    private static (AuditFault Fault, long? Sequence) Found(AuditVerification verdict) => (verdict.Fault, verdict.FirstBadEntry);

    private async Task<long> ContactSequenceAsync()
    {
        await using var storage = await FilledAsync();
        return folder.Intruder.Read<long>("SELECT MIN(audit_sequence) FROM contact_change");
    }

    private async Task<PlatformStorage> FilledAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        foreach (var phone in new[] { "13800000001", "13800000002" })
        {
            await work.Contacts.AddAsync(new NewContact(DataFolder.Id(3), PhoneNumber.From(phone), ContactSource.Import, null, folder.Time.Now), DataFolder.Cancel);
        }

        var (ended, kept) = (new DeviceId(Guid.CreateVersion7(folder.Time.Now)), new DeviceId(Guid.CreateVersion7(folder.Time.Now)));
        await work.Devices.AddAsync(new DeviceChange(ended, DataFolder.Id(3), DeviceChangeKind.Registered, [1, 2, 3], folder.Time.Now), DataFolder.Cancel);
        await work.Devices.AddAsync(new DeviceChange(ended, DataFolder.Id(3), DeviceChangeKind.Revoked, null, folder.Time.Now), DataFolder.Cancel);
        await work.Devices.AddAsync(new DeviceChange(kept, DataFolder.Id(3), DeviceChangeKind.Registered, [4, 5, 6], folder.Time.Now), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
        return storage;
    }
}

public sealed class RetentionOnSqliteTests() : RetentionTests(new DataFolder());

public sealed class RetentionOnPostgresTests(PostgresServer server) : RetentionTests(new DataFolder(server));
