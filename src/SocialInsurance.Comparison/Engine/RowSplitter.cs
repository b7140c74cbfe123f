using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SocialInsurance.Comparison;

/// <summary>
/// Kernel: finds delimiters and newlines of 64 bytes at a time. Works on whatever vectors the processor has; its scalar twin
/// is the oracle in the tests. A carriage return before the newline is no part of the last field.
/// </summary>
static unsafe class RowSplitter
{
    /// <summary>Bounds of one row: the position before it, then the end of each field; extra columns share the last place.</summary>
    internal const int BoundCount = ColumnLayout.MaxColumns + 2;

    /// <summary>Splits whole lines (the last byte is a newline); 64 bytes past the end must be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Split<THandler>(byte* bytes, int length, byte delimiter, int* bounds, ref THandler handler)
        where THandler : struct, IRowHandler
    {
        bounds[0] = -1;
        int columns = 0;
        for (int at = 0; at < length; at += 64)
        {
            ulong newlines = MaskOf(bytes + at, (byte)'\n');
            ulong marks = newlines | MaskOf(bytes + at, delimiter);
            if (length - at < 64)
            {
                marks &= (1UL << (length - at)) - 1;
            }

            while (marks != 0)
            {
                int position = at + BitOperations.TrailingZeroCount(marks);
                ulong lowest = marks & (0 - marks);
                marks ^= lowest;
                columns++;
                bounds[Math.Min(columns, BoundCount - 1)] = position;
                if ((newlines & lowest) != 0)
                {
                    if (columns < BoundCount && position - 1 > bounds[columns - 1] && bytes[position - 1] == '\r')
                    {
                        bounds[columns]--;
                    }

                    handler.Accept(new Row(bytes, bounds, columns, 1));
                    bounds[0] = position;
                    columns = 0;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong MaskOf(byte* p, byte value)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Vector512.Equals(Vector512.Load(p), Vector512.Create(value)).ExtractMostSignificantBits();
        }

        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<byte> v = Vector256.Create(value);
            return Vector256.Equals(Vector256.Load(p), v).ExtractMostSignificantBits()
                | (ulong)Vector256.Equals(Vector256.Load(p + 32), v).ExtractMostSignificantBits() << 32;
        }

        Vector128<byte> w = Vector128.Create(value);
        return Vector128.Equals(Vector128.Load(p), w).ExtractMostSignificantBits()
            | (ulong)Vector128.Equals(Vector128.Load(p + 16), w).ExtractMostSignificantBits() << 16
            | (ulong)Vector128.Equals(Vector128.Load(p + 32), w).ExtractMostSignificantBits() << 32
            | (ulong)Vector128.Equals(Vector128.Load(p + 48), w).ExtractMostSignificantBits() << 48;
    }
}
