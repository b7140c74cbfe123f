using System.Globalization;
using System.Text;

namespace SocialInsurance.Benchmarks;

/// <summary>What ten times the people and records cost, twice: whole runs, each a process of its own, small and large in turn.</summary>
internal static class GrowthRace
{
    // the last is a real province: 9 GB of files, and two more for its run
    private static readonly (long Beneficiaries, long Records)[] Sizes = [(30_000, 1_400_000), (300_000, 14_000_000), (3_180_000, 140_000_000)];

    internal static void Run(string repoRoot, int rounds)
    {
        using var program = new PublishedProgram(repoRoot);
        var inputs = Sizes.Select(s => ComparisonInput.Make(s.Beneficiaries, s.Records)).ToArray();
        try
        {
            var load = ComparisonRace.LoadAverage();
            var costs = inputs.Select(_ => new ComparisonCost[rounds]).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < inputs.Length; i++)
                {
                    costs[i][round] = program.Run(inputs[i].Folder, new FullRun(2, ComparisonInput.AsOf), digestOfDecisions: true);
                }
            }

            Write(repoRoot, costs, $"{load} at the start, {ComparisonRace.LoadAverage()} at the end");
        }
        finally
        {
            Array.ForEach(inputs, i => i.Dispose());
        }
    }

    private static void Write(string repoRoot, ComparisonCost[][] costs, string load)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Ten times the people and the records

            {costs[0].Length} rounds, interleaved, `compare run` with 2 threads, the published program, a process of its own for each run. {Report.Machine()} Load average: {load}.

            | beneficiaries | records | bytes | median CPU ms | median wall ms | records/s | peak RSS MB |
            |---:|---:|---:|---:|---:|---:|---:|

            """);
        foreach (var (size, cost) in Sizes.Zip(costs))
        {
            var wall = ComparisonRace.Median(cost.Select(c => c.WallMs));
            text.Append(CultureInfo.InvariantCulture, $"| {size.Beneficiaries:N0} | {cost[0].Records:N0} | {cost[0].Bytes / 1e6:F0} MB | {ComparisonRace.Median(cost.Select(c => c.CpuMs)):F0} | {wall:F0} | {cost[0].Records / wall * 1000:N0} | {cost.Max(c => c.PeakRssBytes) / 1e6:F0} |\n");
        }

        text.Append("\n| from | to | records | CPU, median of the rounds (least to most) |\n|---|---|---:|---:|\n");
        for (var i = 1; i < costs.Length; i++)
        {
            double[] ratios = [.. costs[i].Zip(costs[i - 1], (large, small) => large.CpuMs / small.CpuMs).Order()];
            text.Append(CultureInfo.InvariantCulture, $"| {Sizes[i - 1].Beneficiaries:N0} people | {Sizes[i].Beneficiaries:N0} people | {(double)costs[i][0].Records / costs[i - 1][0].Records:F1} times | {ComparisonRace.Median(ratios):F1} times ({ratios[0]:F1} to {ratios[^1]:F1}) |\n");
        }

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "growth.md"), text.ToString());
    }
}
