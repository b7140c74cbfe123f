using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class EnrolmentTests(DataFolder folder) : IDisposable
{
    private const string ConsentText = "face-2026";
    [Fact]
    public async Task Template_enrolled_with_consent_reads_back_and_is_counted()
    {
        await using var storage = await StartAsync();
        var result = await EnrolAsync(storage, folder.Time, DataFolder.Id(0), 7);
        Assert.Equal(1, result.StoredFaces!.Value.Count);
        Assert.Equal(Template(7), await storage.Templates.ReadAsync(result.Enrolment!.Id, 1, DataFolder.Cancel));
        Assert.Equal(result.Enrolment, await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel));
    }

    [Fact]
    public async Task Newer_reference_replaces_the_older_and_erases_its_template()
    {
        await using var storage = await StartAsync();
        var older = (await EnrolAsync(storage, folder.Time, DataFolder.Id(0), 1)).Enrolment!;
        var newer = (await EnrolAsync(storage, folder.Time, DataFolder.Id(0), 2)).Enrolment!;
        Assert.Null(await storage.Templates.ReadAsync(older.Id, 1, DataFolder.Cancel));
        Assert.Equal(newer, await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.Equal(1, await storage.Templates.CountAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task Sample_of_references_holds_those_in_use_of_one_model_and_no_more_than_asked_for()
    {
        await using var storage = await StartAsync();
        await EnrolAsync(storage, folder.Time, DataFolder.Id(0), 1);
        List<EnrolledReference> inUse = [];
        for (var number = 0; number < 3; number++)
        {
            inUse.Add(new((await EnrolAsync(storage, folder.Time, DataFolder.Id(number), (byte)(number + 2))).Enrolment!.Id, DataFolder.Id(number)));
        }

        await new WithdrawFaceConsent(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(2), DataFolder.Cancel);
        var model = (await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel))!.ModelDigest;

        Assert.Equal(inUse[..2].ToHashSet(), (await storage.EnrolledReferences.SampleAsync(model, 10, DataFolder.Cancel)).ToHashSet());
        Assert.Empty(await storage.EnrolledReferences.SampleAsync(Sha256Digest.Of("another model"u8), 10, DataFolder.Cancel));
        var fewer = await storage.EnrolledReferences.SampleAsync(model, 1, DataFolder.Cancel);
        Assert.True(fewer.Count <= 1);
        Assert.Subset(inUse[..2].ToHashSet(), fewer.ToHashSet());
    }

    [Fact]
    public async Task Consent_withdrawn_erases_the_template_and_forbids_enrolling_with_it()
    {
        await using var storage = await StartAsync();
        var consent = await ConsentAsync(storage, DataFolder.Id(0));
        await Enrol(storage).ExecuteAsync(Request(DataFolder.Id(0), consent.Id), DataFolder.Cancel);
        var withdraw = new WithdrawFaceConsent(storage.Store, storage.Templates, folder.Time);
        Assert.NotNull((await withdraw.ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel)).Erased);
        Assert.Equal(0, await storage.Templates.CountAsync(DataFolder.Cancel));
        Assert.Null(await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.IsType<NothingEnrolled>((await withdraw.ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel)).Refusal);
        Assert.IsType<ConsentTakenBack>(
            (await Enrol(storage).ExecuteAsync(Request(DataFolder.Id(0), consent.Id), DataFolder.Cancel)).Refusal);
    }

    [Fact]
    public async Task Enrolment_without_a_right_consent_is_refused_by_name_and_stores_nothing()
    {
        await using var storage = await StartAsync();
        var consent = await ConsentAsync(storage, DataFolder.Id(0));
        var good = Request(DataFolder.Id(0), consent.Id);
        (EnrolmentRequest Request, Type Refusal)[] cases =
        [
            (good with { Beneficiary = new BeneficiaryId("nobody") }, typeof(EnrolleeUnknown)),
            (good with { Beneficiary = DataFolder.Id(1) }, typeof(ConsentMissing)),
            (good with { Consent = default }, typeof(ConsentMissing)),
            (good with { ConsentTextVersion = "face-2027" }, typeof(ConsentTextOutdated)),
            (good with { Template = new ProtectedTemplate(1, new byte[2047]) }, typeof(TemplateSizeWrong)),
        ];
        foreach (var (request, refusal) in cases)
        {
            Assert.IsType(refusal, (await Enrol(storage).ExecuteAsync(request, DataFolder.Cancel)).Refusal);
        }

        Assert.IsType<EnrolleeUnknown>((await new RecordFaceConsent(storage.Store, folder.Time)
            .ExecuteAsync(new BeneficiaryId("nobody"), ConsentText, DataFolder.Cancel)).Refusal);
        Assert.Equal(0, await storage.Templates.CountAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task Fault_after_the_template_was_stored_leaves_no_template()
    {
        await using var storage = await StartAsync();
        var consent = await ConsentAsync(storage, DataFolder.Id(0));
        folder.Intruder.PlantFault("reference_enrolment", "NEW.audit_sequence >= 0");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => Enrol(storage).ExecuteAsync(Request(DataFolder.Id(0), consent.Id), DataFolder.Cancel));
        Assert.Equal(0, await storage.Templates.CountAsync(DataFolder.Cancel));
        Assert.Equal(0, folder.Count("reference_enrolment"));
    }

    [Fact]
    public async Task Template_that_belongs_to_nobody_is_erased_by_maintenance()
    {
        await using var storage = await StartAsync();
        var kept = (await EnrolAsync(storage, folder.Time, DataFolder.Id(0), 1)).Enrolment!.Id;
        await storage.Templates.StoreAsync(new ReferenceId(Guid.CreateVersion7(folder.Time.Now)), new ProtectedTemplate(1, Template(9)), DataFolder.Cancel);
        Assert.Equal(1, await storage.EraseUnlinkedTemplatesAsync(DataFolder.Cancel));
        Assert.Equal(1, await storage.Templates.CountAsync(DataFolder.Cancel));
        Assert.Equal(Template(1), await storage.Templates.ReadAsync(kept, 1, DataFolder.Cancel));
    }

    [Fact]
    public async Task Maintenance_over_a_log_that_is_not_whole_erases_nothing()
    {
        await using var storage = await StartAsync();
        await EnrolAsync(storage, folder.Time, DataFolder.Id(0), 1);
        folder.Tamper("DELETE FROM reference_enrolment");
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => storage.EraseUnlinkedTemplatesAsync(DataFolder.Cancel));
        Assert.Equal(StorageFault.AuditDamaged, refused.Fault);
        Assert.Equal(1, await storage.Templates.CountAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task Template_moved_to_another_reference_does_not_open()
    {
        await using var storage = await StartAsync();
        var first = (await EnrolAsync(storage, folder.Time, DataFolder.Id(0), 1)).Enrolment!.Id;
        await EnrolAsync(storage, folder.Time, DataFolder.Id(1), 2);
        folder.Intruder.Tamper(
            $"UPDATE template SET sealed = (SELECT sealed FROM template WHERE reference_id <> '{first}') WHERE reference_id = '{first}'", templates: true);
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => storage.Templates.ReadAsync(first, 1, DataFolder.Cancel));
        Assert.Equal(StorageFault.Damaged, refused.Fault);
    }

    public void Dispose() => folder.Dispose();

    public static byte[] Template(byte seed) =>
        [.. Enumerable.Range(0, 512).SelectMany(index => BitConverter.GetBytes(seed + (index / 1024f)))];

    public static async Task<EnrolmentResult> EnrolAsync(PlatformStorage storage, TimeProvider time, BeneficiaryId person, byte seed)
    {
        var consent = (await new RecordFaceConsent(storage.Store, time).ExecuteAsync(person, ConsentText, DataFolder.Cancel)).Consent!;
        return await new EnrolReference(storage.Store, storage.Templates, new StoredFaceLimits(), time)
            .ExecuteAsync(Request(person, consent.Id, seed), DataFolder.Cancel);
    }

    private static EnrolmentRequest Request(BeneficiaryId person, ConsentId consent, byte seed = 1) =>
        new(person, consent, ConsentText, new ProtectedTemplate(1, Template(seed)), Sha256Digest.Of("model"u8), 88);

    private async Task<PlatformStorage> StartAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 3);
        return storage;
    }

    private EnrolReference Enrol(PlatformStorage storage) => new(storage.Store, storage.Templates, new StoredFaceLimits(), folder.Time);

    private async Task<FaceConsent> ConsentAsync(PlatformStorage storage, BeneficiaryId person) =>
        (await new RecordFaceConsent(storage.Store, folder.Time).ExecuteAsync(person, ConsentText, DataFolder.Cancel)).Consent!;
}

public sealed class EnrolmentOnSqliteTests() : EnrolmentTests(new DataFolder());

public sealed class EnrolmentOnPostgresTests(PostgresServer server) : EnrolmentTests(new DataFolder(server));
