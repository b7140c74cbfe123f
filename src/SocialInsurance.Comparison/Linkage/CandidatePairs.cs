namespace SocialInsurance.Comparison;

/// <summary>What brought record and subject together, the strongest first. Part of the format of pairs.bin.</summary>
enum FoundBy : byte
{
    /// <summary>A block that holds something of the number.</summary>
    Number = 0,

    /// <summary>Only the names: by their sound or, for a misdirected record, by being equal.</summary>
    Name = 1,

    /// <summary>Only that the name is nearly the one of a misdirected record (<see cref="NearNames"/>).</summary>
    NearName = 2,

    /// <summary>Only that the name, which few bear, is equal and something of the number agrees (<see cref="NamesakeAgreement"/>).</summary>
    RareName = 3,

    /// <summary>Both <see cref="Number"/> and <see cref="RareName"/>.</summary>
    NumberAndRareName = 4,
}

/// <summary>A candidate pair and how it was found.</summary>
readonly record struct FoundPair(CandidatePair Pair, FoundBy By) : IComparable<FoundPair>
{
    public int CompareTo(FoundPair other) => Pair == other.Pair ? By.CompareTo(other.By) : Pair.CompareTo(other.Pair);
}

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

    /// <summary>All pairs, ascending, each once; one that was found in several ways counts as found in the strongest.</summary>
    /// <param name="byNumber">Ascending, each once.</param>
    /// <param name="byName">In no order.</param>
    /// <param name="nearNames">In no order.</param>
    /// <param name="rareNames">In no order.</param>
    internal static FoundPair[] Join(
        ReadOnlySpan<CandidatePair> byNumber, IEnumerable<CandidatePair> byName, IEnumerable<CandidatePair> nearNames, IEnumerable<CandidatePair> rareNames)
    {
        FoundPair[] others =
        [
            .. byName.Select(p => new FoundPair(p, FoundBy.Name)), .. nearNames.Select(p => new FoundPair(p, FoundBy.NearName)),
            .. rareNames.Select(p => new FoundPair(p, FoundBy.RareName)),
        ];
        Array.Sort(others);
        var joined = new FoundPair[byNumber.Length + others.Length];
        int count = 0;
        int i = 0;
        foreach (FoundPair other in others)
        {
            for (; i < byNumber.Length && byNumber[i].CompareTo(other.Pair) <= 0; i++)
            {
                joined[count++] = new FoundPair(byNumber[i], FoundBy.Number);
            }

            if (count == 0 || joined[count - 1].Pair != other.Pair)
            {
                joined[count++] = other;
            }
            else if (other.By == FoundBy.RareName && joined[count - 1].By == FoundBy.Number)
            {
                joined[count - 1] = new FoundPair(other.Pair, FoundBy.NumberAndRareName);
            }
        }

        for (; i < byNumber.Length; i++)
        {
            joined[count++] = new FoundPair(byNumber[i], FoundBy.Number);
        }

        return joined[..count];
    }
}
