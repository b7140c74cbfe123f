using System.Diagnostics;

namespace SocialInsurance.Comparison;

/// <summary>
/// The embedded engine: register and feeds in, evidence state out. Same input, same bytes, with any number of threads, with or without
/// a previous run.
/// </summary>
public static class ComparisonEngine
{
    /// <summary>More changed subjects than this share of the register, and reading everything is cheaper than looking for theirs.</summary>
    const double MostChangedShare = 0.1;

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
        using PreviousRun? previous = PreviousRun.Open(request, out IncrementalReason reason);
        var known = new KnownInputs(previous?.Manifest, isTrusting: !request.VerifyInputs);
        FeedCatalogue catalogue = FeedCatalogue.Open(request, known, meter, cancellationToken);
        int asOf = CalendarDate.Of(request.AsOf);
        MemoryReport memory = Weigh(request, catalogue, cancellationToken);
        using ScratchFolder? scratch = memory.OnDisk ? request.Folder.Scratch() : null;
        ReusePlan plan = memory.OnDisk && previous is not null ? ReusePlan.Everything(catalogue, request.Work is null ? IncrementalReason.InPasses : IncrementalReason.ByWorkers) : ReusePlan.Of(catalogue, previous, file => Reusable(file, known, request), asOf, request.MaxUnlinkedRecords, reason);
        string[] files = [.. catalogue.All.Select(f => f.Name)];

        Evidence evidence;
        RunContext run;
        using (var rejects = new RejectSink(request.Folder.Write(RejectSink.FileName), files))
        {
            run = new RunContext(catalogue, rejects, request.Threads, meter, cancellationToken) { OldRejects = previous?.ReadRejects() };
            evidence = scratch is null ? Gather(run, plan, asOf, request)
                : request.Work is { } sharing ? GatherByWorkers(run, plan, request, sharing, scratch, memory.BudgetBytes)
                : GatherInPasses(run, plan, asOf, request, scratch, memory.BudgetBytes);
            RefuseIfTooManyRejected(request.Folder, catalogue, evidence.Counts, rejects);
        }

        long linkageStart = watch.ElapsedMilliseconds;
        PairSet pairs = Pair(run, evidence, asOf, request.MaxUnlinkedRecords, out bool linksReused);
        PossibleLinks links = LinkPhase.Judge(pairs, evidence.Subjects.Count);
        long linkageMs = watch.ElapsedMilliseconds - linkageStart;
        meter.Begin(ComparisonPhase.Writing, (long)evidence.Subjects.Count * catalogue.Sources.Count * EvidenceCell.SizeBytes);
        (ComparisonState state, string stateDigest) = Write(evidence, new StateFacts(catalogue.Sources, files, asOf), links, request.Folder);
        string linksDigest = request.Folder.AddFile(LinkFile.FileName, stream => LinkFile.Write(links, stream));
        HeldSubjectsFile.AddTo(request.Folder, evidence.OnlyInHeld);
        request.Folder.AddFile(PairFile.FileName, stream => PairFile.Write(pairs, stream));
        var result = new ComparisonResult
        {
            State = state,
            Registers = catalogue.Registers,
            Files = evidence.Counts,
            OnlyInHeld = evidence.OnlyInHeld,
            Unclaimed = catalogue.Unclaimed,
            StateDigest = stateDigest,
            LinksDigest = linksDigest,
            LinkageMs = linkageMs,
            ElapsedMs = watch.ElapsedMilliseconds,
            Incremental = evidence.Plan.Report(catalogue, evidence.Changes, linksReused),
            Memory = memory with { Passes = evidence.Passes },
            Work = evidence.Work,
        };
        request.Folder.Describe(RunManifest.Of(result, request, catalogue));
        return result;
    }

    /// <summary>Subjects, then evidence: carried over where it still holds, read where it does not.</summary>
    static Evidence Gather(RunContext run, ReusePlan plan, int asOf, ComparisonRequest request)
    {
        SubjectSet subjects = SubjectPhase.Run(run, plan);
        int count = subjects.Count;
        SubjectChanges changes = plan.Previous is null || plan.KeepsSubjects ? SubjectChanges.None : SubjectChanges.Between(plan.Previous.State, subjects);
        if (changes.Keys.Count > MostChangedShare * count)
        {
            (plan, changes) = (ReusePlan.Everything(run.Catalogue, IncrementalReason.RegisterChanged), SubjectChanges.None);
        }

        var board = new EvidenceBoard(count, run.Catalogue.Sources.Count, isShared: run.Threads > 1);
        CarriedEvidence.Copy(plan, changes, board, count, run.Threads, run.CancellationToken);
        var unlinked = new List<UnlinkedLog>();
        var budget = new UnlinkedBudget(request.MaxUnlinkedRecords - (int)(plan.Pairs?.Records ?? 0));
        var scene = new FeedScene(subjects.Whole, count, board, asOf, budget);
        FeedPhase.Run(run, plan, changes, scene, unlinked);
        IReadOnlyList<int> onlyInHeld = new BrakePhase(run, request, count, scene.Deliveries, new BoardEvidence(run, scene)).Run(unlinked);
        return new Evidence(plan, subjects, changes, run.Counts, unlinked, onlyInHeld) { Board = board };
    }

    /// <summary>The same evidence with a part of the subjects in memory at a time.</summary>
    static Evidence GatherInPasses(RunContext run, ReusePlan plan, int asOf, ComparisonRequest request, ScratchFolder scratch, long budgetBytes)
    {
        SpilledRegister register = scratch.Own(SubjectPhase.Spill(run, scratch, budgetBytes));
        int passes = MemoryPlan.PassesFor(register.Buckets, run.Threads, budgetBytes);
        PassPhase phase = scratch.Own(new PassPhase(run, register, scratch, passes, asOf, new UnlinkedBudget(request.MaxUnlinkedRecords)));
        phase.Run();
        IReadOnlyList<int> onlyInHeld = new BrakePhase(run, request, register.Set.Count, phase.Deliveries, phase).Run(phase.Unlinked);
        return new Evidence(plan, register.Set, SubjectChanges.None, run.Counts, phase.Unlinked, onlyInHeld)
        {
            Passes = passes,
            WriteCells = stream => phase.Cells.WriteRows(register, stream, run.CancellationToken),
        };
    }

    /// <summary>The same evidence, read and merged by workers in other processes.</summary>
    static Evidence GatherByWorkers(RunContext run, ReusePlan plan, ComparisonRequest request, WorkSharing sharing, ScratchFolder scratch, long budgetBytes)
    {
        SpilledRegister register = scratch.Own(SubjectPhase.Spill(run, scratch, budgetBytes));
        int parts = MemoryPlan.PassesFor(register.Buckets, sharing.ThreadsPerWorker, sharing.WorkerMemoryBytes ?? MemoryPlan.DefaultBudget);
        WorkerPhase phase = scratch.Own(WorkerPhase.Begin(run, request, sharing, register, scratch, parts));
        phase.Run();
        IReadOnlyList<int> onlyInHeld = new BrakePhase(run, request, register.Set.Count, phase.Deliveries, phase).Run(phase.Unlinked);
        return new Evidence(plan, register.Set, SubjectChanges.None, run.Counts, phase.Unlinked, onlyInHeld)
        {
            Passes = parts,
            Work = phase.Report,
            WriteCells = stream => phase.Cells.WriteRows(register, stream, run.CancellationToken),
        };
    }

    /// <summary>Whether the run fits into its memory.</summary>
    static MemoryReport Weigh(ComparisonRequest request, FeedCatalogue catalogue, CancellationToken cancellationToken)
    {
        long budget = request.MemoryBudgetBytes ?? MemoryPlan.DefaultBudget;
        long subjects = RegisterEstimate.RowsOf(catalogue.Registers, cancellationToken);
        bool fits = MemoryPlan.Fits(subjects, catalogue.Sources.Count, request.Threads, budget);
        return new MemoryReport(budget, MemoryPlan.InMemory(subjects, catalogue.Sources.Count, request.Threads), Passes: 1, OnDisk: !fits || request.Work is not null);
    }

    /// <summary>Writes state.bin. The state of a run in memory stays there; that of a run in passes is mapped from the file.</summary>
    static (ComparisonState State, string Digest) Write(Evidence evidence, StateFacts facts, PossibleLinks links, RunFolder folder)
    {
        StateHeader header = default;
        string digest = folder.AddFile(StateFile.FileName, stream => header = StateFile.Write(evidence.Subjects.Columns, facts, evidence.WriteCells, stream));
        StateMemory memory = evidence.Board is { } board
            ? StateMemory.Hold(evidence.Subjects, board.Memory)
            : StateMemory.Map(folder.PathOf(StateFile.FileName), header);
        return (new ComparisonState(memory, facts.Sources, facts.Files, facts.AsOf, links) { OnlyInHeld = evidence.OnlyInHeld.ToHashSet() }, digest);
    }

    /// <summary>
    /// What an earlier run counted in this unchanged file; null when it cannot serve: there is no evidence of a file that was held, and
    /// what has to be held now must not be carried over.
    /// </summary>
    static FileCounts? Reusable(DataFile file, KnownInputs known, ComparisonRequest request) =>
        known.Find(file) is { IsHeld: false } counts && request.Brake?.JudgeAgain(counts, request.AsOf)?.Decision != BrakeDecision.Held ? counts : null;

    /// <summary>Brings unlinked records and subjects together: only the new records, when the old ones' pairs still hold.</summary>
    static PairSet Pair(RunContext run, Evidence evidence, int asOf, int maxUnlinked, out bool linksReused)
    {
        PairSet? pairs = LinkPhase.Observe(
            run.Catalogue.Registers, evidence.Subjects, evidence.Unlinked, evidence.Plan.Pairs, run.Threads, run.Progress, run.CancellationToken);
        linksReused = pairs is not null && evidence.Plan.Pairs is not null;
        if (pairs is null)
        {
            var budget = new UnlinkedBudget(maxUnlinked - evidence.Unlinked.Sum(l => l.Records.Count));
            var scene = new FeedScene(evidence.Subjects.Whole, evidence.Subjects.Count, evidence.Board!, asOf, budget);
            FeedPhase.CollectUnlinked(run, evidence.Plan, scene, evidence.Unlinked);
            pairs = LinkPhase.Observe(run.Catalogue.Registers, evidence.Subjects, evidence.Unlinked, null, run.Threads, run.Progress, run.CancellationToken);
        }

        return pairs ?? throw new InvalidOperationException("pairs of all records are always whole");
    }

    static void RefuseIfTooManyRejected(RunFolder folder, FeedCatalogue catalogue, List<FileCounts> counts, RejectSink rejects)
    {
        var errors = new List<InputError>();
        foreach ((DataFile file, FileCounts count) in catalogue.All.Zip(counts))
        {
            double allowed = file.Descriptor.MaxRejectedShare;
            if (!count.IsHeld && count.Read > 0 && (double)count.Rejected / count.Read > allowed && rejects.FirstOf(file.Index) is { } first)
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

    sealed record Evidence(
        ReusePlan Plan, SubjectSet Subjects, SubjectChanges Changes, List<FileCounts> Counts, List<UnlinkedLog> Unlinked, IReadOnlyList<int> OnlyInHeld)
    {
        /// <summary>The cells of a run in memory.</summary>
        internal EvidenceBoard? Board { get; init; }

        internal int Passes { get; init; } = 1;

        internal WorkReport? Work { get; init; }

        /// <summary>Writes all cells, [subject][source].</summary>
        internal Action<Stream> WriteCells
        {
            get => field ?? (stream => Board!.WriteTo(stream));
            init;
        }
    }
}
