using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>All subjects of the register, ascending by identifier (bytes, ordinal), and their table by key.</summary>
sealed class SubjectSet
{
    SubjectSet(Subject[] subjects, byte[] idBytes, int[] idEnds, IReadOnlyList<RejectedRow> duplicates)
    {
        Subjects = subjects;
        IdBytes = idBytes;
        IdEnds = idEnds;
        Duplicates = duplicates;
        Table = new SubjectTable(subjects);
    }

    internal Subject[] Subjects { get; }

    internal byte[] IdBytes { get; }

    /// <summary>End of each identifier in <see cref="IdBytes"/>.</summary>
    internal int[] IdEnds { get; }

    internal SubjectTable Table { get; }

    /// <summary>Rows whose identifier an earlier row has.</summary>
    internal IReadOnlyList<RejectedRow> Duplicates { get; }

    /// <summary>The subjects of an earlier run over the same register files.</summary>
    internal static unsafe SubjectSet Of(ComparisonState state)
    {
        int count = state.SubjectCount;
        int[] idEnds = new ReadOnlySpan<int>(state.Memory.IdEnds, count).ToArray();
        return new SubjectSet(
            new ReadOnlySpan<Subject>(state.Memory.Subjects, count).ToArray(),
            new ReadOnlySpan<byte>(state.Memory.IdBytes, count == 0 ? 0 : idEnds[^1]).ToArray(),
            idEnds,
            []);
    }

    /// <summary>Identifier as the register has it, UTF-8.</summary>
    internal ReadOnlySpan<byte> IdOf(int subject) => IdBytes.AsSpan((subject == 0 ? 0 : IdEnds[subject - 1])..IdEnds[subject]);

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static SubjectSet Copy(ReadOnlySpan<RowReference> order, IReadOnlyList<SubjectWorker> workers, int idColumn)
    {
        var subjects = new List<Subject>(order.Length);
        var idEnds = new List<int>(order.Length);
        var idBytes = new List<byte>();
        var duplicates = new List<RejectedRow>();
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<byte> id = Id(workers, order[i]);
            Subject subject = workers[order[i].Worker].SubjectAt(order[i].Index);
            if (i > 0 && id.SequenceEqual(Id(workers, order[i - 1])))
            {
                var place = new RecordPlace(subject.RowPlace);
                duplicates.Add(new RejectedRow(place.File, place.Line, idColumn + 1, RejectReason.DuplicateId));
                continue;
            }

            subjects.Add(subject);
            idBytes.AddRange(id);
            idEnds.Add(idBytes.Count);
        }

        return new SubjectSet([.. subjects], [.. idBytes], [.. idEnds], duplicates);
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
