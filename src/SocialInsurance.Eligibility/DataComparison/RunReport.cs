using System.Runtime.InteropServices;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>All that a page about a run may show, before it is published. Counts and file names only: no person.</summary>
/// <param name="Previous">the run before, or null</param>
/// <param name="ElapsedMs">wall clock until the page is written</param>
public sealed record RunReport(
    ComparisonResult Comparison,
    CompiledPolicy Policy,
    RunFigures Figures,
    IReadOnlyList<RejectFigure> Rejects,
    PreviousRun? Previous,
    string DecisionsDigest,
    long ElapsedMs)
{
    /// <summary>Name of the page in the run folder.</summary>
    public const string FileName = "report.html";

    /// <summary>Silent passes that caseworkers will look at.</summary>
    public required AuditSample AuditSample { get; init; }

    /// <summary>People whom only held death feeds report.</summary>
    public required HeldPeople HeldPeople { get; init; }
}

/// <summary>Rejected rows of one file for one reason.</summary>
/// <param name="Reason">code as in rejects.csv, without its numbers</param>
public sealed record RejectFigure(string File, string Reason, long Rows)
{
    /// <summary>Counts rejects.csv of a run in the making, in the order of files, most frequent reason first.</summary>
    internal static IReadOnlyList<RejectFigure> Of(RunFolder folder)
    {
        var counts = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        Dictionary<string, long> ofFile = [];
        string? file = null; // of the line before: rows of one file stand together
        using var reader = new StreamReader(folder.Read(RejectsFileName));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            // file,line,column,reason: the reason holds no comma, the file name may
            var reason = line.LastIndexOf(',') + 1;
            var column = line.LastIndexOf(',', Math.Max(0, reason - 2));
            var number = line.LastIndexOf(',', Math.Max(0, column - 1));
            var end = line.IndexOf(' ', reason);
            var name = line.AsSpan(0, Math.Max(0, number)).Trim('"');
            if (file is null || !name.SequenceEqual(file))
            {
                file = name.ToString();
                ofFile = counts.TryGetValue(file, out var known) ? known : counts[file] = new(StringComparer.Ordinal);
            }

            CollectionsMarshal.GetValueRefOrAddDefault(ofFile.GetAlternateLookup<ReadOnlySpan<char>>(), line.AsSpan(reason..(end < 0 ? line.Length : end)), out _)++;
        }

        return [.. counts.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => f.Value.OrderByDescending(r => r.Value).Select(r => new RejectFigure(f.Key, r.Key, r.Value)))];
    }

    private const string RejectsFileName = "rejects.csv";
}

/// <summary>A published run of the same place, to hold a new one against.</summary>
/// <param name="Name">name of its folder</param>
public sealed record PreviousRun(string Name, RunManifest Manifest, RunFigures Figures)
{
    /// <summary>
    /// The newest run beside <paramref name="outDirectory"/> that is not of a later day; null when there is none with figures.
    /// A folder that cannot be read is no run.
    /// </summary>
    internal static PreviousRun? Before(string outDirectory, DateOnly asOf)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outDirectory));
        var parent = Path.GetDirectoryName(target);
        if (parent is null || !Directory.Exists(parent))
        {
            return null;
        }

        return Directory.EnumerateDirectories(parent)
            .Where(d => d != target && File.Exists(Path.Combine(d, RunFigures.FileName)))
            .Select(ReadOrNull)
            .OfType<PreviousRun>()
            .Where(r => r.Manifest.AsOf <= asOf)
            .MaxBy(r => (r.Manifest.AsOf, r.Name));
    }

    private static PreviousRun? ReadOrNull(string folder)
    {
        try
        {
            return RunFigures.Read(folder) is { } figures ? new PreviousRun(Path.GetFileName(folder), RunManifest.Read(folder), figures) : null;
        }
        catch (InputRefusedException)
        {
            return null;
        }
    }
}
