namespace SocialInsurance.Comparison;

/// <summary>How much memory a run was allowed, and how it kept to that. The results do not depend on it.</summary>
/// <param name="BudgetBytes">Memory that the run may take for itself; the system's cache of files is not counted.</param>
/// <param name="EstimatedBytes">What the run would take with everything in memory.</param>
/// <param name="Passes">How often every feed was read: each pass is about one part of the keys.</param>
/// <param name="OnDisk">Subjects and evidence were kept in scratch files of the run folder.</param>
public readonly record struct MemoryReport(long BudgetBytes, long EstimatedBytes, int Passes, bool OnDisk);

/// <summary>
/// What a run takes by the size of its register. Pure. Not counted are what grows with the unlinked records (`MaxUnlinkedRecords`,
/// about 1 KB each and 128 bytes a pair while links are looked for, after the last pass) and with rejected rows of the register (about 100 bytes each).
/// </summary>
static class MemoryPlan
{
    /// <summary>Of the memory that the process may use, when nobody says otherwise: the rest is for the system's cache of files.</summary>
    const double DefaultShare = 0.75;

    /// <summary>Runtime, code and tables of names.</summary>
    const long RuntimeBytes = 64 << 20;

    /// <summary>Blocks and scratch of a worker, the largest kind.</summary>
    const long WorkerBytes = 8 << 20;

    /// <summary>Lists of one array hold no more identifiers than this for sure.</summary>
    const long MostInMemory = 100_000_000;

    const int IdBytes = 20; // a number of 18 characters
    const int SubjectBytes = 56 + 8 + IdBytes;
    /// <summary>Parts that the keys are divided into at most.</summary>
    internal const int MaxPasses = 256;

    internal static long DefaultBudget => (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShare);

    internal static long FixedBytes(int threads) => RuntimeBytes + threads * WorkerBytes;

    /// <summary>A run with everything in memory. The register is held twice while it is put in order, in lists that grow by doubling.</summary>
    internal static long InMemory(long subjects, int sources, int threads)
    {
        long ordering = subjects * (3 * SubjectBytes + 16);
        long joining = subjects * (SubjectBytes + (long)sources * EvidenceCell.SizeBytes) + TableBytes(subjects);
        return FixedBytes(threads) + Math.Max(ordering, joining);
    }

    internal static bool Fits(long subjects, int sources, int threads, long budget) =>
        subjects <= MostInMemory && InMemory(subjects, sources, threads) <= budget;

    /// <summary>A pass over so many subjects: their table with chains, name keys, places in the register, and one source's cells.</summary>
    internal static long Pass(long subjects, int threads) =>
        FixedBytes(threads) + TableBytes(subjects) + subjects * (sizeof(int) + sizeof(ulong) + sizeof(int) + EvidenceCell.SizeBytes);

    /// <summary>How much of the register a worker holds before it sorts it and puts it on disk; lists may take twice that, and none of them more than 2 GiB.</summary>
    internal static long SortBytes(int threads, long budget) => Math.Clamp((budget - FixedBytes(threads)) / 4 / threads, 1 << 18, 1 << 29);

    /// <summary>The fewest passes that fit.</summary>
    /// <param name="buckets">Subjects by <see cref="KeyPartition.BucketOf"/>.</param>
    /// <param name="threads">Of one process.</param>
    /// <param name="budget">Bytes for one process.</param>
    /// <param name="processes">How many share the memory that was given.</param>
    /// <exception cref="InputRefusedException">Not even the most passes fit.</exception>
    internal static int PassesFor(ReadOnlySpan<long> buckets, int threads, long budget, int processes = 1)
    {
        long needed = 0;
        for (int passes = 1; passes <= MaxPasses; passes++)
        {
            long largest = Sizes(buckets, passes).Max();
            needed = Pass(largest, threads);
            if (needed <= budget && largest <= SubjectTable.MaxSubjects)
            {
                return passes;
            }
        }

        throw new InputRefusedException(new InputError(
            InputErrorCode.NotEnoughMemory,
            "the register does not fit into this memory in any number of passes; give more memory, fewer threads or fewer processes",
            Expected: FormattableString.Invariant($"at least {(needed * processes + (1 << 20) - 1) >> 20} MiB for {processes} processes of {threads} threads"),
            Found: FormattableString.Invariant($"{(budget * processes) >> 20} MiB for all of them")));
    }

    /// <summary>Subjects of each part.</summary>
    internal static long[] Sizes(ReadOnlySpan<long> buckets, int passes)
    {
        long[] sizes = new long[passes];
        for (int i = 0; i < buckets.Length; i++)
        {
            sizes[KeyPartition.OfBucket(i, passes)] += buckets[i];
        }

        return sizes;
    }

    static long TableBytes(long subjects) => SubjectTable.SizeBytesFor((int)Math.Min(subjects, SubjectTable.MaxSubjects));
}

/// <summary>Guesses the rows of a register from its beginning: enough to choose a way, not to size anything.</summary>
static class RegisterEstimate
{
    internal static long RowsOf(IEnumerable<DataFile> registers, CancellationToken cancellationToken) =>
        registers.Where(f => f.SameContentAs is null).Sum(f => RowsOf(f, cancellationToken));

    static long RowsOf(DataFile file, CancellationToken cancellationToken)
    {
        string sha256 = file.Sha256;
        long bytes = 0;
        long records = 0;
        using (var source = new BlockSource(file, read => bytes += read))
        using (var block = new Block(BlockSource.BlockBytes, DeliveredText.BlockTextOf(file.Form, file.Descriptor.Format)))
        {
            if (source.TryNext(block, cancellationToken))
            {
                records = block.RecordCount;
            }
        }

        file.Sha256 = sha256; // of this short file; it is read again, and digested then
        return bytes <= 0 ? records : Math.Max(records, (long)((double)records / Math.Min(bytes, Math.Max(1, file.SizeBytes)) * file.SizeBytes));
    }
}
