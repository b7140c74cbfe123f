using System.Collections.Concurrent;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>How an instance takes part in running jobs. Validated at construction, all errors together.</summary>
public sealed record JobSchedulerOptions
{
    /// <summary>Name of this instance, another for each: 1..64 of [A-Za-z0-9-].</summary>
    public required string Holder { get; init; }

    /// <summary>How long a leader that vanished keeps the others out. Default 1 min, range 5 s to 1 h. Clocks of instances differ by less.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the book is looked at. Default 5 s, range 10 ms to a third of the lease.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From UTC to local time, in which slots are named. Default +08:00.</summary>
    public TimeSpan LocalOffset { get; init; } = TimeSpan.FromHours(8);

    internal void Validate()
    {
        List<string> errors = [];
        if (!IdentifierText.IsValid(Holder, 64))
        {
            errors.Add($"{nameof(Holder)}: expected 1..64 of [A-Za-z0-9-], found another form.");
        }

        if (Lease < TimeSpan.FromSeconds(5) || Lease > TimeSpan.FromHours(1))
        {
            errors.Add($"{nameof(Lease)}: expected 5 s to 1 h, found {Lease}.");
        }

        if (Tick < TimeSpan.FromMilliseconds(10) || Tick > Lease / 3)
        {
            errors.Add($"{nameof(Tick)}: expected 10 ms to a third of the lease, found {Tick}.");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors));
        }
    }
}

/// <summary>What the scheduler tells its host; called on any thread.</summary>
public interface IJobObserver
{
    /// <summary>A run ended, well or not.</summary>
    void Ended(JobRun run);

    /// <summary>The book could not be read or written; the type of the fault.</summary>
    void BookFailed(Exception fault);
}

/// <summary>How jobs stand as this instance last saw them.</summary>
/// <param name="Newest">of each job the run begun last</param>
public sealed record JobStanding(bool IsLeader, long Fence, IReadOnlyList<JobRun> Newest)
{
    /// <summary>Codes of jobs whose last run did not work; an interrupted one is not among them.</summary>
    public IEnumerable<string> Failing => Newest
        .Where(run => run.State == JobState.GivenUp || (run.State == JobState.Failed && run.Fault != RunJob.Interrupted))
        .Select(run => run.Code);
}

/// <summary>
/// Runs jobs at their slots as long as this instance leads. Jobs run beside one another, each at most once at a time. The lead is renewed
/// at every third of its length; whoever finds that another leads stops what it runs, and the book takes nothing from it any more.
/// </summary>
public sealed class JobScheduler
{
    private readonly IJobLedger ledger;
    private readonly IReadOnlyList<IJob> jobs;
    private readonly JobSchedulerOptions options;
    private readonly TimeProvider time;
    private readonly IJobObserver observer;
    private readonly ConcurrentDictionary<string, Task> running = [];
    private JobLease? lease;
    private CancellationTokenSource? leading;
    private long renewed;

    /// <exception cref="ArgumentException">options out of range, or two jobs with one code</exception>
    public JobScheduler(IJobLedger ledger, IReadOnlyList<IJob> jobs, JobSchedulerOptions options, IJobObserver observer, TimeProvider time)
    {
        options.Validate();
        (this.ledger, this.jobs, this.options, this.observer, this.time) = (ledger, jobs, options, observer, time);
        if (jobs.Select(job => job.Plan.Code).Distinct().Count() != jobs.Count)
        {
            throw new ArgumentException("Jobs: expected different codes, found one twice.", nameof(jobs));
        }
    }

    public JobStanding Standing { get; private set; } = new(false, 0, []);

    /// <summary>Until cancelled; then runs in hand are stopped, written down as interrupted, and the lead is given up.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await TickAsync(cancellationToken);
            await Task.Delay(options.Tick, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await StopAsync();
    }

    /// <summary>One look at the book: takes or renews the lead and begins what is due. Faults of the book go to the observer.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LeadAsync(cancellationToken);
            if (lease is { } own)
            {
                foreach (var job in jobs.Where(job => !running.ContainsKey(job.Plan.Code)))
                {
                    await BeginDueAsync(job, own, cancellationToken);
                }
            }

            Standing = new JobStanding(lease is not null, lease?.Fence ?? 0, await ledger.ListNewestAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the end of RunAsync
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            observer.BookFailed(fault);
            // whoever cannot reach the book for the length of the lease does not know who leads
            if (lease is not null && time.GetElapsedTime(renewed) >= options.Lease)
            {
                await LoseAsync();
            }
        }
    }

    /// <summary>Waits for the runs in hand.</summary>
    public Task DrainAsync() => Task.WhenAll(running.Values);

    /// <summary>Stops the runs in hand and gives the lead up.</summary>
    public async Task StopAsync()
    {
        var own = lease;
        await LoseAsync();
        if (own is not null)
        {
            try
            {
                await ledger.ResignAsync(own, time.GetStoredNow(), CancellationToken.None);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                observer.BookFailed(fault);
            }
        }
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        // by the monotonic clock: the wall clock may jump
        if (lease is not null && time.GetElapsedTime(renewed) < options.Lease / 3)
        {
            return;
        }

        var (asked, now) = (time.GetTimestamp(), time.GetStoredNow());
        if (lease is null && await ledger.FindLeaseAsync(cancellationToken) is { } anothers && !anothers.IsOver(now, options.Lease))
        {
            return;
        }

        var got = await ledger.LeadAsync(options.Holder, lease?.Fence ?? 0, now, options.Lease, cancellationToken);
        if (lease is not null && got?.Fence != lease.Fence)
        {
            await LoseAsync();
        }

        renewed = asked;
        leading ??= got is null ? null : new CancellationTokenSource();
        lease = got;
    }

    private async Task LoseAsync()
    {
        lease = null;
        if (leading is { } over)
        {
            leading = null;
            await over.CancelAsync();
            await DrainAsync();
            over.Dispose();
        }
    }

    private async Task BeginDueAsync(IJob job, JobLease own, CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        var from = JobTimetable.HorizonOf(job.Plan, now, options.LocalOffset);
        var runs = await ledger.ListAsync(job.Plan.Code, from, cancellationToken);
        if (JobTimetable.Choose(job.Plan, runs, now, options.LocalOffset) is { } slot
            && await ledger.BeginAsync(own, job.Plan.Code, slot, now, cancellationToken) is { } begun)
        {
            var stop = leading!.Token;
            var ready = new TaskCompletionSource();
            running[job.Plan.Code] = RunAsync(job, begun, ready.Task, stop);
            ready.SetResult();
        }
    }

    private async Task RunAsync(IJob job, JobRun begun, Task ready, CancellationToken stop)
    {
        // never on the caller's stack, so that the entry in the table comes first
        await ready.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var ended = await RunJob.ExecuteAsync(job, begun, options.LocalOffset, time, stop);
            if (await ledger.EndAsync(ended, CancellationToken.None))
            {
                observer.Ended(ended);
            }

            await ledger.PruneAsync(job.Plan.Code, JobTimetable.HorizonOf(job.Plan with { CatchUp = CatchUp.Each }, begun.Slot, options.LocalOffset), CancellationToken.None);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // not written down: the run stands as begun, and is taken up by the next leader
            observer.BookFailed(fault);
        }
        finally
        {
            running.TryRemove(job.Plan.Code, out _);
        }
    }
}
