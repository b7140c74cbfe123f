using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>What was observed on a record and a subject, without any name or number. Blittable, 32 bytes, part of the format of pairs.bin.</summary>
/// <param name="NameCount">Subjects with the record's name; of a pair found by <see cref="FoundBy.NearName"/>: with nearly that name.</param>
/// <param name="By">What brought them together.</param>
[StructLayout(LayoutKind.Sequential, Size = 32)]
readonly record struct ObservedPair(
    ulong Place, int Subject, int OccurredOn, int NameCount, ushort Source,
    ComparisonLevel Name, ComparisonLevel Number, ComparisonLevel BirthDate, ComparisonLevel Sex, RecordNumber RecordNumber, FoundBy By) : IComparable<ObservedPair>
{
    /// <summary>The levels as the model takes them.</summary>
    internal ComparisonVector Vector => new(Name, Number, BirthDate, Sex, RecordNumber);

    public int CompareTo(ObservedPair other) => Place != other.Place ? Place.CompareTo(other.Place) : Subject.CompareTo(other.Subject);
}

/// <summary>
/// All that links are judged by: the candidate pairs of a run and what of the unlinked records the model needs beside them. A later run
/// over the same register adds the pairs of its new records and judges anew. Immutable.
/// </summary>
/// <param name="Pairs">Ascending by place, then subject.</param>
/// <param name="Usable">Unlinked records whose number can serve as a key.</param>
/// <param name="Faulty">Unlinked records whose number failed its check.</param>
/// <param name="NameCountSum">Over all unlinked records: one more than the subjects that have the record's name.</param>
/// <param name="Blocks">Records of each block that has at least <see cref="CountedBlock"/>; smaller ones could tell of persons.</param>
/// <param name="OtherBlocksAtMost">No other block has more records than this.</param>
sealed record PairSet(ObservedPair[] Pairs, long Usable, long Faulty, long NameCountSum, IReadOnlyDictionary<ulong, int> Blocks, int OtherBlocksAtMost)
{
    internal const int CountedBlock = 50;

    internal long Records => Usable + Faulty;

    /// <summary>The same pairs in a run whose files and sources have other indexes.</summary>
    internal PairSet Moved(FileMap files, IReadOnlyList<int> newSource) => this with
    {
        Pairs = Array.ConvertAll(Pairs, p => p with { Place = files.Move(p.Place), Source = (ushort)newSource[p.Source] }),
    };

    /// <summary>Both together, or null when a block grows past <see cref="BlockIndex.LargeBlock"/>: then pairs of old records would go.</summary>
    internal PairSet? With(PairSet more, IReadOnlyDictionary<ulong, int> blocksOfMore)
    {
        var blocks = new Dictionary<ulong, int>(Blocks);
        int largestOther = 0;
        foreach ((ulong key, int count) in blocksOfMore)
        {
            if (!blocks.TryGetValue(key, out int before))
            {
                largestOther = Math.Max(largestOther, count);
            }
            else if (before <= BlockIndex.LargeBlock && before + count > BlockIndex.LargeBlock)
            {
                return null;
            }
            else
            {
                blocks[key] = before + count;
            }
        }

        int atMost = OtherBlocksAtMost + largestOther;
        return atMost > BlockIndex.LargeBlock ? null : new PairSet(
            Merge(Pairs, more.Pairs), Usable + more.Usable, Faulty + more.Faulty, NameCountSum + more.NameCountSum, blocks, atMost);
    }

    /// <summary>Both in order. Moved to other files, the pairs of one run may stand in another order than before.</summary>
    static ObservedPair[] Merge(ObservedPair[] many, ObservedPair[] few)
    {
        SortUnlessSorted(many);
        SortUnlessSorted(few);
        var merged = new ObservedPair[many.Length + few.Length];
        int next = 0; // of few
        int to = 0;
        foreach (ref readonly ObservedPair pair in many.AsSpan())
        {
            for (; next < few.Length && few[next].CompareTo(pair) < 0; next++)
            {
                merged[to++] = few[next];
            }

            merged[to++] = pair;
        }

        few.AsSpan(next).CopyTo(merged.AsSpan(to));
        return merged;
    }

    static void SortUnlessSorted(ObservedPair[] pairs)
    {
        for (int i = 1; i < pairs.Length; i++)
        {
            if (pairs[i - 1].CompareTo(pairs[i]) > 0)
            {
                Array.Sort(pairs);
                return;
            }
        }
    }
}
