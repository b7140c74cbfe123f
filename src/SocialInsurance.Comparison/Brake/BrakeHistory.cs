using System.Text.RegularExpressions;

namespace SocialInsurance.Comparison;

/// <summary>One delivery of an earlier run.</summary>
/// <param name="Run">Name of the run folder.</param>
public sealed record PastDelivery(string Run, DateOnly AsOf, FileCounts Counts);

/// <summary>
/// The deliveries of all published runs beside each other: their manifests are the history, there is no other book to keep.
/// Immutable, thread-safe.
/// </summary>
public sealed partial class BrakeHistory
{
    readonly ILookup<string, PastDelivery> ofSource;
    readonly HashSet<string> activities;

    BrakeHistory(IReadOnlyList<PastDelivery> deliveries, HashSet<string> activities, int runs, IReadOnlyList<string> unreadable, string directory)
    {
        Directory = directory;
        this.activities = activities;
        ofSource = deliveries.ToLookup(d => d.Counts.Source, StringComparer.Ordinal);
        Runs = runs;
        Unreadable = unreadable;
    }

    /// <summary>No run is known.</summary>
    public static BrakeHistory Empty { get; } = new([], [], 0, [], "");

    /// <summary>Where the run folders are, with the releases beside them.</summary>
    public string Directory { get; }

    /// <summary>How many runs are known.</summary>
    public int Runs { get; }

    /// <summary>The latest run; both null when none is known.</summary>
    public (string? Run, RunManifest? Manifest) LatestRun { get; private init; }

    /// <summary>Run folders whose manifest cannot be read: their deliveries are unknown to the brake.</summary>
    public IReadOnlyList<string> Unreadable { get; }

    /// <summary>Reads the manifests of the runs in a folder, as far as they are not later than a day. The folder may be missing.</summary>
    public static BrakeHistory Read(string directory, DateOnly asOf)
    {
        var runs = new List<(string Name, RunManifest Manifest)>();
        var unreadable = new List<string>();
        string[] folders = System.IO.Directory.Exists(directory) ? System.IO.Directory.GetDirectories(directory) : [];
        foreach (string folder in folders.Where(f => !Path.GetFileName(f).StartsWith('.') && File.Exists(Path.Combine(f, RunManifest.FileName))))
        {
            try
            {
                runs.Add((Path.GetFileName(folder), RunManifest.Read(folder)));
            }
            catch (InputRefusedException)
            {
                unreadable.Add(Path.GetFileName(folder));
            }
        }

        return Of(runs.Where(r => r.Manifest.AsOf <= asOf), unreadable, directory);
    }

    internal static BrakeHistory Of(IEnumerable<(string Name, RunManifest Manifest)> runs, IReadOnlyList<string>? unreadable = null, string directory = "")
    {
        (string Name, RunManifest Manifest)[] ordered = [.. runs.OrderBy(r => r.Manifest.AsOf).ThenBy(r => r.Name, StringComparer.Ordinal)];
        PastDelivery[] deliveries = [.. ordered.SelectMany(r => r.Manifest.Inputs.Select(i => new PastDelivery(r.Name, r.Manifest.AsOf, i)))];
        HashSet<string> activities = [.. ordered.SelectMany(r => r.Manifest.Sources).Where(s => s.Kind == SourceKind.Activity).Select(s => s.Name)];
        return new BrakeHistory(deliveries, activities, ordered.Length, unreadable ?? [], directory) { LatestRun = ordered.LastOrDefault() };
    }

    /// <summary>
    /// Deliveries that a new one is like: same source, same file name but for its digits (a daily file is not like a yearly one).
    /// Only applied ones; one content counts once, as it was when it first came; the latest, oldest first.
    /// </summary>
    internal IReadOnlyList<DeliveryStatistics> Like(FileCounts delivery, int most)
    {
        string shape = ShapeOf(delivery.File);
        return Latest(delivery, most, past => ShapeOf(past.File) == shape);
    }

    /// <summary>As <see cref="Like"/>, whatever the files are called.</summary>
    internal IReadOnlyList<DeliveryStatistics> OfSource(FileCounts delivery, int most) => Latest(delivery, most, static _ => true);

    IReadOnlyList<DeliveryStatistics> Latest(FileCounts delivery, int most, Func<FileCounts, bool> isLike) =>
    [
        .. Applied(delivery.Source)
            .Where(p => p.Counts.Statistics is not null && p.Counts.Sha256 != delivery.Sha256 && isLike(p.Counts))
            .DistinctBy(p => p.Counts.Sha256)
            .TakeLast(most)
            .Select(p => p.Counts.Statistics!),
    ];

    /// <summary>
    /// The latest earlier run that applied this very content of this source; null when it is new, or was new once and another has come in its
    /// stead since: an old list put back is judged like any other. Evidence of life never expires so.
    /// </summary>
    internal PastDelivery? SameContent(FileCounts delivery) =>
        Applied(delivery.Source).LastOrDefault(p => p.Counts.Sha256 == delivery.Sha256) is { } past && Stands(delivery) ? past : null;

    /// <summary>The latest run with this source decided by this content, knew it though it was held, or missed it.</summary>
    bool Stands(FileCounts delivery)
    {
        string? latest = ofSource[delivery.Source].LastOrDefault()?.Run;
        IEnumerable<FileCounts> inputs = ofSource[delivery.Source].Where(p => p.Run == latest).Select(p => p.Counts);
        return activities.Contains(delivery.Source)
            || inputs.Any(i => i.Sha256 == delivery.Sha256 && (!i.IsHeld || i.Brake?.SameContentAs is not null))
            || inputs.SelectMany(i => i.Brake?.Missing ?? []).Concat(LatestRun.Manifest?.Gone ?? []).Any(g => g.Source == delivery.Source && g.Sha256 == delivery.Sha256);
    }

    /// <summary>
    /// What the latest run with this source had applied of it, and what was missing there already, as far as none of it is
    /// <paramref name="present"/> now (digests).
    /// </summary>
    internal IReadOnlyList<GoneDelivery> Missing(string source, IReadOnlySet<string> present)
    {
        PastDelivery[] latest = [.. ofSource[source].GroupBy(p => p.Run).LastOrDefault() ?? Enumerable.Empty<PastDelivery>()];
        IEnumerable<GoneDelivery> applied = latest.Where(p => !p.Counts.IsHeld).Select(p => GoneDelivery.From(p.Run, p.Counts));
        IEnumerable<GoneDelivery> missed = latest.SelectMany(p => p.Counts.Brake?.Missing ?? []);
        return [.. applied.Concat(missed).Where(gone => !present.Contains(gone.Sha256)).DistinctBy(gone => gone.Sha256)];
    }

    /// <summary>True when an earlier run read a delivery of this kind by the very same descriptor.</summary>
    internal bool HasRead(DataFile delivery) =>
        Applied(delivery.Descriptor.Name).Any(p => p.Counts.DescriptorDigest == delivery.Descriptor.Digest && ShapeOf(p.Counts.File) == ShapeOf(delivery.Name));

    /// <summary>True when an earlier run applied another content of this source under this file name: a feed that sends everything anew.</summary>
    internal bool KnowsFile(FileCounts delivery) => Applied(delivery.Source).Any(p => p.Counts.File == delivery.File);

    /// <summary>Subjects reported by all distinct deliveries of a source.</summary>
    internal int PeopleReported(string source) =>
        Applied(source).DistinctBy(p => p.Counts.Sha256).Sum(p => p.Counts.Statistics?.People ?? 0);

    /// <summary>Files that ever were this source's.</summary>
    internal IEnumerable<string> FilesOf(string source) => ofSource[source].Select(p => p.Counts.File).Distinct(StringComparer.Ordinal);

    /// <summary>Files of a feed that were held by the latest run that held any; copies of one content once.</summary>
    public IReadOnlyList<PastDelivery> LatestHeld(string feed)
    {
        string? run = ofSource[feed].LastOrDefault(p => p.Counts.IsHeld)?.Run;
        return [.. ofSource[feed].Where(p => p.Run == run && p.Counts is { IsHeld: true, SameContentAs: null })];
    }

    IEnumerable<PastDelivery> Applied(string source) => ofSource[source].Where(p => !p.Counts.IsHeld && p.Counts.SameContentAs is null);

    internal static string ShapeOf(string fileName) => Digits().Replace(fileName, "#");

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
