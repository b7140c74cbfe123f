using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Tests.Cases;

namespace SocialInsurance.Storage.Tests;

/// <summary>At least one row in every audited table; <see cref="AuditSchemaTests"/> fails for a table that is left empty.</summary>
internal static class EveryRecord
{
    public static async Task WriteAsync(DataFolder folder)
    {
        await using var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        var review = (await storage.Reader.ReadOpenCasesAsync(1, DataFolder.Cancel)).Single();
        var handle = SampleRules.Handle(storage, folder.Time);
        await handle.ExecuteAsync(review.Id, null, new CaseCommand.Assign(new CaseworkerId("cw-1")), DataFolder.Cancel);
        await handle.ExecuteAsync(
            review.Id, null, new CaseCommand.Close(new CaseworkerId("cw-1"), CaseConclusion.FindingRefuted), DataFolder.Cancel);
        await EnrolmentTests.EnrolAsync(storage, folder.Time, DataFolder.Id(1), 1);
        await new WithdrawFaceConsent(storage.Store, storage.Templates, folder.Time).ExecuteAsync(DataFolder.Id(1), DataFolder.Cancel);
        await ReferenceAgeingTests.RefreshAsync(storage, folder.Time, DataFolder.Id(0));
        await new EraseRetainedReferences(storage.Store, storage.Templates, folder.Time).ExecuteAsync(ReferenceAgeingTests.KeepUntil, DataFolder.Cancel);
        await storage.RotateTemplateKeyAsync(dropOlder: false, null, DataFolder.Cancel);
        await PersonRecords.WriteAsync(storage, folder.Time);
        await PartnerStoreTests.LeaveEveryRecordAsync(storage, folder.Time);
        await ReceiptStoreTests.IssueAndRevokeAsync(storage, folder.Time, DataFolder.Id(4));
        await StaffStoreTests.MeetAsync(storage, folder.Time, DataFolder.Id(2));
        await new StaffFactors(storage.Store, folder.Time).SignOutEverywhereAsync(new CaseworkerId("cw-1"), DataFolder.Cancel);
        await NoticeStoreTests.QueueAsync(storage, folder.Time, DataFolder.Id(1), "test:1");
        await CaseRecords.LeaveEveryRecordAsync(storage, folder.Time, review);
        await Supervision.FeedbackStoreTests.LeaveEveryRecordAsync(storage, folder.Time);
        await ReviewFrameTests.LeaveEveryRecordAsync(storage, folder.Time);
        await new DeclaredRelatives(storage.Store, folder.Time).DeclareAsync(new CaseworkerId("cw-1"), [DataFolder.Id(7)], new CaseworkerId("cw-2"), DataFolder.Cancel);
        await EraseAsync(storage, folder.Time);
    }

    /// <summary>Keys changed, a copy taken, a number that its person let be erased and one whose time was over.</summary>
    private static async Task EraseAsync(PlatformStorage storage, FixedTime time)
    {
        await storage.RotateFieldKeyAsync(null, DataFolder.Cancel);
        await new TakePersonCopy(storage.Store, storage.HeldData, time).ExecuteAsync(DataFolder.Id(9), DataFolder.Cancel);
        await using (var work = await storage.Store.BeginAsync(DataFolder.Cancel))
        {
            foreach (var (person, phone) in new[] { (8, "13800000008"), (9, "13800000009"), (9, "13800000019") })
            {
                await work.Contacts.AddAsync(new NewContact(DataFolder.Id(person), PhoneNumber.From(phone), ContactSource.Import, null, time.Now), DataFolder.Cancel);
            }

            await work.CommitAsync(DataFolder.Cancel);
        }

        await new ErasePersonData(storage.Store, storage.Templates, time).ExecuteAsync(DataFolder.Id(8), DataFolder.Cancel);
        var now = time.Now;
        time.Now = now.AddMonths(7);
        await new ApplyRetention(storage.Store, RetentionFile.Default, time).ExecuteAsync(DataFolder.Cancel);
        time.Now = now;

        // what the retention has left nothing of
        await using var rest = await storage.Store.BeginAsync(DataFolder.Cancel);
        await rest.Devices.AddAsync(
            new DeviceChange(new DeviceId(Guid.CreateVersion7(now)), DataFolder.Id(9), DeviceChangeKind.Registered, [1, 2, 3], now), DataFolder.Cancel);
        await rest.CommitAsync(DataFolder.Cancel);
    }
}
