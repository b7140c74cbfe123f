using System.Diagnostics;

namespace SocialInsurance.Comparison;

/// <summary>
/// Register and feeds in, evidence state out. Same input, same bytes, with any number of threads, with or without a previous run, in
/// memory, in passes or on a cluster.
/// </summary>
public static class ComparisonEngine
{
    /// <summary>
    /// One run. Writes rejects.csv, state.bin and the manifest into the request's folder, which the caller publishes.
    /// </summary>
    /// <exception cref="InputRefusedException">Input, or the previous run, is refused; at most a folder with rejects.csv is left.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left.</exception>
    public static ComparisonResult Run(ComparisonRequest request, IProgress<ComparisonProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxUnlinkedRecords, 1);
        ArgumentOutOfRangeException.ThrowIfZero(request.Registers.Count);
        var watch = Stopwatch.StartNew();
        var meter = new ProgressMeter(progress);
        using EvidenceCluster? cluster = request.Cluster is null ? null : EvidenceCluster.Join(request, cancellationToken);
        RunManifest? before = PreviousRun.ManifestOf(request, out IncrementalReason reason);
        var known = new KnownInputs(before, isTrusting: !request.VerifyInputs);
        FeedCatalogue catalogue = FeedCatalogue.Open(request, known, meter, cancellationToken);
        int asOf = CalendarDate.Of(request.AsOf);
        MemoryReport memory = Weigh(request, catalogue, cancellationToken);
        using ScratchFolder? scratch = memory.OnDisk || cluster is not null ? request.Folder.Scratch() : null;
        using PreviousRun? previous = before is null || memory.OnDisk ? null : PreviousRun.Open(request.Previous!, before);
        reason = before is null || !memory.OnDisk ? reason : request.Work is null ? IncrementalReason.InPasses : IncrementalReason.ByWorkers;
        ReusePlan plan = ReusePlan.Of(catalogue, previous, file => Reusable(file, known, request), asOf, request.MaxUnlinkedRecords, reason);
        string[] files = [.. catalogue.All.Select(f => f.Name)];

        Evidence? evidence = null;
        try
        {
            RunContext run;
            using (var rejects = new RejectSink(request.Folder.Write(RejectSink.FileName), files))
            {
                run = new RunContext(catalogue, rejects, request.Threads, meter, cancellationToken) { AsOf = asOf, OldRejects = previous?.ReadRejects() };
                evidence = EngineOf(request, plan, asOf, scratch, cluster, memory).Gather(run);
                RefuseIfTooManyRejected(request.Folder, catalogue, evidence.Counts, rejects);
            }

            evidence = evidence with { Gone = GonePeople.Read(run, request.Brake) };
            return Conclude(request, run, evidence, new StateFacts(catalogue.Sources, files, asOf), memory, watch);
        }
        catch
        {
            evidence?.Free(); // a service goes on after a run that failed
            throw;
        }
    }

    /// <summary>Links, state and manifest of what was gathered.</summary>
    static ComparisonResult Conclude(ComparisonRequest request, RunContext run, Evidence evidence, StateFacts facts, MemoryReport memory, Stopwatch watch)
    {
        FeedCatalogue catalogue = run.Catalogue;
        CancellationToken cancellationToken = run.CancellationToken;
        PairSet pairs = null!;
        bool linksReused = false;
        WrittenState? written = null;
        var linkage = new Stopwatch();
        WorkerCrew.Run(evidence.Board is not null && request.Threads > 1 ? 2 : 1, cancellationToken, (worker, token) =>
        {
            if (worker == 0)
            {
                linkage.Start();
                pairs = Pair(run with { CancellationToken = token }, evidence, facts.AsOf, request.MaxUnlinkedRecords, out linksReused);
                linkage.Stop();
            }
            else
            {
                written = Write(evidence, facts, request.Folder, token);
            }
        });
        linkage.Start();
        PossibleLinks links = LinkPhase.Judge(pairs, evidence.Subjects.Count);
        linkage.Stop();
        IEnumerable<int> reported = evidence.Held.Reported.Concat(HeldRecords.Subjects(run, evidence.Subjects, evidence.Held.Unlinked));
        evidence.Subjects.FreeIndex();
        run.Progress.Begin(ComparisonPhase.Writing, (long)evidence.Subjects.Count * catalogue.Sources.Count * EvidenceCell.SizeBytes);
        cancellationToken.ThrowIfCancellationRequested();
        written ??= Write(evidence, facts, request.Folder, cancellationToken);
        ComparisonState state = Open(evidence, facts, written.Value.Header, links, request.Folder);
        string linksDigest = request.Folder.AddFile(LinkFile.FileName, stream => LinkFile.Write(links, stream));
        GonePeople gone = evidence.Gone.Settled(state);
        IReadOnlyList<int> held = gone.AddTo(reported, state);
        state.OnlyInHeld = held.ToHashSet();
        HeldSubjectsFile.AddTo(request.Folder, held);
        gone.AddTo(request.Folder);
        request.Folder.AddFile(PairFile.FileName, stream => PairFile.Write(pairs, stream));
        var result = new ComparisonResult
        {
            State = state,
            Registers = catalogue.Registers,
            Files = evidence.Counts,
            OnlyInHeld = held,
            Unclaimed = catalogue.Unclaimed,
            Gone = gone.Deliveries,
            NearlyClaimed = catalogue.NearlyClaimed,
            StateDigest = written.Value.Digest,
            LinksDigest = linksDigest,
            LinkageMs = linkage.ElapsedMilliseconds,
            ElapsedMs = watch.ElapsedMilliseconds,
            Incremental = evidence.Plan.Report(catalogue, evidence.Changes, linksReused),
            Memory = memory with { Passes = evidence.Passes },
            Work = evidence.Work,
            Cluster = evidence.Cluster,
        };
        request.Folder.Describe(RunManifest.Of(result, request, catalogue));
        return result;
    }

    static IEvidenceEngine EngineOf(
        ComparisonRequest request, ReusePlan plan, int asOf, ScratchFolder? scratch, EvidenceCluster? cluster, MemoryReport memory) =>
        cluster is not null ? new ClusterEngine(request, plan, asOf, scratch!, cluster)
        : request.Work is { } sharing ? new WorkerEngine(request, plan, sharing, scratch!, memory.BudgetBytes)
        : scratch is not null ? new PassEngine(request, plan, asOf, scratch, memory.BudgetBytes)
        : new BoardEngine(request, plan, asOf);

    /// <summary>Whether the run fits into its memory.</summary>
    static MemoryReport Weigh(ComparisonRequest request, FeedCatalogue catalogue, CancellationToken cancellationToken)
    {
        long budget = request.MemoryBudgetBytes ?? MemoryPlan.DefaultBudget;
        long subjects = RegisterEstimate.RowsOf(catalogue.Registers, cancellationToken);
        int sources = request.Cluster is null ? catalogue.Sources.Count : 0; // a cluster keeps the cells
        bool fits = MemoryPlan.Fits(subjects, sources, request.Threads, budget);
        long needed = MemoryPlan.InMemory(subjects, sources, request.Threads);
        if (!fits && request.Cluster is not null)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.NotEnoughMemory, "the register does not fit into this memory; a cluster keeps the evidence, but subjects are joined here and not in passes",
                Expected: FormattableString.Invariant($"at least {needed} bytes"), Found: FormattableString.Invariant($"{budget} bytes")));
        }

        return new MemoryReport(budget, needed, Passes: 1, OnDisk: !fits || request.Work is not null);
    }

    /// <summary>
    /// Writes state.bin. Nothing changes what it is written from after the sources were read, so a run in memory that has a second thread
    /// writes while it links.
    /// </summary>
    static WrittenState Write(Evidence evidence, StateFacts facts, RunFolder folder, CancellationToken cancellationToken)
    {
        StateHeader header = default;
        string digest = folder.AddFile(StateFile.FileName, stream => header = StateFile.Write(
            evidence.Subjects.Columns, facts, cells => evidence.WriteCells(cells, cancellationToken), stream));
        return new WrittenState(header, digest);
    }

    /// <summary>The state of a run in memory stays there; that of a run in passes is mapped from the file.</summary>
    static ComparisonState Open(Evidence evidence, StateFacts facts, StateHeader header, PossibleLinks links, RunFolder folder)
    {
        StateMemory memory = evidence.Board is { } board
            ? StateMemory.Hold(evidence.Subjects, board.Memory)
            : StateMemory.Map(folder.PathOf(StateFile.FileName), header);
        return new ComparisonState(memory, facts.Sources, facts.Files, facts.AsOf, links);
    }

    /// <summary>
    /// What an earlier run counted in this unchanged file; null when it cannot serve: there is no evidence of a file that was held, what has to
    /// be held now must not be carried over, and what the history does not know is judged in full.
    /// </summary>
    static FileCounts? Reusable(DataFile file, KnownInputs known, ComparisonRequest request) =>
        known.Find(file) is { IsHeld: false } counts && request.Brake?.JudgeAgain(counts, request.AsOf) is null or { Decision: not BrakeDecision.Held, SameContentAs: not null } ? counts : null;

    /// <summary>Brings unlinked records and subjects together: only the new records, when the old ones' pairs still hold.</summary>
    static PairSet Pair(RunContext run, Evidence evidence, int asOf, int maxUnlinked, out bool linksReused)
    {
        PairSet? pairs = LinkPhase.Observe(
            run.Catalogue.Registers, evidence.Subjects, evidence.Unlinked, evidence.Plan.Pairs, run.Threads, run.Progress, run.CancellationToken);
        linksReused = pairs is not null && evidence.Plan.Pairs is not null;
        if (pairs is null)
        {
            var budget = new UnlinkedBudget(maxUnlinked, taken: evidence.Unlinked.Sum(l => l.Records.Count));
            var scene = new FeedScene(evidence.Subjects.Whole, evidence.Subjects.Count, evidence.Board!, asOf, budget);
            FeedPhase.CollectUnlinked(run, evidence.Plan, scene, evidence.Unlinked);
            pairs = LinkPhase.Observe(run.Catalogue.Registers, evidence.Subjects, evidence.Unlinked, null, run.Threads, run.Progress, run.CancellationToken);
        }

        return pairs ?? throw new InvalidOperationException("pairs of all records are always whole");
    }

    /// <summary>Nothing was ever read by this descriptor, so it may be the descriptor that is wrong. Later deliveries are the brake's.</summary>
    static bool IsFirstOfItsKind(FileCounts count) => count.Brake is null or { Decision: BrakeDecision.Applied, KnownDeliveries: 0 };

    static void RefuseIfTooManyRejected(RunFolder folder, FeedCatalogue catalogue, List<FileCounts> counts, RejectSink rejects)
    {
        var errors = new List<InputError>();
        foreach ((DataFile file, FileCounts count) in catalogue.All.Zip(counts))
        {
            double allowed = file.Descriptor.MaxRejectedShare;
            if (IsFirstOfItsKind(count) && file.Descriptor.IsTooManyRejected(count.Rejected, count.Read) && rejects.FirstOf(file.Index) is { } first)
            {
                errors.Add(new InputError(InputErrorCode.TooManyRejected,
                    FormattableString.Invariant($"{count.Rejected} of {count.Read} records are rejected; the first: {first.Describe()}"),
                    file.Name, first.Line, first.Column,
                    FormattableString.Invariant($"a share of at most {allowed:0.####}"),
                    FormattableString.Invariant($"{(double)count.Rejected / count.Read:0.####}")));
            }
        }

        if (errors.Count > 0)
        {
            rejects.Dispose();
            folder.PublishRejectsOnly(RejectSink.FileName);
            throw new InputRefusedException(errors);
        }
    }

    /// <param name="Digest">SHA-256, hexadecimal.</param>
    readonly record struct WrittenState(StateHeader Header, string Digest);
}
