using System.Runtime.InteropServices;

namespace SocialInsurance.Comparison;

/// <summary>
/// Leads a run whose feeds other processes read: offers the units, waits for what they make, and puts it together to the evidence that a
/// run of one process gathers. Not thread-safe.
/// </summary>
sealed class WorkerPhase : IEvidence, IDisposable
{
    /// <summary>Workers hear of the leader also while it counts, merges or looks for links.</summary>
    static readonly TimeSpan HeartBeat = TimeSpan.FromSeconds(10);

    readonly RunContext run;
    readonly SpilledRegister register;
    readonly WorkFolder folder;
    readonly IUnitLeases leases;
    readonly WorkSharing sharing;
    readonly ScratchFile[] places;
    readonly TimeProvider time;
    readonly ITimer heart;
    readonly UnlinkedBudget budget;
    readonly List<Delivery> deliveries = [];
    FinishedUnits? units;
    SpilledCells.Reader? reader;

    WorkerPhase(RunContext run, ComparisonRequest request, WorkSharing sharing, SpilledRegister register, WorkFolder folder, IUnitLeases leases, ScratchFile[] places, SpilledCells cells)
    {
        this.run = run;
        this.sharing = sharing;
        this.register = register;
        this.folder = folder;
        this.leases = leases;
        this.places = places;
        Cells = cells;
        time = request.Time;
        heart = time.CreateTimer(_ => Beat(), null, HeartBeat, HeartBeat);
        budget = new UnlinkedBudget(request.MaxUnlinkedRecords);
    }

    internal SpilledCells Cells { get; }

    internal List<UnlinkedLog> Unlinked { get; } = [];

    /// <summary>Files that were read, in the order of the catalogue.</summary>
    internal IReadOnlyList<Delivery> Deliveries => deliveries;

    /// <summary>After the end.</summary>
    internal WorkReport Report { get; private set; }

    WorkPlan Plan => folder.Plan;

    /// <summary>Divides the register, and takes up or begins the work.</summary>
    internal static WorkerPhase Begin(RunContext run, ComparisonRequest request, WorkSharing sharing, SpilledRegister register, ScratchFolder scratch, int parts)
    {
        long[] sizes = MemoryPlan.Sizes(register.Buckets, parts);
        ScratchFile[] places = [.. Enumerable.Range(0, parts).Select(i => scratch.Own(scratch.Create($"places{i}")))];
        PlannedPart[] planned = PartFiles.Write(register, sizes, part => scratch.PathOf($"part{part}"), places, run.CancellationToken);
        SpilledCells cells = scratch.Own(new SpilledCells(scratch.Create("cells"), sizes, run.Catalogue.Sources.Count));
        WorkFolder folder = WorkFolder.Open(request.Folder.WorkRoot, WorkerPlans.Of(request, sharing, run.Catalogue, planned), open =>
        {
            for (int part = 0; part < parts; part++)
            {
                File.Move(scratch.PathOf($"part{part}"), open.PartPath(part));
            }
        });
        try
        {
            return new WorkerPhase(run, request, sharing, register, folder, sharing.Leases(folder.Place), places, cells);
        }
        catch
        {
            folder.Remove();
            throw;
        }
    }

    /// <summary>From the first unit to all counts, rejects and columns.</summary>
    internal void Run()
    {
        leases.Offer([.. Plan.Units.Select(u => u.ToString())]);
        CountRegistrations();
        var watch = new UnitWatch(run, folder, leases, sharing, time);
        units = watch.WaitForAll();
        Report = watch.Report;
        foreach (DataFile file in run.Catalogue.Feeds)
        {
            run.Counts.Add(file.IsRead ? Collect(file, Plan.FileAt(file.Index)) : FeedPhase.Blank(file));
        }

        for (int source = 0; source < Plan.Sources; source++)
        {
            Load(source);
        }
    }

    public int LatestOn(in ReportedSubject subject, int source) => (reader ??= Cells.Read()).CellOf(subject.Part, source, subject.InPart).LatestOn;

    /// <summary>Merges the pieces of these files once more: nothing is read again.</summary>
    public void Remake(IReadOnlyList<(int Source, DataFile[] Files)> sources)
    {
        reader = null;
        foreach ((int source, DataFile[] files) in sources)
        {
            Cells.Clear(source);
            for (int part = 0; files.Length > 0 && part < Plan.Parts.Count; part++)
            {
                using var column = new NativeBlock((long)Plan.Parts[part].Subjects * EvidenceCell.SizeBytes);
                foreach (MergeInput input in files.SelectMany(f => units!.InputsOf(Plan.FileAt(f.Index), part)))
                {
                    CellFile.Merge(Path.Combine(folder.Place.Folder, input.File), input.Sha256, input.Shift, column, run.Catalogue.Sources[source].Kind);
                }

                Cells.Write(part, source, column);
            }
        }
    }

    /// <summary>The work is over: workers find nothing, whatever happened.</summary>
    public void Dispose()
    {
        heart.Dispose();
        try
        {
            folder.Forget();
            leases.Close();
        }
        finally
        {
            leases.Dispose();
            folder.Remove();
        }
    }

    void Beat()
    {
        try
        {
            leases.Beat();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // the coordinator is away, or the run is over: the leader's own thread finds that out
        }
    }

    unsafe void CountRegistrations()
    {
        for (int part = 0; part < Plan.Parts.Count; part++)
        {
            using PartFile people = PartFile.Open(folder.PartPath(part), Plan.Parts[part], new KeyPartition(part, Plan.Parts.Count));
            using MappedFile whole = MappedFile.Open(places[part].Path, isWritable: false);
            int* place = (int*)whole.Pointer;
            people.Index.Table.CountRegistrations((subject, times) => register.Set.Register(place[subject], times));
        }
    }

    /// <summary>Counts of a file; its rejects, records without subject and marks go where those of the engine go.</summary>
    FileCounts Collect(DataFile file, PlannedFile planned)
    {
        file.Sha256 = units!.DigestOf(planned, file.Sha256);
        FileCounts counts = FeedPhase.Blank(file);
        int firstFuture = int.MaxValue;
        var log = new DeliveryLog(file.SizeBytes, null);
        var reported = new List<ReportedSubject>();
        for (int part = 0; part < Plan.Parts.Count; part++)
        {
            var people = new SortedSet<int>();
            for (int piece = 0; piece < planned.Pieces; piece++)
            {
                UnitResult result = units.Read(new UnitName(UnitKind.Read, file.Index, piece, part));
                counts = Add(counts, result.Facts, file, isFirstPart: part == 0);
                firstFuture = Math.Min(firstFuture, result.Facts.FirstFutureOn);
                log.ChecksumFailures += part == 0 ? result.Facts.ChecksumFailures : 0;
                log.Sample.Entries.AddRange(result.Sample);
                long shift = units.ShiftOf(planned, piece);
                run.Rejects.Write(result.Rejects.Select(r => r with { Line = r.Line + shift }));
                var unlinked = new UnlinkedLog(budget);
                unlinked.Restore(result.Unlinked, result.UnlinkedText, shift);
                Unlinked.Add(unlinked);
                people.UnionWith(result.People);
            }

            reported.AddRange(ReportedIn(part, people));
        }

        bool isTerminal = file.Descriptor.Kind == SourceKind.Terminal;
        deliveries.Add(new Delivery(file, planned.SourceIndex, [log], isTerminal ? new ReportedSubjects(reported) : null));
        return counts with { FirstFutureOn = firstFuture == int.MaxValue ? 0 : firstFuture };
    }

    static FileCounts Add(FileCounts counts, UnitFacts facts, DataFile file, bool isFirstPart) => counts with
    {
        Read = counts.Read + (isFirstPart ? facts.Accepted + facts.Rejected : 0),
        Accepted = counts.Accepted + (isFirstPart ? facts.Accepted : 0),
        Rejected = counts.Rejected + (isFirstPart ? facts.Rejected : 0),
        Matched = counts.Matched + facts.Matched,
        NameDisagreed = counts.NameDisagreed + facts.NameDisagreed,
        UnmatchedTerminal = counts.UnmatchedTerminal + (file.Descriptor.Kind == SourceKind.Terminal ? facts.Unmatched : 0),
    };

    IEnumerable<ReportedSubject> ReportedIn(int part, SortedSet<int> people)
    {
        int place = 0;
        foreach (int subject in people)
        {
            places[part].ReadExactly(MemoryMarshal.AsBytes(new Span<int>(ref place)), (long)subject * sizeof(int));
            yield return new ReportedSubject(place, part, subject);
        }
    }

    /// <summary>The columns of a source, as the workers merged them.</summary>
    unsafe void Load(int source)
    {
        for (int part = 0; part < Plan.Parts.Count; part++)
        {
            if (units!.ColumnOf(source, part) is { } column)
            {
                PartFile.RefuseIfOther(column.Path, column.Sha256, (long)Plan.Parts[part].Subjects * EvidenceCell.SizeBytes);
                using MappedFile map = MappedFile.Open(column.Path, isWritable: false);
                Cells.Write(part, source, map.Pointer);
            }
        }
    }

    sealed class ReportedSubjects(List<ReportedSubject> all) : IReportedSubjects
    {
        public int Count => all.Count;

        public IEnumerable<ReportedSubject> All() => all;
    }
}
