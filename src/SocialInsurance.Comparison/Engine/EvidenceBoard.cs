using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>
/// The cells of all subjects, [subject][source], one copy for all threads: 36 bytes a cell. Writers of one subject exclude each other
/// by a striped spin lock; a merge is a few instructions, so nobody sleeps. A board with one writer takes no lock.
/// </summary>
sealed unsafe class EvidenceBoard : IDisposable
{
    const int Stripes = 1 << 14;

    readonly NativeBlock cells;
    readonly EvidenceCell* origin; // where the cell of subject 0 and source 0 is or would be
    readonly int[] stripes = new int[Stripes];
    readonly int sourceCount;
    readonly bool isShared;

    /// <param name="firstSource">Index of the first of these sources.</param>
    internal EvidenceBoard(int subjectCount, int sourceCount, bool isShared, int firstSource = 0)
    {
        this.isShared = isShared;
        this.sourceCount = sourceCount;
        cells = new NativeBlock((long)subjectCount * sourceCount * sizeof(EvidenceCell));
        origin = (EvidenceCell*)cells.Pointer - firstSource;
    }

    internal NativeBlock Memory => cells;

    /// <summary>All cells as they lie.</summary>
    internal void WriteTo(Stream stream, CancellationToken cancellationToken) => StateFile.Append(stream, cells.Pointer, cells.SizeBytes, cancellationToken);

    /// <summary>One cell a source. Not for use while others merge.</summary>
    internal Span<EvidenceCell> CellsOf(int subject) => new((EvidenceCell*)cells.Pointer + (long)subject * sourceCount, sourceCount);

    internal void Merge(int subject, int source, SourceKind kind, in EvidenceCell record)
    {
        Lock(subject);
        ref EvidenceCell cell = ref *At(subject, source);
        if (!cell.Covers(record, kind))
        {
            cell = EvidenceCell.Merge(cell, record, kind);
        }

        Unlock(subject);
    }

    /// <summary>
    /// <see cref="Merge"/> of an agreeing record of any kind but intervals. The second latest date of a cell only grows, so what lies
    /// before it needs no lock to be seen as known.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MergeAgreeing(int subject, int source, int occurredOn, RecordPlace place)
    {
        EvidenceCell* cell = At(subject, source);
        if (occurredOn >= Volatile.Read(in cell->PreviousOn))
        {
            Lock(subject);
            EvidenceCell.Add(ref *cell, occurredOn, place.Value);
            Unlock(subject);
        }
    }

    /// <summary>A copy of a cell. Not while others write it.</summary>
    internal EvidenceCell CellOf(int subject, int source) => *At(subject, source);

    /// <summary>Forgets everything that a source said. Not while others write it.</summary>
    internal void Clear(int source)
    {
        long subjects = cells.SizeBytes / ((long)sourceCount * sizeof(EvidenceCell));
        for (int subject = 0; subject < subjects; subject++)
        {
            *At(subject, source) = default;
        }
    }

    /// <summary>Asks for the cache lines of a cell that a record will be merged into soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(int subject, int source)
    {
        if (Sse.IsSupported)
        {
            byte* cell = (byte*)At(subject, source);
            Sse.Prefetch0(cell);
            Sse.Prefetch0(cell + sizeof(EvidenceCell) - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    EvidenceCell* At(int subject, int source) => origin + ((long)subject * sourceCount + source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Lock(int subject)
    {
        if (isShared && Interlocked.CompareExchange(ref stripes[subject & (Stripes - 1)], 1, 0) != 0)
        {
            Wait(ref stripes[subject & (Stripes - 1)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Unlock(int subject)
    {
        if (isShared)
        {
            Volatile.Write(ref stripes[subject & (Stripes - 1)], 0);
        }
    }

    static void Wait(ref int stripe)
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref stripe) != 0 || Interlocked.CompareExchange(ref stripe, 1, 0) != 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    public void Dispose() => cells.Dispose();
}
