using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Storage.Tests.Cases;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Supervision;

/// <summary>What people said, who saw to it, and the minutes of service.</summary>
public abstract class FeedbackStoreTests(DataFolder folder) : IDisposable
{
    [Fact]
    public async Task Certification_is_rated_once_and_the_same_again_changes_nothing()
    {
        await using var storage = await PreparedAsync();
        var give = new GiveFeedback(storage.Store, storage.Reader, folder.Time);
        var given = (await give.ExecuteAsync(DataFolder.Id(0), 4, isComplaint: false, DataFolder.Cancel)).Given;
        var head = await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel);
        Assert.Equal(given, (await give.ExecuteAsync(DataFolder.Id(0), 4, isComplaint: false, DataFolder.Cancel)).Given);
        Assert.IsType<AlreadyRated>((await give.ExecuteAsync(DataFolder.Id(0), 1, isComplaint: true, DataFolder.Cancel)).Refusal);
        Assert.Equal(head, await storage.AuditLog.ReadHeadAsync(DataFolder.Cancel));
        Assert.Equal((1, true), (folder.Count("feedback"), (await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok));
    }

    [Fact]
    public async Task Nothing_certified_of_late_is_nothing_to_rate()
    {
        await using var storage = await PreparedAsync();
        var give = new GiveFeedback(storage.Store, storage.Reader, folder.Time);
        Assert.IsType<NothingToRate>((await give.ExecuteAsync(DataFolder.Id(2), 4, isComplaint: false, DataFolder.Cancel)).Refusal);
        folder.Time.Now += GiveFeedback.OpenFor + TimeSpan.FromSeconds(1);
        Assert.IsType<NothingToRate>((await give.ExecuteAsync(DataFolder.Id(0), 4, isComplaint: false, DataFolder.Cancel)).Refusal);
        Assert.Equal(0, folder.Count("feedback"));
    }

    [Fact]
    public async Task Complaint_waits_until_somebody_of_the_region_saw_to_it()
    {
        await using var storage = await PreparedAsync();
        var give = new GiveFeedback(storage.Store, storage.Reader, folder.Time);
        await give.ExecuteAsync(DataFolder.Id(0), 5, isComplaint: false, DataFolder.Cancel);
        var complaint = (await give.ExecuteAsync(DataFolder.Id(4), 1, isComplaint: true, DataFolder.Cancel)).Given!;
        Assert.Equal(complaint, Assert.Single(await storage.Feedback.ListComplaintsAsync("99", 10, DataFolder.Cancel)).Given);
        Assert.Empty(await storage.Feedback.ListComplaintsAsync("98", 10, DataFolder.Cancel));
        var resolve = new ResolveFeedback(storage.Store, folder.Time);
        Assert.IsType<FeedbackUnknown>(await resolve.ExecuteAsync(complaint.Id, CaseSamples.Chief, "98", DataFolder.Cancel));
        Assert.Null(await resolve.ExecuteAsync(complaint.Id, CaseSamples.Chief, "9901", DataFolder.Cancel));
        Assert.Null(await resolve.ExecuteAsync(complaint.Id, CaseSamples.Clerk, string.Empty, DataFolder.Cancel));
        Assert.Empty(await storage.Feedback.ListComplaintsAsync(string.Empty, 10, DataFolder.Cancel));
        Assert.Equal((1, true), (folder.Count("feedback_resolution"), (await storage.AuditLog.VerifyAsync(DataFolder.Cancel)).Ok));
    }

    [Fact]
    public async Task Minute_marked_by_two_instances_counts_once()
    {
        await using var storage = await PreparedAsync();
        await storage.Uptime.MarkAsync([100, 101, 101], DataFolder.Cancel);
        await storage.Uptime.MarkAsync([101, 103], DataFolder.Cancel);
        var counts = await storage.Transparency.ReadCountsAsync(new(new DateOnly(2026, 11, 1), 24, TimeSpan.FromHours(8)), DataFolder.Cancel);
        Assert.Equal((DateTimeOffset.UnixEpoch.AddMinutes(100), 3L), (counts.UpSince, counts.UpMinutes));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Twelve people, of whom 0, 4 and 8 are certified.</summary>
    private async Task<PlatformStorage> PreparedAsync()
    {
        var storage = await folder.OpenAsync();
        await folder.RegisterAsync(storage, 12);
        await folder.RecordAsync(storage, 12);
        return storage;
    }

    internal static async Task LeaveEveryRecordAsync(PlatformStorage storage, FixedTime time)
    {
        var decision = (await storage.Reader.ReadDecisionsAsync(DataFolder.Id(0), DataFolder.Cancel)).First(stored => stored.Decision.Outcome == DecisionOutcome.Certified).Decision;
        var given = new FeedbackGiven(new FeedbackId(Guid.CreateVersion7(time.Now)), DataFolder.Id(0), decision.Id, 3, true, time.Now);
        await using var work = await storage.Store.BeginAsync(DataFolder.Cancel);
        await work.Feedback.AddAsync(given, DataFolder.Cancel);
        await work.Feedback.AddAsync(new FeedbackResolved(given.Id, given.Beneficiary, new CaseworkerId("cw-1"), time.Now), DataFolder.Cancel);
        await work.CommitAsync(DataFolder.Cancel);
    }
}

public sealed class FeedbackOnSqliteTests() : FeedbackStoreTests(new DataFolder());

public sealed class FeedbackOnPostgresTests(PostgresServer server) : FeedbackStoreTests(new DataFolder(server));
