using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>Ways in which a record and a subject can meet although their numbers differ.</summary>
enum BlockingRule : byte
{
    /// <summary>Division and date of birth agree; the error is in the sequence.</summary>
    DivisionAndBirth = 1,

    /// <summary>Date of birth and sequence agree; the error is in the division.</summary>
    BirthAndSequence = 2,

    /// <summary>Division and sequence agree, and the dates of birth are near or the names equal.</summary>
    DivisionAndSequence = 3,

    /// <summary>Name and date of birth agree.</summary>
    NameAndBirth = 4,

    /// <summary>Name and division agree.</summary>
    NameAndDivision = 5,

    /// <summary>The names sound alike and the dates of birth agree; the error is in two parts of the number, or it failed its check.</summary>
    SoundAndBirth = 6,
}

/// <summary>Unlinked records by blocking key. Read-only after construction, thread-safe. 12 bytes a key and 24 a block, at most six keys a record.</summary>
sealed class BlockIndex
{
    /// <summary>In a block of more records than this (a default date, a reused number) names must be equal too.</summary>
    internal const int LargeBlock = 1000;

    readonly ulong[] keys; // ascending; one run a block
    readonly int[] records; // by the same index
    readonly Dictionary<ulong, int> starts;

    internal BlockIndex(UnlinkedSet unlinked)
    {
        var allKeys = new List<ulong>(unlinked.Records.Length * 6);
        var allRecords = new List<int>(unlinked.Records.Length * 6);
        Parts = new NumberParts[unlinked.Records.Length];
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        Span<ulong> own = stackalloc ulong[6];
        for (int i = 0; i < Parts.Length; i++)
        {
            Parts[i] = NumberParts.Of(number[..unlinked.WriteNumber(i, number)]);
            int count = KeysOf(Parts[i], unlinked.Records[i].NameKey, own);
            Add(own, ref count, BlockingRule.SoundAndBirth, SoundKey.Of(unlinked.NameOf(i)), (ulong)Parts[i].BirthOn);
            foreach (ulong key in own[..count])
            {
                allKeys.Add(key);
                allRecords.Add(i);
            }
        }

        keys = [.. allKeys];
        records = [.. allRecords];
        Array.Sort(keys, records);
        starts = new Dictionary<ulong, int>(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            starts.TryAdd(keys[i], i);
        }
    }

    /// <summary>Parts of each record's number.</summary>
    internal NumberParts[] Parts { get; }

    /// <summary>The records of one block, in no order; none when the key is 0 or unknown.</summary>
    internal ReadOnlySpan<int> Block(ulong key)
    {
        if (key == 0 || !starts.TryGetValue(key, out int start))
        {
            return default;
        }

        int end = start;
        while (end < keys.Length && keys[end] == key)
        {
            end++;
        }

        return records.AsSpan(start..end);
    }

    /// <summary>Writes the keys of a number and a name but for its sound, which only the text tells; returns how many.</summary>
    internal static int KeysOf(in NumberParts parts, ulong nameKey, Span<ulong> keys)
    {
        int count = 0;
        ulong division = (ulong)parts.Division;
        ulong birth = (ulong)parts.BirthOn;
        ulong sequence = (ulong)parts.Sequence;
        Add(keys, ref count, BlockingRule.DivisionAndBirth, division, birth);
        Add(keys, ref count, BlockingRule.BirthAndSequence, birth, sequence);
        Add(keys, ref count, BlockingRule.DivisionAndSequence, division, sequence);
        Add(keys, ref count, BlockingRule.NameAndBirth, nameKey, birth);
        Add(keys, ref count, BlockingRule.NameAndDivision, nameKey, division);
        return count;
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

    // SplitMix64 finaliser; a collision only brings two together who are then compared
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
