namespace SocialInsurance.Comparison;

/// <summary>What a run is doing.</summary>
public enum ComparisonPhase
{
    /// <summary>Digests the files that may be equal to another, before any is read.</summary>
    Digesting,

    /// <summary>Reads the register.</summary>
    Subjects,

    /// <summary>Reads the feeds.</summary>
    Feeds,

    /// <summary>Fetches the evidence that a cluster merged.</summary>
    Collecting,

    /// <summary>Looks for subjects among terminal records that found nobody.</summary>
    Linking,

    /// <summary>Writes the state.</summary>
    Writing,
}

/// <summary>Progress of a run; reported about every 16 MB and at each phase.</summary>
public readonly record struct ComparisonProgress(ComparisonPhase Phase, long BytesDone, long BytesTotal, long Records)
{
    /// <summary>Pass over the feeds, from 1.</summary>
    public int Pass { get; init; } = 1;

    /// <summary>Passes over the feeds; 1 unless the register does not fit into memory.</summary>
    public int Passes { get; init; } = 1;
}

/// <summary>Adds up progress of all workers. Thread-safe.</summary>
sealed class ProgressMeter(IProgress<ComparisonProgress>? target)
{
    const long StepBytes = 16 << 20;

    readonly Lock gate = new();
    ComparisonPhase phase;
    long done;
    long total;
    long records;
    long reported;
    int pass = 1;
    int passes = 1;

    internal void Begin(ComparisonPhase next, long bytesTotal, int thisPass = 1, int allPasses = 1)
    {
        lock (gate)
        {
            phase = next;
            (pass, passes) = (thisPass, allPasses);
            total = bytesTotal;
            done = reported = records = 0;
            target?.Report(new ComparisonProgress(phase, 0, total, 0) { Pass = pass, Passes = passes });
        }
    }

    internal void Advance(long bytes, long moreRecords)
    {
        lock (gate)
        {
            done += bytes;
            records += moreRecords;
            if (target is not null && done - reported >= StepBytes)
            {
                reported = done;
                target.Report(new ComparisonProgress(phase, done, total, records) { Pass = pass, Passes = passes });
            }
        }
    }
}
