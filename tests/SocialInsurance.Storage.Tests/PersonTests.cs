using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Storage;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class PersonTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Newest_phone_counts_and_the_same_again_writes_nothing()
    {
        await using var storage = await StartAsync();
        var record = new RecordContact(storage.Store, folder.Time);
        Assert.Null(await storage.People.FindPhoneAsync(DataFolder.Id(0), DataFolder.Cancel));

        foreach (var (phone, status) in new[] { ("13900000001", ContactStatus.Recorded), ("13900000002", ContactStatus.Recorded), ("139-0000-0002", ContactStatus.AlreadyRecorded), ("13900000001", ContactStatus.Recorded) })
        {
            var result = await record.ExecuteAsync(DataFolder.Id(0), PhoneNumber.From(phone), ContactSource.Import, null, DataFolder.Cancel);
            Assert.Equal(status, result.Status);
        }

        Assert.Equal("13900000001", (await storage.People.FindPhoneAsync(DataFolder.Id(0), DataFolder.Cancel))!.Reveal());
        Assert.Equal(3, folder.Count("contact_change"));
        var nobody = await record.ExecuteAsync(new BeneficiaryId("nobody"), PhoneNumber.From("13900000001"), ContactSource.Import, null, DataFolder.Cancel);
        Assert.IsType<ContactOfNobody>(nobody.Refusal);
    }

    [Fact]
    public async Task Sealed_phone_moved_to_another_person_does_not_open()
    {
        await using var storage = await StartAsync();
        var record = new RecordContact(storage.Store, folder.Time);
        await record.ExecuteAsync(DataFolder.Id(0), PhoneNumber.From("13900000001"), ContactSource.Import, null, DataFolder.Cancel);
        folder.Tamper("UPDATE contact_change SET beneficiary_id = 'B000001'");

        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => storage.People.FindPhoneAsync(DataFolder.Id(1), DataFolder.Cancel));

        Assert.Equal(StorageFault.Damaged, refused.Fault);
        Assert.DoesNotContain("1390", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_appointment_is_open_at_a_time_even_when_asked_for_at_once()
    {
        await using var storage = await StartAsync();
        var request = new RequestAppointment(storage.Store, folder.Time);
        var asked = new AppointmentRequest(DataFolder.Id(0), AppointmentKind.Window, null, null);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => request.ExecuteAsync(asked, DataFolder.AsOf, DataFolder.Cancel)));

        Assert.Single(made, result => result.IsNew);
        Assert.Single(made.Select(result => result.Appointment!.Id).Distinct());
        Assert.Equal(1, folder.Count("appointment_event"));
    }

    [Theory]
    [InlineData(AppointmentChange.Kept)]
    [InlineData(AppointmentChange.Cancelled)]
    public async Task Ended_appointment_makes_room_for_the_next(AppointmentChange change)
    {
        await using var storage = await StartAsync();
        var refer = new ReferToPerson(storage.Store, folder.Time);
        var first = (await refer.ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel)).Appointment!;
        Assert.Equal(first, await storage.People.FindOpenAppointmentAsync(DataFolder.Id(0), DataFolder.Cancel));

        var end = new EndAppointment(storage.Store, folder.Time);
        await end.ExecuteAsync(DataFolder.Id(0), change, new CaseworkerId("cw-1"), DataFolder.Cancel);

        Assert.Null(await storage.People.FindOpenAppointmentAsync(DataFolder.Id(0), DataFolder.Cancel));
        Assert.IsType<NoOpenAppointment>((await end.ExecuteAsync(DataFolder.Id(0), change, new CaseworkerId("cw-1"), DataFolder.Cancel)).Refusal);
        Assert.NotEqual(first.Id, (await refer.ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel)).Appointment!.Id);
    }

    [Fact]
    public async Task Nine_links_at_once_become_eight()
    {
        await using var storage = await StartAsync();

        var links = await Task.WhenAll(Enumerable.Range(0, 9).Select(async person =>
        {
            var register = DataFolder.Person(person);
            return await new LinkRelative(storage.Store, new(storage.Identities), folder.Time)
                .ExecuteAsync(PersonRecords.Helper, PersonRecords.Identity, register.Document, register.Name, Kinship.Child, DataFolder.Cancel);
        }));

        Assert.Equal(8, links.Count(link => link.IsNew));
        Assert.IsType<TooManyRepresented>(Assert.Single(links, link => !link.IsNew).Refusal);
        Assert.Equal(8, (await storage.People.ReadLinksAsync(PersonRecords.Helper, DataFolder.Cancel)).Count);
    }

    [Fact]
    public async Task Consent_taken_back_before_withdrawals_were_records_stays_taken_back()
    {
        await using var storage = await StartAsync();
        await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(0), 1);
        await new WithdrawFaceConsent(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel);
        folder.Tamper("DELETE FROM face_consent_withdrawal");

        Assert.Null(await storage.People.FindFaceConsentAsync(DataFolder.Id(0), DataFolder.Cancel));
    }

    [Fact]
    public async Task Consent_taken_back_without_a_reference_forbids_enrolling_with_it()
    {
        await using var storage = await StartAsync();
        var consent = (await new GiveFaceConsent(storage.Store, folder.Time)
            .ExecuteAsync(DataFolder.Id(0), FaceConsentText.CurrentVersion, null, DataFolder.Cancel)).Consent!;
        var withdrawn = await new WithdrawFaceConsent(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(0), DataFolder.Cancel);
        Assert.Equal((null, null), (withdrawn.Erased, withdrawn.Refusal));
        var request = new EnrolmentRequest(
            DataFolder.Id(0), consent.Id, consent.TextVersion, new ProtectedTemplate(1, EnrolmentTests.Template(1)), Eligibility.Auditing.Sha256Digest.Of("model"u8), 80);

        var refused = await new EnrolReference(storage.Store, storage.Templates, new StoredFaceLimits(), folder.Time).ExecuteAsync(request, DataFolder.Cancel);

        Assert.IsType<ConsentTakenBack>(refused.Refusal);
    }

    [Fact]
    public async Task Pseudonyms_tell_purposes_apart_and_differ_from_folder_to_folder()
    {
        using var elsewhere = new DataFolder();
        await using var storage = await folder.OpenAsync();
        await using var other = await elsewhere.OpenAsync();

        var name = storage.Pseudonyms.Of("a", "x");

        Assert.Matches("^[0-9a-f]{32}$", name);
        Assert.Equal(name, storage.Pseudonyms.Of("a", "x"));
        Assert.NotEqual(name, storage.Pseudonyms.Of("b", "x"));
        Assert.NotEqual(name, other.Pseudonyms.Of("a", "x"));
    }

    public void Dispose() => folder.Dispose();

    private async Task<PlatformStorage> StartAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 9);
        return storage;
    }
}

public sealed class PersonOnSqliteTests() : PersonTests(new DataFolder());

public sealed class PersonOnPostgresTests(PostgresServer server) : PersonTests(new DataFolder(server));
