using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>Who had a key in the previous run, by name, and who has it now.</summary>
/// <param name="NamesBefore"><see cref="NameKey"/> values.</param>
/// <param name="Now">Subjects of this run, ascending.</param>
readonly record struct AffectedKey(IReadOnlyList<ulong> NamesBefore, IReadOnlyList<int> Now);

/// <summary>The keys whose holders changed, behind a filter that turns away nearly all others. Immutable, thread-safe.</summary>
sealed class AffectedKeys
{
    internal static readonly AffectedKeys None = new([]);

    readonly Dictionary<long, (List<ulong> Before, List<int> Now)> holders = [];
    readonly ulong[] filter;
    readonly int shift;

    AffectedKeys(HashSet<long> keys)
    {
        int bits = Math.Clamp(BitOperations.Log2((uint)keys.Count + 1) + 6, 10, 24); // 32 to 64 bits a key: 2 MiB at most
        shift = 64 - bits;
        filter = new ulong[1 << (bits - 6)];
        foreach (long key in keys)
        {
            holders.Add(key, ([], []));
            ulong bit = Hash(key) >> shift;
            filter[bit >> 6] |= 1UL << (int)bit;
        }
    }

    internal int Count => holders.Count;

    internal static AffectedKeys Of(HashSet<long> keys, ComparisonState old, SubjectSet subjects)
    {
        var affected = new AffectedKeys(keys);
        for (int i = 0; keys.Count > 0 && i < old.SubjectCount; i++)
        {
            ref readonly Subject subject = ref old.SubjectAt(i);
            if (affected.MayHold(subject.Key) && affected.holders.TryGetValue(subject.Key, out (List<ulong> Before, List<int> Now) holder))
            {
                holder.Before.Add(subject.NameKey);
            }
        }

        for (int i = 0; keys.Count > 0 && i < subjects.Count; i++)
        {
            ref readonly Subject subject = ref subjects.Subjects[i];
            if (affected.MayHold(subject.Key) && affected.holders.TryGetValue(subject.Key, out (List<ulong> Before, List<int> Now) holder))
            {
                holder.Now.Add(i);
            }
        }

        return affected;
    }

    /// <summary>False: nobody gained or lost this key. True for all others and a few strangers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MayHold(long key)
    {
        ulong bit = Hash(key) >> shift;
        return ((filter[bit >> 6] >> (int)bit) & 1) != 0;
    }

    internal bool TryFind(long key, out AffectedKey affected)
    {
        bool isFound = holders.TryGetValue(key, out (List<ulong> Before, List<int> Now) holder);
        affected = isFound ? new AffectedKey(holder.Before, holder.Now) : default;
        return isFound;
    }

    static ulong Hash(long key) => (ulong)key * 0x9E3779B97F4A7C15UL;
}
