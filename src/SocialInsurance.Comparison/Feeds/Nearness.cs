namespace SocialInsurance.Comparison;

/// <summary>The known word that somebody probably meant.</summary>
static class Nearness
{
    /// <summary>The nearest of <paramref name="known"/> by edit distance without regard to case, or null when none is near.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known) =>
        known.Select(k => (Known: k, Distance: Distance(word.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(p => p.Distance <= Math.Max(1, Math.Max(word.Length, p.Known.Length) / 3) || Contains(p.Known, word))
            .OrderBy(p => p.Distance).ThenBy(p => p.Known, StringComparer.Ordinal)
            .Select(p => p.Known).FirstOrDefault();

    static bool Contains(string a, string b) =>
        Math.Min(a.Length, b.Length) >= 2 && (a.Contains(b, StringComparison.OrdinalIgnoreCase) || b.Contains(a, StringComparison.OrdinalIgnoreCase));

    /// <summary>Characters to replace, insert, drop or swap with their neighbour.</summary>
    static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int same = a[i - 1] == b[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
