using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// Whole runs of the program, one process against a leader with worker processes: processor time of all processes and wall clock,
/// interleaved. Whoever gives other bytes is out.
/// </summary>
internal static class WorkerRace
{
    private static readonly Contestant[] Contestants =
    [
        new("one process, 1 thread", ["--threads", "1"]),
        new("one process, 2 threads", ["--threads", "2"]),
        new("1 worker of 1 thread", ["--threads", "1", "--workers", "1"]),
        new("2 workers of 1 thread", ["--threads", "2", "--workers", "2"]),
        new("1 worker of 2 threads", ["--threads", "2", "--workers", "1"]),
        new("1 worker that stands by", ["--threads", "1", "--workers", "0"], Standing: 1),
        new("2 workers that stand by", ["--threads", "2", "--workers", "0"], Standing: 2),
        new("two unrelated runs at once, 1 thread each", ["--threads", "1"], Copies: 2),
    ];

    internal static void Run(string repoRoot, long beneficiaries, long records, int rounds)
    {
        using var input = ComparisonInput.Make(beneficiaries, records);
        using var program = new PublishedProgram(repoRoot);
        var load = ComparisonRace.LoadAverage();
        var costs = Contestants.Select(_ => new List<Cost>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < Contestants.Length; i++)
            {
                costs[i].Add(Measure(program.Executable, input.Folder, Contestants[i]));
                if (costs[i][^1].Digests != costs[0][0].Digests)
                {
                    throw new InvalidOperationException($"{Contestants[i].Name} gives other bytes than {Contestants[0].Name}");
                }
            }
        }

        Write(repoRoot, costs, input.Folder, rounds, $"{load} at the start, {ComparisonRace.LoadAverage()} at the end");
    }

    /// <summary>Workers that stand by have done a run before, as those of a machine that has nothing else to do.</summary>
    private static Cost Measure(string program, string province, Contestant contestant)
    {
        var own = Directory.CreateTempSubdirectory("sicert-workers-").FullName;
        var standing = Enumerable.Range(0, contestant.Standing).Select(_ => StandBy(program, Path.Combine(own, "run"))).ToArray();
        try
        {
            if (standing.Length > 0)
            {
                Lead(program, province, contestant, own);
                Directory.Delete(Path.Combine(own, "run"), recursive: true);
            }

            double Worked() => standing.Sum(worker => worker.TotalProcessorTime.TotalMilliseconds);
            var before = Worked();
            var cost = contestant.Copies > 1 ? AtOnce(program, province, contestant, own) : Lead(program, province, contestant, own);
            return cost with { CpuMs = cost.CpuMs + Worked() - before };
        }
        finally
        {
            foreach (var worker in standing)
            {
                worker.StandardInput.Close();
                worker.WaitForExit();
                worker.Dispose();
            }

            Directory.Delete(own, recursive: true);
        }
    }

    /// <summary>What the machine's processors do at best: runs that share nothing but them. Wall of the slowest, processor time of all.</summary>
    private static Cost AtOnce(string program, string province, Contestant contestant, string own)
    {
        var costs = new Cost[contestant.Copies];
        Parallel.For(0, costs.Length, new ParallelOptions { MaxDegreeOfParallelism = costs.Length }, copy =>
            costs[copy] = Lead(program, province, contestant, Directory.CreateDirectory(Path.Combine(own, $"copy{copy}")).FullName));
        return costs[0] with { WallMs = costs.Max(c => c.WallMs), CpuMs = costs.Sum(c => c.CpuMs) };
    }

    private static Process StandBy(string program, string run) => Process.Start(new ProcessStartInfo(
        program, ["compare", "work", "--run", run, "--threads", "1", "--tethered", "--json"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static Cost Lead(string program, string province, Contestant contestant, string own)
    {
        string[] arguments =
        [
            "compare", "run", "--register", Path.Combine(province, ComparisonInput.RegisterFile), "--feeds", province,
            "--policy", Path.Combine(province, "policy.yaml"), "--as-of", ComparisonInput.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "--out", Path.Combine(own, "run"), "--json", .. contestant.Options,
        ];
        var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%R %U %S'; time \"$@\" 2>/dev/null", "time", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var times = process.StandardError.ReadToEnd().Trim().Split('\n')[^1].Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        process.WaitForExit();
        using var json = JsonDocument.Parse(output.GetAwaiter().GetResult());
        var root = json.RootElement;
        return new Cost(
            times[0] * 1000,
            (times[1] + times[2]) * 1000,
            root.GetProperty("records").GetProperty("read").GetInt64(),
            string.Join(' ', new[] { "stateDigest", "linksDigest", "decisionsDigest" }.Select(name => root.GetProperty(name).GetString())),
            root.GetProperty("work") is { ValueKind: JsonValueKind.Object } work ? work.GetProperty("sharedMs").GetInt64() : 0);
    }

    private static void Write(string repoRoot, List<Cost>[] costs, string province, int rounds, string load)
    {
        var bytes = Directory.GetFiles(province, "*.csv").Where(f => !f.EndsWith("truth.csv", StringComparison.Ordinal)).Sum(f => new FileInfo(f).Length);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Workers against one process

            {costs[0][0].Records:N0} records, {bytes / 1e6:F0} MB, {rounds} rounds, interleaved; `compare run` of the published program, its workers started with it; processor time is that of all processes together. State, links and decisions have equal digests in every run. {Report.Machine()} Load average: {load}.

            | run | median CPU ms | median wall ms | CPU against one process, 1 thread | wall against it | shared out: wall ms |
            |---|---:|---:|---:|---:|---:|

            """);
        foreach (var (contestant, cost) in Contestants.Zip(costs))
        {
            var cpu = ComparisonRace.Median(cost.Zip(costs[0], (own, first) => own.CpuMs / first.CpuMs));
            var wall = ComparisonRace.Median(cost.Zip(costs[0], (own, first) => own.WallMs / first.WallMs));
            text.Append(CultureInfo.InvariantCulture, $"| {contestant.Name} | {ComparisonRace.Median(cost.Select(c => c.CpuMs)):F0} | {ComparisonRace.Median(cost.Select(c => c.WallMs)):F0} | {cpu:F2} | {wall:F2} | {ComparisonRace.Median(cost.Select(c => c.SharedMs)):F0} |\n");
        }

        foreach (var (one, two, kind) in new[] { (2, 3, "started with the run"), (5, 6, "that stand by") })
        {
            var times = ComparisonRace.Median(costs[one].Zip(costs[two], (a, b) => a.SharedMs / b.SharedMs));
            text.Append(CultureInfo.InvariantCulture, $"\nWith workers {kind} two do what is shared out {times:F2} times as fast as one (median of the rounds).\n");
        }

        var limit = ComparisonRace.Median(costs[0].Zip(costs[^1], (one, both) => 2 * one.WallMs / both.WallMs));
        text.Append(CultureInfo.InvariantCulture, $"\nTwo unrelated runs at once do {limit:F2} times the work of one alone: what two processors of this machine give at best to this program, and so what linear is here.\n");

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "workers.md"), text.ToString());
    }

    private sealed record Contestant(string Name, string[] Options, int Standing = 0, int Copies = 1);

    /// <param name="SharedMs">In which the leader waited for the workers.</param>
    private sealed record Cost(double WallMs, double CpuMs, long Records, string Digests, double SharedMs);
}
