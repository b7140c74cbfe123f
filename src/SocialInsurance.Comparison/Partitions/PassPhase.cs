namespace SocialInsurance.Comparison;

/// <summary>
/// Reads all feeds once for each part of the keys, and within a pass one source after the other: in memory are the subjects of one part
/// and what one source says of them. What does not depend on the subjects (rejects, counts, samples) is taken from the first pass.
/// </summary>
sealed class PassPhase : IEvidence, IDisposable
{
    readonly RunContext run;
    readonly SpilledRegister register;
    readonly ScratchFolder scratch;
    readonly long[] partSizes;
    readonly int asOf;
    readonly UnlinkedBudget budget;
    readonly List<UnlinkedLog> unlinked = [];
    readonly FileCounts[] counts;
    readonly Delivery?[] deliveries;
    readonly List<ReportedSubject>[] reported;
    SpilledCells.Reader? reader;

    internal PassPhase(RunContext run, SpilledRegister register, ScratchFolder scratch, int passes, int asOf, UnlinkedBudget budget)
    {
        this.run = run;
        this.register = register;
        this.scratch = scratch;
        this.asOf = asOf;
        this.budget = budget;
        partSizes = MemoryPlan.Sizes(register.Buckets, passes);
        Cells = new SpilledCells(scratch.Create("cells"), partSizes, run.Catalogue.Sources.Count);
        int files = run.Catalogue.All.Count();
        counts = new FileCounts[files];
        deliveries = new Delivery?[files];
        reported = [.. Enumerable.Range(0, files).Select(_ => new List<ReportedSubject>())];
    }

    internal SpilledCells Cells { get; }

    internal List<UnlinkedLog> Unlinked => unlinked;

    /// <summary>Files that were read, in the order of the catalogue.</summary>
    internal IReadOnlyList<Delivery> Deliveries =>
        [.. deliveries.OfType<Delivery>().Select(d => d.People is null ? d : d with { People = new ReportedSubjects(reported[d.File.Index]) })];

    internal void Run()
    {
        var rejects = new RejectPortions(scratch, run);
        for (int pass = 0; pass < partSizes.Length; pass++)
        {
            run.Progress.Begin(ComparisonPhase.Feeds, run.Catalogue.Feeds.Where(f => f.IsRead).Sum(f => f.SizeBytes), pass + 1, partSizes.Length);
            using SubjectPartition part = Read(pass);
            part.Index.Table.CountRegistrations((subject, times) => register.Set.Register(part.WholeIndexOf(subject), times));
            for (int source = 0; source < run.Catalogue.Sources.Count; source++)
            {
                ReadSource(part, source, rejects);
            }
        }

        rejects.Append(run.Catalogue.Feeds);
        run.Counts.AddRange(run.Catalogue.Feeds.Select(f => counts[f.Index] ?? FeedPhase.Blank(f)));
    }

    public int LatestOn(in ReportedSubject subject, int source) => (reader ??= Cells.Read()).CellOf(subject.Part, source, subject.InPart).LatestOn;

    /// <summary>One more pass over each part, for these files alone.</summary>
    public void Remake(IReadOnlyList<(int Source, DataFile[] Files)> sources)
    {
        reader = null;
        foreach ((int source, _) in sources)
        {
            Cells.Clear(source);
        }

        long bytes = sources.Sum(s => s.Files.Sum(f => f.SizeBytes));
        for (int pass = 0; bytes > 0 && pass < partSizes.Length; pass++)
        {
            run.Progress.Begin(ComparisonPhase.Feeds, bytes, pass + 1, partSizes.Length);
            using SubjectPartition part = Read(pass);
            foreach ((int source, DataFile[] files) in sources)
            {
                using EvidenceBoard board = NewBoard(part, source);
                var scene = new FeedScene(part.Index, part.Count, board, asOf, budget);
                Array.ForEach(files, file => FeedPhase.ReadAgain(run, file, source, scene));
                Cells.Write(pass, source, board.Memory);
            }
        }
    }

    public void Dispose() => Cells.Dispose();

    /// <summary>Tables and lists of the pass before are garbage of many megabytes: the next one must not come on top of them.</summary>
    SubjectPartition Read(int pass)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return SubjectPartition.Read(register, new KeyPartition(pass, partSizes.Length), checked((int)partSizes[pass]), run.CancellationToken);
    }

    EvidenceBoard NewBoard(SubjectPartition part, int source) => new(part.Count, 1, run.Threads > 1, source);

    void ReadSource(SubjectPartition part, int source, RejectPortions rejects)
    {
        using EvidenceBoard board = NewBoard(part, source);
        var scene = new FeedScene(part.Index, part.Count, board, asOf, budget);
        foreach (DataFile file in run.Catalogue.Feeds.Where(f => f.Descriptor.Name == run.Catalogue.Sources[source].Name && f.IsRead))
        {
            IReportedSubjects? people = part.Index.Partition.IsFirst ? ReadFirst(file, source, scene, rejects) : ReadAgain(file, source, scene);
            if (people is SubjectMarks marks)
            {
                reported[file.Index].AddRange(marks.Marked().Select(i => new ReportedSubject(part.WholeIndexOf(i), part.Index.Partition.Index, i)));
            }
        }

        Cells.Write(part.Index.Partition.Index, source, board.Memory);
    }

    IReportedSubjects? ReadFirst(DataFile file, int source, FeedScene scene, RejectPortions rejects)
    {
        counts[file.Index] = rejects.Of(file, apart => FeedPhase.RunFile(apart, file, source, scene, unlinked));
        deliveries[file.Index] = scene.Deliveries[^1];
        return scene.Deliveries[^1].People;
    }

    SubjectMarks? ReadAgain(DataFile file, int source, FeedScene scene)
    {
        bool isTerminal = file.Descriptor.Kind == SourceKind.Terminal;
        SubjectMarks? people = isTerminal ? new SubjectMarks(scene.SubjectCount) : null;
        FeedPhase.ReadAgain(run, file, source, scene, people, workers =>
        {
            unlinked.AddRange(workers.Select(w => w.Unlinked).Where(u => u.Records.Count > 0));
            FileCounts before = counts[file.Index];
            counts[file.Index] = before with
            {
                Matched = before.Matched + workers.Sum(w => w.Matched),
                NameDisagreed = before.NameDisagreed + workers.Sum(w => w.NameDisagreed),
                UnmatchedTerminal = before.UnmatchedTerminal + (isTerminal ? workers.Sum(w => w.Unmatched) : 0),
            };
        });
        return people;
    }

    sealed class ReportedSubjects(List<ReportedSubject> all) : IReportedSubjects
    {
        public int Count => all.Count;

        public IEnumerable<ReportedSubject> All() => all;
    }
}

/// <summary>Rejects of files that are read in the order of their sources, put into the order of the files afterwards. One thread.</summary>
sealed class RejectPortions(ScratchFolder scratch, RunContext run)
{
    readonly string path = scratch.PathOf("rejects");
    readonly Dictionary<int, (long Start, long End)> portions = [];
    RejectSink? sink;

    internal FileCounts Of(DataFile file, Func<RunContext, FileCounts> read)
    {
        sink ??= run.Rejects.Apart(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
        long start = sink.FlushedBytes();
        FileCounts counts = read(run with { Rejects = sink });
        portions[file.Index] = (start, sink.FlushedBytes());
        return counts;
    }

    internal void Append(IReadOnlyList<DataFile> files)
    {
        sink?.Dispose();
        if (portions.Values.All(p => p.Start == p.End))
        {
            return;
        }

        using FileStream stream = File.OpenRead(path);
        byte[] buffer = new byte[1 << 16];
        foreach ((long start, long end) in files.Where(f => portions.ContainsKey(f.Index)).Select(f => portions[f.Index]))
        {
            stream.Position = start;
            run.Rejects.Append(to =>
            {
                for (long left = end - start; left > 0;)
                {
                    int read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
                    if (read == 0)
                    {
                        throw new IOException("the scratch file of rejects is shorter than what was written");
                    }

                    to.Write(buffer, 0, read);
                    left -= read;
                }
            });
        }
    }
}
