using System.Collections.Concurrent;
using System.Globalization;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Eligibility.Supervision;

/// <summary>A measure of a held delivery that left its bounds.</summary>
/// <param name="Measure">name, as the manifest writes it</param>
/// <param name="IsCount">a count or days; a share of 0..1 otherwise</param>
/// <param name="Low">null: less than usual is no fault</param>
/// <param name="Basis">where the bounds come from, a name of <see cref="BrakeBasis"/></param>
public sealed record HeldMeasure(string Measure, bool IsCount, double Value, double? Low, double? High, string Basis);

/// <summary>A delivery that the brake holds.</summary>
/// <param name="Run">name of the run folder</param>
/// <param name="Outside">why</param>
/// <param name="KnownDeliveries">earlier ones that the bounds rest on</param>
/// <param name="Missing">run and file of what an earlier run applied of the feed and is gone since</param>
/// <param name="IsReadable">false: nothing of it could be read, and no release changes that</param>
/// <param name="ReleasedBy">who let it through; null while nobody did</param>
public sealed record HeldDelivery(
    string Run, string Feed, string File, DateOnly HeldOn, IReadOnlyList<HeldMeasure> Outside, int KnownDeliveries, IReadOnlyList<string> Missing, bool IsReadable, string? ReleasedBy);

/// <summary>A file that burdened people, and that the latest run missed.</summary>
/// <param name="Run">name of the run folder that missed it</param>
/// <param name="ReadBy">runs that applied, or held, what came under this name</param>
/// <param name="WasHeld">all of it was held</param>
/// <param name="People">whom it reported dead; null for other kinds</param>
/// <param name="LetGoBy">who said that it had to go; null while nobody did</param>
public sealed record GoneFile(string Run, string Feed, string File, DateOnly MissedOn, IReadOnlyList<string> ReadBy, bool WasHeld, int? People, string? LetGoBy);

/// <summary>
/// What the run folders and the policy library know: held deliveries, newest records, chances of the audit sample, policies. Reads
/// files at each call but for audit samples, which never change. Thread-safe.
/// </summary>
/// <param name="runsFolder">folder of published runs; may be missing</param>
/// <param name="policiesFolder">the policy library; may be missing</param>
public sealed class RunBook(string runsFolder, string policiesFolder, TimeProvider time) : IAuditChances
{
    private readonly ConcurrentDictionary<string, Dictionary<BeneficiaryId, double>> samples = [];

    /// <summary>Per feed the files that the latest run with a hold held.</summary>
    /// <exception cref="InputRefusedException">the list of releases is damaged</exception>
    public IReadOnlyList<HeldDelivery> ListHeld()
    {
        var history = BrakeHistory.Read(runsFolder, DateOnly.MaxValue);
        var releases = BrakeReleases.Read(runsFolder);
        return
        [
            .. Manifests().SelectMany(run => run.Manifest.Inputs).Select(input => input.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .SelectMany(feed => history.LatestHeld(feed).Select(held => new HeldDelivery(
                    held.Run,
                    feed,
                    held.Counts.File,
                    held.AsOf,
                    [.. held.Counts.Brake!.Outside.Select(MeasureOf)],
                    held.Counts.Brake.KnownDeliveries,
                    [.. (held.Counts.Brake.Missing ?? []).Select(gone => $"{gone.Run}/{gone.File}")],
                    held.Counts.Brake.Unreadable is null,
                    releases.FirstOrDefault(release => !release.LetsGo && release.Feed == feed && release.Sha256 == held.Counts.Sha256)?.By))),
        ];
    }

    /// <summary>What the latest run missed, by feed and name.</summary>
    /// <exception cref="InputRefusedException">the list of releases is damaged</exception>
    public IReadOnlyList<GoneFile> ListGone()
    {
        if (BrakeHistory.Read(runsFolder, DateOnly.MaxValue).LatestRun is not ({ } run, { } manifest))
        {
            return [];
        }

        var letGo = BrakeReleases.Read(runsFolder).Where(release => release.LetsGo)
            .DistinctBy(release => (release.Feed, release.Sha256)) // two people may have said so at once
            .ToDictionary(release => (release.Feed, release.Sha256), release => release.By);
        return
        [
            .. manifest.Gone.GroupBy(gone => (gone.Source, gone.File)).Select(file => new GoneFile(
                run,
                file.Key.Source,
                file.Key.File,
                manifest.AsOf,
                [.. file.Select(gone => gone.Run)],
                file.All(gone => gone.WasHeld),
                file.Sum(gone => gone.People ?? 0) is > 0 and var people ? people : null,
                file.Select(gone => letGo.GetValueOrDefault((gone.Source, gone.Sha256))).Aggregate((one, other) => one is null ? null : other))),
        ];
    }

    /// <summary>A person says that a file had to go.</summary>
    /// <param name="run">the run that the person looked at</param>
    /// <exception cref="InputRefusedException">the list of releases is damaged</exception>
    public ReleaseResult LetGo(string run, string feed, string file, string reason, CaseworkerId by) =>
        ListGone().Any(gone => (gone.Run, gone.Feed, gone.File) == (run, feed, file))
            ? new ReleaseFeed(time).LetGo(runsFolder, feed, file, reason, by.Value)
            : new ReleaseResult(ReleaseStatus.NothingHeld, null, []);

    /// <summary>A person lets a held delivery through.</summary>
    /// <param name="run">the run that the person looked at</param>
    /// <returns>nothing held: also when a later run holds another delivery than the one that was looked at</returns>
    /// <exception cref="InputRefusedException">the list of releases is damaged</exception>
    public ReleaseResult Release(string run, string feed, string? file, string reason, CaseworkerId by) =>
        ListHeld().Any(held => held.Feed == feed && held.Run == run)
            ? new ReleaseFeed(time).Execute(runsFolder, feed, file, reason, by.Value)
            : new ReleaseResult(ReleaseStatus.NothingHeld, null, []);

    /// <summary>Day of the newest event of each source that any run read.</summary>
    public IReadOnlyDictionary<string, DateOnly> NewestBySource() => Manifests()
        .SelectMany(run => run.Manifest.Inputs)
        .Where(input => input.Statistics?.LastOn is not null && !input.IsHeld)
        .GroupBy(input => input.Source, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Max(input => input.Statistics!.LastOn!.Value), StringComparer.Ordinal);

    /// <summary>Everything published, in order; empty without a library.</summary>
    /// <exception cref="InputRefusedException">the library was changed by another hand</exception>
    public IReadOnlyList<PolicyPublication> Policies() => PolicyLibrary.Open(policiesFolder).Publications;

    public IReadOnlyDictionary<BeneficiaryId, double> Of(DateOnly asOf)
    {
        var found = new Dictionary<BeneficiaryId, double>();
        foreach (var (folder, _) in Manifests().Where(run => run.Manifest.AsOf == asOf))
        {
            foreach (var (id, chance) in samples.GetOrAdd(folder, ReadSample))
            {
                found.TryAdd(id, chance);
            }
        }

        return found;
    }

    private static HeldMeasure MeasureOf(BrakeCheck check) => new(
        check.Measure.ToString(), check.Measure is BrakeMeasure.Volume or BrakeMeasure.NewestAgeDays, check.Value, check.Low, check.High, check.Basis.ToString());

    private IReadOnlyList<(string Folder, RunManifest Manifest)> Manifests()
    {
        if (!Directory.Exists(runsFolder))
        {
            return [];
        }

        List<(string, RunManifest)> runs = [];
        foreach (var folder in Directory.EnumerateDirectories(runsFolder).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            try
            {
                runs.Add((folder, RunManifest.Read(folder)));
            }
            catch (InputRefusedException)
            {
                // a folder that cannot be read is no run; the brake says so itself
            }
        }

        return runs;
    }

    /// <summary>Lines <c>beneficiaryId,reason,weight,probability</c>; one that reads otherwise is left out, so that its pass counts as of unknown chance.</summary>
    private static Dictionary<BeneficiaryId, double> ReadSample(string folder)
    {
        var path = Path.Combine(folder, AuditSample.FileName);
        var chances = new Dictionary<BeneficiaryId, double>();
        foreach (var line in File.Exists(path) ? File.ReadLines(path).Skip(1) : [])
        {
            var fields = line.Split(',');
            if (fields.Length == 4 && BeneficiaryId.TryCreate(fields[0], out var id)
                && double.TryParse(fields[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var chance) && chance is > 0 and <= 1)
            {
                chances[id] = chance;
            }
        }

        return chances;
    }
}
