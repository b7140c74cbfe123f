namespace SocialInsurance.Eligibility.Rules;

/// <summary>The known name that an author most likely meant.</summary>
internal static class NearestName
{
    /// <summary>A name further away than a third of its letters is another word, not a slip.</summary>
    private const int LettersPerSlip = 3;

    /// <summary>The nearest name, the first of equals; null when none is near.</summary>
    internal static string? Of(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in known)
        {
            int distance = Distance(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance < least && distance <= Math.Max(1, Math.Max(written.Length, name.Length) / LettersPerSlip)) (least, nearest) = (distance, name);
        }
        return nearest;
    }

    /// <summary>Letters replaced, added, dropped, or swapped with their neighbour.</summary>
    internal static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        return rows[a.Length, b.Length];
    }
}
