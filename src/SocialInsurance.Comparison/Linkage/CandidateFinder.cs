namespace SocialInsurance.Comparison;

/// <summary>
/// Brings records and subjects together: the few records are indexed, the many subjects pass by once; what one slip of a typist
/// explains is looked up by key. A pair that stands in the state already (equal keys) is none. Thread-safe.
/// </summary>
/// <param name="subjects">All of the register.</param>
/// <param name="unlinked">The records.</param>
/// <param name="index">Of these records.</param>
/// <param name="mostPairs">Of more the run is refused before memory ends.</param>
sealed class CandidateFinder(SubjectSet subjects, UnlinkedSet unlinked, BlockIndex index, long mostPairs)
{
    const int RangeSize = 1 << 14;
    const int BytesPerPair = 128; // at the peak: candidates, what was observed, and both sorted
    const int MostOfAll = 1 << 30; // of one array

    /// <summary>As many as this machine's memory holds.</summary>
    internal static long MostPairs => Math.Min(MostOfAll, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerPair);

    /// <summary>All candidate pairs, ascending, each once; the same for any number of threads.</summary>
    internal CandidatePair[] Find(int threads, CancellationToken cancellationToken)
    {
        if (unlinked.Records.Length == 0)
        {
            return [];
        }

        RepairedKeys? repaired = subjects.Index is null ? RepairedKeys.Of(unlinked, cancellationToken) : null;
        var found = new List<CandidatePair>?[threads];
        int ranges = -1;
        long total = 0;
        WorkerCrew.Run(threads, cancellationToken, (worker, token) =>
        {
            List<CandidatePair> own = [];
            found[worker] = own;
            var probes = new BlockProbes(subjects, unlinked, index);
            for (int start = Next(); start < subjects.Count; start = Next())
            {
                int end = Math.Min(start + RangeSize, subjects.Count);
                int before = own.Count;
                for (int i = start; i < end; i += BlockProbes.Stretch)
                {
                    probes.Look(i, Math.Min(i + BlockProbes.Stretch, end), own, token);
                    if (own.Count - before > mostPairs - Volatile.Read(ref total))
                    {
                        throw TooMany();
                    }
                }

                for (int i = start; repaired is not null && i < end; i++)
                {
                    repaired.AddPairs(subjects.Subjects[i].Key, i, own);
                }

                Interlocked.Add(ref total, own.Count - before);
            }
        });
        if (subjects.Index is { Table: { } table })
        {
            ByRepair(table, found[0] ??= [], cancellationToken);
        }

        CandidatePair[] all = Gather(found);
        Array.Sort(all);
        return all[..Distinct(all)];

        int Next() => (int)Math.Min((long)Interlocked.Increment(ref ranges) * RangeSize, int.MaxValue);
    }

    /// <summary>
    /// The parts by which a subject is compared: those of the number, else what the register says beside it.
    /// </summary>
    internal static NumberParts PartsOf(in Subject subject) =>
        NumberParts.Of(subject.Key) is { BirthOn: > 0 } parts ? parts : new NumberParts(subject.Division, subject.BirthOn, 0);

    void ByRepair(SubjectTable table, List<CandidatePair> found, CancellationToken cancellationToken)
    {
        var keys = new List<long>();
        Span<byte> number = stackalloc byte[NumberText.MaxBytes];
        for (int record = 0; record < unlinked.Records.Length; record++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RepairedKeys.KeysOf(unlinked, record, number, keys);
            foreach (long key in keys)
            {
                for (int subject = table.First(key); subject != SubjectTable.None; subject = table.Next(subject))
                {
                    found.Add(new CandidatePair(subject, record));
                }
            }
        }
    }

    /// <summary>All of them; each list is let go once it is copied.</summary>
    static CandidatePair[] Gather(List<CandidatePair>?[] found)
    {
        var all = new CandidatePair[found.Sum(f => (long)(f?.Count ?? 0))];
        int at = 0;
        for (int i = 0; i < found.Length; i++)
        {
            found[i]?.CopyTo(all, at);
            at += found[i]?.Count ?? 0;
            found[i] = null;
        }

        return all;
    }

    /// <summary>Moves each pair once to the front; returns how many there are.</summary>
    static int Distinct(Span<CandidatePair> sorted)
    {
        int kept = 0;
        foreach (CandidatePair pair in sorted)
        {
            if (kept == 0 || sorted[kept - 1] != pair)
            {
                sorted[kept++] = pair;
            }
        }

        return kept;
    }

    InputRefusedException TooMany() => new(new InputError(
        InputErrorCode.TooManyUnlinked,
        "terminal records that belong to nobody and subjects like them make too many pairs to look at; split the feeds, or look for a file that repeats one name or one date",
        Expected: FormattableString.Invariant($"at most {mostPairs} pairs"),
        Found: "more"));
}

/// <summary>Compares two dates of birth, yyyymmdd as written; 0 = none. Stateless, thread-safe.</summary>
static class BirthDates
{
    internal static ComparisonLevel Compare(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return ComparisonLevel.BirthDateMissing;
        }

        if (a == b)
        {
            return ComparisonLevel.BirthDateEqual;
        }

        return a / 10000 == b / 10000 && a % 100 == b / 100 % 100 && a / 100 % 100 == b % 100 ? ComparisonLevel.BirthDateSwapped
            : IsOneSlip(a, b) ? ComparisonLevel.BirthDateOneDigit
            : ComparisonLevel.BirthDateDifferent;
    }

    /// <summary>One digit differs, or two neighbours changed places.</summary>
    static bool IsOneSlip(int a, int b)
    {
        Span<int> different = stackalloc int[8];
        int count = 0;
        for (int i = 0, x = a, y = b; i < 8; i++, x /= 10, y /= 10)
        {
            if (x % 10 != y % 10)
            {
                different[count++] = i;
            }
        }

        if (count == 2 && different[1] == different[0] + 1)
        {
            int unit = different[0] == 0 ? 1 : (int)Math.Pow(10, different[0]);
            return a / unit % 10 == b / unit / 10 % 10 && a / unit / 10 % 10 == b / unit % 10;
        }

        return count == 1;
    }
}
