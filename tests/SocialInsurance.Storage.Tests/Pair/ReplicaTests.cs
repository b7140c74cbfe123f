using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Pair;

/// <summary>Lists and counts from a real streaming replica: while it is near, never older than said, never behind one's own write, and without it as before.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private readonly PostgresServer server = new();
    private readonly SteppedTime time = new();
    private readonly string root = Directory.CreateTempSubdirectory("sicert-test-").FullName;
    private PostgresReplica replica = null!;
    private PlatformStorage storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var primary = await server.CreateDatabaseAsync();
        var options = new PostgresOptions { ConnectionString = primary, MaxConnections = 8, ConnectTimeoutSeconds = 5 };
        await using (await OpenAsync(options))
        {
            // makes the schemas that the replica copies
        }

        replica = await PostgresReplica.StartAsync(primary);
        storage = await OpenAsync(options with { Replica = new PostgresReplicaOptions { ConnectionString = replica.Connection, MaximumLagSeconds = 5 } });
    }

    public async ValueTask DisposeAsync()
    {
        await storage.DisposeAsync();
        await replica.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Copy_answers_while_it_is_near_and_the_store_itself_otherwise()
    {
        await RegisterAsync(3);
        await UntilUsedAsync();
        var before = storage.Freshness!.Standing;
        Assert.Equal(3, await PeopleAsync());
        await storage.Cases.ListAsync(Everything, Cancel);
        await storage.Cases.CountAsync(string.Empty, new CaseworkerId("cw-1"), time.Now, time.Now, Cancel);
        await storage.Supervision.FindNewestEventsAsync(["bus_card"], Cancel);
        Assert.Equal((before.ReadsFromCopy + 4, before.ReadsFromPrimary), (storage.Freshness.Standing.ReadsFromCopy, storage.Freshness.Standing.ReadsFromPrimary));

        // what is written while it stands still is not shown, until what it shows is older than allowed
        await replica.PauseAsync();
        await RegisterAsync(5);
        Assert.Equal(3, await PeopleAsync());
        time.Now += TimeSpan.FromSeconds(4);
        Assert.Equal(3, await PeopleAsync());
        time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(5, await PeopleAsync());
        Assert.False(storage.Freshness.Standing.IsUsed);

        await replica.ResumeAsync();
        await UntilUsedAsync();
        Assert.Equal(5, await PeopleAsync());
    }

    [Fact]
    public async Task Own_write_is_seen_at_once_and_by_nobody_who_did_not_demand_it()
    {
        await RegisterAsync(3);
        await UntilUsedAsync();
        await replica.PauseAsync();
        await RegisterAsync(7);
        var position = await storage.Freshness!.ReadPositionAsync(Cancel);

        var (own, anothers) = (await DemandingAsync(position), await PeopleAsync());
        Assert.Equal((7, 3), (own, anothers));
        Assert.Equal(3, await DemandingAsync("no position"));

        await replica.ResumeAsync();
        while (await PeopleAsync() != 7)
        {
            await Task.Delay(20, Cancel);
        }

        var before = storage.Freshness.Standing.ReadsFromPrimary;
        Assert.Equal(7, await DemandingAsync(position));
        Assert.Equal(before, storage.Freshness.Standing.ReadsFromPrimary);
    }

    [Fact]
    public async Task Copy_that_is_away_is_done_without_and_used_again_when_it_is_back()
    {
        await RegisterAsync(3);
        await UntilUsedAsync();
        await replica.CommandAsync("stop");
        await RegisterAsync(4);
        Assert.Equal(4, await PeopleAsync());
        Assert.False(storage.Freshness!.Standing.IsUsed);

        await replica.CommandAsync("start");
        await UntilUsedAsync();
        Assert.Equal(4, await PeopleAsync());
    }

    private static CaseFilter Everything => new([], [], [], string.Empty, null, false, null, null, CaseSort.Opened, 0, 10);

    private Task<PlatformStorage> OpenAsync(PostgresOptions options) =>
        PlatformStorage.OpenAsync(new StorageOptions { Folder = Path.Combine(root, "data"), Postgres = options }, time, Cancel);

    private Task RegisterAsync(int count) => new SocialInsurance.Eligibility.Beneficiaries.RegisterBeneficiaries(storage.Store, time)
        .ExecuteAsync(SocialInsurance.Eligibility.Auditing.Sha256Digest.Of(BitConverter.GetBytes(count)), "register", Enumerable.Range(0, count).Select(DataFolder.Person), Cancel);

    private async Task<long> PeopleAsync() => (await storage.Reader.ReadOverviewAsync(Cancel)).Beneficiaries;

    private async Task<long> DemandingAsync(string position)
    {
        storage.Freshness!.Demand(position);
        return await PeopleAsync();
    }

    private async Task UntilUsedAsync()
    {
        var before = storage.Freshness!.Standing.ReadsFromCopy;
        while (storage.Freshness.Standing.ReadsFromCopy == before)
        {
            time.Now += TimeSpan.FromSeconds(1);
            await PeopleAsync();
            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>Both clocks move by hand.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 1, 2, 3, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;
    }
}
