using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Scheduling;
using SocialInsurance.Service.Tests.Sessions;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Tests.Scheduling;

/// <summary>Jobs in a running host: who leads, what fails, and what health and metrics say of it.</summary>
public sealed class JobHostTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sicert-jobs-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_that_fails_is_named_by_health_and_metrics_and_the_others_go_on()
    {
        await using var storage = await OpenAsync();
        await using var app = await StartAsync(storage, new StubJob("planted", fails: true), new StubJob("well", fails: false));
        var health = await UntilAsync(app, jobs => jobs is { Leader: true, Failing: ["planted"] });

        using var http = new HttpClient { BaseAddress = ServiceHost.AddressesOf(app).Http };
        var metrics = await http.GetStringAsync("/metrics", Cancel);
        Assert.Equal(ServingState.Serving, health.Status);
        Assert.Contains("socialinsurance_jobs_failing{job=\"planted\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("socialinsurance_jobs_failing{job=\"well\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("socialinsurance_jobs_leader 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("socialinsurance_job_runs_total{job=\"well\",result=\"done\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", metrics, StringComparison.Ordinal);
        Assert.Equal(nameof(InvalidDataException), (await storage.Jobs.ListNewestAsync(Cancel)).Single(run => run.Code == "planted").Fault);
    }

    [Fact]
    public async Task Of_two_hosts_one_runs_the_jobs_and_the_other_follows_when_it_stops()
    {
        await using var storage = await OpenAsync();
        var (first, second) = (new StubJob("well", fails: false), new StubJob("well", fails: false));
        var one = await StartAsync(storage, first);
        await UntilAsync(one, jobs => jobs is { Leader: true });
        await using var other = await StartAsync(storage, second);
        await UntilAsync(other, jobs => jobs is { Leader: false });
        await one.StopAsync(Cancel);
        await one.DisposeAsync();
        await UntilAsync(other, jobs => jobs is { Leader: true });
        Assert.Equal((1, 0), (first.Runs, second.Runs));
    }

    [Fact]
    public async Task Host_that_is_told_to_run_no_jobs_runs_none_and_says_nothing_of_them()
    {
        await using var storage = await OpenAsync();
        var job = new StubJob("well", fails: false);
        await using var app = await StartAsync(storage, options => options with { RunsJobs = false }, job);
        Assert.Null((await HealthAsync(app)).Jobs);
        Assert.Null(await storage.Jobs.FindLeaseAsync(Cancel));
        Assert.Equal(0, job.Runs);
    }

    [Fact]
    public async Task Jobs_of_the_platform_are_those_whose_ports_are_there()
    {
        await using var storage = await OpenAsync();
        var ports = LivePlatform.Ports(storage, null, null) with { Jobs = new JobPorts { Ledger = storage.Jobs, Due = storage.Due } };
        Assert.Equal([PlatformJobs.Watch, PlatformJobs.ReviewFrames, PlatformJobs.References, PlatformJobs.Retention], PlatformJobs.Of(ports, TimeProvider.System).Select(job => job.Plan.Code));
        Assert.All(PlatformJobs.Of(ports, TimeProvider.System), job => Assert.Equal(CatchUp.NewestOnly, job.Plan.CatchUp));
        Assert.Empty(PlatformJobs.Of(ports with { Jobs = null }, TimeProvider.System));
    }

    [Fact]
    public async Task Fact_is_one_file_for_its_receiver_and_the_same_key_again_changes_nothing()
    {
        var channel = new FileFactChannel(Path.Combine(root, "facts"));
        var message = new LeasedFactMessage(default, FactKind.Correction, "source:civil_affairs", "Correction:B1:1", """{"person":"试验者","fact":"alive"}""", 0);
        Assert.True(await channel.DeliverAsync(message, Cancel));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(root, "facts"), "*", SearchOption.AllDirectories));
        Assert.Equal(Path.Combine("facts", "source+civil_affairs", "Correction+B1+1.json"), Path.GetRelativePath(root, file));
        var written = await File.ReadAllBytesAsync(file, Cancel);
        var document = JsonNode.Parse(written)!;
        Assert.Equal(("Correction:B1:1", "correction", "试验者"), ((string?)document["key"], (string?)document["kind"], (string?)document["body"]!["person"]));
        Assert.True(await channel.DeliverAsync(message with { Body = "{}" }, Cancel));
        Assert.Equal(written, await File.ReadAllBytesAsync(file, Cancel));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("..", "..")]
    [InlineData(".", ".hidden")]
    public async Task Fact_whose_names_mean_something_to_a_file_system_stays_in_the_folder(string receiver, string key)
    {
        await new FileFactChannel(Path.Combine(root, "facts")).DeliverAsync(new LeasedFactMessage(default, FactKind.Resumption, receiver, key, "{}", 0), Cancel);
        var file = Assert.Single(Directory.GetFiles(root, "*", SearchOption.AllDirectories));
        Assert.Equal(2, Path.GetRelativePath(Path.Combine(root, "facts"), file).Split(Path.DirectorySeparatorChar).Length);
        Assert.StartsWith("+", Path.GetFileName(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("名")]
    public Task Fact_of_another_form_is_refused(string receiver) => Assert.ThrowsAsync<ArgumentException>(
        () => new FileFactChannel(root).DeliverAsync(new LeasedFactMessage(default, FactKind.Resumption, receiver, "k", "{}", 0), Cancel));

    [Fact]
    public async Task Fact_delivered_by_many_at_once_is_one_whole_file()
    {
        var message = new LeasedFactMessage(default, FactKind.Resumption, "payment", "k1", $$"""{"text":"{{new string('x', 100_000)}}"}""", 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new FileFactChannel(root).DeliverAsync(message, Cancel), Cancel)));
        var file = Assert.Single(Directory.GetFiles(root, "*", SearchOption.AllDirectories));
        Assert.Equal(100_000, ((string?)JsonNode.Parse(await File.ReadAllBytesAsync(file, Cancel))!["body"]!["text"])!.Length);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private Task<PlatformStorage> OpenAsync() => PlatformStorage.OpenAsync(new StorageOptions { Folder = Path.Combine(root, "data") }, TimeProvider.System, CancellationToken.None);

    private static Task<WebApplication> StartAsync(PlatformStorage storage, params IJob[] jobs) => StartAsync(storage, static same => same, jobs);

    private static async Task<WebApplication> StartAsync(PlatformStorage storage, Func<ServiceOptions, ServiceOptions> change, params IJob[] jobs)
    {
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0", JobLease = TimeSpan.FromSeconds(30), JobTick = TimeSpan.FromMilliseconds(50),
        };
        var ports = LivePlatform.Ports(storage, null, null) with { Jobs = new JobPorts { Ledger = storage.Jobs, Due = storage.Due, Others = jobs } };
        var app = LivePlatform.Build(change(options), ports);
        await app.StartAsync(Cancel);
        return app;
    }

    private static async Task<HealthDto> HealthAsync(WebApplication app)
    {
        using var http = new HttpClient { BaseAddress = ServiceHost.AddressesOf(app).Http };
        return (await http.GetFromJsonAsync("/healthz", ContractsJson.Default.HealthDto, Cancel))!;
    }

    private static async Task<HealthDto> UntilAsync(WebApplication app, Predicate<JobsHealthDto?> stands)
    {
        while (true)
        {
            var health = await HealthAsync(app);
            if (stands(health.Jobs))
            {
                return health;
            }

            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>Due once, at the newest midnight.</summary>
    private sealed class StubJob(string code, bool fails) : IJob
    {
        private int runs;

        public int Runs => runs;

        public JobPlan Plan { get; } = new(code, new JobSchedule.Daily(TimeOnly.MinValue), CatchUp.NewestOnly);

        public Task<IReadOnlyDictionary<string, long>> RunAsync(JobTurn turn, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref runs);
            return fails ? throw new InvalidDataException("secret") : Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());
        }
    }
}
