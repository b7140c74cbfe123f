namespace SocialInsurance.Comparison;

/// <summary>
/// A delivery that burdened people (as dead, in custody...) in an earlier run and is gone, without another that says its days anew. A run
/// decides by the files that are there: whoever stood in this one alone looks like anybody else.
/// </summary>
/// <param name="Run">The latest run that applied it.</param>
/// <param name="People">Subjects that it reported dead; null for other kinds.</param>
public sealed record GoneDelivery(string Source, string Run, string File, int? People)
{
    /// <summary>What the latest run applied, or missed already, and this one has not; a person who released one has seen it. By source and file.</summary>
    internal static IReadOnlyList<GoneDelivery> Of(IReadOnlyList<FileCounts> counts, FeedBrake? brake)
    {
        if (brake?.History.LatestRun is not ({ } run, { } manifest))
        {
            return [];
        }

        HashSet<string> burdening = [.. manifest.Sources.Where(s => s.Kind != SourceKind.Activity).Select(s => s.Name)];
        IEnumerable<(GoneDelivery Delivery, FileCounts? Then)> applied = manifest.Inputs
            .Where(i => burdening.Contains(i.Source) && i is { IsHeld: false, SameContentAs: null, Accepted: > 0 })
            .Select(i => (new GoneDelivery(i.Source, run, i.File, i.Statistics?.People), (FileCounts?)i));
        IEnumerable<(GoneDelivery Delivery, FileCounts? Then)> missed = manifest.Gone.Select(g => (g, brake.History.Find(g.Source, new DeliveryPlace(g.Run, g.File))));
        IEnumerable<(GoneDelivery Delivery, FileCounts? Then)> held = manifest.Inputs
            .Where(i => burdening.Contains(i.Source))
            .SelectMany(i => (i.Brake?.Missing ?? []).Select(place => (i.Source, Place: place, Then: brake.History.Find(i.Source, place))))
            .Select(m => (new GoneDelivery(m.Source, m.Place.Run, m.Place.File, m.Then?.Statistics?.People), m.Then));
        ILookup<string, FileCounts> now = counts.ToLookup(c => c.Source, StringComparer.Ordinal);
        HashSet<(string, string)> known = [.. counts.Select(c => (c.Source, c.Sha256)), .. brake.Releases.Select(r => (r.Feed, r.Sha256))];
        return
        [
            .. applied.Concat(missed).Concat(held).DistinctBy(g => g.Delivery)
                .Where(g => !(g.Then is { } then && known.Contains((then.Source, then.Sha256))) && !now[g.Delivery.Source].Any(file => StandsFor(file, g.Delivery, g.Then)))
                .Select(g => g.Delivery)
                .OrderBy(g => g.Source, StringComparer.Ordinal).ThenBy(g => g.File, StringComparer.Ordinal),
        ];
    }

    /// <summary>Held in its stead, and named there; or applied, and it says the same days anew.</summary>
    static bool StandsFor(FileCounts file, GoneDelivery gone, FileCounts? then) => file.IsHeld
        ? file.Brake?.Missing?.Contains(new DeliveryPlace(gone.Run, gone.File)) == true
        : then?.Statistics is { } before && file.Statistics is { } after && WholeList.SaysAnew(before, after);
}
