namespace SocialInsurance.Comparison;

/// <summary>What a worker needs to know of its machine.</summary>
public sealed record WorkerOptions
{
    /// <summary>Where the run will be published; the worker finds the work beside it.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>Opens the leases of a run, for a worker.</summary>
    public required Func<WorkPlace, IUnitLeases> Leases { get; init; }

    /// <summary>Tells the leader, and people, who works; no personal data.</summary>
    public required string Name { get; init; }

    /// <summary>Worker threads, from 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where this machine sees the feeds; null: where the leader sees them.</summary>
    public string? FeedsDirectory { get; init; }

    /// <summary>How long to wait for a run to begin.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the next run when one is over; the token ends the worker.</summary>
    public bool StaysOn { get; init; }

    /// <summary>Told of the bytes that this worker has read, and of nothing else.</summary>
    public IProgress<long>? Bytes { get; init; }

    /// <summary>Measures waiting.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a worker did.</summary>
/// <param name="Runs">Runs that it joined.</param>
/// <param name="Units">Units that it finished.</param>
/// <param name="Lost">Units that were taken over from it while it worked on them.</param>
/// <param name="LeaderGone">The leader was not heard of any more; the work waits for it.</param>
public readonly record struct WorkerReport(int Runs, int Units, int Lost, bool LeaderGone);

/// <summary>
/// A worker of a run that another process leads (<see cref="WorkSharing"/>): takes units under leases, one after the other, until the run
/// is over. A worker may be killed, stopped or cut off at any moment: its unit goes to another when the lease runs out, and what it makes
/// afterwards counts nowhere.
/// </summary>
public static class ComparisonWorker
{
    static readonly TimeSpan LeaderPatience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Works until the run is over, no run begins, or the leader is gone. A leader that finds the work of other input begins another run in
    /// its place: the worker goes along.
    /// </summary>
    /// <exception cref="InputRefusedException">This worker cannot work on the run: another build, other leases.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the unit at hand goes to another.</exception>
    public static WorkerReport Run(WorkerOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        var report = default(WorkerReport);
        long since = options.Time.GetTimestamp();
        string? last = null; // run that this worker was in
        string root = WorkFolder.RootOf(options.RunDirectory);
        while (options.StaysOn || (options.Time.GetElapsedTime(since) < options.Patience && (last is null || RunFolder.IsInTheMaking(options.RunDirectory))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (WorkFolder.Find(root) is { } folder && folder.Plan.RunId != last && Join(folder, options, report, cancellationToken) is { } joined)
            {
                report = joined;
                (last, since) = (joined.LeaderGone ? null : folder.Plan.RunId, options.Time.GetTimestamp());
                if (joined.LeaderGone && !options.StaysOn)
                {
                    break;
                }
            }

            cancellationToken.WaitHandle.WaitOne(ShortestWait);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return report;
    }

    /// <summary>Null: nobody leads this run.</summary>
    static WorkerReport? Join(WorkFolder folder, WorkerOptions options, WorkerReport report, CancellationToken cancellationToken)
    {
        RefuseIfOther(folder);
        using IUnitLeases leases = options.Leases(folder.Place);
        if (leases.LeaderSilence() is not { } silence || silence > LeaderPatience)
        {
            return null;
        }

        report = report with { Runs = report.Runs + 1, LeaderGone = false };
        try
        {
            using var reader = new UnitReader(folder, options.FeedsDirectory ?? folder.Plan.FeedsDirectory, options.Threads);
            return Work(folder, leases, reader, options, report, cancellationToken);
        }
        catch (IOException) when (!folder.IsCurrent)
        {
            return report; // the run ended under the unit
        }
    }

    static WorkerReport Work(WorkFolder folder, IUnitLeases leases, UnitReader reader, WorkerOptions options, WorkerReport report, CancellationToken cancellationToken)
    {
        TimeSpan wait = ShortestWait;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (leases.TryTake(options.Name) is { } lease)
            {
                bool isDone = Do(lease, leases, reader, options, cancellationToken);
                report = isDone ? report with { Units = report.Units + 1 } : report with { Lost = report.Lost + 1 };
                wait = ShortestWait;
                continue;
            }

            if (!folder.IsThere || leases.LeaderSilence() is not { } silence)
            {
                return report;
            }

            if (silence > LeaderPatience)
            {
                return report with { LeaderGone = true };
            }

            cancellationToken.WaitHandle.WaitOne(wait);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <summary>False: the unit is another's now.</summary>
    static bool Do(UnitLease lease, IUnitLeases leases, UnitReader reader, WorkerOptions options, CancellationToken cancellationToken)
    {
        using var keeper = new LeaseKeeper(leases, lease, options, cancellationToken);
        try
        {
            string digest = reader.Do(lease, keeper.Progress, keeper.Token);
            if (leases.Finish(lease, digest))
            {
                return true;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // the lease was lost under the unit
        }

        reader.Forget(lease);
        return false;
    }

    static void RefuseIfOther(WorkFolder folder)
    {
        string engine = WorkerPlans.Engine;
        if (folder.Plan.Engine != engine)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.RunUnreadable, "another build of the program leads this run", folder.Root, null, null, folder.Plan.Engine, engine));
        }
    }
}

/// <summary>Renews a lease while its unit is worked on; cancels the work when the lease is lost, or when it must have run out unrenewed.</summary>
sealed class LeaseKeeper : IProgress<ComparisonProgress>, IDisposable
{
    readonly IUnitLeases leases;
    readonly UnitLease lease;
    readonly TimeProvider time;
    readonly IProgress<long>? read;
    readonly CancellationTokenSource lost;
    readonly ITimer timer;
    readonly Lock gate = new();
    long renewedAt;
    long bytes;
    bool isDisposed;

    internal LeaseKeeper(IUnitLeases leases, UnitLease lease, WorkerOptions options, CancellationToken cancellationToken)
    {
        this.leases = leases;
        this.lease = lease;
        time = options.Time;
        read = options.Bytes;
        lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Progress = new ProgressMeter(this);
        renewedAt = time.GetTimestamp();
        TimeSpan period = leases.Duration / 4;
        timer = time.CreateTimer(static keeper => ((LeaseKeeper)keeper!).Renew(), this, period, period);
    }

    internal CancellationToken Token => lost.Token;

    internal ProgressMeter Progress { get; }

    public void Report(ComparisonProgress value) =>
        read?.Report(value.BytesDone - Interlocked.Exchange(ref bytes, value.BytesDone));

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            isDisposed = true;
            lost.Dispose();
        }
    }

    void Renew()
    {
        if (!gate.TryEnter())
        {
            return; // the renewal before still waits for an answer
        }

        try
        {
            if (!isDisposed && !TryRenew())
            {
                lost.Cancel();
            }
        }
        finally
        {
            gate.Exit();
        }
    }

    bool TryRenew()
    {
        long now = time.GetTimestamp();
        try
        {
            bool holds = leases.Renew(lease, Volatile.Read(ref bytes));
            renewedAt = now;
            return holds;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return time.GetElapsedTime(renewedAt) < leases.Duration; // cut off for a while: others wait as long
        }
    }
}
