using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Kernel: positions of delimiters and newlines as one flat list, without a branch for each of them. Bit 31 of a mark tells a newline.
/// </summary>
static unsafe class FieldMarks
{
    internal const uint Newline = 0x8000_0000;
    internal const uint Position = ~Newline;

    /// <summary>Marks written beyond the count that is returned.</summary>
    internal const int Slack = 8;

    /// <summary>Appends the marks of bytes <paramref name="from"/>..<paramref name="to"/> (exclusive); 64 bytes past the end must be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Append(byte* bytes, int from, int to, byte delimiter, uint* marks, int count)
    {
        for (int at = from; at < to; at += 64)
        {
            ulong newlines = RowSplitter.MaskOf(bytes + at, (byte)'\n');
            ulong all = newlines | RowSplitter.MaskOf(bytes + at, delimiter);
            if (to - at < 64)
            {
                all &= (1UL << (to - at)) - 1;
            }

            uint* next = marks + count;
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

        return count;
    }
}
