using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Storage.Tests.Cases;

/// <summary>One record of every kind that belongs to cases and benefits.</summary>
internal static class CaseRecords
{
    public static async Task LeaveEveryRecordAsync(PlatformStorage storage, FixedTime time, ReviewCase closed)
    {
        var events = CaseSamples.Everything(DataFolder.Id(0), closed.Id, closed.OpenedBy!.Value, time.Now);
        await CaseSamples.AddAsync(storage, events);
        foreach (var change in MeasureStoreTests.Changes(events[0].Case, time.Now))
        {
            await MeasureStoreTests.AddAsync(storage, change);
        }

        await MeasureStoreTests.QueueAsync(storage, MeasureStoreTests.Fact(events[0].Case, time.Now));
        await QueueTests.JudgeAsync(
            storage, new BlindReview(closed.Id, CaseSamples.Colleague, BlindConclusion.NoLoss, BlindConclusion.NoLoss, CaseSamples.Clerk, "team-a", time.Now));
        await StaffReadTests.AddAsync(storage, StaffReadTests.Reads(time.Now));
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        var account = new StaffAccount(CaseSamples.Chief, "x", StaffRoles.Supervisor, false, 0, null, false) { Division = "33" };
        await work.Staff.PutAsync(account, new StaffAccountEvent(account.Id, StaffChange.Created, account.Roles, CaseSamples.Clerk, time.Now, "33||"), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }
}
