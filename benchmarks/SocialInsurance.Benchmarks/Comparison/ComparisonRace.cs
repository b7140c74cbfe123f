using System.Diagnostics;
using System.Text.Json;

namespace SocialInsurance.Benchmarks;

/// <summary>Medians of one contestant; ratios are taken round by round against the floor.</summary>
internal sealed record ComparisonStanding(string Name, double CpuMs, double LeastCpuMs, double WallMs, double CpuRatio, double LeastRatio, double NsPerRecord, long PeakRssBytes, string Digest);

/// <summary>
/// The embedded engine against its floor, twice: warm (one process, interleaved rounds) and cold (a process of its own for
/// each run, its whole CPU time from start to end). Digests of all runs must be equal.
/// </summary>
internal static class ComparisonRace
{
    private const string PublishedCode = "published";
    private const int WarmUpRounds = 6; // compilation in tiers goes on for some seconds

    internal static void Run(string repoRoot, string? province, int rounds)
    {
        using var program = new PublishedProgram(repoRoot);
        using var input = ComparisonInput.Open(province);
        var load = LoadAverage();
        var contestants = ComparisonContestant.Of(input.Folder);
        ComparisonContestant[] processes = [.. contestants, Published(1), Published(2)];
        var cold = Rounds(processes, rounds, 0, c => c.Code.StartsWith(PublishedCode, StringComparison.Ordinal)
            ? program.Run(input.Folder, new FullRun(c.Code[^1] - '0', ComparisonInput.AsOf), digestOfDecisions: false)
            : Child(c.Code, input.Folder));
        var warm = Rounds(contestants, rounds, WarmUpRounds, c => c.Measure(input.Folder));
        string[] digests = [.. cold.Concat(warm).SelectMany(c => c).Select(c => c.Digest).Where(d => d.Length > 0).Distinct()];
        if (digests.Length != 1)
        {
            throw new InvalidOperationException($"expected one state digest for all runs, found {digests.Length}");
        }

        ComparisonReport.Write(
            Path.Combine(repoRoot, "benchmarks", "results"),
            warm[2][0],
            Standings(contestants, warm),
            Standings(processes, cold),
            rounds,
            $"{load} at the start, {LoadAverage()} at the end");
    }

    private static ComparisonContestant Published(int threads) => new(
        $"`sicert compare run`, published program, {threads} thread{(threads == 1 ? "" : "s")}; decisions and page too", $"{PublishedCode}{threads}", () => throw new InvalidOperationException("only as a process"));

    /// <summary>Runs one contestant in this process and prints its cost as JSON: the child of <see cref="Child"/>.</summary>
    internal static void RunOnce(string code, string province)
    {
        var contestant = ComparisonContestant.Of(province).Single(c => c.Code == code);
        Console.Write(JsonSerializer.Serialize(ComparisonContestant.MeasureProcess(province, contestant.Run)));
    }

    private static ComparisonCost[][] Rounds(ComparisonContestant[] contestants, int rounds, int warmUp, Func<ComparisonContestant, ComparisonCost> measure)
    {
        var costs = contestants.Select(_ => new ComparisonCost[rounds]).ToArray();
        for (var round = -warmUp; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                var cost = measure(contestants[i]);
                if (round >= 0)
                {
                    costs[i][round] = cost;
                }
            }
        }

        return costs;
    }

    internal static ComparisonCost Child(string code, string province)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["compare-once", code, province]) { RedirectStandardOutput = true })!;
        var answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<ComparisonCost>(answer)!
            : throw new InvalidOperationException($"{code} ended with exit code {child.ExitCode}");
    }

    private static ComparisonStanding[] Standings(ComparisonContestant[] contestants, ComparisonCost[][] costs) => [.. contestants.Select((c, i) =>
    {
        var mine = costs[i];
        return new ComparisonStanding(
            c.Name,
            Median(mine.Select(m => m.CpuMs)),
            mine.Min(m => m.CpuMs),
            Median(mine.Select(m => m.WallMs)),
            Median(mine.Zip(costs[0], (m, floor) => m.CpuMs / floor.CpuMs)),
            mine.Min(m => m.CpuMs) / costs[0].Min(f => f.CpuMs),
            mine[0].Records == 0 ? 0 : Median(mine.Select(m => m.CpuMs * 1e6 / m.Records)),
            mine.Max(m => m.PeakRssBytes),
            mine[0].Digest);
    })];

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    internal static string LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
}
