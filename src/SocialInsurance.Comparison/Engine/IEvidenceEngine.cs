namespace SocialInsurance.Comparison;

/// <summary>
/// Where evidence comes together: in memory, in passes over the disk, at workers in other processes, or on a cluster. The input and the bytes of state.bin, links.jsonl
/// and rejects.csv are the same for all of them.
/// </summary>
interface IEvidenceEngine
{
    /// <summary>Reads subjects and feeds, judges the deliveries, and holds the cells of those that are not held.</summary>
    /// <exception cref="InputRefusedException">Input, or a shard of the cluster, is refused.</exception>
    Evidence Gather(RunContext run);
}

/// <summary>What an engine gathered. Cells are [subject][source], subjects in the order of the state.</summary>
sealed record Evidence(
    ReusePlan Plan, SubjectSet Subjects, SubjectChanges Changes, List<FileCounts> Counts, List<UnlinkedLog> Unlinked, HeldEvidence Held)
{
    /// <summary>The cells of a run in memory; null: they are written from elsewhere, and the state is mapped from its file.</summary>
    internal EvidenceBoard? Board { get; init; }

    /// <summary>Whom deliveries burden that are gone; nobody, until it was looked for.</summary>
    internal GonePeople Gone { get; init; } = GonePeople.None;

    internal int Passes { get; init; } = 1;

    /// <summary>How the workers did; null without them.</summary>
    internal WorkReport? Work { get; init; }

    /// <summary>What the cluster had to do; null without one.</summary>
    internal ClusterReport? Cluster { get; init; }

    /// <summary>Frees what a run in memory holds, when nothing will come of it. Scratch files have owners of their own.</summary>
    internal void Free()
    {
        if (Board is { } board)
        {
            board.Dispose();
            Subjects.Dispose();
        }
    }

    /// <summary>Writes all cells, [subject][source].</summary>
    internal Action<Stream, CancellationToken> WriteCells
    {
        get => field ?? Board!.WriteTo;
        init;
    }
}

/// <summary>Everything in memory; evidence of a previous run is carried over where it still holds.</summary>
sealed class BoardEngine(ComparisonRequest request, ReusePlan planned, int asOf) : IEvidenceEngine
{
    /// <summary>More changed subjects than this share of the register, and reading everything is cheaper than looking for theirs.</summary>
    const double MostChangedShare = 0.1;

    public Evidence Gather(RunContext run)
    {
        ReusePlan plan = planned;
        SubjectSet subjects = SubjectPhase.Run(run, plan);
        int count = subjects.Count;
        SubjectChanges changes = plan.Previous is null || plan.KeepsSubjects ? SubjectChanges.None : SubjectChanges.Between(plan.Previous.State, subjects);
        if (changes.Keys.Count > MostChangedShare * count)
        {
            (plan, changes) = (ReusePlan.Everything(run.Catalogue, IncrementalReason.RegisterChanged), SubjectChanges.None);
        }

        var board = new EvidenceBoard(count, run.Catalogue.Sources.Count, isShared: run.Threads > 1);
        try
        {
            return Gather(run, plan, subjects, changes, board);
        }
        catch
        {
            board.Dispose();
            subjects.Dispose();
            throw;
        }
    }

    Evidence Gather(RunContext run, ReusePlan plan, SubjectSet subjects, SubjectChanges changes, EvidenceBoard board)
    {
        int count = subjects.Count;
        CarriedEvidence.Copy(plan, changes, board, count, run.Threads, run.CancellationToken);
        var unlinked = new List<UnlinkedLog>();
        var budget = new UnlinkedBudget(request.MaxUnlinkedRecords, taken: plan.Pairs?.Records ?? 0);
        var scene = new FeedScene(subjects.Whole, count, board, asOf, budget);
        FeedPhase.Run(run, plan, changes, scene, unlinked);
        HeldEvidence held = new BrakePhase(run, request, count, scene.Deliveries, new BoardEvidence(run, scene)).Run(unlinked);
        return new Evidence(plan, subjects, changes, run.Counts, unlinked, held) { Board = board };
    }
}

/// <summary>The same evidence with a part of the subjects in memory at a time.</summary>
sealed class PassEngine(ComparisonRequest request, ReusePlan plan, int asOf, ScratchFolder scratch, long budgetBytes) : IEvidenceEngine
{
    public Evidence Gather(RunContext run)
    {
        SpilledRegister register = scratch.Own(SubjectPhase.Spill(run, scratch, budgetBytes));
        int passes = MemoryPlan.PassesFor(register.Buckets, run.Threads, budgetBytes);
        PassPhase phase = scratch.Own(new PassPhase(run, register, scratch, passes, asOf, new UnlinkedBudget(request.MaxUnlinkedRecords)));
        phase.Run();
        HeldEvidence held = new BrakePhase(run, request, register.Set.Count, phase.Deliveries, phase).Run(phase.Unlinked);
        return new Evidence(plan, register.Set, SubjectChanges.None, run.Counts, phase.Unlinked, held)
        {
            Passes = passes,
            WriteCells = (stream, cancellationToken) => phase.Cells.WriteRows(register, stream, cancellationToken),
        };
    }
}

/// <summary>The same evidence, read and merged by workers in other processes.</summary>
sealed class WorkerEngine(ComparisonRequest request, ReusePlan plan, WorkSharing sharing, ScratchFolder scratch, long budgetBytes) : IEvidenceEngine
{
    public Evidence Gather(RunContext run)
    {
        SpilledRegister register = scratch.Own(SubjectPhase.Spill(run, scratch, budgetBytes));
        int parts = MemoryPlan.PassesFor(register.Buckets, sharing.ThreadsPerWorker, sharing.WorkerMemoryBytes ?? MemoryPlan.DefaultBudget, sharing.Processes);
        WorkerPhase phase = scratch.Own(WorkerPhase.Begin(run, request, sharing, register, scratch, parts));
        phase.Run();
        HeldEvidence held = new BrakePhase(run, request, register.Set.Count, phase.Deliveries, phase).Run(phase.Unlinked);
        return new Evidence(plan, register.Set, SubjectChanges.None, run.Counts, phase.Unlinked, held)
        {
            Passes = parts,
            Work = phase.Report,
            WriteCells = (stream, cancellationToken) => phase.Cells.WriteRows(register, stream, cancellationToken),
        };
    }
}
