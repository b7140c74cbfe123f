using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Register rows on disk in sorted runs, ascending by identifier, then by place: the first half of an external sort. A row is the subject,
/// one byte with the length of its identifier, the identifier. <see cref="Spill"/> is thread-safe for different workers.
/// </summary>
sealed class RegisterRuns(ScratchFile file, long mostBytesHeld) : IDisposable
{
    readonly Lock gate = new();
    readonly List<Run> runs = [];

    internal IReadOnlyList<Run> All => runs;

    /// <summary>Rows of this worker go to disk, if it holds as many as it may.</summary>
    internal void SpillIfFull(SubjectWorker worker)
    {
        if (worker.HeldBytes >= mostBytesHeld)
        {
            Spill(worker);
        }
    }

    /// <summary>All rows of this worker go to disk; the worker begins anew.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Spill(SubjectWorker worker)
    {
        if (worker.Count == 0)
        {
            return;
        }

        int[] order = new int[worker.Count];
        long bytes = 0;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            bytes += Unsafe.SizeOf<Subject>() + 1 + worker.IdAt(i).Length;
        }

        order.AsSpan().Sort((a, b) => worker.IdAt(a).SequenceCompareTo(worker.IdAt(b)) is not 0 and int c ? c : worker.SubjectAt(a).RowPlace.CompareTo(worker.SubjectAt(b).RowPlace));
        long start = file.Reserve(bytes);
        var writer = new ScratchWriter(file, start);
        foreach (int i in order)
        {
            Subject subject = worker.SubjectAt(i);
            ReadOnlySpan<byte> id = worker.IdAt(i);
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Subject>(in subject)));
            writer.Write([(byte)id.Length]);
            writer.Write(id);
        }

        writer.Flush();
        worker.Clear();
        lock (gate)
        {
            runs.Add(new Run(start, bytes));
        }
    }

    internal RunReader Open(Run run, int bufferBytes) => new(file, run, bufferBytes);

    public void Dispose() => file.Dispose();

    /// <summary>Where a run stands in the file.</summary>
    internal readonly record struct Run(long Start, long Bytes);

    /// <summary>Reads a run front to back. Not thread-safe.</summary>
    internal sealed class RunReader(ScratchFile file, Run run, int bufferBytes)
    {
        static readonly int MostBytes = Unsafe.SizeOf<Subject>() + 1 + SubjectWorker.MaxIdBytes;

        readonly byte[] buffer = new byte[Math.Max(bufferBytes, MostBytes)];
        long unread = run.Start;
        int at;
        int end;
        int idLength;

        internal ref readonly Subject Current => ref MemoryMarshal.AsRef<Subject>(buffer.AsSpan(at));

        internal ReadOnlySpan<byte> Id => buffer.AsSpan(at + Unsafe.SizeOf<Subject>() + 1, idLength);

        internal bool MoveNext()
        {
            at += end == 0 ? 0 : Unsafe.SizeOf<Subject>() + 1 + idLength;
            if (end - at < MostBytes)
            {
                Fill();
            }

            if (at == end)
            {
                return false;
            }

            idLength = buffer[at + Unsafe.SizeOf<Subject>()];
            return true;
        }

        void Fill()
        {
            buffer.AsSpan(at, end - at).CopyTo(buffer);
            end -= at;
            at = 0;
            int more = (int)Math.Min(buffer.Length - end, run.Start + run.Bytes - unread);
            file.ReadExactly(buffer.AsSpan(end, more), unread);
            unread += more;
            end += more;
        }

        /// <summary>By identifier, then by place.</summary>
        internal int CompareTo(RunReader other) =>
            Id.SequenceCompareTo(other.Id) is not 0 and int order ? order : Current.RowPlace.CompareTo(other.Current.RowPlace);
    }
}
