namespace SocialInsurance.Comparison;

/// <summary>
/// A delivery that an earlier run applied, or held, and that is gone, without another that says its days anew. A run decides by the files that
/// are there: whoever stood in this one alone looks like anybody else. It says all about itself, so that nobody needs the earlier run's folder.
/// </summary>
/// <param name="Run">The latest run that read it; name of the run folder.</param>
/// <param name="Sha256">Digest of its content, lower-case hexadecimal.</param>
/// <param name="People">Subjects that it reported dead; null for other kinds.</param>
/// <param name="FirstOn">Earliest event; null when it had none, or was not measured.</param>
/// <param name="LastOn">Latest event.</param>
/// <param name="Accepted">Records of the right shape.</param>
/// <param name="WasHeld">That run held it.</param>
public sealed record GoneDelivery(string Source, string Run, string File, string Sha256, int? People, DateOnly? FirstOn, DateOnly? LastOn, long Accepted, bool WasHeld)
{
    const double LeastOfSize = 0.8; // of a list that another says anew; a smaller one may be a part of it

    internal static GoneDelivery From(string run, FileCounts read) =>
        new(read.Source, run, read.File, read.Sha256, read.Statistics?.People, read.Statistics?.FirstOn, read.Statistics?.LastOn, read.Accepted, read.IsHeld);

    /// <summary>
    /// What burdens people (as dead, in custody...), was read by the latest run, or missed there already, and is not here, by source and file.
    /// What came back, is held in its stead (<see cref="BrakeVerdict.Missing"/>) or was let go by a person is none.
    /// </summary>
    /// <returns>With each: another file looks as if it said it anew. Whether it does, only its people can tell.</returns>
    internal static IReadOnlyList<(GoneDelivery Gone, bool LooksSaidAnew)> Of(IReadOnlyList<FileCounts> counts, FeedBrake? brake)
    {
        if (brake?.History.LatestRun is not ({ } run, { } manifest))
        {
            return [];
        }

        HashSet<string> burdening = [.. manifest.Sources.Where(s => s.Kind != SourceKind.Activity).Select(s => s.Name)];
        FileCounts[] then = [.. manifest.Inputs.Where(i => burdening.Contains(i.Source))];
        IEnumerable<GoneDelivery> read = then.Where(i => i.SameContentAs is null && (i.Accepted > 0 || (i.IsHeld && i.Read > 0))).Select(i => From(run, i));
        IEnumerable<GoneDelivery> stoodFor = then.SelectMany(i => i.Brake?.Missing ?? []);
        HashSet<(string, string)> old = [.. then.Select(i => (i.Source, i.Sha256))];
        ILookup<string, FileCounts> now = counts.Where(c => c.IsHeld || !old.Contains((c.Source, c.Sha256))).ToLookup(c => c.Source, StringComparer.Ordinal);
        HashSet<(string, string)> known = [.. counts.Select(c => (c.Source, c.Sha256)), .. brake.Releases.Where(r => r.LetsGo).Select(r => (r.Feed, r.Sha256))];
        return
        [
            .. read.Concat(manifest.Gone).Concat(stoodFor)
                .DistinctBy(g => (g.Source, g.Sha256))
                .Where(g => !known.Contains((g.Source, g.Sha256)) && !now[g.Source].Any(g.IsMissedBy))
                .OrderBy(g => g.Source, StringComparer.Ordinal).ThenBy(g => g.File, StringComparer.Ordinal)
                .Select(g => (g, now[g.Source].Any(g.LooksLike))),
        ];
    }

    /// <summary>Held in its stead, and named there.</summary>
    bool IsMissedBy(FileCounts file) => file.IsHeld && file.Brake?.Missing?.Any(m => m.Sha256 == Sha256) == true;

    /// <summary>New, of the same kind and applied, and over the same days. What stood beside it is none; a day's news with one late report is.</summary>
    bool LooksLike(FileCounts file) =>
        file is { IsHeld: false, Statistics: { } after }
        && BrakeHistory.ShapeOf(file.File) == BrakeHistory.ShapeOf(File)
        && (WasHeld || file.Accepted >= Accepted * LeastOfSize)
        && WholeList.SaysAnew((FirstOn, LastOn), (after.FirstOn, after.LastOn));
}
