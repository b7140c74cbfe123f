namespace SocialInsurance.Comparison;

/// <summary>
/// Does the units of one run in this process: finds the feeds as the leader did, keeps the part of the keys at hand that the last unit was
/// about. One unit at a time; not thread-safe.
/// </summary>
sealed class UnitReader : IDisposable
{
    readonly WorkFolder folder;
    readonly int threads;
    readonly Dictionary<(string Source, string Name), DataFile> files;
    PartFile? part;

    /// <param name="folder">With its plan.</param>
    /// <param name="feedsDirectory">Where this machine sees the feeds.</param>
    /// <param name="threads">From 1.</param>
    internal UnitReader(WorkFolder folder, string feedsDirectory, int threads)
    {
        this.folder = folder;
        this.threads = threads;
        var errors = new List<InputError>();
        var finder = new FeedFinder(errors);
        string[] registers = [.. folder.Plan.Registers.Concat(folder.Plan.Registers.Select(r => Path.Combine(feedsDirectory, Path.GetFileName(r)))).Distinct().Where(File.Exists)];
        List<DataFile> found = finder.FindFeeds(feedsDirectory, finder.FindRegisters(registers), out _);
        files = errors.Count == 0 ? found.ToDictionary(f => (f.Descriptor.Name, f.Name)) : throw new InputRefusedException(errors);
    }

    /// <summary>Does a unit and leaves its files under the lease's number; returns the digest to finish it with.</summary>
    /// <param name="lease">Held.</param>
    /// <param name="progress">Of this unit.</param>
    /// <param name="cancellationToken">Cancelled when the lease is lost.</param>
    internal string Do(in UnitLease lease, ProgressMeter progress, CancellationToken cancellationToken)
    {
        UnitName unit = UnitName.Parse(lease.Unit);
        UnitResult result;
        try
        {
            result = unit.Kind switch
            {
                UnitKind.Digest => Digest(unit, progress, cancellationToken),
                UnitKind.Read => Read(unit, lease.Fence, progress, cancellationToken),
                UnitKind.Merge => Merge(unit, lease.Fence),
                _ => throw new ArgumentOutOfRangeException(nameof(lease)),
            };
        }
        catch (InputRefusedException refused)
        {
            result = UnitResult.Of(new UnitFacts { Refused = refused.Errors });
        }

        string path = folder.ResultPath(unit, lease.Fence);
        string draft = path + ".draft";
        File.Delete(draft);
        string digest = result.Write(draft);
        File.Move(draft, path, overwrite: true);
        return digest;
    }

    /// <summary>Removes what a lost lease left.</summary>
    internal void Forget(in UnitLease lease)
    {
        if (folder.IsThere)
        {
            string path = folder.ResultPath(UnitName.Parse(lease.Unit), lease.Fence);
            File.Delete(path);
            File.Delete(path + ".draft");
            File.Delete(folder.CellsPath(UnitName.Parse(lease.Unit), lease.Fence));
        }
    }

    public void Dispose() => part?.Dispose();

    UnitResult Digest(UnitName unit, ProgressMeter progress, CancellationToken cancellationToken)
    {
        PlannedFile planned = folder.Plan.FileAt(unit.Of);
        DataFile file = Find(planned);
        FilePiece[] pieces = [.. Enumerable.Range(0, planned.Pieces).Select(i => FilePieces.Find(file, planned.Cuts, i))];
        var (sha256, checksums) = PieceDigests.Of(file, pieces, progress, cancellationToken);
        RefuseIfTouched(file, planned);
        return UnitResult.Of(new UnitFacts { Sha256 = sha256, Checksums = checksums });
    }

    UnitResult Read(UnitName unit, long fence, ProgressMeter progress, CancellationToken cancellationToken)
    {
        WorkPlan plan = folder.Plan;
        PlannedFile planned = plan.FileAt(unit.Of);
        DataFile file = Find(planned);
        PartFile people = PartAt(unit.Part);
        using var board = new EvidenceBoard(people.Count, 1, threads > 1, planned.SourceIndex);
        var scene = new FeedScene(people.Index, people.Count, board, plan.AsOf, new UnlinkedBudget(plan.MaxUnlinkedRecords));
        file.Sha256 = "";
        FilePiece? piece = planned.Pieces > 1 ? FilePieces.Find(file, planned.Cuts, unit.Piece) : null;
        var reading = new PieceReading(file, planned.SourceIndex, scene, threads);
        UnitResult result = reading.Run(piece, progress, cancellationToken);
        RefuseIfTouched(file, planned);
        string cells = folder.CellsPath(unit, fence);
        File.Delete(cells);
        return result with { Facts = result.Facts with { CellsSha256 = CellFile.WriteSparse(board.Memory, cells) } };
    }

    UnitResult Merge(UnitName unit, long fence)
    {
        MergeRecipe recipe = MergeRecipe.Read(folder.RecipePath(unit));
        using var column = new NativeBlock((long)folder.Plan.Parts[unit.Part].Subjects * EvidenceCell.SizeBytes);
        foreach (MergeInput input in recipe.Inputs)
        {
            CellFile.Merge(Path.Combine(folder.Place.Folder, input.File), input.Sha256, input.Shift, column, recipe.Kind);
        }

        string cells = folder.CellsPath(unit, fence);
        File.Delete(cells);
        return UnitResult.Of(new UnitFacts { CellsSha256 = CellFile.WriteWhole(column, cells) });
    }

    PartFile PartAt(int index)
    {
        if (part?.Index.Partition.Index != index)
        {
            part?.Dispose();
            part = null;
            part = PartFile.Open(folder.PartPath(index), folder.Plan.Parts[index], new KeyPartition(index, folder.Plan.Parts.Count));
        }

        return part;
    }

    /// <summary>The file of the plan, probed.</summary>
    DataFile Find(PlannedFile planned)
    {
        if (!files.TryGetValue((planned.Source, planned.Name), out DataFile? file) || file.Descriptor.Digest != planned.DescriptorDigest)
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.FileMissing, "a worker does not see the feed that the leader sees, or another descriptor of it", planned.Name, null, null, $"a file of source '{planned.Source}'", file is null ? "none" : "another descriptor"));
        }

        RefuseIfTouched(file, planned);
        file.Index = planned.Index;
        if (file.Layout is null)
        {
            var errors = new List<InputError>();
            HeaderProbe.Probe(file, errors);
            if (errors.Count > 0)
            {
                throw new InputRefusedException(errors);
            }
        }

        return file;
    }

    /// <summary>Size and time of the file must be those that the leader saw: pieces of two files are no file.</summary>
    static void RefuseIfTouched(DataFile file, PlannedFile planned)
    {
        InputStamp? now = InputStamp.Of(file.Path);
        long size = now?.SizeBytes ?? new FileInfo(file.Path).Length;
        if (size != planned.SizeBytes || (now is not null && now.ModifiedNs != planned.ModifiedNs))
        {
            throw new InputRefusedException(new InputError(
                InputErrorCode.FileChanged, "the file changed since the leader saw it", planned.Name, null, null, $"{planned.SizeBytes} bytes, unchanged", $"{size} bytes, written again"));
        }
    }
}
