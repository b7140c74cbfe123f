using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Keys and event dates of a delivery's accepted records: of all of them in a file below 6 MB, else of one key in 2^n, so that both
/// the dates and the repeats of a key are seen. Which keys depends on the key alone: the same for any number of threads.
/// Not thread-safe: one worker each.
/// </summary>
sealed class DeliverySample
{
    const long BytesARecord = 48; // a short row; longer rows make the sample smaller
    const long MostRecords = 1 << 17;

    readonly ulong mask;
    readonly List<Entry> entries = [];

    internal DeliverySample(long fileBytes)
    {
        int bits = 0;
        while ((fileBytes / BytesARecord) >> bits > MostRecords)
        {
            bits++;
        }

        mask = (1UL << bits) - 1;
    }

    /// <summary>One key in so many is kept.</summary>
    internal long Stride => (long)mask + 1;

    internal List<Entry> Entries => entries;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(long key, int occurredOn)
    {
        ulong hash = ((ulong)key ^ ((ulong)key >> 29)) * 0xD6E8FEB86659FD93UL; // not the hash of the subject table
        if (((hash >> 24) & mask) == 0)
        {
            entries.Add(new Entry(key, occurredOn));
        }
    }

    /// <summary>Distinct pairs of key and date over the samples of one delivery; counts each date in <paramref name="days"/> on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static long CountDistinct(IReadOnlyList<DeliverySample> samples, Dictionary<int, int> days)
    {
        int total = samples.Sum(s => s.entries.Count);
        int bits = Math.Max(4, BitOperations.Log2((uint)total + 1) + 2); // at most half full
        var places = new Entry[1 << bits];
        int distinct = 0;
        foreach (DeliverySample sample in samples)
        {
            foreach (ref readonly Entry entry in CollectionsMarshal.AsSpan(sample.entries))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(days, entry.OccurredOn, out _)++;
                ulong hash = ((ulong)entry.Key ^ ((ulong)entry.OccurredOn << 40)) * 0x9E3779B97F4A7C15UL;
                int at = (int)(hash >> (64 - bits));
                while (places[at].OccurredOn != 0 && places[at] != entry)
                {
                    at = (at + 1) & (places.Length - 1);
                }

                distinct += places[at].OccurredOn == 0 ? 1 : 0;
                places[at] = entry;
            }
        }

        return distinct;
    }

    /// <param name="Key"><see cref="DocumentKey"/> value.</param>
    /// <param name="OccurredOn">yyyymmdd</param>
    internal readonly record struct Entry(long Key, int OccurredOn);
}
