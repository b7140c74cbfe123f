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

        if (a.IsEmpty || b.IsEmpty)
        {
            return a.Length + b.Length;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(a.Length, b.Length), MaxLength);
        return Table(a, b);
    }

    static int Table<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IEquatable<T>
    {
        int width = b.Length + 1;
        Span<byte> cost = stackalloc byte[(a.Length + 1) * width]; // [i][j]: first i symbols of a to first j of b
        Span<byte> lastInA = stackalloc byte[width]; // by j: last i before this one with a[i] = b[j]
        lastInA.Clear();
        for (int j = 0; j <= b.Length; j++)
        {
            cost[j] = (byte)j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            cost[i * width] = (byte)i;
            int lastInB = 0; // last j before this one with b[j] = a[i]
            for (int j = 1; j <= b.Length; j++)
            {
                bool equal = a[i - 1].Equals(b[j - 1]);
                int best = Math.Min(cost[(i - 1) * width + j], cost[i * width + j - 1]) + 1;
                best = Math.Min(best, cost[(i - 1) * width + j - 1] + (equal ? 0 : 1));
                int k = lastInA[j];
                if (k > 0 && lastInB > 0)
                {
                    best = Math.Min(best, cost[(k - 1) * width + lastInB - 1] + (i - k - 1) + 1 + (j - lastInB - 1));
                }

                cost[i * width + j] = (byte)best;
                if (equal)
                {
                    lastInA[j] = (byte)i;
                    lastInB = j;
                }
            }
        }

        return cost[^1];
    }
}
