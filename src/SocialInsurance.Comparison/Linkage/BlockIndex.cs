using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>Ways in which a record and a subject can meet although their numbers differ.</summary>
enum BlockingRule : byte
{
    /// <summary>Division and date of birth agree; the error is in the sequence.</summary>
    DivisionAndBirth = 1,

    /// <summary>Date of birth and sequence agree; the error is in the division.</summary>
    BirthAndSequence = 2,

    /// <summary>Division and sequence agree, and the record's date of birth cannot be read.</summary>
    DivisionAndSequence = 3,

    /// <summary>Name and date of birth agree.</summary>
    NameAndBirth = 4,

    /// <summary>Name and division agree.</summary>
    NameAndDivision = 5,

    /// <summary>The names sound alike and the dates of birth agree; the error is in two parts of the number, or it failed its check.</summary>
    SoundAndBirth = 6,

    /// <summary>Division, sequence and year of birth agree; the slip is in the month or the day.</summary>
    DivisionSequenceAndYear = 7,

    /// <summary>
    /// Division, sequence, day and last digit of the month agree; the slip is in the year or between year and month. With the rule
    /// before, every date is met that one digit, two neighbours or day and month in each other's place explain.
    /// </summary>
    DivisionSequenceAndDay = 8,
}

/// <summary>
/// Unlinked records by blocking key: open addressing, at most half full, behind a filter that turns away most keys without a record.
/// Read-only after construction, thread-safe. About 40 bytes a key, at most seven keys a record.
/// </summary>
sealed class BlockIndex
{
    /// <summary>In a block of more records than this (a default date, a reused number) names must be equal too.</summary>
    internal const int LargeBlock = 1000;

    const int KeysPerRecord = 7;
    const int MaxFilterBits = 24; // 2 MiB

    readonly ulong[] keys; // by slot; 0 = free
    readonly int[] ends; // by slot: where its records end
    readonly int[] records; // block after block
    readonly int shift;
    readonly ulong[] filter;
    readonly int filterShift;
    readonly HashSet<int> births = [];
    readonly IReadOnlyDictionary<ulong, int>? others; // large blocks of records that are not here

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal BlockIndex(UnlinkedSet unlinked, IReadOnlyDictionary<ulong, int>? others = null)
    {
        this.others = others;
        Parts = new NumberParts[unlinked.Records.Length];
        ulong[] keysOfRecord = new ulong[Parts.Length * (long)KeysPerRecord];
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        for (int i = 0; i < Parts.Length; i++)
        {
            Parts[i] = NumberParts.Of(number[..unlinked.WriteNumber(i, number)]);
            Span<ulong> own = keysOfRecord.AsSpan(i * KeysPerRecord, KeysPerRecord); // what is left stays 0
            int count = KeysOf(Parts[i], unlinked.Records[i].NameKey, own);
            Add(own, ref count, BlockingRule.SoundAndBirth, SoundKey.Of(unlinked.NameOf(i)), (ulong)Parts[i].BirthOn);
            if (Parts[i].BirthOn == 0)
            {
                Add(own, ref count, BlockingRule.DivisionAndSequence, (ulong)Parts[i].Division, (ulong)Parts[i].Sequence);
            }

            births.Add(Parts[i].BirthOn);
        }

        int bits = Math.Max(4, BitOperations.Log2((uint)Math.Max(1, keysOfRecord.Length)) + 2);
        shift = 64 - bits;
        keys = new ulong[1 << bits];
        ends = new int[keys.Length];
        int filterBits = Math.Clamp(bits + 2, 6, MaxFilterBits);
        filterShift = 64 - filterBits;
        filter = new ulong[1 << (filterBits - 6)];
        records = Fill(keysOfRecord);
    }

    /// <summary>Parts of each record's number.</summary>
    internal NumberParts[] Parts { get; }

    /// <summary>The records of one block, in no order; none when the key is 0 or unknown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ReadOnlySpan<int> Block(ulong key)
    {
        ulong bit = key >> filterShift;
        if (key == 0 || ((filter[bit >> 6] >> (int)bit) & 1) == 0)
        {
            return default;
        }

        int slot = SlotOf(key);
        return keys[slot] == 0 ? default : records.AsSpan(StartOf(slot)..ends[slot]);
    }

    /// <summary>Some record has this date of birth, yyyymmdd, in its number.</summary>
    internal bool HasBirth(int birthOn) => birthOn != 0 && births.Contains(birthOn);

    /// <summary>With the records that are not here the block is larger than <see cref="LargeBlock"/>.</summary>
    internal bool IsLarge(ulong key, int here) => here > LargeBlock || (here > 0 && others?.GetValueOrDefault(key) > LargeBlock);

    /// <summary>Records of each block that has at least so many.</summary>
    internal Dictionary<ulong, int> Count(int atLeast)
    {
        var counts = new Dictionary<ulong, int>();
        for (int slot = 0; slot < keys.Length; slot++)
        {
            if (keys[slot] != 0 && ends[slot] - StartOf(slot) is var count && count >= atLeast)
            {
                counts.Add(keys[slot], count);
            }
        }

        return counts;
    }

    /// <summary>Counts the records of each slot, lays the blocks end to end, then puts each record into its block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    int[] Fill(ulong[] keysOfRecord)
    {
        foreach (ulong key in keysOfRecord)
        {
            if (key != 0)
            {
                int slot = SlotOf(key);
                keys[slot] = key;
                ends[slot]++;
                ulong bit = key >> filterShift;
                filter[bit >> 6] |= 1UL << (int)bit;
            }
        }

        int total = 0;
        foreach (ref int end in ends.AsSpan())
        {
            (end, total) = (total, total + end); // for now: where its block starts
        }

        int[] filled = new int[total];
        for (int i = 0; i < keysOfRecord.Length; i++)
        {
            if (keysOfRecord[i] != 0)
            {
                filled[ends[SlotOf(keysOfRecord[i])]++] = i / KeysPerRecord;
            }
        }

        return filled;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int SlotOf(ulong key)
    {
        int slot = (int)(key >> shift);
        while (keys[slot] != key && keys[slot] != 0)
        {
            slot = (slot + 1) & (keys.Length - 1);
        }

        return slot;
    }

    int StartOf(int slot) => slot == 0 ? 0 : ends[slot - 1];

    /// <summary>Writes the keys of a number and a name but for its sound, which only the text tells; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int KeysOf(in NumberParts parts, ulong nameKey, Span<ulong> keys)
    {
        int count = 0;
        ulong division = (ulong)parts.Division;
        ulong birth = (ulong)parts.BirthOn;
        ulong sequence = (ulong)parts.Sequence;
        Add(keys, ref count, BlockingRule.DivisionAndBirth, division, birth);
        Add(keys, ref count, BlockingRule.BirthAndSequence, birth, sequence);
        Add(keys, ref count, BlockingRule.NameAndBirth, nameKey, birth);
        Add(keys, ref count, BlockingRule.NameAndDivision, nameKey, division);
        if (parts.Division != 0 && parts.HasSequence && parts.BirthOn != 0)
        {
            (keys[count++], keys[count++]) = NearKeysOf(parts);
        }

        return count;
    }

    /// <summary>The two keys of which one at least is equal, when division and sequence are and the dates of birth are near. All three are known.</summary>
    internal static (ulong Year, ulong Day) NearKeysOf(in NumberParts parts)
    {
        ulong place = ((ulong)parts.Division << 16) + (ulong)parts.Sequence;
        return (
            KeyOf(BlockingRule.DivisionSequenceAndYear, place, (ulong)(parts.BirthOn / 10_000) + 1),
            KeyOf(BlockingRule.DivisionSequenceAndDay, place, (ulong)(parts.BirthOn % 1000) + 1));
    }

    /// <summary>The key of a block whose two values are given; 0 when one of them is missing.</summary>
    internal static ulong KeyOf(BlockingRule rule, ulong first, ulong second) =>
        first == 0 || second == 0 ? 0 : Math.Max(1, Mix(Mix(first + ((ulong)rule << 56)) ^ second));

    static void Add(Span<ulong> keys, ref int count, BlockingRule rule, ulong first, ulong second)
    {
        ulong key = KeyOf(rule, first, second);
        if (key != 0)
        {
            keys[count++] = key;
        }
    }

    // SplitMix64 finaliser: its upper bits are a hash; a collision only brings two together who are then compared
    static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

/// <summary>A record and a subject that some blocking rule brought together.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct CandidatePair(int Subject, int Record) : IComparable<CandidatePair>
{
    public int CompareTo(CandidatePair other) => Subject != other.Subject ? Subject.CompareTo(other.Subject) : Record.CompareTo(other.Record);
}
