using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>
/// Key -> subjects, open addressing with linear probing, at most half full, one cache line a probe.
/// Subjects with one key form a chain in ascending order. Read-only after construction, thread-safe.
/// </summary>
sealed class SubjectTable
{
    internal const int None = -1;

    readonly Entry[] entries;
    readonly int[]? nextOfKey; // only when some key is registered more than once
    readonly int shift;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal SubjectTable(Span<Subject> subjects)
    {
        int bits = Math.Max(4, BitOperations.Log2((uint)Math.Max(1, subjects.Length)) + 2);
        entries = new Entry[1 << bits];
        shift = 64 - bits;
        for (int i = subjects.Length - 1; i >= 0; i--) // backwards, so that chains ascend
        {
            if (subjects[i].Key == 0)
            {
                continue;
            }

            ref Entry entry = ref Slot(subjects[i].Key);
            if (entry.Key == 0)
            {
                entry = new Entry(subjects[i].Key, i);
            }
            else
            {
                nextOfKey ??= NewChain(subjects.Length);
                nextOfKey[i] = entry.First;
                entry = new Entry(entry.Key, i);
            }
        }

        CountRegistrations(subjects);
    }

    /// <summary>First subject with this key, or <see cref="None"/>. The key is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int First(long key)
    {
        ref Entry entry = ref Slot(key);
        return entry.Key == 0 ? None : entry.First;
    }

    /// <summary>Asks for the cache line of a key that <see cref="First"/> will be asked for soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Prefetch(long key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref entries[HomeOf(key)])); // a hint: harmless should the array move
        }
    }

    /// <summary>Next subject with the same key, or <see cref="None"/>.</summary>
    internal int Next(int subject) => nextOfKey is null ? None : nextOfKey[subject];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Entry Slot(long key)
    {
        Entry[] table = entries;
        int at = HomeOf(key);
        while (true)
        {
            ref Entry entry = ref table[at];
            if (entry.Key == key || entry.Key == 0)
            {
                return ref entry;
            }

            at = (at + 1) & (table.Length - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int HomeOf(long key) => (int)((ulong)key * 0x9E3779B97F4A7C15UL >> shift);

    void CountRegistrations(Span<Subject> subjects)
    {
        if (nextOfKey is null)
        {
            return;
        }

        foreach (Entry entry in entries)
        {
            int times = 0;
            for (int i = entry.Key == 0 ? None : entry.First; i != None; i = nextOfKey[i])
            {
                times++;
            }

            for (int i = times > 1 ? entry.First : None; i != None; i = nextOfKey[i])
            {
                subjects[i] = subjects[i].Registered(times);
            }
        }
    }

    static int[] NewChain(int count)
    {
        int[] chain = new int[count];
        Array.Fill(chain, None);
        return chain;
    }

    readonly record struct Entry(long Key, int First);
}
