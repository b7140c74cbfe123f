namespace SocialInsurance.Comparison;

/// <summary>
/// What the finished units of a run made, found by the lease that finished each. Facts of pieces are kept; rows are read when asked for.
/// </summary>
sealed class FinishedUnits(WorkFolder folder)
{
    readonly Dictionary<UnitName, (long Fence, string Digest, UnitFacts Facts)> done = [];

    internal bool Has(UnitName unit) => done.ContainsKey(unit);

    /// <exception cref="InputRefusedException">The unit says that the input is refused, or its file is not what the worker wrote.</exception>
    internal void Add(UnitStatus status)
    {
        UnitName unit = UnitName.Parse(status.Unit);
        UnitFacts facts = UnitResult.Read(folder.ResultPath(unit, status.Fence), status.Digest!).Facts;
        if (facts.Refused.Count > 0)
        {
            throw new InputRefusedException(facts.Refused);
        }

        done.Add(unit, (status.Fence, status.Digest!, facts));
    }

    internal UnitResult Read(UnitName unit) => UnitResult.Read(folder.ResultPath(unit, done[unit].Fence), done[unit].Digest);

    /// <summary>Physical lines before a piece, counted by the units of the pieces before it.</summary>
    internal long ShiftOf(PlannedFile file, int piece, int part = 0) =>
        piece == 0 ? 0 : Enumerable.Range(0, piece).Sum(p => done[new UnitName(UnitKind.Read, file.Index, p, part)].Facts.NextLine - 1);

    /// <summary>What the pieces of a file say in one part.</summary>
    internal IEnumerable<MergeInput> InputsOf(PlannedFile file, int part)
    {
        long shift = 0;
        foreach (UnitName unit in WorkPlan.PiecesOf(file, part))
        {
            (long fence, _, UnitFacts facts) = done[unit];
            yield return new MergeInput(Path.GetFileName(folder.CellsPath(unit, fence)), facts.CellsSha256, shift);
            shift += facts.NextLine - 1;
        }
    }

    /// <summary>Null: no file of the source was read.</summary>
    internal (string Path, string Sha256)? ColumnOf(int source, int part)
    {
        var unit = new UnitName(UnitKind.Merge, source, 0, part);
        return done.TryGetValue(unit, out var column) ? (folder.CellsPath(unit, column.Fence), column.Facts.CellsSha256) : null;
    }

    /// <summary>SHA-256 of a file; all units that read of it must have read the same bytes.</summary>
    /// <param name="file">Read.</param>
    /// <param name="known">As the leader took it before; empty = it did not.</param>
    /// <exception cref="InputRefusedException">The file changed while it was read.</exception>
    internal string DigestOf(PlannedFile file, string known)
    {
        UnitFacts[] readings = [.. Enumerable.Range(0, folder.Plan.Parts.Count).SelectMany(part => WorkPlan.PiecesOf(file, part)).Select(u => done[u].Facts)];
        UnitFacts whole = file.Pieces > 1 ? done[new UnitName(UnitKind.Digest, file.Index, 0, 0)].Facts : readings[0];
        bool isSame = (known.Length == 0 || known == whole.Sha256)
            && readings.Index().All(r => file.Pieces > 1 ? r.Item.Checksums[0] == whole.Checksums[r.Index % file.Pieces] : r.Item.Sha256 == whole.Sha256);
        return isSame ? whole.Sha256 : throw new InputRefusedException(new InputError(
            InputErrorCode.FileChanged, "the file changed while it was read", file.Name, null, null, "the same bytes for every reader", "other bytes"));
    }
}
