using System.Buffers.Binary;

namespace SocialInsurance.Comparison;

/// <summary>
/// The cells of a run on a cluster: merged by a view on each shard, fetched in the order of the subjects, and kept in a scratch file, mapped.
/// Keys of shards are disjoint, so there is nothing left to merge. One thread.
/// </summary>
sealed unsafe class ClusterEvidence(
    RunContext run, EvidenceCluster cluster, ScratchFolder scratch, WholeLoad register, IReadOnlyList<FileLoad> files, int subjectCount) : IEvidence, IDisposable
{
    const int PortionSubjects = 1 << 12;

    readonly int sourceCount = run.Catalogue.Sources.Count;
    IReadOnlyList<FileLoad> included = [];
    ScratchFile? file;
    MappedFile? map;
    int fetches;

    internal long BytesReceived { get; private set; }

    /// <summary>Makes the view and fetches what it says of all files.</summary>
    /// <exception cref="InputRefusedException">A shard is lost, refuses, or holds fewer rows than it was given.</exception>
    internal void Fetch() => Fetch(files);

    void Fetch(IReadOnlyList<FileLoad> loads)
    {
        included = loads;
        Release();
        cluster.Each(run.CancellationToken, CreateView);
        run.Progress.Begin(ComparisonPhase.Collecting, (long)subjectCount * sourceCount * EvidenceCell.SizeBytes);
        file = scratch.Create(FormattableString.Invariant($"cluster{++fetches}"));
        Stream[] answers = new Stream[cluster.Count];
        cluster.Each(run.CancellationToken, shard => answers[shard.Number - 1] = shard.Query(cluster.Tables.ReadCells(cluster.Run), run.CancellationToken));
        ShardCells[] shards = [.. answers.Select((answer, i) => new ShardCells(new RowReader(answer, ShardCells.RowBytes, i + 1), i + 1))];
        try
        {
            Write(shards);
        }
        finally
        {
            Array.ForEach(shards, s => s.Dispose());
            BytesReceived += shards.Sum(s => s.BytesRead);
        }

        RefuseIfShort();
        map = MappedFile.Open(file.Path, isWritable: false);
    }

    public int LatestOn(in ReportedSubject subject, int source) => CellsOf(subject.Subject)[source].LatestOn;

    /// <summary>The loads of other files are left out of the view.</summary>
    public void Remake(IReadOnlyList<(int Source, DataFile[] Files)> sources)
    {
        Dictionary<int, DataFile[]> remade = sources.ToDictionary(s => s.Source, s => s.Files);
        Fetch([.. files.Where(f => !remade.TryGetValue(f.Source, out DataFile[]? kept) || kept.Contains(f.File))]);
    }

    /// <summary>All cells, [subject][source].</summary>
    internal void WriteTo(Stream stream, CancellationToken cancellationToken) =>
        StateFile.Append(stream, map!.Pointer, (long)subjectCount * sourceCount * EvidenceCell.SizeBytes, cancellationToken);

    /// <summary>Removes the view from the servers. A run that was cut off leaves it to the next one to the same place.</summary>
    internal void Forget() => cluster.Each(run.CancellationToken, shard => Execute(shard, cluster.Tables.DropView(cluster.Run)));

    public void Dispose() => Release();

    void Release()
    {
        map?.Dispose();
        file?.Dispose();
        (map, file) = (null, null);
    }

    EvidenceCell* CellsOf(int subject) => (EvidenceCell*)map!.Pointer + (long)subject * sourceCount;

    void Execute(IShard shard, IEnumerable<string> statements)
    {
        foreach (string sql in statements)
        {
            shard.Execute(sql, run.CancellationToken);
        }
    }

    void CreateView(IShard shard)
    {
        Execute(shard, cluster.Tables.CreateView(cluster.Run, register.Name.Load));
        var rows = new RowBuffer(ClusterTables.FileBytes, Math.Max(1, included.Count));
        foreach ((DataFile data, int source, WholeLoad load) in included)
        {
            var row = new RowFields(rows.Next());
            row.Add(load.Name.Load);
            row.Add((ushort)source);
            row.Add((ushort)data.Index);
            row.Add(data.Descriptor.Kind == SourceKind.Interval);
            row.Add(data.Layout![ColumnRole.Name] >= 0);
        }

        if (included.Count > 0)
        {
            shard.Insert(cluster.Tables.Files(cluster.Run), rows.Written, run.CancellationToken);
        }
    }

    /// <summary>Puts the cells of all shards into the order of the subjects; a subject that nobody speaks of has empty ones.</summary>
    void Write(ShardCells[] shards)
    {
        byte[] portion = new byte[PortionSubjects * sourceCount * EvidenceCell.SizeBytes];
        for (int first = 0; first < subjectCount; first += PortionSubjects)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(PortionSubjects, subjectCount - first);
            Span<byte> bytes = portion.AsSpan(0, count * sourceCount * EvidenceCell.SizeBytes);
            bytes.Clear();
            foreach (ShardCells shard in shards)
            {
                while (shard.Read() && shard.Subject < first + count)
                {
                    shard.Take(first, sourceCount).CopyTo(
                        bytes[(((shard.Subject - first) * sourceCount + shard.Source) * EvidenceCell.SizeBytes)..]);
                }
            }

            file!.Write(bytes, (long)first * sourceCount * EvidenceCell.SizeBytes);
            run.Progress.Advance(bytes.Length, 0);
        }

        if (shards.FirstOrDefault(s => s.Read()) is { } longer)
        {
            throw longer.Damaged();
        }
    }

    /// <summary>
    /// Every shard still has what it was given, after the view has read it. A load that has lost rows is struck from the book, so that the next
    /// run sends it anew.
    /// </summary>
    void RefuseIfShort()
    {
        var faults = new List<(WholeLoad Load, InputRefusedException Fault)>();
        cluster.Each(run.CancellationToken, shard =>
        {
            Dictionary<ulong, long> found = RowReader.All(shard, cluster.Tables.CountRows(cluster.Run, register.Name.Load), 16, run.CancellationToken)
                .ToDictionary(row => BinaryPrimitives.ReadUInt64LittleEndian(row), row => BinaryPrimitives.ReadInt64LittleEndian(row.AsSpan(8)));
            foreach (WholeLoad load in included.Select(f => f.Load).Append(register))
            {
                long expected = load.Rows[shard.Number - 1];
                if (found.GetValueOrDefault(load.Name.Load) is var rows && rows < expected)
                {
                    lock (faults)
                    {
                        faults.Add((load, ShardFault.Damaged(
                            shard.Number, "rows are missing: the server lost them, or another run loads the same file; run again and they are sent anew",
                            FormattableString.Invariant($"{expected} rows"), FormattableString.Invariant($"{rows}"))));
                    }
                }
            }
        });
        foreach (LoadName name in faults.Select(f => f.Load.Name).Distinct())
        {
            cluster.Loads.Begin(name, run.CancellationToken);
        }

        if (faults.Count > 0)
        {
            throw faults[0].Fault;
        }
    }
}
