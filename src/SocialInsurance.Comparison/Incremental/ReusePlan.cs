namespace SocialInsurance.Comparison;

/// <summary>
/// What of a previous run still holds for this one: decided from digests, before any record is read. Immutable.
/// </summary>
sealed class ReusePlan
{
    readonly FileCounts?[] kept; // by file index; null = is read

    ReusePlan(int files, int sources, IncrementalReason reason)
    {
        Reason = reason;
        kept = new FileCounts?[files];
        OldSource = [.. Enumerable.Repeat(-1, sources)];
    }

    internal IncrementalReason Reason { get; }

    /// <summary>The run whose evidence is carried over; null = none.</summary>
    internal PreviousRun? Previous { get; private init; }

    /// <summary>All register files are as they were, no others came, and no certification that was in the future may have come to pass.</summary>
    internal bool KeepsSubjects { get; private init; }

    /// <summary>
    /// Candidate pairs of the previous run, in this run's files and sources: the register and all terminal records of that run are as they
    /// were, at most others came. Null: all terminal records are needed anew.
    /// </summary>
    internal PairSet? Pairs { get; private init; }

    /// <summary>By source: its index in the previous run, or -1 when its evidence is made from its files alone.</summary>
    internal IReadOnlyList<int> OldSource { get; private init; }

    internal FileMap? Files { get; private init; }

    /// <summary>Counts of a file that need not be read in full, as the previous run has them; else null.</summary>
    internal FileCounts? KeptCounts(DataFile file) => kept[file.Index];

    /// <summary>What of the feeds and the register was carried over in the end.</summary>
    internal IncrementalReport Report(FeedCatalogue catalogue, SubjectChanges changes, bool linksReused)
    {
        DataFile[] files = [.. catalogue.All.Where(f => f.SameContentAs is null)];
        int reused = files.Count(f => KeptCounts(f) is not null);
        int recounted = changes.Keys.Count == 0 ? 0 : files.Count(f => f.Index >= catalogue.Registers.Count && KeptCounts(f) is not null);
        return new IncrementalReport(Previous is not null, Reason, reused, files.Length - reused, recounted, changes.Recomputed, linksReused);
    }

    internal static ReusePlan Everything(FeedCatalogue catalogue, IncrementalReason reason) =>
        new(catalogue.All.Count(), catalogue.Sources.Count, reason);

    /// <param name="reusable">What the previous run counted in a file whose evidence may be carried over; else null.</param>
    internal static ReusePlan Of(
        FeedCatalogue catalogue, PreviousRun? previous, Func<DataFile, FileCounts?> reusable, int asOf, int maxUnlinked, IncrementalReason reason)
    {
        if (previous is null)
        {
            return Everything(catalogue, reason);
        }

        FileCounts?[] same = [.. catalogue.All.Select(reusable)];
        var still = new HashSet<object>(same.OfType<FileCounts>(), ReferenceEqualityComparer.Instance);
        bool keepsSubjects = catalogue.Registers.Count == previous.Manifest.RegisterFiles
            && catalogue.Registers.All(f => same[f.Index] is { } counts && (previous.State.AsOf == asOf || counts.Unreadable is not { LastCertifiedDate: > 0 }));
        int[] oldSource = [.. catalogue.Sources.Select(s => OldIndexOf(s, previous.Manifest, still))];
        FileMap files = MapOf(previous.Manifest, same);
        bool keepsPairs = keepsSubjects
            && previous.Pairs.Records <= maxUnlinked
            && OldTerminalHolds(catalogue, previous.Manifest, oldSource, file => same[file.Index]?.HoldsUntil(asOf) != false);
        var plan = new ReusePlan(same.Length, oldSource.Length, IncrementalReason.None)
        {
            Previous = previous,
            KeepsSubjects = keepsSubjects,
            Pairs = keepsPairs ? previous.Pairs.Moved(files, NewIndexes(oldSource, previous.Manifest.Sources.Count)) : null,
            OldSource = oldSource,
            Files = files,
        };
        foreach (DataFile file in catalogue.All)
        {
            bool isKept = file.Index < catalogue.Registers.Count ? keepsSubjects : HoldsStill(file, plan, catalogue, same[file.Index], asOf);
            plan.kept[file.Index] = isKept ? same[file.Index] : null;
        }

        return plan;
    }

    /// <summary>Terminal files are read again for their texts whenever all of them are needed for links: the run keeps no names.</summary>
    static bool HoldsStill(DataFile file, ReusePlan plan, FeedCatalogue catalogue, FileCounts? same, int asOf) =>
        same?.HoldsUntil(asOf) == true
        && plan.OldSource[SourceIndex(catalogue, file)] >= 0
        && (plan.Pairs is not null || file.Descriptor.Kind != SourceKind.Terminal);

    static int SourceIndex(FeedCatalogue catalogue, DataFile file)
    {
        int i = 0;
        while (catalogue.Sources[i].Name != file.Descriptor.Name)
        {
            i++;
        }

        return i;
    }

    /// <summary>The evidence of a source is carried over when its descriptor is the same and every file that it came from is there, unchanged.</summary>
    static int OldIndexOf(SourceInfo source, RunManifest previous, HashSet<object> still)
    {
        int index = previous.Sources.ToList().IndexOf(source);
        bool isWhole = index >= 0 && previous.Inputs.Skip(previous.RegisterFiles)
            .Where(i => i.Source == source.Name && i.SameContentAs is null)
            .All(still.Contains);
        return isWhole ? index : -1;
    }

    static bool OldTerminalHolds(FeedCatalogue catalogue, RunManifest previous, int[] oldSource, Func<DataFile, bool> isSameOrNew) =>
        previous.Sources.Index().All(s => s.Item.Kind != SourceKind.Terminal || oldSource.Contains(s.Index))
        && catalogue.Feeds.Where(f => f.Descriptor.Kind == SourceKind.Terminal).All(isSameOrNew);

    static int[] NewIndexes(int[] oldSource, int oldCount) => [.. Enumerable.Range(0, oldCount).Select(old => Math.Max(0, Array.IndexOf(oldSource, old)))];

    static FileMap MapOf(RunManifest previous, FileCounts?[] same)
    {
        Dictionary<FileCounts, int> newIndex = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < same.Length; i++)
        {
            if (same[i] is { } counts)
            {
                newIndex[counts] = i;
            }
        }

        return new FileMap([.. previous.Inputs.Select(i => newIndex.GetValueOrDefault(i, -1))]);
    }
}
