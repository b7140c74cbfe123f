using System.Security.Cryptography;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Storage;

namespace SocialInsurance.Storage.Tests;

/// <summary>One record of every kind of the person's side, each with and without its optional columns.</summary>
internal static class PersonRecords
{
    public static readonly string[] Tables =
        ["contact_change", "device_change", "relative_link", "relative_unlinking", "relative_act", "appointment_event", "face_consent_withdrawal"];

    public static readonly HelperId Helper = new("h-1");

    public static readonly HelperIdentity Identity =
        new(DocumentNumber.From("H99999999"), new PersonName("代办人"), PhoneNumber.From("13700000001"));

    public static async Task WriteAsync(PlatformStorage storage, TimeProvider time)
    {
        var (store, cancel) = (storage.Store, DataFolder.Cancel);
        var contact = new RecordContact(store, time);
        await contact.ExecuteAsync(DataFolder.Id(1), PhoneNumber.From("13900000001"), ContactSource.Import, null, cancel);
        await contact.ExecuteAsync(DataFolder.Id(1), PhoneNumber.From("13900000002"), ContactSource.Caseworker, new CaseworkerId("cw-1"), cancel);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var device = (await new RegisterDevice(store, time).ExecuteAsync(DataFolder.Id(1), key.ExportSubjectPublicKeyInfo(), cancel)).Device!.Value;
        await new RevokeDevice(store, time).ExecuteAsync(DataFolder.Id(1), device, cancel);
        var link = await LinkAsync(storage, time, 2);
        await new SelectRepresented(store, time).ExecuteAsync(link, Helper, cancel);
        await new UnlinkRelative(store, time).ByPersonAsync(link, DataFolder.Id(2), cancel);
        await LinkAsync(storage, time, 3);
        var request = new RequestAppointment(store, time);
        await request.ExecuteAsync(new AppointmentRequest(DataFolder.Id(1), AppointmentKind.HomeVisit, DataFolder.AsOf.AddDays(5), Helper), DataFolder.AsOf, cancel);
        await new EndAppointment(store, time).ExecuteAsync(DataFolder.Id(1), AppointmentChange.Kept, new CaseworkerId("cw-1"), cancel);
        var give = new GiveFaceConsent(store, time);
        await give.ExecuteAsync(DataFolder.Id(4), FaceConsentText.CurrentVersion, Helper, cancel);
        await new WithdrawFaceConsent(store, storage.Templates, time).ExecuteAsync(DataFolder.Id(4), cancel, Helper);
        await give.ExecuteAsync(DataFolder.Id(4), FaceConsentText.CurrentVersion, null, cancel);
        await new WithdrawFaceConsent(store, storage.Templates, time).ExecuteAsync(DataFolder.Id(4), cancel);
    }

    public static async Task<LinkId> LinkAsync(PlatformStorage storage, TimeProvider time, int person)
    {
        var register = DataFolder.Person(person);
        var linked = await new LinkRelative(storage.Store, new FindClaimant(storage.Identities), time)
            .ExecuteAsync(Helper, Identity, register.Document, register.Name, Kinship.Child, DataFolder.Cancel);
        return linked.Link!.Value;
    }
}
