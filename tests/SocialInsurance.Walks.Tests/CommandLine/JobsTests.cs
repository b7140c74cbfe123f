using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>jobs</c>, <c>due load</c> and the jobs that <c>serve</c> runs, from outside.</summary>
public sealed class JobsTests : IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_listed_with_their_times_and_run_by_hand_with_their_counts()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        var listed = (await RunAsync("jobs", "list")).Json(exitCode: 0);
        Assert.Equal(
            ["reminders", "watch", "deadlines", "facts", "review-frames", "references", "retention"], listed.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("code").GetString()));
        Assert.Null(listed.GetProperty("leader").GetString());
        Assert.All(listed.GetProperty("jobs").EnumerateArray(), job => Assert.Null(job.AssertHas("schedule", "catchUp", "nextSlot", "counts", "fault").GetProperty("state").GetString()));

        var run = (await RunAsync("jobs", "run", "watch")).Json(exitCode: 0);
        Assert.Equal(("watch", "done", 0), (run.GetProperty("code").GetString(), run.GetProperty("state").GetString(), run.GetProperty("counts").GetProperty("yellow").GetInt32()));
        var again = (await RunAsync("jobs", "list")).Json(exitCode: 0).GetProperty("jobs").EnumerateArray().Single(job => job.GetProperty("code").GetString() == "watch");
        Assert.Equal(run.GetProperty("startedAt").GetString(), again.GetProperty("startedAt").GetString());
        Assert.Contains("watch", (await workspace.RunAsync("jobs", "list", "--data", workspace.At("books"), "--lang", "en")).AssertExit(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_that_is_not_there_is_refused_with_those_that_are()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        Assert.Equal("unknownJob", (await RunAsync("jobs", "run", "comparison")).Refused().Code);
        Assert.Equal("dataMissing", (await workspace.RunAsync("jobs", "list", "--data", workspace.At("nothing"), "--json")).Refused().Code);
    }

    [Theory]
    [InlineData("{\"comparison\":{\"feeds\":\"feeds\"}}")]
    [InlineData("{\"comparison\":{\"at\":\"25:00\",\"registers\":[\"r.csv\"],\"feeds\":\"f\",\"policy\":\"p\"}}")]
    [InlineData("{\"comparision\":{}}")]
    [InlineData("not json")]
    public async Task Configuration_of_jobs_that_makes_no_sense_is_refused_before_anything_runs(string text)
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        workspace.Write(Path.Combine("books", "jobs.json"), text);
        Assert.Equal("jobsFile", (await RunAsync("jobs", "list")).Refused().Code);
    }

    [Fact]
    public async Task Comparison_of_a_night_is_published_recorded_and_not_run_again()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        await workspace.RunAsync("province", "generate", "--beneficiaries", "300", "--records", "3000", "--seed", "1", "--out", workspace.At("books", "province"));
        workspace.Write(
            Path.Combine("books", "jobs.json"),
            "{\"comparison\":{\"registers\":[\"province/register.csv\"],\"feeds\":\"province\",\"policy\":\"province/policy.yaml\",\"threads\":1}}");
        var first = (await RunAsync("jobs", "run", "comparison")).Json(exitCode: 0);
        // a few of the 300 are registered twice
        var people = first.GetProperty("counts").GetProperty("beneficiaries").GetInt64();
        Assert.InRange(people, 300, 320);
        var folder = Assert.Single(Directory.GetDirectories(workspace.At("books", "runs")));
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
        var load = (await RunAsync("due", "load")).Json(exitCode: 0).AssertHas("overdue", "unknown", "later", "mean", "peak", "peakToMean");
        Assert.Equal(12, load.GetProperty("months").GetArrayLength());
        var apart = ((string[])["overdue", "unknown", "later"]).Sum(name => load.GetProperty(name).GetInt64());
        Assert.Equal(people, apart + load.GetProperty("months").EnumerateArray().Sum(month => month.GetProperty("people").GetInt64()));

        var second = (await RunAsync("jobs", "run", "comparison")).Json(exitCode: 0);
        Assert.Equal(1, second.GetProperty("counts").GetProperty("alreadyRecorded").GetInt32());
        (await workspace.RunAsync("audit", "verify", "--data", workspace.At("books"))).AssertExit(0);
    }

    [Fact]
    public async Task Leader_killed_is_followed_by_another_instance_after_its_lease()
    {
        await using var first = Serve();
        var before = await UntilLedAsync(first, previous: null);
        await using var second = Serve();
        first.Kill();
        var after = await UntilLedAsync(second, previous: before.Holder);
        Assert.Equal(before.Fence + 1, after.Fence);
        await second.InterruptAsync();
        await second.EndAsync();

        // asked to stop, it gave the lead up and left no slot in the middle
        await using var storage = await OpenAsync();
        Assert.True((await storage.Jobs.FindLeaseAsync(Cancel))!.Until <= TimeProvider.System.GetUtcNow());
        Assert.All(await storage.Jobs.ListNewestAsync(Cancel), run => Assert.NotEqual(JobState.Running, run.State));
        Assert.True((await storage.AuditLog.VerifyAsync(Cancel)).Ok);
    }

    [Fact]
    public async Task Lease_out_of_range_is_a_usage_error()
    {
        (await workspace.RunAsync("serve", "--data", workspace.At("books"), "--job-lease", "4")).AssertExit(2);
        Assert.False(Directory.Exists(workspace.At("books")));
    }

    public void Dispose() => workspace.Dispose();

    private SicertProcess Serve() => SicertProcess.Start(
        workspace.Root, ["serve", "--data", workspace.At("books"), "--job-lease", "5", "--urls", "http://127.0.0.1:0", "http://127.0.0.1:0", "--json"]);

    private Task<PlatformStorage> OpenAsync() =>
        PlatformStorage.OpenAsync(new StorageOptions { Folder = workspace.At("books"), BusyTimeoutSeconds = 60 }, TimeProvider.System, Cancel);

    private async Task<JobLease> UntilLedAsync(SicertProcess serving, string? previous)
    {
        while (!File.Exists(workspace.At("books", "eligibility.db")))
        {
            Assert.False(serving.HasExited);
            await Task.Delay(100, Cancel);
        }

        await using var storage = await OpenAsync();
        while (true)
        {
            Assert.False(serving.HasExited);
            if (await storage.Jobs.FindLeaseAsync(Cancel) is { } lease && lease.Holder != previous)
            {
                return lease;
            }

            await Task.Delay(100, Cancel);
        }
    }

    private Task<SicertResult> RunAsync(params string[] arguments) => workspace.RunAsync([.. arguments, "--data", workspace.At("books"), "--json"]);
}
