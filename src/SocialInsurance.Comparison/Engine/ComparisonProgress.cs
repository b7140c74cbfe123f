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

    /// <summary>Looks for subjects among terminal records that found nobody.</summary>
    Linking,

    /// <summary>Writes the state.</summary>
    Writing,
}

/// <summary>Progress of a run; reported about every 16 MB and at each phase.</summary>
public readonly record struct ComparisonProgress(ComparisonPhase Phase, long BytesDone, long BytesTotal, long Records);

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

    internal void Begin(ComparisonPhase next, long bytesTotal)
    {
        lock (gate)
        {
            phase = next;
            total = bytesTotal;
            done = reported = records = 0;
            target?.Report(new ComparisonProgress(phase, 0, total, 0));
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
                target.Report(new ComparisonProgress(phase, done, total, records));
            }
        }
    }
}
