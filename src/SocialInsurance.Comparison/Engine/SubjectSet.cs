using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// All subjects of the register, ascending by identifier (bytes, ordinal), outside the managed heap or mapped from the scratch files of
/// a run in passes. Owns that memory. Read-only after construction but for <see cref="Register"/>, thread-safe.
/// </summary>
sealed unsafe class SubjectSet : IDisposable
{
    readonly IDisposable[] owned;

    /// <param name="owned">What the columns point into.</param>
    /// <param name="columns">Filled.</param>
    /// <param name="duplicates">Rows whose identifier an earlier row has.</param>
    /// <param name="isIndexed">False: too many for one table; whoever looks for subjects passes over all of them.</param>
    internal SubjectSet(IDisposable[] owned, in SubjectColumns columns, IReadOnlyList<RejectedRow> duplicates, bool isIndexed)
    {
        this.owned = owned;
        Columns = columns;
        Duplicates = duplicates;
        if (isIndexed)
        {
            var table = new SubjectTable(new KeyColumn((byte*)columns.Subjects + Subject.KeyOffset, sizeof(Subject), Count));
            table.CountRegistrations(Register);
            Index = new SubjectIndex(table, (byte*)columns.Subjects + Subject.NameKeyOffset, sizeof(Subject), KeyPartition.Whole, this);
        }
    }

    internal int Count => Columns.Count;

    internal SubjectColumns Columns { get; }

    internal ReadOnlySpan<Subject> Subjects => new(Columns.Subjects, Count);

    /// <summary>All subjects by key; null in a run in passes.</summary>
    internal SubjectIndex? Index { get; }

    /// <summary><see cref="Index"/> of a run in memory.</summary>
    internal SubjectIndex Whole => Index ?? throw new InvalidOperationException("no table holds all subjects of a run in passes");

    /// <summary>Rows whose identifier an earlier row has.</summary>
    internal IReadOnlyList<RejectedRow> Duplicates { get; }

    /// <summary>The subjects of an earlier run over the same register files.</summary>
    internal static SubjectSet Of(ComparisonState state)
    {
        SubjectColumns from = state.Memory.Columns;
        (IDisposable[] owned, SubjectColumns to) = Allocate(from.Count, from.IdSizeBytes);
        Buffer.MemoryCopy(from.Subjects, to.Subjects, from.SubjectBytes, from.SubjectBytes);
        Buffer.MemoryCopy(from.IdEnds, to.IdEnds, from.IdEndBytes, from.IdEndBytes);
        Buffer.MemoryCopy(from.IdBytes, to.IdBytes, from.IdSizeBytes, from.IdSizeBytes);
        return new SubjectSet(owned, to, [], isIndexed: true);
    }

    /// <summary>Identifier as the register has it, UTF-8.</summary>
    internal ReadOnlySpan<byte> IdOf(int subject) => Columns.IdOf(subject);

    /// <summary>Notes how many subjects have this one's key.</summary>
    internal void Register(int subject, int times) => Columns.Subjects[subject] = Columns.Subjects[subject].Registered(times);

    /// <summary>Puts together what the workers of all register files read; the result does not depend on who read what.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static SubjectSet From(IReadOnlyList<SubjectWorker> workers, int idColumn)
    {
        var rows = new List<RowReference>(workers.Sum(w => w.Count));
        for (int w = 0; w < workers.Count; w++)
        {
            for (int i = 0; i < workers[w].Count; i++)
            {
                rows.Add(new RowReference(workers[w].SubjectAt(i).RowPlace, w, i));
            }
        }

        Span<RowReference> order = CollectionsMarshal.AsSpan(rows);
        if (!IsSortedByPlace(order))
        {
            order.Sort(static (a, b) => a.Place.CompareTo(b.Place));
        }

        if (!IsSortedById(order, workers))
        {
            order.Sort((a, b) => Id(workers, a).SequenceCompareTo(Id(workers, b)) is not 0 and int c ? c : a.Place.CompareTo(b.Place));
        }

        return Copy(order, workers, idColumn);
    }

    public void Dispose()
    {
        FreeIndex();
        Array.ForEach(owned, o => o.Dispose());
    }

    /// <summary>Nobody is looked for by key any more: the table is the largest part beside the cells.</summary>
    internal void FreeIndex() => Index?.Table.Dispose();

    static (IDisposable[] Owned, SubjectColumns Columns) Allocate(int count, long idBytes)
    {
        var subjects = new NativeBlock((long)count * sizeof(Subject));
        var ends = new NativeBlock((long)count * sizeof(long));
        var ids = new NativeBlock(idBytes);
        return ([subjects, ends, ids], new SubjectColumns((Subject*)subjects.Pointer, (long*)ends.Pointer, ids.Pointer, count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static SubjectSet Copy(Span<RowReference> order, IReadOnlyList<SubjectWorker> workers, int idColumn)
    {
        var duplicates = new List<RejectedRow>();
        var repeated = new List<(int Subject, RowReference Row)>();
        int kept = 0;
        long idBytes = 0;
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<byte> id = Id(workers, order[i]);
            if (kept > 0 && id.SequenceEqual(Id(workers, order[kept - 1])))
            {
                var place = new RecordPlace(order[i].Place);
                duplicates.Add(new RejectedRow(place.File, place.Line, idColumn + 1, RejectReason.DuplicateId));
                repeated.Add((kept - 1, order[i]));
                continue;
            }

            order[kept++] = order[i];
            idBytes += id.Length;
        }

        (IDisposable[] owned, SubjectColumns columns) = Allocate(kept, idBytes);
        long end = 0;
        for (int i = 0; i < kept; i++)
        {
            ReadOnlySpan<byte> id = Id(workers, order[i]);
            id.CopyTo(new Span<byte>(columns.IdBytes + end, id.Length));
            end += id.Length;
            columns.IdEnds[i] = end;
            columns.Subjects[i] = workers[order[i].Worker].SubjectAt(order[i].Index);
        }

        foreach ((int subject, RowReference row) in repeated)
        {
            columns.Subjects[subject] = columns.Subjects[subject].Repeated(workers[row.Worker].SubjectAt(row.Index));
        }

        return new SubjectSet(owned, columns, duplicates, isIndexed: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static bool IsSortedByPlace(ReadOnlySpan<RowReference> order)
    {
        for (int i = 1; i < order.Length; i++)
        {
            if (order[i - 1].Place > order[i].Place)
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static bool IsSortedById(ReadOnlySpan<RowReference> order, IReadOnlyList<SubjectWorker> workers)
    {
        for (int i = 1; i < order.Length; i++)
        {
            if (Id(workers, order[i - 1]).SequenceCompareTo(Id(workers, order[i])) > 0)
            {
                return false;
            }
        }

        return true;
    }

    static ReadOnlySpan<byte> Id(IReadOnlyList<SubjectWorker> workers, RowReference row) => workers[row.Worker].IdAt(row.Index);

    readonly record struct RowReference(ulong Place, int Worker, int Index);
}

/// <summary>The columns of a register in memory: subjects, where each identifier ends, identifiers end to end. Owns nothing.</summary>
readonly unsafe struct SubjectColumns(Subject* subjects, long* idEnds, byte* idBytes, int count)
{
    internal readonly Subject* Subjects = subjects;
    internal readonly long* IdEnds = idEnds;
    internal readonly byte* IdBytes = idBytes;
    internal readonly int Count = count;

    internal long SubjectBytes => (long)Count * sizeof(Subject);

    internal long IdEndBytes => (long)Count * sizeof(long);

    internal long IdSizeBytes => Count == 0 ? 0 : IdEnds[Count - 1];

    internal ReadOnlySpan<byte> IdOf(int subject)
    {
        long start = subject == 0 ? 0 : IdEnds[subject - 1];
        return new ReadOnlySpan<byte>(IdBytes + start, (int)(IdEnds[subject] - start));
    }
}
