using SocialInsurance.Comparison;
using SocialInsurance.Storage.Work;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests.Work;

public sealed class PostgresLeaseTests(PostgresServer server) : LeaseContract, IAsyncLifetime
{
    private readonly Dictionary<IUnitLeases, WorkPlace> places = [];
    private PostgresLeaseBook? book;
    private string connection = string.Empty;

    protected override int Histories => 15;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        connection = await server.CreateDatabaseAsync();
        book = await PostgresLeaseBook.OpenAsync(connection, TimeProvider.System, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await book!.DisposeAsync();
        await server.DropDatabaseAsync(connection);
    }

    [Fact]
    public async Task Runs_beside_each_other_do_not_see_each_other_and_a_killed_leader_takes_its_run_up()
    {
        var (one, worker) = await BeginAsync(TimeSpan.FromHours(1));
        var (other, _) = await BeginAsync(TimeSpan.FromHours(1));
        one.Offer(["a"]);
        other.Offer(["b"]);
        Assert.Equal("a", worker().TryTake("w")!.Value.Unit);
        Assert.Null(worker().TryTake("w"));
        await using var again = await PostgresLeaseBook.OpenAsync(connection, TimeProvider.System, Cancel);
        var next = again.Open(places[one], TimeSpan.FromHours(1), isLeader: true, Cancel);
        next.Offer(["a"]);
        Assert.Equal(("a", 1), Assert.Single(next.Read()) is var s ? (s.Unit, s.Fence) : default);
        one.Close();
        Assert.Equal("b", Assert.Single(other.Read()).Unit);
    }

    [Fact]
    public async Task Connections_that_break_are_made_anew_and_nothing_is_done_twice()
    {
        var (leader, worker) = await BeginAsync(TimeSpan.FromHours(1));
        leader.Offer(["a", "b"]);
        var lease = worker().TryTake("w")!.Value;
        await PostgresServer.ExecuteAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        Assert.True(worker().Renew(lease, 3));
        await PostgresServer.ExecuteAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        Assert.True(worker().Finish(lease, "done"));
        Assert.True(worker().Finish(lease, "done")); // the answer to the first may be lost
        Assert.Equal(["done", null], leader.Read().Select(s => s.Digest));
    }

    [Fact]
    public async Task Connection_that_names_no_database_is_refused_without_being_repeated()
    {
        var refused = await Assert.ThrowsAsync<StorageRefusedException>(() => PostgresLeaseBook.OpenAsync("Host=;Password=geheim", TimeProvider.System, Cancel));
        Assert.Equal(StorageFault.Misconfigured, refused.Fault);
        Assert.DoesNotContain("geheim", refused.ToString(), StringComparison.Ordinal);
    }

    protected override Task<(IUnitLeases Leader, Func<IUnitLeases> Worker)> BeginAsync(TimeSpan duration)
    {
        var place = new WorkPlace($"run{places.Count}", "nowhere", "postgresql", duration);
        var leader = book!.Open(place, duration, isLeader: true, Cancel);
        places.Add(leader, place);
        return Task.FromResult<(IUnitLeases, Func<IUnitLeases>)>((leader, () => book.Open(place, duration, isLeader: false, Cancel)));
    }

    protected override void RunOut(IUnitLeases leader, string unit) => PostgresServer.ExecuteAsync(
        connection, $"UPDATE sicert_work.work_unit SET expires_at = clock_timestamp() - INTERVAL '1 second' WHERE run_id = '{places[leader].RunId}' AND name = '{unit}'").GetAwaiter().GetResult();
}
