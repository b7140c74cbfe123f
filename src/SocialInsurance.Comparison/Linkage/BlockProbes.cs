using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SocialInsurance.Comparison;

/// <summary>
/// Asks the index for the blocks of a stretch of subjects at once. Nearly every step of a single question waits for memory: the filter, the
/// slot, the block, the record. Here each step asks for what the next one needs, for all subjects of the stretch. One worker each.
/// </summary>
sealed unsafe class BlockProbes(SubjectSet subjects, UnlinkedSet unlinked, BlockIndex index)
{
    /// <summary>Most subjects looked for together.</summary>
    internal const int Stretch = 32;

    const int KeysPerSubject = 9;
    const int Fetched = 8; // records of a block; of more the processor sees the pattern

    readonly Probe[] probes = new Probe[Stretch * KeysPerSubject];
    readonly NumberParts[] parts = new NumberParts[Stretch];
    int count;

    /// <summary>Adds the pairs of these subjects, ascending by subject, some of them twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Look(int from, int to, List<CandidatePair> found, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // a stretch may meet blocks of hundreds of thousands of records
        count = 0;
        for (int subject = from; subject < to; subject++)
        {
            AddKeys(subject, ref parts[subject - from]);
        }

        Screen();
        for (int i = 0; i < count; i++)
        {
            probes[i].Range = index.BlockOf(probes[i].Key);
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<int> block = index.At(probes[i].Range);
            foreach (int record in block[..Math.Min(block.Length, Fetched)])
            {
                Prefetch(ref unlinked.Records[record]);
            }
        }

        for (int i = 0; i < count; i++)
        {
            AddBlock(probes[i], parts[probes[i].Subject - from], found);
        }
    }

    /// <summary>The keys that one subject has in the index, if any record has them.</summary>
    void AddKeys(int subject, ref NumberParts own)
    {
        ref readonly Subject row = ref subjects.Subjects[subject];
        own = CandidateFinder.PartsOf(row);
        Span<ulong> keys = stackalloc ulong[KeysPerSubject];
        int last = BlockIndex.KeysOf(own, row.NameKey, keys);
        ulong nameAndBirth = BlockIndex.KeyOf(BlockingRule.NameAndBirth, row.NameKey, (ulong)own.BirthOn);
        ulong nameAndDivision = BlockIndex.KeyOf(BlockingRule.NameAndDivision, row.NameKey, (ulong)own.Division);
        int ofRegister = last;
        if (row.BirthOn != own.BirthOn) // the register's own number may be the mistyped one
        {
            keys[last++] = BlockIndex.KeyOf(BlockingRule.NameAndBirth, row.NameKey, (ulong)row.BirthOn);
        }

        if (row.Division != own.Division)
        {
            keys[last++] = BlockIndex.KeyOf(BlockingRule.NameAndDivision, row.NameKey, (ulong)row.Division);
        }

        int afterNames = last;
        keys[last++] = BlockIndex.KeyOf(BlockingRule.DivisionAndSequence, (ulong)own.Division, (ulong)own.Sequence);
        (ulong year, ulong day) = BlockIndex.NearKeysOf(own);
        for (int i = 0; i < last; i++)
        {
            ulong key = keys[i];
            index.PrefetchFilter(key);
            bool isByName = key == nameAndBirth || key == nameAndDivision || (i >= ofRegister && i < afterNames);
            probes[count++] = new Probe { Key = key, Subject = subject, OnlyNear = key == year || key == day, IsByName = isByName };
        }
    }

    /// <summary>Drops the keys that no record has.</summary>
    void Screen()
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            probes[kept] = probes[i];
            kept += index.MayHold(probes[i].Key); // one that no record has is written over
        }

        count = kept;
    }

    void AddBlock(in Probe probe, in NumberParts own, List<CandidatePair> found)
    {
        ref readonly Subject row = ref subjects.Subjects[probe.Subject];
        ReadOnlySpan<int> block = index.At(probe.Range);
        bool isLarge = index.IsLarge(probe.Key, block.Length);
        if (isLarge && !probe.IsByName)
        {
            return; // whoever has the name too is met in a block of the name
        }

        foreach (int record in block)
        {
            ref readonly UnlinkedRecord other = ref unlinked.Records[record];
            bool isWanted = isLarge
                ? row.NameKey == other.NameKey && AgreesTwice(row, own, index.Parts[record])
                : row.NameKey == other.NameKey || !probe.OnlyNear || BirthDates.Compare(own.BirthOn, index.Parts[record].BirthOn) != ComparisonLevel.BirthDateDifferent;
            if (isWanted && (other.Key == 0 || other.Key != row.Key))
            {
                found.Add(new CandidatePair(probe.Subject, record));
            }
        }
    }

    /// <summary>Two of division, date of birth (or nearly) and sequence, of the number or of the register: what a name must have beside it in a large block.</summary>
    static bool AgreesTwice(in Subject row, in NumberParts own, in NumberParts other)
    {
        int agreements = other.Division != 0 && (other.Division == own.Division || other.Division == row.Division) ? 1 : 0;
        agreements += IsNear(own.BirthOn, other.BirthOn) || IsNear(row.BirthOn, other.BirthOn) ? 1 : 0;
        return agreements + (other.Sequence != 0 && other.Sequence == own.Sequence ? 1 : 0) >= 2;
    }

    static bool IsNear(int birthOn, int other) => BirthDates.Compare(birthOn, other) is not (ComparisonLevel.BirthDateDifferent or ComparisonLevel.BirthDateMissing);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Prefetch(ref UnlinkedRecord record)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref record));
        }
    }

    struct Probe
    {
        internal ulong Key;
        internal int Subject;
        internal bool OnlyNear;
        internal bool IsByName;
        internal BlockRange Range;
    }
}
