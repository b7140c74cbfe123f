using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

/// <summary>The book of jobs, and schedulers of several instances on it.</summary>
public abstract class JobLedgerTests(DataFolder folder) : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private readonly SteadyTime steady = new(folder.Time);
    private static readonly JobPlan Nightly = new("nightly", new JobSchedule.Daily(new TimeOnly(2, 0)), CatchUp.NewestOnly, MaximumTries: 3);

    [Fact]
    public async Task Lead_is_one_instances_until_its_lease_is_over()
    {
        await using var storage = await folder.OpenAsync();
        var first = (await LeadAsync(storage, "one", 0))!;
        Assert.Equal(1, first.Fence);
        Assert.Null(await LeadAsync(storage, "other", 0));
        folder.Time.Now += Length;
        var second = (await LeadAsync(storage, "other", 0))!;
        Assert.Equal(2, second.Fence);
        Assert.Null(await LeadAsync(storage, "one", first.Fence));
        Assert.Equal(second, await storage.Jobs.FindLeaseAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task Lead_renewed_late_keeps_its_number_when_nobody_else_led_since()
    {
        await using var storage = await folder.OpenAsync();
        await LeadAsync(storage, "one", 0);
        folder.Time.Now += 3 * Length;
        Assert.Equal(1, (await LeadAsync(storage, "one", 1))!.Fence);
        // the same name after a new start has no number and is nobody in particular
        Assert.Null(await LeadAsync(storage, "one", 0));
    }

    [Fact]
    public async Task Lease_that_no_right_clock_could_have_set_keeps_nobody_out()
    {
        await using var storage = await folder.OpenAsync();
        await LeadAsync(storage, "one", 0);
        folder.Time.Now -= TimeSpan.FromHours(1);
        Assert.Equal(2, (await LeadAsync(storage, "other", 0))!.Fence);
    }

    [Fact]
    public async Task Lead_given_up_is_free_at_once()
    {
        await using var storage = await folder.OpenAsync();
        var first = (await LeadAsync(storage, "one", 0))!;
        await storage.Jobs.ResignAsync(first, folder.Time.Now, DataFolder.Cancel);
        var second = (await LeadAsync(storage, "other", 0))!;
        await storage.Jobs.ResignAsync(first, folder.Time.Now, DataFolder.Cancel);
        Assert.Equal(second, await storage.Jobs.FindLeaseAsync(DataFolder.Cancel));
    }

    [Fact]
    public async Task Of_many_instances_that_ask_at_once_one_leads()
    {
        await using var one = await folder.OpenAsync(busySeconds: 60);
        await using var other = await folder.OpenAsync(busySeconds: 60);
        var asked = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(
            () => LeadAsync(number % 2 == 0 ? one : other, $"instance-{number}", 0), DataFolder.Cancel)));
        Assert.Single(asked, lease => lease is not null);
    }

    [Fact]
    public async Task Slot_is_done_once_and_what_an_older_leader_writes_is_refused()
    {
        await using var storage = await folder.OpenAsync();
        var (slot, older) = (folder.Time.Now, (await LeadAsync(storage, "one", 0))!);
        var begun = (await storage.Jobs.BeginAsync(older, "nightly", slot, folder.Time.Now, DataFolder.Cancel))!;
        folder.Time.Now += Length;
        var newer = (await LeadAsync(storage, "other", 0))!;
        Assert.Null(await storage.Jobs.BeginAsync(older, "nightly", slot, folder.Time.Now, DataFolder.Cancel));
        var taken = (await storage.Jobs.BeginAsync(newer, "nightly", slot, folder.Time.Now, DataFolder.Cancel))!;
        Assert.Equal((2L, 2), (taken.Fence, taken.Tries));
        Assert.False(await storage.Jobs.EndAsync(Done(begun), DataFolder.Cancel));
        Assert.True(await storage.Jobs.EndAsync(Done(taken), DataFolder.Cancel));
        Assert.False(await storage.Jobs.EndAsync(Done(taken), DataFolder.Cancel));
        Assert.Null(await storage.Jobs.BeginAsync(newer, "nightly", slot, folder.Time.Now, DataFolder.Cancel));
        var stored = Assert.Single(await storage.Jobs.ListAsync("nightly", slot, DataFolder.Cancel));
        Assert.Equal((JobState.Done, 5L), (stored.State, stored.Counts["people"]));
    }

    [Fact]
    public async Task Run_by_hand_stands_beside_the_slots_and_is_the_newest()
    {
        await using var storage = await folder.OpenAsync();
        var lease = (await LeadAsync(storage, "one", 0))!;
        await storage.Jobs.EndAsync(Done((await storage.Jobs.BeginAsync(lease, "nightly", folder.Time.Now, folder.Time.Now, DataFolder.Cancel))!), DataFolder.Cancel);
        folder.Time.Now += Length;
        await storage.Jobs.EndAsync(Done(await storage.Jobs.BeginByHandAsync("nightly", folder.Time.Now, DataFolder.Cancel)), DataFolder.Cancel);
        Assert.Single(await storage.Jobs.ListAsync("nightly", DateTimeOffset.UnixEpoch, DataFolder.Cancel));
        Assert.Equal(0, Assert.Single(await storage.Jobs.ListNewestAsync(DataFolder.Cancel)).Fence);
        await storage.Jobs.PruneAsync("nightly", folder.Time.Now, DataFolder.Cancel);
        Assert.Equal(1, folder.Count("job_run"));
    }

    [Fact]
    public async Task Leader_that_vanishes_is_followed_and_its_slot_is_done_once()
    {
        await using var storage = await folder.OpenAsync();
        var (stuck, next) = (new CountedJob(Nightly) { Waits = new TaskCompletionSource() }, new CountedJob(Nightly));
        var (one, other) = (Scheduler(storage, "one", stuck), Scheduler(storage, "other", next));
        await one.TickAsync(DataFolder.Cancel);
        await other.TickAsync(DataFolder.Cancel);
        Assert.Equal((true, false, 0), (one.Standing.IsLeader, other.Standing.IsLeader, next.Runs));
        folder.Time.Now += Length;
        await other.TickAsync(DataFolder.Cancel);
        await other.DrainAsync();
        Assert.Equal((true, 1), (other.Standing.IsLeader, next.Runs));

        // the first one comes back from wherever it was: what it says counts for nothing
        stuck.Waits.SetResult();
        await one.DrainAsync();
        var stored = Assert.Single(await storage.Jobs.ListAsync("nightly", DateTimeOffset.UnixEpoch, DataFolder.Cancel));
        Assert.Equal((JobState.Done, 2L, 2), (stored.State, stored.Fence, stored.Tries));
        for (var tick = 0; tick < 3; tick++)
        {
            folder.Time.Now += Length / 4;
            await one.TickAsync(DataFolder.Cancel);
            await other.TickAsync(DataFolder.Cancel);
            await other.DrainAsync();
        }

        Assert.Equal((1, 1), (stuck.Runs, next.Runs));
        await one.StopAsync();
        await other.StopAsync();
    }

    [Fact]
    public async Task Leader_that_finds_another_in_its_place_stops_what_it_runs()
    {
        await using var storage = await folder.OpenAsync();
        var stuck = new CountedJob(Nightly) { Waits = new TaskCompletionSource() };
        var one = Scheduler(storage, "one", stuck);
        await one.TickAsync(DataFolder.Cancel);
        folder.Time.Now += Length;
        steady.Ticks += Length.Ticks;
        Assert.NotNull(await LeadAsync(storage, "other", 0));
        await one.TickAsync(DataFolder.Cancel);
        Assert.Equal((false, 1), (one.Standing.IsLeader, stuck.Stopped));
    }

    [Fact]
    public async Task Scheduler_that_stops_leaves_its_slot_to_the_next_without_a_lost_try()
    {
        await using var storage = await folder.OpenAsync();
        var (stuck, next) = (new CountedJob(Nightly) { Waits = new TaskCompletionSource() }, new CountedJob(Nightly));
        var one = Scheduler(storage, "one", stuck);
        await one.TickAsync(DataFolder.Cancel);
        await one.StopAsync();
        var left = Assert.Single(await storage.Jobs.ListAsync("nightly", DateTimeOffset.UnixEpoch, DataFolder.Cancel));
        Assert.Equal((JobState.Failed, RunJob.Interrupted, 0), (left.State, left.Fault, left.Tries));
        var other = Scheduler(storage, "other", next);
        await other.TickAsync(DataFolder.Cancel);
        await other.DrainAsync();
        Assert.Equal(1, next.Runs);
        Assert.Empty(other.Standing.Failing);
        await other.StopAsync();
    }

    [Fact]
    public async Task Job_that_fails_is_tried_again_shown_as_failing_and_at_last_left_to_a_person()
    {
        await using var storage = await folder.OpenAsync();
        var (failing, well) = (new CountedJob(Nightly) { Fails = true }, new CountedJob(new JobPlan("other", Nightly.Schedule, CatchUp.NewestOnly)));
        var scheduler = Scheduler(storage, "one", failing, well);
        for (var minute = 0; minute < 10; minute++)
        {
            await scheduler.TickAsync(DataFolder.Cancel);
            await scheduler.DrainAsync();
            folder.Time.Now += TimeSpan.FromMinutes(1);
        }

        await scheduler.TickAsync(DataFolder.Cancel);
        Assert.Equal((3, 1), (failing.Runs, well.Runs));
        Assert.Equal(["nightly"], scheduler.Standing.Failing);
        var stored = Assert.Single(await storage.Jobs.ListAsync("nightly", DateTimeOffset.UnixEpoch, DataFolder.Cancel));
        Assert.Equal((JobState.GivenUp, nameof(InvalidDataException), 3), (stored.State, stored.Fault, stored.Tries));
        await scheduler.StopAsync();
    }

    [Fact]
    public async Task Clock_that_jumps_forward_and_back_runs_no_slot_twice()
    {
        await using var storage = await folder.OpenAsync();
        var job = new CountedJob(Nightly);
        var scheduler = Scheduler(storage, "one", job);
        foreach (var hours in (int[])[0, 24, -1, 1, -24, 23, 1, 24])
        {
            folder.Time.Now += TimeSpan.FromHours(hours);
            await scheduler.TickAsync(DataFolder.Cancel);
            await scheduler.DrainAsync();
        }

        // begins at 09:02 local: the slots of that day, of the next and, at the end, of the one after
        Assert.Equal(3, job.Runs);
        Assert.Equal(3, (await storage.Jobs.ListAsync("nightly", DateTimeOffset.UnixEpoch, DataFolder.Cancel)).Count);
        await scheduler.StopAsync();
    }

    public void Dispose() => folder.Dispose();

    private static JobRun Done(JobRun run) => run with { State = JobState.Done, EndedAt = run.StartedAt, Counts = new Dictionary<string, long> { ["people"] = 5 } };

    private Task<JobLease?> LeadAsync(PlatformStorage storage, string holder, long held) =>
        storage.Jobs.LeadAsync(holder, held, folder.Time.Now, Length, DataFolder.Cancel);

    private JobScheduler Scheduler(PlatformStorage storage, string holder, params IJob[] jobs) => new(
        storage.Jobs, jobs, new JobSchedulerOptions { Holder = holder, Lease = Length }, new Silent(), steady);

    private sealed class CountedJob(JobPlan plan) : IJob
    {
        private int runs;
        private int stopped;

        public JobPlan Plan => plan;

        public int Runs => runs;

        public int Stopped => stopped;

        public bool Fails { get; init; }

        public TaskCompletionSource? Waits { get; init; }

        public async Task<IReadOnlyDictionary<string, long>> RunAsync(JobTurn turn, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref runs);
            try
            {
                await (Waits?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref stopped);
                throw;
            }

            return Fails ? throw new InvalidDataException("planted") : new Dictionary<string, long> { ["runs"] = runs };
        }
    }

    /// <summary>The folder's wall clock, and a monotonic one that only the test moves.</summary>
    private sealed class SteadyTime(FixedTime wall) : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => wall.Now;

        public override long GetTimestamp() => Ticks;
    }

    private sealed class Silent : IJobObserver
    {
        public void Ended(JobRun run)
        {
        }

        public void BookFailed(Exception fault) => Assert.Fail(fault.ToString());
    }
}

public sealed class JobLedgerOnSqliteTests() : JobLedgerTests(new DataFolder());

public sealed class JobLedgerOnPostgresTests(PostgresServer server) : JobLedgerTests(new DataFolder(server));
