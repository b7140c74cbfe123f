namespace SocialInsurance.Comparison;

/// <summary>
/// Damerau-Levenshtein distance, unrestricted: insert, delete, replace one symbol, swap two neighbours, each costs 1.
/// Source: Lowrance and Wagner, An Extension of the String-to-String Correction Problem, J. ACM 22 (1975). A metric.
/// </summary>
/// <remarks>Stateless, thread-safe, allocation-free. At most <see cref="MaxLength"/> symbols a side.</remarks>
static class EditDistance
{
    internal const int MaxLength = 48;

    internal static int Of<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IEquatable<T> =>
        OfAtMost(a, b, MaxLength * 2);

    /// <summary>The distance, or <paramref name="most"/> + 1 when it is larger: then most of the work is spared.</summary>
    internal static int OfAtMost<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, int most)
        where T : unmanaged, IEquatable<T>
    {
        int same = a.CommonPrefixLength(b);
        a = a[same..];
        b = b[same..];
        while (!a.IsEmpty && !b.IsEmpty && a[^1].Equals(b[^1]))
        {
            a = a[..^1];
            b = b[..^1];
        }

        if (a.IsEmpty || b.IsEmpty || Math.Abs(a.Length - b.Length) > most)
        {
            return Math.Min(a.Length + b.Length, most + 1);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(a.Length, b.Length), MaxLength);
        return Math.Min(Table(a, b, most), most + 1);
    }

    /// <summary>
    /// A way of at most <paramref name="most"/> edits never strays further from the diagonal, nor does a swap reach further back: only cells
    /// so near to it are filled, and beside them stands a cost that no such way has.
    /// </summary>
    static int Table<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, int most)
        where T : unmanaged, IEquatable<T>
    {
        int width = b.Length + 1;
        byte beyond = (byte)Math.Min(most + 1, a.Length + b.Length);
        Span<byte> cost = stackalloc byte[(a.Length + 1) * width]; // [i][j]: first i symbols of a to first j of b
        Span<byte> lastInA = stackalloc byte[width]; // by j: last i before this one with a[i] = b[j]
        lastInA.Clear();
        for (int j = 0; j <= b.Length; j++)
        {
            cost[j] = (byte)Math.Min(j, beyond);
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int from = Math.Max(1, i - most);
            int to = Math.Min(b.Length, i + most);
            Span<byte> row = cost.Slice(i * width, width);
            ReadOnlySpan<byte> above = cost.Slice((i - 1) * width, width);
            row[from - 1] = from == 1 ? (byte)Math.Min(i, beyond) : beyond;
            int lastInB = 0; // last j before this one with b[j] = a[i]
            for (int j = from; j <= to; j++)
            {
                bool equal = a[i - 1].Equals(b[j - 1]);
                int best = Math.Min(above[j], row[j - 1]) + 1;
                best = Math.Min(best, above[j - 1] + (equal ? 0 : 1));
                int k = lastInA[j];
                if (k > 0 && lastInB > 0)
                {
                    best = Math.Min(best, cost[(k - 1) * width + lastInB - 1] + (i - k - 1) + 1 + (j - lastInB - 1));
                }

                row[j] = (byte)best;
                if (equal)
                {
                    lastInA[j] = (byte)i;
                    lastInB = j;
                }
            }

            if (to < b.Length)
            {
                row[to + 1] = beyond;
            }
        }

        return cost[^1];
    }
}
