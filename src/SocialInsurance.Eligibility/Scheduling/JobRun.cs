namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>How far the run of a slot came. Values are stored; never renumber.</summary>
public enum JobState
{
    /// <summary>Somebody began it; under an older fencing number: and did not come to its end.</summary>
    Running = 1,

    /// <summary>Done, once and for ever.</summary>
    Done = 2,

    /// <summary>Did not work; tried again at <see cref="JobRun.NextTryAt"/>.</summary>
    Failed = 3,

    /// <summary>Tried often enough: a person has to look.</summary>
    GivenUp = 4,
}

/// <summary>The run of one slot of one job.</summary>
/// <param name="Fence">number of the leadership under which it was begun last; 0: by hand</param>
/// <param name="Tries">begun so often</param>
/// <param name="Counts">what was done, by name; empty until done</param>
/// <param name="Fault">type of the last failure, never its message; null when the last try worked</param>
public sealed record JobRun(
    string Code,
    DateTimeOffset Slot,
    JobState State,
    long Fence,
    int Tries,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? NextTryAt,
    IReadOnlyDictionary<string, long> Counts,
    string? Fault)
{
    public static IReadOnlyDictionary<string, long> NoCounts { get; } = new Dictionary<string, long>();
}

/// <summary>The right to run jobs, of one instance among several.</summary>
/// <param name="Holder">name of an instance: 1..64 of [A-Za-z0-9-]</param>
/// <param name="Fence">grows with every change of leadership: what an older leader writes is refused</param>
public sealed record JobLease(string Holder, long Fence, DateTimeOffset Until)
{
    /// <summary>Whether anybody may lead: the time is over, or it ends later than a right clock could have set it.</summary>
    /// <param name="length">of leases here</param>
    public bool IsOver(DateTimeOffset now, TimeSpan length) => Until <= now || Until > now + (2 * length);
}

/// <summary>
/// The book of jobs, shared by all instances: who leads, and which slots were run. Every write is a transaction of its own.
/// Safe on any thread and from any process.
/// </summary>
public interface IJobLedger
{
    /// <summary>
    /// Takes or renews the lead. Free: nobody led, or the lease is over, or it ends later than any right clock could have set it (two lengths from now).
    /// </summary>
    /// <param name="held">fencing number that the holder has; 0: none. Renewed under the same number when nobody else led since.</param>
    /// <returns>null: another leads</returns>
    Task<JobLease?> LeadAsync(string holder, long held, DateTimeOffset now, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>Gives the lead up at once; nothing when it is somebody else's by now.</summary>
    Task ResignAsync(JobLease lease, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Who led last; null: nobody ever.</summary>
    Task<JobLease?> FindLeaseAsync(CancellationToken cancellationToken);

    /// <summary>Runs of a job from a slot on, oldest slot first, at most 500; those by hand are not among them.</summary>
    Task<IReadOnlyList<JobRun>> ListAsync(string code, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Of each job the run begun last, by hand or not, by code.</summary>
    Task<IReadOnlyList<JobRun>> ListNewestAsync(CancellationToken cancellationToken);

    /// <summary>Begins a slot, or takes up one that failed or was left behind, by this leader or an older one.</summary>
    /// <returns>null: the lease is lost, or the slot is done or given up</returns>
    Task<JobRun?> BeginAsync(JobLease lease, string code, DateTimeOffset slot, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Begins a run by hand, beside the slots.</summary>
    Task<JobRun> BeginByHandAsync(string code, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes down how a run ended; false when somebody else began it since, and nothing was written.</summary>
    Task<bool> EndAsync(JobRun ended, CancellationToken cancellationToken);

    /// <summary>Forgets runs whose slots are older.</summary>
    Task PruneAsync(string code, DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>What a run of a job is told.</summary>
/// <param name="Slot">the moment for which it runs</param>
/// <param name="SlotDay">local day of the slot</param>
/// <param name="Today">local day now</param>
public sealed record JobTurn(DateTimeOffset Slot, DateOnly SlotDay, DateOnly Today);

/// <summary>
/// A job. It may be stopped at any moment and begun again for the same slot, also beside an older run of it that does not know yet that it
/// lost the lead: what it does twice counts once.
/// </summary>
public interface IJob
{
    JobPlan Plan { get; }

    /// <returns>what was done, by stable names; no personal data</returns>
    Task<IReadOnlyDictionary<string, long>> RunAsync(JobTurn turn, CancellationToken cancellationToken);
}
