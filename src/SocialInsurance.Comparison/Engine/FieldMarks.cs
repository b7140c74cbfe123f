using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Kernel: positions of delimiters and newlines as one flat list, without a branch for each of them, and the stretches of 64 bytes
/// that may hold damage. Bit 31 of a mark tells a newline. One worker each.
/// </summary>
sealed unsafe class FieldMarks : IDisposable
{
    internal const uint Newline = 0x8000_0000;
    internal const uint Position = ~Newline;

    const int WindowBytes = 4096; // marked at a time: the marks stay in the first cache
    const int Slack = 8; // marks written beyond the last

    readonly NativeBlock marks = new((WindowBytes + ColumnLayout.MaxColumns + Slack) * sizeof(uint));
    byte[] suspects = [];
    int suspectEnd;
    int marked;

    /// <summary>The marks that are not used up yet.</summary>
    internal uint* First => (uint*)marks.Pointer;

    internal int Count { get; private set; }

    /// <summary>Begins with the first byte of a block.</summary>
    internal void Begin(int length)
    {
        marked = Count = suspectEnd = 0;
        if (suspects.Length < length / 64 + 1)
        {
            suspects = new byte[length / 64 + 1];
        }
    }

    /// <summary>All bytes have their marks.</summary>
    internal bool IsAtEnd(int length) => marked == length;

    /// <summary>Drops used marks and marks the next window; 64 bytes past the end and 3 before the start must be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Advance(byte* bytes, int length, byte delimiter, int used)
    {
        int count = Count - used;
        new ReadOnlySpan<uint>(First + used, count).CopyTo(new Span<uint>(First, count));
        int end = Math.Min((marked & ~63) + WindowBytes, length);
        for (int at = marked & ~63; at < end; at += 64)
        {
            ulong newlines = RowSplitter.MaskOf(bytes + at, (byte)'\n');
            ulong all = newlines | RowSplitter.MaskOf(bytes + at, delimiter);
            all &= at < marked ? ulong.MaxValue << (marked - at) : ulong.MaxValue;
            all &= end - at < 64 ? (1UL << (end - at)) - 1 : ulong.MaxValue;
            bool isSuspect = DamageCheck.IsSuspect(bytes + at);
            suspects[at >> 6] = isSuspect ? (byte)1 : (byte)0;
            suspectEnd = isSuspect ? at + 64 : suspectEnd;

            uint* next = First + count;
            count += BitOperations.PopCount(all);
            do
            {
                for (int i = 0; i < Slack; i++) // more than there are: what is written too much is written over
                {
                    int bit = BitOperations.TrailingZeroCount(all);
                    next[i] = (uint)(at + bit) | ((uint)(newlines >> bit) << 31);
                    all &= all - 1;
                }

                next += Slack;
            }
            while (all != 0);
        }

        marked = end;
        Count = count;
    }

    /// <summary>
    /// Goes on behind a row that ends before <paramref name="rowEnd"/>, whose first mark is number <paramref name="used"/>.
    /// Returns the number of its successor's first mark.
    /// </summary>
    internal int Skip(int used, int rowEnd)
    {
        if (rowEnd > marked)
        {
            marked = rowEnd;
            return Count;
        }

        while (used < Count && First[used++] < Newline)
        {
        }

        return used;
    }

    /// <summary>True when a stretch of bytes <paramref name="from"/>..<paramref name="to"/> (inclusive) may hold damage.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MayBeDamaged(int from, int to) => suspectEnd > from && suspects.AsSpan(from >> 6, (to >> 6) - (from >> 6) + 1).Contains((byte)1);

    public void Dispose() => marks.Dispose();
}
