namespace SocialInsurance.Comparison;

/// <summary>Makes the plan of a run out of what the leader found.</summary>
static class WorkerPlans
{
    /// <summary>Leader and workers must be one build on one runtime.</summary>
    internal static string Engine => $"{RunManifest.CurrentEngine}, {RunManifest.CurrentProgramVersion}";

    internal static WorkPlan Of(ComparisonRequest request, WorkSharing sharing, FeedCatalogue catalogue, IReadOnlyList<PlannedPart> parts) => new()
    {
        RunId = "",
        Engine = Engine,
        Coordinator = sharing.Coordinator,
        LeaseDuration = sharing.LeaseDuration,
        AsOf = CalendarDate.Of(request.AsOf),
        Registers = [.. catalogue.Registers.Select(r => Path.GetFullPath(r.Path))],
        FeedsDirectory = Path.GetFullPath(request.FeedsDirectory),
        MaxUnlinkedRecords = request.MaxUnlinkedRecords,
        Sources = catalogue.Sources.Count,
        Parts = parts,
        Files = [.. catalogue.Feeds.Where(f => f.IsRead).Select(f => Planned(f, catalogue, UnitBytes(sharing, parts)))],
    };

    /// <summary>A unit writes a cell for each subject that it meets: with many subjects it has to read more to be worth that.</summary>
    static long UnitBytes(WorkSharing sharing, IReadOnlyList<PlannedPart> parts) =>
        Math.Max(sharing.UnitBytes, sharing.UnitBytes < WorkSharing.DefaultUnitBytes ? 0 : parts.Max(p => (long)p.Subjects) * EvidenceCell.SizeBytes * 4);

    static PlannedFile Planned(DataFile file, FeedCatalogue catalogue, long unitBytes) => new(
        file.Index,
        file.Name,
        file.Descriptor.Name,
        catalogue.Sources.Index().First(s => s.Item.Name == file.Descriptor.Name).Index,
        file.Descriptor.Kind,
        file.Descriptor.Digest,
        file.SizeBytes,
        file.Stamp?.ModifiedNs ?? 0,
        FilePieces.Cuts(file, unitBytes));
}
