using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// The register of a run in passes: merged from sorted runs into three scratch files, which are mapped as one <see cref="SubjectSet"/>.
/// Its pages are the system's cache, not memory of the run.
/// </summary>
sealed unsafe class SpilledRegister : IDisposable
{
    readonly ScratchFile subjects;
    readonly ScratchFile idEnds;
    readonly ScratchFile idBytes;
    readonly long[] buckets = new long[KeyPartition.Buckets];
    readonly List<RejectedRow> duplicates = [];
    readonly List<(int Subject, Subject Row)> repeated = [];
    SubjectSet? set;

    SpilledRegister(ScratchFolder scratch)
    {
        subjects = scratch.Create("subjects");
        idEnds = scratch.Create("idEnds");
        idBytes = scratch.Create("idBytes");
    }

    internal SubjectSet Set => set ?? throw new InvalidOperationException("the register was not merged");

    /// <summary>Subjects with a usable key, by <see cref="KeyPartition.BucketOf"/>.</summary>
    internal ReadOnlySpan<long> Buckets => buckets;

    /// <summary>Merges all runs. Of rows with one identifier the first in the register stays.</summary>
    internal static SpilledRegister Merge(RegisterRuns runs, ScratchFolder scratch, int idColumn, long bufferBytes, CancellationToken cancellationToken)
    {
        var register = new SpilledRegister(scratch);
        try
        {
            int count = register.Write(runs, idColumn, bufferBytes, cancellationToken);
            register.Map(count);
            return register;
        }
        catch
        {
            register.Dispose();
            throw;
        }
    }

    /// <summary>The subjects front to back, in portions, without mapping them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void ForEach(Action<int, Subject[], int> portion, CancellationToken cancellationToken)
    {
        Subject[] buffer = new Subject[1 << 13];
        for (int first = 0; first < Set.Count; first += buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(buffer.Length, Set.Count - first);
            subjects.ReadExactly(MemoryMarshal.AsBytes(buffer.AsSpan(0, count)), (long)first * sizeof(Subject));
            portion(first, buffer, count);
        }
    }

    public void Dispose()
    {
        set?.Dispose();
        subjects.Dispose();
        idEnds.Dispose();
        idBytes.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    int Write(RegisterRuns runs, int idColumn, long bufferBytes, CancellationToken cancellationToken)
    {
        int buffer = (int)Math.Clamp(bufferBytes / Math.Max(1, runs.All.Count), 1 << 14, 1 << 22);
        var heap = new RunHeap([.. runs.All.Select(r => runs.Open(r, buffer))]);
        var subjectWriter = new ScratchWriter(subjects, 0);
        var endWriter = new ScratchWriter(idEnds, 0);
        var idWriter = new ScratchWriter(idBytes, 0);
        Span<byte> last = stackalloc byte[SubjectWorker.MaxIdBytes];
        int lastLength = -1;
        int count = 0;
        long end = 0;
        for (; heap.Top is { } row; heap.Advance())
        {
            if ((count & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (lastLength >= 0 && row.Id.SequenceEqual(last[..lastLength]))
            {
                var place = new RecordPlace(row.Current.RowPlace);
                duplicates.Add(new RejectedRow(place.File, place.Line, idColumn + 1, RejectReason.DuplicateId));
                repeated.Add((count - 1, row.Current));
                continue;
            }

            row.Id.CopyTo(last);
            lastLength = row.Id.Length;
            end += lastLength;
            count = checked(count + 1);
            buckets[KeyPartition.BucketOf(row.Current.Key)] += row.Current.Key == 0 ? 0 : 1;
            subjectWriter.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Subject>(in row.Current)));
            endWriter.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in end)));
            idWriter.Write(row.Id);
        }

        subjectWriter.Flush();
        endWriter.Flush();
        idWriter.Flush();
        return count;
    }

    void Map(int count)
    {
        MappedFile[] maps = [MappedFile.Open(subjects.Path, isWritable: true), MappedFile.Open(idEnds.Path, isWritable: false), MappedFile.Open(idBytes.Path, isWritable: false)];
        var columns = new SubjectColumns((Subject*)maps[0].Pointer, (long*)maps[1].Pointer, maps[2].Pointer, count);
        set = new SubjectSet(maps, columns, duplicates, isIndexed: false);
        foreach ((int subject, Subject row) in repeated)
        {
            columns.Subjects[subject] = columns.Subjects[subject].Repeated(row);
        }

        repeated.Clear();
    }

    /// <summary>Runs by their next row, smallest on top. Not thread-safe.</summary>
    sealed class RunHeap
    {
        readonly RegisterRuns.RunReader[] readers;
        int count;

        internal RunHeap(RegisterRuns.RunReader[] all)
        {
            readers = [.. all.Where(r => r.MoveNext())];
            count = readers.Length;
            for (int i = count / 2 - 1; i >= 0; i--)
            {
                Sink(i);
            }
        }

        internal RegisterRuns.RunReader? Top => count == 0 ? null : readers[0];

        internal void Advance()
        {
            if (!readers[0].MoveNext())
            {
                readers[0] = readers[--count];
            }

            Sink(0);
        }

        void Sink(int at)
        {
            for (int child = 2 * at + 1; child < count; child = 2 * at + 1)
            {
                child += child + 1 < count && readers[child + 1].CompareTo(readers[child]) < 0 ? 1 : 0;
                if (readers[child].CompareTo(readers[at]) >= 0)
                {
                    return;
                }

                (readers[at], readers[child]) = (readers[child], readers[at]);
                at = child;
            }
        }
    }
}
