namespace SocialInsurance.Comparison;

/// <summary>Reads all register files.</summary>
static class SubjectPhase
{
    internal static SubjectSet Run(
        FeedCatalogue catalogue, int threads, RejectSink rejects, List<FileCounts> counts, ProgressMeter progress, CancellationToken cancellationToken)
    {
        progress.Begin(ComparisonPhase.Subjects, catalogue.Registers.Sum(f => f.SizeBytes));
        var workers = new List<SubjectWorker>();
        var bad = new List<RejectedRow>();
        try
        {
            foreach (DataFile file in catalogue.Registers.Where(f => f.SameContentAs is null))
            {
                SubjectWorker[] own = [.. Enumerable.Range(0, FileScan.WorkersFor(file, threads)).Select(_ => new SubjectWorker(file))];
                workers.AddRange(own);
                FileScan.Run(file, own, progress, worker => Keep(bad, worker.Rejects), cancellationToken);
            }

            SubjectSet subjects = SubjectSet.From(workers, catalogue.Registers[0].Layout![ColumnRole.Id]);
            bad.AddRange(subjects.Duplicates);
            rejects.Write(bad.OrderBy(r => r.File).ThenBy(r => r.Line));
            ILookup<int, RejectedRow> duplicates = subjects.Duplicates.ToLookup(r => r.File);
            counts.AddRange(catalogue.Registers.Select(file => CountsOf(file, workers, duplicates[file.Index].Count())));
            return subjects;
        }
        finally
        {
            workers.ForEach(w => w.Dispose());
        }
    }

    static FileCounts CountsOf(DataFile file, List<SubjectWorker> workers, int duplicates)
    {
        SubjectWorker[] own = [.. workers.Where(w => w.IsOf(file))];
        long accepted = own.Sum(w => w.Accepted) - duplicates;
        return FeedPhase.Blank(file) with
        {
            Read = own.Sum(w => w.Accepted + w.RejectedCount),
            Accepted = accepted,
            Rejected = own.Sum(w => w.RejectedCount) + duplicates,
            Matched = accepted,
        };
    }

    static void Keep(List<RejectedRow> all, List<RejectedRow> some)
    {
        lock (all)
        {
            all.AddRange(some);
        }
    }
}

/// <summary>Reads all feed files, one after the other, each with all threads.</summary>
static class FeedPhase
{
    internal static void Run(
        FeedCatalogue catalogue, FeedScene scene, int threads, RejectSink rejects, List<FileCounts> counts, List<UnlinkedLog> unlinked, ProgressMeter progress, CancellationToken cancellationToken)
    {
        progress.Begin(ComparisonPhase.Feeds, catalogue.Feeds.Where(f => f.SameContentAs is null).Sum(f => f.SizeBytes));
        Dictionary<string, int> sourceIndex = catalogue.Sources.Select((s, i) => (s.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        foreach (DataFile file in catalogue.Feeds)
        {
            counts.Add(file.SameContentAs is { } first
                ? Blank(file) with { SameContentAs = first.Name }
                : RunFile(file, sourceIndex[file.Descriptor.Name], scene, threads, rejects, unlinked, progress, cancellationToken));
        }
    }

    internal static FileCounts Blank(DataFile file) => new()
    {
        File = file.Name,
        Source = file.Descriptor.Name,
        Sha256 = file.Sha256,
        SizeBytes = file.SizeBytes,
        SameContentAs = file.SameContentAs?.Name,
    };

    static FileCounts RunFile(
        DataFile file, int source, FeedScene scene, int threads, RejectSink rejects, List<UnlinkedLog> unlinked, ProgressMeter progress, CancellationToken cancellationToken)
    {
        SubjectMarks? people = file.Descriptor.Kind == SourceKind.Terminal ? new SubjectMarks(scene.SubjectCount) : null;
        FeedWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, threads)).Select(_ => new FeedWorker(file, source, scene, people))];
        try
        {
            rejects.BeginFile();
            FileScan.Run(file, workers, progress, worker => rejects.Submit(worker.Block.Sequence, worker.Rejects), cancellationToken);
            unlinked.AddRange(workers.Select(w => w.Unlinked));
            scene.Deliveries.Add(new Delivery(file, source, [.. workers.Select(w => w.Delivery)], people));
            return Blank(file) with
            {
                Read = workers.Sum(w => w.Accepted + w.RejectedCount),
                Accepted = workers.Sum(w => w.Accepted),
                Rejected = workers.Sum(w => w.RejectedCount),
                Matched = workers.Sum(w => w.Matched),
                NameDisagreed = workers.Sum(w => w.NameDisagreed),
                UnmatchedTerminal = file.Descriptor.Kind == SourceKind.Terminal ? workers.Sum(w => w.Unmatched) : 0,
            };
        }
        finally
        {
            Array.ForEach(workers, w => w.Dispose());
        }
    }

    /// <summary>Merges the evidence of a file once more, after its source was cleared; everything else about it is known.</summary>
    internal static void ReadAgain(Delivery delivery, FeedScene scene, int threads, ProgressMeter progress, CancellationToken cancellationToken)
    {
        DataFile file = delivery.File;
        progress.Begin(ComparisonPhase.Feeds, file.SizeBytes);
        string sha256 = file.Sha256;
        file.Sha256 = "";
        FeedScene again = scene.WithBudget(new UnlinkedBudget(int.MaxValue));
        FeedWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, threads)).Select(_ => new FeedWorker(file, delivery.Source, again))];
        try
        {
            FileScan.Run(file, workers, progress, _ => { }, cancellationToken);
        }
        finally
        {
            Array.ForEach(workers, w => w.Dispose());
        }

        if (file.Sha256 != sha256)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.FileChanged, "the file changed while it was read", file.Name, null, null, sha256, file.Sha256));
        }
    }
}
