using System.Runtime.CompilerServices;

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

    /// <param name="Key"><see cref="DocumentKey"/> value.</param>
    /// <param name="OccurredOn">yyyymmdd</param>
    internal readonly record struct Entry(long Key, int OccurredOn);
}
