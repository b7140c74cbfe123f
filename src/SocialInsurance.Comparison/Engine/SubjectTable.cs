using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>
/// Key -> subjects, open addressing with linear probing, at most half full, one cache line a probe.
/// Subjects with one key form a chain in ascending order. A filter of a few bits a subject, small enough for the caches, spares
/// most strangers the table. Read-only after construction, thread-safe.
/// </summary>
sealed unsafe class SubjectTable : IDisposable
{
    internal const int None = -1;

    const int MaxFilterBits = 26; // 8 MiB

    readonly NativeBlock memory;
    readonly NativeBlock filterMemory;
    readonly Entry* entries;
    readonly int last; // place
    readonly int[]? nextOfKey; // only when some key is registered more than once
    readonly int shift;
    readonly ulong* filter;
    readonly int filterShift;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal SubjectTable(KeyColumn keys)
    {
        int bits = BitsFor(keys.Count);
        memory = new NativeBlock((long)sizeof(Entry) << bits);
        entries = (Entry*)memory.Pointer;
        last = (1 << bits) - 1;
        shift = 64 - bits;
        int filterBits = Math.Clamp(bits + 2, 6, MaxFilterBits);
        filterMemory = new NativeBlock(1L << (filterBits - 3));
        filter = (ulong*)filterMemory.Pointer;
        filterShift = 64 - filterBits;
        for (int i = keys.Count - 1; i >= 0; i--) // backwards, so that chains ascend
        {
            long key = keys[i];
            if (key == 0)
            {
                continue;
            }

            ref Entry entry = ref Slot(key);
            if (entry.Key == 0)
            {
                entry = new Entry(key, i, IsChained: false);
                ulong bit = Hash(entry.Key) >> filterShift;
                filter[bit >> 6] |= 1UL << (int)bit;
            }
            else
            {
                nextOfKey ??= NewChain(keys.Count);
                nextOfKey[i] = entry.First;
                entry = new Entry(entry.Key, i, IsChained: true);
            }
        }
    }

    public void Dispose()
    {
        memory.Dispose();
        filterMemory.Dispose();
    }

    /// <summary>Most subjects of one table.</summary>
    internal const int MaxSubjects = (1 << 29) - 1;

    /// <summary>Memory of a table of so many subjects, without chains.</summary>
    internal static long SizeBytesFor(int subjects) => (long)sizeof(Entry) << BitsFor(subjects);

    /// <summary>First subject with this key, or <see cref="None"/>. The key is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int First(long key)
    {
        ref Entry entry = ref Slot(key);
        return entry.Key == 0 ? None : entry.First;
    }

    /// <summary><see cref="First(long)"/>; <paramref name="isChained"/>: <see cref="Next"/> has more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int First(long key, out bool isChained)
    {
        ref Entry entry = ref Slot(key);
        isChained = entry.IsChained;
        return entry.Key == 0 ? None : entry.First;
    }

    /// <summary>Asks for the word of the filter that <see cref="MayHold"/> will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchFilter(long key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(filter + (Hash(key) >> filterShift >> 6));
        }
    }

    /// <summary>
    /// 0 when no subject has this key; 1 for all others and a few strangers, and the cache line of <see cref="First(long)"/> is asked for.
    /// Without a branch: whether the next record is a stranger's cannot be foretold.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int MayHold(long key)
    {
        ulong bit = Hash(key) >> filterShift;
        int may = (int)(filter[bit >> 6] >> (int)bit) & 1;
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(entries + (HomeOf(key) & -may));
        }

        return may;
    }

    /// <summary>Next subject with the same key, or <see cref="None"/>.</summary>
    internal int Next(int subject) => nextOfKey is null ? None : nextOfKey[subject];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Entry Slot(long key)
    {
        long at = HomeOf(key);
        while (true)
        {
            Entry* entry = entries + at;
            if (entry->Key == key || entry->Key == 0)
            {
                return ref *entry;
            }

            at = (at + 1) & last;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int HomeOf(long key) => (int)(Hash(key) >> shift);

    static ulong Hash(long key) => (ulong)key * 0x9E3779B97F4A7C15UL;

    static int BitsFor(int subjects) => Math.Max(4, BitOperations.Log2((uint)Math.Max(1, subjects)) + 2);

    /// <summary>Tells of each subject whose key others have too how many have it, itself included.</summary>
    internal void CountRegistrations(Action<int, int> register)
    {
        if (nextOfKey is null)
        {
            return;
        }

        for (long at = 0; at <= last; at++)
        {
            Entry entry = entries[at];
            int times = 0;
            for (int i = entry.Key == 0 ? None : entry.First; i != None; i = nextOfKey[i])
            {
                times++;
            }

            for (int i = times > 1 ? entry.First : None; i != None; i = nextOfKey[i])
            {
                register(i, times);
            }
        }
    }

    static int[] NewChain(int count)
    {
        int[] chain = new int[count];
        Array.Fill(chain, None);
        return chain;
    }

    readonly record struct Entry(long Key, int First, bool IsChained);
}
