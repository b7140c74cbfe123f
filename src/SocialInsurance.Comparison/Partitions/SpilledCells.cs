using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// The cells of a run in passes on disk, a column for each part and source; a column made anew takes the place of the old one.
/// Written by one thread.
/// </summary>
sealed unsafe class SpilledCells(ScratchFile file, IReadOnlyList<long> partSizes, int sourceCount) : IDisposable
{
    const long Unwritten = -1; // nobody said anything

    readonly long[] starts = [.. Enumerable.Repeat(Unwritten, partSizes.Count * sourceCount)];

    internal int Passes => partSizes.Count;

    internal int SourceCount => sourceCount;

    internal void Write(int part, int source, NativeBlock cells) => Write(part, source, cells.Pointer);

    /// <param name="cells">One a subject of the part.</param>
    internal void Write(int part, int source, byte* cells)
    {
        long bytes = partSizes[part] * sizeof(EvidenceCell);
        ref long start = ref starts[part * sourceCount + source];
        start = start == Unwritten ? file.Reserve(bytes) : start;
        file.Write(cells, bytes, start);
    }

    /// <summary>Forgets what a source said.</summary>
    internal void Clear(int source)
    {
        for (int part = 0; part < Passes; part++)
        {
            starts[part * sourceCount + source] = Unwritten;
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>Reads cells of ascending subjects: a portion of each column is at hand. Not thread-safe; not while columns are written.</summary>
    internal sealed class Reader
    {
        const int MostBytes = 32 << 20; // for all columns

        readonly SpilledCells cells;
        readonly ScratchFile file;
        readonly int portion;
        readonly EvidenceCell[]?[] buffers;
        readonly int[] firsts;

        internal Reader(SpilledCells cells, ScratchFile file)
        {
            this.cells = cells;
            this.file = file;
            buffers = new EvidenceCell[cells.starts.Length][];
            firsts = new int[cells.starts.Length];
            portion = Math.Clamp(MostBytes / Math.Max(1, buffers.Length) / sizeof(EvidenceCell), 16, 1 << 12);
        }

        /// <param name="subject">Within its part.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal ref readonly EvidenceCell CellOf(int part, int source, int subject)
        {
            int column = part * cells.SourceCount + source;
            EvidenceCell[]? buffer = buffers[column];
            int at = subject - firsts[column];
            if (buffer is null || (uint)at >= (uint)buffer.Length)
            {
                buffer = Fill(part, column, subject);
                at = subject - firsts[column];
            }

            return ref buffer[at];
        }

        EvidenceCell[] Fill(int part, int column, int subject)
        {
            EvidenceCell[] buffer = buffers[column] ??= new EvidenceCell[portion];
            firsts[column] = subject;
            long start = cells.starts[column];
            int count = (int)Math.Min(portion, cells.PartSize(part) - subject);
            if (start == Unwritten)
            {
                Array.Clear(buffer);
            }
            else
            {
                file.ReadExactly(MemoryMarshal.AsBytes(buffer.AsSpan(0, count)), start + (long)subject * sizeof(EvidenceCell));
            }

            return buffer;
        }
    }

    internal Reader Read() => new(this, file);

    /// <summary>All cells, [subject][source], in the order of the register; a subject without key has empty ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void WriteRows(SpilledRegister register, Stream stream, CancellationToken cancellationToken)
    {
        Reader reader = Read();
        int[] next = new int[Passes];
        EvidenceCell[] rows = [];
        register.ForEach((_, subjects, count) =>
        {
            rows = rows.Length > 0 ? rows : new EvidenceCell[subjects.Length * sourceCount];
            for (int i = 0; i < count; i++)
            {
                Span<EvidenceCell> row = rows.AsSpan(i * sourceCount, sourceCount);
                row.Clear();
                if (subjects[i].Key == 0)
                {
                    continue;
                }

                int part = KeyPartition.Of(subjects[i].Key, Passes);
                int subject = next[part]++;
                for (int source = 0; source < row.Length; source++)
                {
                    row[source] = reader.CellOf(part, source, subject);
                }
            }

            stream.Write(MemoryMarshal.AsBytes(rows.AsSpan(0, count * sourceCount)));
        }, cancellationToken);
    }

    long PartSize(int part) => partSizes[part];
}
