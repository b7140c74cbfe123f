namespace SocialInsurance.Comparison;

/// <summary>A candidate pair and how it was found.</summary>
/// <param name="IsByName">Only the names brought them together.</param>
readonly record struct FoundPair(CandidatePair Pair, bool IsByName);

/// <summary>Works on candidate pairs in their order: millions of them need no table. Stateless, thread-safe.</summary>
static class CandidatePairs
{
    /// <summary>The subjects of both, ascending, each once.</summary>
    /// <param name="one">Ascending.</param>
    /// <param name="other">Ascending.</param>
    internal static int[] SubjectsOf(ReadOnlySpan<CandidatePair> one, ReadOnlySpan<CandidatePair> other)
    {
        var subjects = new List<int>();
        for (int i = 0, j = 0; i < one.Length || j < other.Length;)
        {
            int subject = Math.Min(i < one.Length ? one[i].Subject : int.MaxValue, j < other.Length ? other[j].Subject : int.MaxValue);
            subjects.Add(subject);
            while (i < one.Length && one[i].Subject == subject)
            {
                i++;
            }

            while (j < other.Length && other[j].Subject == subject)
            {
                j++;
            }
        }

        return [.. subjects];
    }

    /// <summary>All pairs, ascending, each once; one that was found both ways counts as found by number.</summary>
    /// <param name="byNumber">Ascending, each once.</param>
    /// <param name="byName">In no order; changed.</param>
    internal static FoundPair[] Join(ReadOnlySpan<CandidatePair> byNumber, CandidatePair[] byName)
    {
        Array.Sort(byName);
        var joined = new FoundPair[byNumber.Length + byName.Length];
        int count = 0;
        int i = 0;
        foreach (CandidatePair named in byName)
        {
            for (; i < byNumber.Length && byNumber[i].CompareTo(named) <= 0; i++)
            {
                joined[count++] = new FoundPair(byNumber[i], false);
            }

            if (count == 0 || joined[count - 1].Pair != named)
            {
                joined[count++] = new FoundPair(named, true);
            }
        }

        for (; i < byNumber.Length; i++)
        {
            joined[count++] = new FoundPair(byNumber[i], false);
        }

        return joined[..count];
    }
}
