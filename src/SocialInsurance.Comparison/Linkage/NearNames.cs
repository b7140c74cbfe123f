using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Finds register names that are one replaced character away from those of misdirected records whose very name nobody bears: the clerk took
/// the next row's number and mistyped the name too. Names are hashed once for each of their places, with that place left out. Thread-safe.
/// </summary>
sealed class NearNames
{
    /// <summary>Of two characters, one edit leaves a surname only.</summary>
    const int FewestCharacters = 3;

    const int FilterBits = 16;

    readonly Dictionary<ulong, int[]> recordsOf = [];
    readonly ulong[] filter = new ulong[1 << (FilterBits - 6)];
    readonly int[] counts; // bearers seen, by record
    readonly bool[] isOwners; // the owner of the number bears nearly the name: the record is about the owner

    NearNames(int records) => (counts, isOwners) = (new int[records], new bool[records]);

    /// <summary>Null when no record needs it.</summary>
    /// <param name="unlinked">All records.</param>
    /// <param name="nameless">Misdirected records whose name no subject bears.</param>
    internal static NearNames? Of(UnlinkedSet unlinked, IReadOnlyList<int> nameless)
    {
        var names = new NearNames(unlinked.Records.Length);
        var byKey = new Dictionary<ulong, List<int>>();
        Span<ulong> keys = stackalloc ulong[NameUnits.Most];
        foreach (int record in nameless)
        {
            foreach (ulong key in keys[..KeysOf(unlinked.NameOf(record), keys)])
            {
                byKey.TryAdd(key, []);
                byKey[key].Add(record);
                names.filter[key >> (64 - FilterBits) >> 6] |= 1UL << (int)(key >> (64 - FilterBits));
            }
        }

        foreach ((ulong key, List<int> records) in byKey)
        {
            names.recordsOf.Add(key, [.. records]);
        }

        return byKey.Count == 0 ? null : names;
    }

    /// <summary>Adds the records that this register row may be meant by, each once.</summary>
    internal void Look(ReadOnlySpan<byte> name, long rowKey, UnlinkedSet unlinked, List<int> found)
    {
        Span<ulong> keys = stackalloc ulong[NameUnits.Most];
        int before = found.Count;
        foreach (ulong key in keys[..KeysOf(name, keys)])
        {
            if ((filter[key >> (64 - FilterBits) >> 6] >> (int)(key >> (64 - FilterBits)) & 1) == 0 || !recordsOf.TryGetValue(key, out int[]? records))
            {
                continue;
            }

            foreach (int record in records)
            {
                if (unlinked.Records[record].Key == rowKey)
                {
                    isOwners[record] = true;
                }
                else if (found.IndexOf(record, before) < 0 && Interlocked.Increment(ref counts[record]) <= Namesakes.Most)
                {
                    found.Add(record);
                }
            }
        }
    }

    /// <summary>Asked when all rows have been looked at: so few bear nearly the name that it tells of them.</summary>
    internal bool IsTelling(int record) => counts[record] <= Namesakes.Most && !isOwners[record];

    /// <summary>Subjects that bear nearly the name of a record.</summary>
    internal int CountOf(int record) => counts[record];

    /// <summary>One key for each place of the folded name; returns how many.</summary>
    static int KeysOf(ReadOnlySpan<byte> name, Span<ulong> keys)
    {
        int count = 0;
        ulong sum = 0;
        for (ReadOnlySpan<byte> rest = name; !rest.IsEmpty;)
        {
            (int first, int second) = NameFolding.Next(ref rest);
            Add(first, keys, ref count, ref sum);
            Add(second, keys, ref count, ref sum);
        }

        if (count < FewestCharacters)
        {
            return 0;
        }

        for (int i = 0; i < count; i++)
        {
            keys[i] = Mix(sum - keys[i] + ((ulong)i << 32) + (ulong)count);
        }

        return count;
    }

    static void Add(int character, Span<ulong> terms, ref int count, ref ulong sum)
    {
        if (character != 0 && count < terms.Length)
        {
            sum += terms[count] = Mix(((ulong)count << 32) + (ulong)character);
            count++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 31)) * 0x9E3779B97F4A7C15UL;
        return (value ^ (value >> 29)) * 0xBF58476D1CE4E5B9UL;
    }
}
