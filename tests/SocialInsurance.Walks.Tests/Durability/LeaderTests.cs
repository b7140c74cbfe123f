using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Storage;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>Two <c>sicert serve</c> on one PostgreSQL; the one that runs the jobs is killed, or stands still for longer than its lease and wakes.</summary>
public sealed class LeaderTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly string[] Jobs = ["reminders", "watch", "deadlines", "facts", "review-frames", "references", "retention"];

    private readonly Workspace workspace = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leader_that_is_killed_is_followed_and_each_slot_is_done_once()
    {
        await PrepareAsync();
        await using var storage = await ServiceScene.OpenAsync(workspace);
        var (first, second) = (ServiceScene.FreeAddress(), ServiceScene.FreeAddress());
        await using var leader = Serve(first);
        var led = await UntilLedAsync(storage, leader, previous: null);
        await using var follower = Serve(second);
        await UntilLeadsAsync(second, false);
        leader.Kill();
        var after = await UntilLedAsync(storage, follower, led.Holder);
        Assert.Equal(led.Fence + 1, after.Fence);
        await follower.TerminateAsync();
        await AssertDoneOnceAsync(storage, await leader.EndAsync(), await follower.EndAsync(), killed: true);
    }

    [Fact]
    public async Task Leader_that_stood_still_wakes_leads_no_more_and_does_nothing_twice()
    {
        var connection = await PrepareAsync();
        await using var storage = await ServiceScene.OpenAsync(workspace);
        var (first, second) = (ServiceScene.FreeAddress(), ServiceScene.FreeAddress());
        await using var sleeper = Serve(first);
        var led = await UntilLedAsync(storage, sleeper, previous: null);
        await using var follower = Serve(second);
        await UntilLeadsAsync(second, false);
        await PauseAsync(sleeper, connection);
        var after = await UntilLedAsync(storage, follower, led.Holder);
        Assert.Equal(led.Fence + 1, after.Fence);

        await sleeper.ResumeAsync();
        await UntilLeadsAsync(first, false);
        await UntilLeadsAsync(second, true);
        Assert.Equal((after.Holder, after.Fence), ((await storage.Jobs.FindLeaseAsync(Cancel))!.Holder, (await storage.Jobs.FindLeaseAsync(Cancel))!.Fence));
        await UntilDoneAsync(storage);
        await follower.TerminateAsync();
        await sleeper.TerminateAsync();
        await AssertDoneOnceAsync(storage, await sleeper.EndAsync(), await follower.EndAsync(), killed: false);
    }

    public void Dispose()
    {
        http.Dispose();
        workspace.Dispose();
    }

    private async Task<string> PrepareAsync()
    {
        var connection = await server.CreateDatabaseAsync();
        Directory.CreateDirectory(workspace.At("books"));
        workspace.Write(Path.Combine("books", "connection"), connection);
        workspace.Write(Path.Combine("books", "storage.json"), """{ "postgres": { "connectionFile": "connection", "maxConnections": 12 } }""");
        await (await ServiceScene.OpenAsync(workspace)).DisposeAsync();
        return connection;
    }

    private SicertProcess Serve(Uri address) => SicertProcess.Start(
        workspace.Root,
        ["serve", "--data", workspace.At("books"), "--job-lease", "5", "--urls", address.ToString().TrimEnd('/'), "http://127.0.0.1:0", "--json"],
        ServiceScene.WithoutFaces(workspace));

    private static async Task<JobLease> UntilLedAsync(PlatformStorage storage, SicertProcess serving, string? previous)
    {
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

    private async Task UntilLeadsAsync(Uri address, bool leads)
    {
        while (true)
        {
            try
            {
                var health = await http.GetFromJsonAsync<JsonElement>(new Uri(address, "/healthz"), Cancel);
                if (health.GetProperty("jobs").GetProperty("leader").GetBoolean() == leads)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // not there yet
            }

            await Task.Delay(100, Cancel);
        }
    }

    /// <summary>Not in the middle of a transaction: its lock would keep everybody out, which is another question and has its own limit of time.</summary>
    private static async Task PauseAsync(SicertProcess process, string connection)
    {
        await using var asking = new NpgsqlConnection(connection);
        await asking.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'", asking);
        while (true)
        {
            await process.PauseAsync();
            await Task.Delay(100, Cancel);
            if ((long)(await command.ExecuteScalarAsync(Cancel))! == 0)
            {
                return;
            }

            await process.ResumeAsync();
            await Task.Delay(50, Cancel);
        }
    }

    private static async Task<IReadOnlyList<JobRun>> RunsAsync(PlatformStorage storage)
    {
        List<JobRun> runs = [];
        foreach (var job in Jobs)
        {
            runs.AddRange(await storage.Jobs.ListAsync(job, DateTimeOffset.UnixEpoch, Cancel));
        }

        return runs;
    }

    /// <summary>The new leader has done something of its own.</summary>
    private static async Task UntilDoneAsync(PlatformStorage storage)
    {
        var fence = (await storage.Jobs.FindLeaseAsync(Cancel))!.Fence;
        while (!(await RunsAsync(storage)).Any(run => run.Fence == fence && run.State == JobState.Done))
        {
            await Task.Delay(200, Cancel);
        }
    }

    /// <summary>What the processes say they did, told by them only when the book took it, is what the book holds.</summary>
    private static async Task AssertDoneOnceAsync(PlatformStorage storage, SicertResult one, SicertResult other, bool killed)
    {
        var runs = await RunsAsync(storage);
        foreach (var job in Jobs)
        {
            var done = runs.Count(run => run.Code == job && run.State == JobState.Done);
            var said = $"{one.Error}{other.Error}".Split('\n').Count(line => line.Contains("\"EventId\":5050", StringComparison.Ordinal) && line.Contains($"\"{job}\"", StringComparison.Ordinal));
            // whoever is killed may not have said what it did
            Assert.True(killed ? said <= done : said == done, $"{job}: {done} in the book, {said} told");
        }

        Assert.Equal(runs.Count, runs.Select(run => (run.Code, run.Slot)).Distinct().Count());
        Assert.All(runs, run => Assert.NotEqual(JobState.Running, run.State));
        Assert.True((await storage.AuditLog.VerifyAsync(Cancel)).Ok);
    }
}
