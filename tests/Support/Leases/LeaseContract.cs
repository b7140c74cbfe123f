using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Comparison;

namespace SocialInsurance.Tests.Support;

/// <summary>What every coordinator of workers has to keep, whatever it keeps it in.</summary>
public abstract class LeaseContract
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    /// <summary>How many random histories the coordinator is put through.</summary>
    protected abstract int Histories { get; }

    /// <summary>A run of its own; the first is the leader's.</summary>
    protected abstract Task<(IUnitLeases Leader, Func<IUnitLeases> Worker)> BeginAsync(TimeSpan duration);

    /// <summary>Lets the clock pass the end of the unit's latest lease.</summary>
    protected abstract void RunOut(IUnitLeases leader, string unit);

    [Fact]
    public async Task Workers_that_take_at_once_never_get_one_unit_twice()
    {
        var (leader, worker) = await BeginAsync(Long);
        string[] units = [.. Enumerable.Range(0, 60).Select(i => $"unit-{i:D3}")];
        leader.Offer(units);
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(w => Task.Run(() =>
        {
            using var leases = worker();
            var own = new List<UnitLease>();
            while (leases.TryTake($"worker {w}") is { } lease)
            {
                own.Add(lease);
            }

            return own;
        })));
        Assert.Equal(units, taken.SelectMany(own => own).Select(lease => lease.Unit).Order(StringComparer.Ordinal));
        Assert.All(taken.SelectMany(own => own), lease => Assert.Equal(1, lease.Fence));
    }

    [Fact]
    public async Task Lease_that_ran_out_goes_to_another_and_its_first_holder_can_do_nothing_more()
    {
        var (leader, worker) = await BeginAsync(Long);
        using var sleeper = worker();
        leader.Offer(["a"]);
        var lost = sleeper.TryTake("sleeper")!.Value;
        using var second = worker();
        Assert.Null(second.TryTake("second"));
        RunOut(leader, "a");
        var held = second.TryTake("second")!.Value;
        Assert.Equal(lost.Fence + 1, held.Fence);
        Assert.False(sleeper.Renew(lost, 5));
        Assert.False(sleeper.Finish(lost, "of the sleeper"));
        Assert.True(second.Renew(held, 7));
        Assert.Equal(new UnitStatus("a", held.Fence, 7, null), Assert.Single(leader.Read()));
        Assert.True(second.Finish(held, "of the second"));
        Assert.False(sleeper.Finish(lost, "of the sleeper"));
        Assert.Equal(("a", held.Fence, "of the second"), Assert.Single(leader.Read()) is var s ? (s.Unit, s.Fence, s.Digest) : default);
    }

    [Fact]
    public async Task Lease_that_ran_out_still_counts_when_nobody_took_it_over()
    {
        var (leader, worker) = await BeginAsync(Long);
        using var slow = worker();
        leader.Offer(["a", "b"]);
        var (a, b) = (slow.TryTake("slow")!.Value, slow.TryTake("slow")!.Value);
        RunOut(leader, "a");
        RunOut(leader, "b");
        Assert.True(slow.Renew(a, 1));
        Assert.True(slow.Finish(b, "late"));
        using var other = worker();
        Assert.Null(other.TryTake("other"));
    }

    [Fact]
    public async Task Units_are_taken_in_the_order_of_the_offers_and_a_second_offer_changes_nothing()
    {
        var (leader, worker) = await BeginAsync(Long);
        using var leases = worker();
        leader.Offer(["z", "a"]);
        var z = leases.TryTake("w")!.Value;
        Assert.True(leases.Finish(z, "done"));
        leader.Offer(["a", "z", "m"]);
        Assert.Equal(["a", "m"], new[] { leases.TryTake("w")!.Value.Unit, leases.TryTake("w")!.Value.Unit });
        Assert.Null(leases.TryTake("w"));
        Assert.Equal(["z", "a", "m"], leader.Read().Select(s => s.Unit));
        Assert.Equal("done", leader.Read()[0].Digest);
    }

    [Fact]
    public async Task Closed_run_is_gone_for_everybody()
    {
        var (leader, worker) = await BeginAsync(Long);
        using var leases = worker();
        leader.Offer(["a", "b"]);
        var held = leases.TryTake("w")!.Value;
        Assert.NotNull(leases.LeaderSilence());
        leader.Close();
        Assert.Equal((null, false, false, null), (leases.TryTake("w"), leases.Renew(held, 1), leases.Finish(held, "late"), leases.LeaderSilence()));
        Assert.Empty(leases.Read());
    }

    [Fact]
    public async Task Silence_of_the_leader_is_told_and_ends_with_its_next_word()
    {
        var (leader, worker) = await BeginAsync(Long);
        using var leases = worker();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.True(leases.LeaderSilence() >= TimeSpan.FromMilliseconds(250));
        leader.Beat();
        Assert.True(leases.LeaderSilence() < TimeSpan.FromMinutes(1));
    }

    /// <summary>Any history of three workers whose leases run out at any moment: the coordinator does what a list in memory would do.</summary>
    [Fact]
    public async Task Any_history_gives_each_unit_to_one_holder_and_ends_it_once()
    {
        var steps = Gen.Choose(0, 2).Zip(Gen.Choose(0, 3)).ArrayOf(30).Resize(30);
        var runs = new Queue<(IUnitLeases Leader, Func<IUnitLeases> Worker)>();
        for (var i = 0; i < Histories; i++)
        {
            runs.Enqueue(await BeginAsync(Long));
        }

        Prop.ForAll(Arb.From(steps), history =>
        {
            var (leader, worker) = runs.Dequeue();
            Play(history, leader, [worker(), worker(), worker()]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories).WithName("leases = a list"));
    }

    private void Play((int Worker, int Act)[] history, IUnitLeases leader, IUnitLeases[] workers)
    {
        string[] units = ["a", "b"];
        leader.Offer(units);
        var model = units.ToDictionary(u => u, _ => (Fence: 0L, Runs: false, Digest: (string?)null));
        var held = new UnitLease?[workers.Length];
        foreach (var (w, act) in history)
        {
            var lease = held[w] ?? new UnitLease("a", 99);
            var state = model[lease.Unit];
            var holds = state.Digest is null && state.Fence == lease.Fence;
            switch (act)
            {
                case 0:
                    var free = units.FirstOrDefault(u => model[u] is { Digest: null, Runs: false });
                    var taken = workers[w].TryTake($"w{w}");
                    Assert.Equal(free is null ? null : new UnitLease(free, model[free].Fence + 1), taken);
                    if (taken is { } now)
                    {
                        model[now.Unit] = (now.Fence, true, null);
                        held[w] = now;
                    }

                    break;
                case 1 when held[w] is not null:
                    Assert.Equal(holds, workers[w].Renew(lease, 1));
                    model[lease.Unit] = holds ? state with { Runs = true } : state;
                    break;
                case 2 when held[w] is not null:
                    Assert.Equal(holds, workers[w].Finish(lease, $"{lease.Fence}"));
                    model[lease.Unit] = holds ? state with { Digest = $"{lease.Fence}", Runs = false } : state;
                    held[w] = null;
                    break;
                case 3 when held[w] is not null && state.Runs:
                    RunOut(leader, lease.Unit);
                    model[lease.Unit] = state with { Runs = false };
                    break;
                default:
                    break;
            }

            Assert.Equal(units.Select(u => (u, model[u].Fence, model[u].Digest)), leader.Read().Select(s => (s.Unit, s.Fence, s.Digest)));
        }
    }
}
