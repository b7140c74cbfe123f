using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The whole comparison run as an operator starts it, decisions and all, against the analyst's SQL over the same files in DuckDB and PostgreSQL.
/// Every run is a process of its own; what counts is its whole CPU time. The rivals look for no possible links, keep no place of
/// a record, no rejects and no digests.
/// </summary>
internal static class RivalRace
{
    private const string LinkRule = "R060"; // possible links, which the rivals do not look for

    private sealed record Rival(string Name, int MostRounds, Func<string, string, ComparisonCost> Measure);

    internal static void Run(string repoRoot, string? province, int rounds)
    {
        using var program = new PublishedProgram(repoRoot);
        using var input = ComparisonInput.Open(province);
        var scripts = Path.Combine(repoRoot, "benchmarks", "rivals");
        Restore(scripts);
        Rival[] rivals =
        [
            new("compare run, 2 threads, published program", int.MaxValue, (folder, list) => program.Run(folder, new FullRun(2, ComparisonInput.AsOf), digestOfDecisions: true, list)),
            new("compare run, 1 thread, published program", int.MaxValue, (folder, list) => program.Run(folder, new FullRun(1, ComparisonInput.AsOf), digestOfDecisions: true, list)),
            new("floor: scan, split, parse, probe; 1 thread", int.MaxValue, (folder, _) => ComparisonRace.Child(ComparisonContestant.Floor, folder)),
            new("DuckDB, analyst's SQL (windows), 2 threads", int.MaxValue, (folder, list) => Node(scripts, "duckdb.mjs", folder, list, "2")),
            new("DuckDB, tuned SQL (max), 2 threads", int.MaxValue, (folder, list) => Node(scripts, "duckdb.mjs", folder, list, "2", "tuned")),
            new("PostgreSQL, COPY + analyst's SQL", 1, (folder, list) => Node(scripts, "postgres.mjs", folder, list)),
        ];
        var costs = rivals.Select(_ => new List<ComparisonCost>()).ToArray();
        var lists = rivals.Select((_, i) => Path.Combine(Path.GetTempPath(), $"sicert-rival-{Environment.ProcessId}-{i}.csv")).ToArray();
        var load = ComparisonRace.LoadAverage();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < rivals.Length; i++)
            {
                if (round < rivals[i].MostRounds)
                {
                    costs[i].Add(rivals[i].Measure(input.Folder, lists[i]));
                }
            }
        }

        Write(repoRoot, rivals, costs, lists, $"{load} at the start, {ComparisonRace.LoadAverage()} at the end");
        Array.ForEach(lists, File.Delete);
    }

    private static void Write(string repoRoot, Rival[] rivals, List<ComparisonCost>[] costs, string[] lists, string load)
    {
        var rules = Rules(lists[0]);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # A whole comparison run against the analyst's SQL

            {costs[1][0].Records:N0} records, {rules.Count:N0} beneficiaries. {costs[0].Count} rounds, interleaved; PostgreSQL once. {Report.Machine()}
            DuckDB {PackageVersion(repoRoot)}, PostgreSQL of the machine. Load average (1, 5, 15 min): {load}.

            A process of its own for each run; CPU of all its threads and children, user and kernel. Ratios are to `{rivals[0].Name}`, which also
            looks for possible links, keeps the place of every record, the rejects and the digests. The rivals need none of that.
            "Same rule" counts the beneficiaries for whom the rival's SQL arrives at the same rule; people under {LinkRule} (possible links) are left out.

            | contestant | median CPU ms | wall ms | CPU ratio | peak RSS MB | same rule |
            |---|---:|---:|---:|---:|---:|

            """);
        for (var i = 0; i < rivals.Length; i++)
        {
            var cpu = ComparisonRace.Median(costs[i].Select(c => c.CpuMs));
            var ratio = ComparisonRace.Median(costs[i].Zip(costs[0], (mine, first) => mine.CpuMs / first.CpuMs));
            var rss = costs[i].Max(c => c.PeakRssBytes);
            text.Append(CultureInfo.InvariantCulture, $"| {rivals[i].Name} | {cpu:F0} | {ComparisonRace.Median(costs[i].Select(c => c.WallMs)):F0} | {ratio:F2} | {(rss == 0 ? "" : (rss / 1e6).ToString("F0", CultureInfo.InvariantCulture))} | {Agreement(rules, lists[i])} |\n");
        }

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "rivals.md"), text.ToString());
    }

    private static string Agreement(Dictionary<string, string> rules, string list)
    {
        if (!File.Exists(list))
        {
            return "";
        }

        var theirs = Rules(list);
        var asked = rules.Where(r => r.Value != LinkRule).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{asked.Count(r => theirs.GetValueOrDefault(r.Key) == r.Value):N0} of {asked.Length:N0}");
    }

    /// <summary>Rule by beneficiary: of decisions.csv, or of a rival's <c>id,rule</c>.</summary>
    private static Dictionary<string, string> Rules(string list)
    {
        var lines = File.ReadLines(list).Select(l => l.Split(',')).ToArray();
        var column = Array.IndexOf(lines[0], "rule");
        return lines.Skip(1).ToDictionary(l => l[0], l => l[column], StringComparer.Ordinal);
    }

    private static ComparisonCost Node(string scripts, string script, params string[] arguments)
    {
        var answer = Output(scripts, "node", [script, .. arguments]);
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;
        var rss = root.TryGetProperty("peakRssBytes", out var peak) ? peak.GetInt64() : 0;
        return new ComparisonCost(root.GetProperty("cpuMs").GetDouble(), root.GetProperty("wallMs").GetDouble(), 0, 0, rss, "");
    }

    private static void Restore(string scripts)
    {
        if (!Directory.Exists(Path.Combine(scripts, "node_modules")))
        {
            // not "ci": that asks for the packages of every other platform, which a registry may not carry; versions and digests are the lock's
            Output(scripts, "npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
        }
    }

    private static string PackageVersion(string repoRoot)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(repoRoot, "benchmarks", "rivals", "package.json")));
        return document.RootElement.GetProperty("dependencies").GetProperty("@duckdb/node-api").GetString()!;
    }

    private static string Output(string folder, string program, IEnumerable<string> arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? answer : throw new InvalidOperationException($"{program} {arguments.First()} ended with exit code {child.ExitCode}");
    }
}
