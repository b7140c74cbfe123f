namespace SocialInsurance.Comparison;

/// <summary>What the phases of one run share.</summary>
sealed record RunContext(FeedCatalogue Catalogue, RejectSink Rejects, int Threads, ProgressMeter Progress, CancellationToken CancellationToken)
{
    /// <summary>yyyymmdd</summary>
    internal required int AsOf { get; init; }

    /// <summary>By file, in the order of the catalogue, as far as the run has come.</summary>
    internal List<FileCounts> Counts { get; } = [];

    /// <summary>Rejects of the previous run, when there is one.</summary>
    internal PreviousRejects? OldRejects { get; init; }

    /// <summary>Counts and rejects of a file that holds still.</summary>
    internal void Keep(FileCounts counts, FileCounts old)
    {
        Counts.Add(counts);
        Rejects.Append(stream => OldRejects!.Copy(old, stream));
    }
}

/// <summary>Reads all register files, or takes the subjects of the previous run.</summary>
static class SubjectPhase
{
    internal static SubjectSet Run(RunContext run, ReusePlan plan)
    {
        IReadOnlyList<DataFile> registers = run.Catalogue.Registers;
        run.Progress.Begin(ComparisonPhase.Subjects, plan.KeepsSubjects ? 0 : registers.Sum(f => f.SizeBytes));
        if (!plan.KeepsSubjects)
        {
            return Read(run);
        }

        foreach (FileCounts counts in registers.Select(plan.KeptCounts).OfType<FileCounts>())
        {
            run.Keep(counts, counts);
        }

        return SubjectSet.Of(plan.Previous!.State);
    }

    /// <summary>Reads all register files onto disk: as many rows are in memory at a time as the budget allows.</summary>
    internal static SpilledRegister Spill(RunContext run, ScratchFolder scratch, long budgetBytes)
    {
        long sortBytes = MemoryPlan.SortBytes(run.Threads, budgetBytes);
        using var runs = new RegisterRuns(scratch.Create("runs"), sortBytes);
        run.Progress.Begin(ComparisonPhase.Subjects, run.Catalogue.Registers.Sum(f => f.SizeBytes));
        SpilledRegister? register = null;
        Read(run, runs, (_, idColumn) => (register = SpilledRegister.Merge(runs, scratch, idColumn, sortBytes, run.CancellationToken)).Set);
        return register!;
    }

    static SubjectSet Read(RunContext run) => Read(run, null, SubjectSet.From);

    static SubjectSet Read(RunContext run, RegisterRuns? runs, Func<List<SubjectWorker>, int, SubjectSet> putTogether)
    {
        IReadOnlyList<DataFile> registers = run.Catalogue.Registers;
        var workers = new List<SubjectWorker>();
        var bad = new List<RejectedRow>();
        try
        {
            foreach (DataFile file in registers.Where(f => f.SameContentAs is null))
            {
                SubjectWorker[] own = [.. Enumerable.Range(0, FileScan.WorkersFor(file, run.Threads)).Select(_ => new SubjectWorker(file, run.AsOf))];
                workers.AddRange(own);
                FileScan.Run(file, own, run.Progress, worker => Keep(bad, (SubjectWorker)worker, runs), run.CancellationToken);
                SpillRest(own, runs, run.CancellationToken);
            }

            RefuseUnreadable(registers, workers);

            SubjectSet subjects = putTogether(workers, registers[0].Layout![ColumnRole.Id]);
            bad.AddRange(subjects.Duplicates);
            run.Rejects.Write(bad.OrderBy(r => r.File).ThenBy(r => r.Line));
            ILookup<int, RejectedRow> duplicates = subjects.Duplicates.ToLookup(r => r.File);
            run.Counts.AddRange(registers.Select(file => CountsOf(file, workers, duplicates[file.Index].Count())));
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
            Unreadable = UnreadableTally.Sum(own.Select(w => w.Unreadable)).Fields,
        };
    }

    /// <summary>A register in another notation than described would make everybody due, without a word.</summary>
    static void RefuseUnreadable(IReadOnlyList<DataFile> registers, List<SubjectWorker> workers)
    {
        InputError[] errors = [.. registers.SelectMany(file =>
        {
            SubjectWorker[] own = [.. workers.Where(w => w.IsOf(file))];
            return UnreadableTally.Sum(own.Select(w => w.Unreadable)).Excess(file, own.Sum(w => w.Accepted + w.RejectedCount));
        })];
        if (errors.Length > 0)
        {
            throw new InputRefusedException(errors);
        }
    }

    static void Keep(List<RejectedRow> all, SubjectWorker worker, RegisterRuns? runs)
    {
        runs?.SpillIfFull(worker);
        lock (all)
        {
            all.AddRange(worker.Rejects);
        }
    }

    static void SpillRest(SubjectWorker[] workers, RegisterRuns? runs, CancellationToken cancellationToken)
    {
        if (runs is not null)
        {
            WorkerCrew.Run(workers.Length, cancellationToken, (i, _) =>
            {
                runs.Spill(workers[i]);
                workers[i].Release();
            });
        }
    }
}

/// <summary>Reads the feed files, one after the other, each with all threads; of files that hold still only what the register asks anew.</summary>
static class FeedPhase
{
    internal static void Run(RunContext run, ReusePlan plan, SubjectChanges changes, FeedScene scene, List<UnlinkedLog> unlinked)
    {
        Dictionary<string, int> sourceIndex = run.Catalogue.Sources.Select((s, i) => (s.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        run.Progress.Begin(ComparisonPhase.Feeds, run.Catalogue.Feeds.Where(f => f.IsRead && (plan.KeptCounts(f) is null || changes.Keys.Count > 0)).Sum(f => f.SizeBytes));
        foreach (DataFile file in run.Catalogue.Feeds)
        {
            int source = sourceIndex[file.Descriptor.Name];
            if (!file.IsRead)
            {
                run.Counts.Add(Blank(file));
            }
            else if (plan.KeptCounts(file) is { } old)
            {
                run.Keep(changes.Keys.Count > 0 ? Recount(run, file, old, source, scene, changes.Keys) : old, old);
            }
            else
            {
                run.Counts.Add(RunFile(run, file, source, scene, unlinked));
            }
        }
    }

    /// <summary>Reads the terminal files that were carried over, for their unlinked records alone: what they say is merged already.</summary>
    internal static void CollectUnlinked(RunContext run, ReusePlan plan, FeedScene scene, List<UnlinkedLog> unlinked)
    {
        foreach (DataFile file in run.Catalogue.Feeds.Where(f => f.Descriptor.Kind == SourceKind.Terminal && f.IsRead && plan.KeptCounts(f) is not null))
        {
            int source = run.Catalogue.Sources.Index().First(s => s.Item.Name == file.Descriptor.Name).Index;
            FeedWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, run.Threads)).Select(_ => new FeedWorker(file, source, scene, mergesHere: false))];
            try
            {
                FileScan.Run(file, workers, run.Progress, static _ => { }, run.CancellationToken);
                unlinked.AddRange(workers.Select(w => w.Unlinked));
            }
            finally
            {
                Array.ForEach(workers, w => w.Dispose());
            }
        }
    }

    internal static FileCounts Blank(DataFile file) => new()
    {
        File = file.Name,
        Source = file.Descriptor.Name,
        DescriptorDigest = file.Descriptor.Digest,
        Sha256 = file.Sha256,
        SizeBytes = file.SizeBytes,
        SameContentAs = file.SameContentAs?.Name,
    };

    internal static FileCounts RunFile(RunContext run, DataFile file, int source, FeedScene scene, List<UnlinkedLog> unlinked)
    {
        SubjectMarks? people = file.Descriptor.Kind == SourceKind.Terminal ? new SubjectMarks(scene.SubjectCount) : null;
        FeedWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, run.Threads)).Select(_ => scene.WorkerFor(file, source, people))];
        try
        {
            run.Rejects.BeginFile();
            FileScan.Run(file, workers, run.Progress, worker => run.Rejects.Submit(worker.Block.Sequence, worker.Rejects), run.CancellationToken);
            unlinked.AddRange(workers.Select(w => w.Unlinked));
            scene.Deliveries.Add(new Delivery(file, source, [.. workers.Select(w => w.Delivery)], people));
            return Blank(file) with
            {
                Read = workers.Sum(w => w.Accepted + w.RejectedCount),
                Accepted = workers.Sum(w => w.Accepted),
                Rejected = workers.Sum(w => w.RejectedCount),
                FirstFutureOn = workers.Min(w => w.FirstFutureOn) is < int.MaxValue and int first ? first : 0,
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

    static FileCounts Recount(RunContext run, DataFile file, FileCounts old, int source, FeedScene scene, AffectedKeys keys)
    {
        RecountWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, run.Threads)).Select(_ => new RecountWorker(file, source, scene, keys))];
        try
        {
            FileScan.Run(file, workers, run.Progress, static _ => { }, run.CancellationToken);
            return old with
            {
                Matched = old.Matched + workers.Sum(w => w.MatchedChange),
                NameDisagreed = old.NameDisagreed + workers.Sum(w => w.NameDisagreedChange),
            };
        }
        finally
        {
            Array.ForEach(workers, w => w.Dispose());
        }
    }

    /// <summary>Merges the evidence of a file once more, after its source was cleared; everything else about it is known.</summary>
    internal static void ReadAgain(RunContext run, DataFile file, int source, FeedScene scene) =>
        ReadAgain(run, file, source, scene.WithBudget(new UnlinkedBudget(int.MaxValue)), null, static _ => { });

    /// <summary>Reads a file once more, which must hold what it held before.</summary>
    /// <param name="take">Takes what the workers found; they are gone afterwards.</param>
    internal static void ReadAgain(RunContext run, DataFile file, int source, FeedScene scene, SubjectMarks? people, Action<FeedWorker[]> take)
    {
        string sha256 = file.Sha256;
        file.Sha256 = "";
        FeedWorker[] workers = [.. Enumerable.Range(0, FileScan.WorkersFor(file, run.Threads)).Select(_ => new FeedWorker(file, source, scene, people))];
        try
        {
            FileScan.Run(file, workers, run.Progress, static _ => { }, run.CancellationToken);
            take(workers);
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
