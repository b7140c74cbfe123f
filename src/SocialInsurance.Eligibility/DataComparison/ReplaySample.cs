namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// For each move the few people with the smallest keyed hash: a random sample that does not depend on the order in which people come
/// or on the number of threads. Not thread-safe.
/// </summary>
internal sealed class ReplaySample(int moves, int perMove, int seed)
{
    private readonly List<(ulong Hash, int Subject)>?[] _chosen = new List<(ulong, int)>?[moves];

    internal void Offer(int move, int subject)
    {
        if (perMove <= 0) return;
        ulong hash = Mix((ulong)(uint)seed << 32 | (uint)subject);
        var chosen = _chosen[move] ??= new List<(ulong, int)>(perMove + 1);
        if (chosen.Count == perMove && hash >= chosen[^1].Hash) return;
        int place = chosen.BinarySearch((hash, subject));
        chosen.Insert(place < 0 ? ~place : place, (hash, subject));
        if (chosen.Count > perMove) chosen.RemoveAt(perMove);
    }

    /// <summary>The sample of all: by move, then by identifier.</summary>
    internal static IEnumerable<int> Merge(IEnumerable<ReplaySample> parts)
    {
        var all = parts.ToArray();
        for (int move = 0; all.Length > 0 && move < all[0].Moves; move++)
            foreach (int subject in all.SelectMany(p => p._chosen[move] ?? []).OrderBy(c => c.Hash).Take(all[0].PerMove).Select(c => c.Subject).Order())
                yield return subject;
    }

    private int Moves => moves;

    private int PerMove => perMove;

    /// <summary>Finaliser of SplitMix64: a bijection, so that different people never tie.</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
