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

    BrakeHistory(IReadOnlyList<PastDelivery> deliveries, int runs, IReadOnlyList<string> unreadable)
    {
        ofSource = deliveries.ToLookup(d => d.Counts.Source, StringComparer.Ordinal);
        Runs = runs;
        Unreadable = unreadable;
    }

    /// <summary>No run is known.</summary>
    public static BrakeHistory Empty { get; } = new([], 0, []);

    /// <summary>How many runs are known.</summary>
    public int Runs { get; }

    /// <summary>Run folders whose manifest cannot be read: their deliveries are unknown to the brake.</summary>
    public IReadOnlyList<string> Unreadable { get; }

    /// <summary>Reads the manifests of the runs in a folder, as far as they are not later than a day. The folder may be missing.</summary>
    public static BrakeHistory Read(string directory, DateOnly asOf)
    {
        var runs = new List<(string Name, RunManifest Manifest)>();
        var unreadable = new List<string>();
        string[] folders = Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
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

        return Of(runs.Where(r => r.Manifest.AsOf <= asOf), unreadable);
    }

    internal static BrakeHistory Of(IEnumerable<(string Name, RunManifest Manifest)> runs, IReadOnlyList<string>? unreadable = null)
    {
        (string Name, RunManifest Manifest)[] ordered = [.. runs.OrderBy(r => r.Manifest.AsOf).ThenBy(r => r.Name, StringComparer.Ordinal)];
        PastDelivery[] deliveries = [.. ordered.SelectMany(r => r.Manifest.Inputs.Select(i => new PastDelivery(r.Name, r.Manifest.AsOf, i)))];
        return new BrakeHistory(deliveries, ordered.Length, unreadable ?? []);
    }

    /// <summary>
    /// Deliveries that a new one is like: same source, same file name but for its digits (a daily file is not like a yearly one).
    /// Only applied ones; one content counts once, as it was when it first came; the latest, oldest first.
    /// </summary>
    internal IReadOnlyList<DeliveryStatistics> Like(FileCounts delivery, int most)
    {
        string shape = ShapeOf(delivery.File);
        return
        [
            .. Applied(delivery.Source)
                .Where(p => p.Counts.Statistics is not null && p.Counts.Sha256 != delivery.Sha256 && ShapeOf(p.Counts.File) == shape)
                .DistinctBy(p => p.Counts.Sha256)
                .TakeLast(most)
                .Select(p => p.Counts.Statistics!),
        ];
    }

    /// <summary>The latest earlier run that applied this very content of this source; null when it is new.</summary>
    internal DeliveryPlace? SameContent(FileCounts delivery) =>
        Applied(delivery.Source).LastOrDefault(p => p.Counts.Sha256 == delivery.Sha256) is { } past ? new DeliveryPlace(past.Run, past.Counts.File) : null;

    /// <summary>The latest run that applied this source's file of this name, when its content was another one.</summary>
    internal DeliveryPlace? Replaced(FileCounts delivery) =>
        Applied(delivery.Source).LastOrDefault(p => p.Counts.File == delivery.File) is { } past && past.Counts.Sha256 != delivery.Sha256
            ? new DeliveryPlace(past.Run, past.Counts.File) : null;

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
