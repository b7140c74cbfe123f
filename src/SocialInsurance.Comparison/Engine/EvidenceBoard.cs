namespace SocialInsurance.Comparison;

/// <summary>
/// The cells of all subjects, [subject][source], one copy for all threads: 36 bytes a cell. Writers of one subject exclude each other
/// by a striped spin lock; a merge is a few instructions, so nobody sleeps.
/// </summary>
sealed unsafe class EvidenceBoard : IDisposable
{
    const int Stripes = 1 << 14;

    readonly NativeBlock cells;
    readonly int[] stripes = new int[Stripes];
    readonly int sourceCount;

    internal EvidenceBoard(int subjectCount, int sourceCount)
    {
        this.sourceCount = sourceCount;
        cells = new NativeBlock((long)subjectCount * sourceCount * sizeof(EvidenceCell));
    }

    internal NativeBlock Memory => cells;

    internal void Merge(int subject, int source, SourceKind kind, in EvidenceCell record)
    {
        ref int stripe = ref stripes[subject & (Stripes - 1)];
        if (Interlocked.CompareExchange(ref stripe, 1, 0) != 0)
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref stripe) != 0 || Interlocked.CompareExchange(ref stripe, 1, 0) != 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        ref EvidenceCell cell = ref ((EvidenceCell*)cells.Pointer)[(long)subject * sourceCount + source];
        if (!cell.Covers(record, kind))
        {
            cell = EvidenceCell.Merge(cell, record, kind);
        }

        Volatile.Write(ref stripe, 0);
    }

    public void Dispose() => cells.Dispose();
}
