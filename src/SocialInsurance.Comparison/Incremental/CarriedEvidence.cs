namespace SocialInsurance.Comparison;

/// <summary>Copies the cells that still hold from the previous run's state into the board of this one.</summary>
static class CarriedEvidence
{
    const int RangeSize = 1 << 13;

    internal static void Copy(ReusePlan plan, SubjectChanges changes, EvidenceBoard board, int subjectCount, int threads, CancellationToken cancellationToken)
    {
        (int New, int Old)[] sources = [.. plan.OldSource.Select((old, i) => (i, old)).Where(s => s.old >= 0)];
        if (plan.Previous is not { } previous || sources.Length == 0 || plan.Files is not { } files)
        {
            return;
        }

        int ranges = -1;
        WorkerCrew.Run(threads, cancellationToken, (_, token) =>
        {
            for (long start = Next(); start < subjectCount; start = Next())
            {
                token.ThrowIfCancellationRequested();
                for (int subject = (int)start; subject < Math.Min(start + RangeSize, subjectCount); subject++)
                {
                    if ((changes.OldIndex?[subject] ?? subject) is >= 0 and int old)
                    {
                        CopySubject(previous.State.CellsOf(old), board.CellsOf(subject), sources, files);
                    }
                }
            }
        });

        long Next() => (long)Interlocked.Increment(ref ranges) * RangeSize;
    }

    static void CopySubject(ReadOnlySpan<EvidenceCell> from, Span<EvidenceCell> to, (int New, int Old)[] sources, FileMap files)
    {
        foreach ((int source, int old) in sources)
        {
            to[source] = from[old].Moved(files);
        }
    }
}
