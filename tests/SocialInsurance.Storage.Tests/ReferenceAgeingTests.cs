using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Storage.Keys;
using SocialInsurance.Storage.Sql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class ReferenceAgeingTests(DataFolder folder) : IDisposable
{
    public static readonly DateOnly KeepUntil = new(2027, 11, 1);
    private static readonly ReferenceOrigin Passport = new(new DateOnly(2012, 5, 31), ReferenceSource.IdentityDocument);
    [Fact]
    public async Task Day_and_source_of_the_picture_read_back_with_the_reference()
    {
        await using var storage = await StartAsync();
        var enrolled = await EnrolAsync(storage, folder.Time, DataFolder.Id(0), Passport);
        Assert.Equal(enrolled, await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.Equal(Passport, enrolled.Origin);
    }

    [Fact]
    public async Task Refreshed_reference_is_current_and_the_older_template_is_kept_for_audit()
    {
        await using var storage = await StartAsync();
        var refresh = await RefreshAsync(storage, folder.Time, DataFolder.Id(0));
        Assert.Equal(refresh.Reference, (await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel))!.Id);
        Assert.Equal(0, await storage.EraseUnlinkedTemplatesAsync(DataFolder.Cancel));
        Assert.NotNull(await storage.Templates.ReadAsync(refresh.Superseded, 1, DataFolder.Cancel));
    }

    [Fact]
    public async Task Retention_run_erases_on_the_day_and_not_before_and_once()
    {
        await using var storage = await StartAsync();
        var refresh = await RefreshAsync(storage, folder.Time, DataFolder.Id(0));
        var retention = new EraseRetainedReferences(storage.Store, storage.Templates, folder.Time);
        var size = (await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel)).Size;
        Assert.Equal(0, (await retention.ExecuteAsync(KeepUntil.AddDays(-1), DataFolder.Cancel)).Erased);
        Assert.Equal(size, (await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel)).Size);
        Assert.Equal(1, (await retention.ExecuteAsync(KeepUntil, DataFolder.Cancel)).Erased);
        Assert.Equal(0, (await retention.ExecuteAsync(KeepUntil, DataFolder.Cancel)).Erased);
        Assert.Equal(size + 1, (await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel)).Size);
        Assert.Null(await storage.Templates.ReadAsync(refresh.Superseded, 1, DataFolder.Cancel));
        Assert.NotNull(await storage.Templates.ReadAsync(refresh.Reference, 1, DataFolder.Cancel));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    [Fact]
    public async Task Retention_run_interrupted_before_its_record_writes_it_the_next_time()
    {
        await using var storage = await StartAsync();
        var refresh = await RefreshAsync(storage, folder.Time, DataFolder.Id(0));
        await storage.Templates.EraseAsync(refresh.Superseded, DataFolder.Cancel);
        Assert.Equal(1, (await new EraseRetainedReferences(storage.Store, storage.Templates, folder.Time).ExecuteAsync(KeepUntil, DataFolder.Cancel)).Erased);
        Assert.Equal(1, folder.Count("reference_erasure"));
    }

    [Fact]
    public async Task Consent_withdrawn_erases_the_kept_template_as_well()
    {
        await using var storage = await StartAsync();
        var refresh = await RefreshAsync(storage, folder.Time, DataFolder.Id(0));
        await new WithdrawFaceConsent(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel);
        Assert.Equal(0, await storage.Templates.CountAsync(DataFolder.Cancel));
        Assert.Null(await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.Equal(0, (await new EraseRetainedReferences(storage.Store, storage.Templates, folder.Time).ExecuteAsync(KeepUntil, DataFolder.Cancel)).Erased);
        Assert.Null(await storage.Templates.ReadAsync(refresh.Superseded, 1, DataFolder.Cancel));
    }

    [Fact]
    public async Task Store_of_version_1_is_brought_forward_and_takes_references_with_a_day()
    {
        await using (await folder.OpenAsync())
        {
        }

        folder.Intruder.Empty();
        foreach (var templates in (bool[])[false, true])
        {
            await using var database = await folder.Intruder.OpenRawAsync(templates);
            await new MigrationRunner(database, [folder.Migrations(templates)[0]], folder.Time).RunAsync(DataFolder.Cancel);
            await TieAsync(database, templates);
        }

        await using var storage = await StartAsync();
        var enrolled = await EnrolAsync(storage, folder.Time, DataFolder.Id(0), Passport);
        Assert.Equal(enrolled, await storage.Reader.FindReferenceAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.True((await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A refresh as the use case records it, with a decision of the run as its certification.</summary>
    public static async Task<ReferenceRefresh> RefreshAsync(PlatformStorage storage, TimeProvider time, BeneficiaryId person)
    {
        var older = await EnrolAsync(storage, time, person, Passport);
        var consent = (await new RecordFaceConsent(storage.Store, time).ExecuteAsync(person, "refresh-2026", DataFolder.Cancel)).Consent!;
        var decision = (await storage.Reader.ReadDecisionsAsync(person, DataFolder.Cancel))[0].Decision.Id;
        var now = time.GetStoredNow();
        var newer = older with
        {
            Id = new ReferenceId(Guid.CreateVersion7(now)),
            Consent = consent.Id,
            Origin = new ReferenceOrigin(new DateOnly(2026, 11, 1), ReferenceSource.Window),
        };
        var refresh = new ReferenceRefresh(older.Id, newer.Id, person, decision, RefreshBasis.Supervised, new CaseworkerId("cw-1"), KeepUntil, now);
        await storage.Templates.StoreAsync(newer.Id, new ProtectedTemplate(1, EnrolmentTests.Template(3)), DataFolder.Cancel);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Enrolments.AddEnrolmentAsync(newer, DataFolder.Cancel);
        await work.Enrolments.AddRefreshAsync(refresh, DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
        return refresh;
    }

    private static async Task<ReferenceEnrolment> EnrolAsync(PlatformStorage storage, TimeProvider time, BeneficiaryId person, ReferenceOrigin? origin)
    {
        var consent = (await new RecordFaceConsent(storage.Store, time).ExecuteAsync(person, "face-2026", DataFolder.Cancel)).Consent!;
        var request = new EnrolmentRequest(
            person, consent.Id, "face-2026", new ProtectedTemplate(1, EnrolmentTests.Template(2)), Sha256Digest.Of("model"u8), 80, origin);
        return (await new EnrolReference(storage.Store, storage.Templates, new StoredFaceLimits(), time).ExecuteAsync(request, DataFolder.Cancel)).Enrolment!;
    }

    private async Task TieAsync(SqlDatabase database, bool templates)
    {
        var keys = FileKeyRing.Open(folder.File("keys"), mayCreate: false);
        await using var write = await database.BeginAsync(DataFolder.Cancel);
        await KeyFingerprints.CheckAsync(
            write.Session, keys, templates ? OpenedDatabases.TemplateKeys : OpenedDatabases.EligibilityKeys, database.Name, DataFolder.Cancel);
        await write.CommitAsync(DataFolder.Cancel);
    }

    private async Task<PlatformStorage> StartAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 3);
        await folder.RecordAsync(storage, 3);
        return storage;
    }
}

public sealed class ReferenceAgeingOnSqliteTests() : ReferenceAgeingTests(new DataFolder());

public sealed class ReferenceAgeingOnPostgresTests(PostgresServer server) : ReferenceAgeingTests(new DataFolder(server));
