using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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
/// Unlinked records by blocking key: open addressing, at most three quarters full, one cache line a probe, behind a filter that turns away most
/// keys without a record. Read-only after construction, thread-safe. About 40 bytes a key, at most seven keys a record.
/// </summary>
sealed unsafe class BlockIndex : IDisposable
{
    /// <summary>In a block of more records than this (a default date, a reused number) names must be equal too; where all names are, two of division, birth and sequence.</summary>
    internal const int LargeBlock = 1000;

    const int KeysPerRecord = 7;
    const int MaxFilterBits = 27; // 16 MiB
    const int Ahead = 16; // keys whose slots are fetched while others are filed

    readonly NativeBlock memory;
    readonly NativeBlock filterMemory;
    readonly Slot* slots;
    readonly int last; // slot
    readonly int shift;
    readonly ulong* filter;
    readonly int filterShift;
    readonly int[] records; // block after block
    readonly HashSet<int> births = [];
    readonly IReadOnlyDictionary<ulong, int>? others; // large blocks of records that are not here

    internal BlockIndex(UnlinkedSet unlinked, IReadOnlyDictionary<ulong, int>? others = null)
    {
        this.others = others;
        Parts = new NumberParts[unlinked.Records.Length];
        using var keys = new NativeBlock((long)Parts.Length * KeysPerRecord * sizeof(ulong)); // by record; what is left of its places stays 0
        long count = Collect(unlinked, (ulong*)keys.Pointer);
        int bits = Math.Max(4, BitOperations.Log2((ulong)Math.Max(1, count) * 4 / 3) + 1);
        memory = new NativeBlock((long)sizeof(Slot) << bits);
        slots = (Slot*)memory.Pointer;
        last = (1 << bits) - 1;
        shift = 64 - bits;
        int filterBits = Math.Clamp(bits + 3, 6, MaxFilterBits);
        filterMemory = new NativeBlock(1L << (filterBits - 3));
        filter = (ulong*)filterMemory.Pointer;
        filterShift = 64 - filterBits;
        records = Fill((ulong*)keys.Pointer, count);
    }

    /// <summary>Parts of each record's number.</summary>
    internal NumberParts[] Parts { get; }

    /// <summary>The records of one block, in no order; none when the key is 0 or unknown.</summary>
    internal ReadOnlySpan<int> Block(ulong key) => MayHold(key) == 0 ? default : At(BlockOf(key));

    /// <summary>The first of three steps to a block, for who asks for many: the word of the filter is fetched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchFilter(ulong key) => Prefetch(filter + (key >> filterShift >> 6));

    /// <summary>The second: 0 when no record has the key or it is 0; 1 for all others and a few strangers, whose slot is fetched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int MayHold(ulong key)
    {
        ulong bit = key >> filterShift;
        int may = key == 0 ? 0 : (int)(filter[bit >> 6] >> (int)bit) & 1;
        Prefetch(slots + ((long)(key >> shift) & -may));
        return may;
    }

    /// <summary>The third: where the block of a key other than 0 stands, which is fetched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BlockRange BlockOf(ulong key)
    {
        Slot* slot = SlotOf(key);
        fixed (int* first = records)
        {
            Prefetch(first + (slot->End - slot->Count));
        }

        return new BlockRange(slot->End - slot->Count, slot->Count);
    }

    internal ReadOnlySpan<int> At(BlockRange range) => records.AsSpan(range.Start, range.Count);

    /// <summary>Some record has this date of birth, yyyymmdd, in its number.</summary>
    internal bool HasBirth(int birthOn) => birthOn != 0 && births.Contains(birthOn);

    /// <summary>With the records that are not here the block is larger than <see cref="LargeBlock"/>.</summary>
    internal bool IsLarge(ulong key, int here) => here > LargeBlock || (here > 0 && others?.GetValueOrDefault(key) > LargeBlock);

    /// <summary>Records of each block that has at least so many.</summary>
    internal Dictionary<ulong, int> Count(int atLeast)
    {
        var counts = new Dictionary<ulong, int>();
        for (Slot* slot = slots; slot <= slots + last; slot++)
        {
            if (slot->Key != 0 && slot->Count >= atLeast)
            {
                counts.Add(slot->Key, slot->Count);
            }
        }

        return counts;
    }

    public void Dispose()
    {
        memory.Dispose();
        filterMemory.Dispose();
    }

    /// <summary>Writes the keys of all records; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    long Collect(UnlinkedSet unlinked, ulong* keys)
    {
        long all = 0;
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        for (int i = 0; i < Parts.Length; i++)
        {
            Parts[i] = NumberParts.Of(number[..unlinked.WriteNumber(i, number)]);
            var own = new Span<ulong>(keys + ((long)i * KeysPerRecord), KeysPerRecord);
            int count = KeysOf(Parts[i], unlinked.Records[i].NameKey, own);
            Add(own, ref count, BlockingRule.SoundAndBirth, SoundKey.Of(unlinked.NameOf(i)), (ulong)Parts[i].BirthOn);
            if (Parts[i].BirthOn == 0)
            {
                Add(own, ref count, BlockingRule.DivisionAndSequence, (ulong)Parts[i].Division, (ulong)Parts[i].Sequence);
            }

            births.Add(Parts[i].BirthOn);
            all += count;
        }

        return all;
    }

    /// <summary>Counts the records of each slot, lays the blocks end to end, then puts each record into its block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    int[] Fill(ulong* keys, long count)
    {
        long places = (long)Parts.Length * KeysPerRecord;
        for (long i = 0; i < places; i++)
        {
            Prefetch(slots + (keys[Math.Min(i + Ahead, places - 1)] >> shift));
            ulong key = keys[i];
            if (key != 0)
            {
                Slot* slot = SlotOf(key);
                slot->Key = key;
                slot->Count++;
                ulong bit = key >> filterShift;
                filter[bit >> 6] |= 1UL << (int)bit;
            }
        }

        int total = 0;
        for (Slot* slot = slots; slot <= slots + last; slot++)
        {
            slot->End = total; // for now: where its block starts
            total += slot->Count;
        }

        int[] filled = new int[count];
        for (long i = 0; i < places; i++)
        {
            Prefetch(slots + (keys[Math.Min(i + Ahead, places - 1)] >> shift));
            if (keys[i] != 0)
            {
                filled[SlotOf(keys[i])->End++] = (int)(i / KeysPerRecord);
            }
        }

        return filled;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Slot* SlotOf(ulong key)
    {
        long at = (long)(key >> shift);
        while (slots[at].Key != key && slots[at].Key != 0)
        {
            at = (at + 1) & last;
        }

        return slots + at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Prefetch(void* at)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(at);
        }
    }

    /// <param name="Key">0 = free.</param>
    /// <param name="End">Where its records end.</param>
    record struct Slot(ulong Key, int End, int Count);

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

/// <summary>Where a block stands in its index.</summary>
readonly record struct BlockRange(int Start, int Count);

/// <summary>A record and a subject that some blocking rule brought together.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct CandidatePair(int Subject, int Record) : IComparable<CandidatePair>
{
    public int CompareTo(CandidatePair other) => Subject != other.Subject ? Subject.CompareTo(other.Subject) : Record.CompareTo(other.Record);
}
