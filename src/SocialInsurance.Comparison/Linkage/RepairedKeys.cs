using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// The keys that records may have had before one slip of a typist, for a run whose subjects are in no table: the subjects pass by, and each
/// is looked up here. Immutable, thread-safe. About 12 bytes a key, 35 keys a record without usable number.
/// </summary>
sealed class RepairedKeys
{
    readonly long[] keys; // ascending
    readonly int[] records;
    readonly ulong[] filter;
    readonly int filterShift;

    RepairedKeys(long[] keys, int[] records)
    {
        this.keys = keys;
        this.records = records;
        int bits = Math.Clamp(BitOperations.Log2((uint)keys.Length + 1) + 4, 6, 24); // 2 MiB at most
        filterShift = 64 - bits;
        filter = new ulong[1 << (bits - 6)];
        foreach (long key in keys)
        {
            ulong bit = BitOf(key);
            filter[bit >> 6] |= 1UL << (int)bit;
        }
    }

    internal static RepairedKeys Of(UnlinkedSet unlinked, CancellationToken cancellationToken)
    {
        var keys = new List<long>();
        var records = new List<int>();
        var around = new List<long>();
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        for (int record = 0; record < unlinked.Records.Length; record++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            KeysOf(unlinked, record, number, around);
            keys.AddRange(around);
            records.AddRange(Enumerable.Repeat(record, around.Count));
        }

        long[] sorted = [.. keys];
        int[] byKey = [.. records];
        Array.Sort(sorted, byKey);
        return new RepairedKeys(sorted, byKey);
    }

    /// <summary>
    /// Usable keys one slip away from a record's number; none of a number whose checksum holds: one slip cannot have made it. Of a text that is
    /// sound (the row was rejected for something else) its own key.
    /// </summary>
    internal static void KeysOf(UnlinkedSet unlinked, int record, Span<byte> number, List<long> keys)
    {
        keys.Clear();
        if (!new DocumentKey(unlinked.Records[record].Key).IsCitizenForm)
        {
            ReadOnlySpan<byte> text = number[..unlinked.WriteNumber(record, number)];
            NumberRepair.KeysAround(text, keys);
            NumberRepair.AddDocumentsLike(text, keys);
            if (unlinked.Records[record].Key == 0 && DocumentKey.Parse(text) is { IsUsable: true } own)
            {
                keys.Add(own.Key.Value);
            }
        }
    }

    /// <summary>Adds a pair for each record that this key may belong to. 0 belongs to none.</summary>
    internal void AddPairs(long key, int subject, List<CandidatePair> found)
    {
        if (key != 0 && MayHold(key))
        {
            for (int i = FirstOf(key); i < keys.Length && keys[i] == key; i++)
            {
                found.Add(new CandidatePair(subject, records[i]));
            }
        }
    }

    int FirstOf(long key)
    {
        int low = 0;
        int high = keys.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            (low, high) = keys[middle] < key ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool MayHold(long key)
    {
        ulong bit = BitOf(key);
        return ((filter[bit >> 6] >> (int)bit) & 1) != 0;
    }

    ulong BitOf(long key) => ((ulong)key * 0x9E3779B97F4A7C15UL) >> filterShift;
}
