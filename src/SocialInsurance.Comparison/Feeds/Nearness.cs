namespace SocialInsurance.Comparison;

/// <summary>The known word that somebody probably meant.</summary>
static class Nearness
{
    /// <summary>The nearest of <paramref name="known"/> by Levenshtein distance without regard to case, or null when none is near.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known) =>
        known.Select(k => (Known: k, Distance: Distance(word.ToUpperInvariant(), k.ToUpperInvariant())))
            .Where(p => p.Distance <= Math.Max(1, Math.Max(word.Length, p.Known.Length) / 3) || Contains(p.Known, word))
            .OrderBy(p => p.Distance).ThenBy(p => p.Known, StringComparer.Ordinal)
            .Select(p => p.Known).FirstOrDefault();

    static bool Contains(string a, string b) =>
        Math.Min(a.Length, b.Length) >= 2 && (a.Contains(b, StringComparison.OrdinalIgnoreCase) || b.Contains(a, StringComparison.OrdinalIgnoreCase));

    static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
