using SocialInsurance.Cli.Capacity;

namespace SocialInsurance.Benchmarks;

/// <summary>Whole comparison runs of several sizes, people and records varied apart, each run a process of its own; the least of the rounds counts.</summary>
internal static class ComparisonCosts
{
    private const int Rounds = 3;

    private static readonly (long People, long Records, bool HeldOut)[] Sizes =
    [
        (25_000, 750_000, false), (50_000, 1_500_000, false), (50_000, 3_000_000, false), (100_000, 1_500_000, false), (100_000, 3_000_000, false),
        (75_000, 2_500_000, true), (200_000, 6_000_000, true),
    ];

    internal static IEnumerable<CostPoint> Measure(string repoRoot)
    {
        using var program = new PublishedProgram(repoRoot);
        foreach (var (people, records, heldOut) in Sizes)
        {
            using var input = ComparisonInput.Make(people, records);
            var root = Directory.CreateTempSubdirectory("sicert-capacity-").FullName;
            try
            {
                var folders = Enumerable.Range(0, Rounds).Select(round => Path.Combine(root, "runs", $"run-{round}")).ToArray();
                var costs = folders.Select(folder => program.Run(input.Folder, new FullRun(1, ComparisonInput.AsOf, Keep: folder), digestOfDecisions: false)).ToArray();
                var read = costs[0].Records;
                var kept = Directory.EnumerateFiles(folders[0], "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
                Console.Error.WriteLine($"comparison of {people:N0} people, {read:N0} records: {costs.Min(cost => cost.CpuMs):F0} ms CPU");
                yield return new CostPoint(CostSeries.ComparisonCpu, read, people, costs.Min(cost => cost.CpuMs) / 1000, heldOut);
                yield return new CostPoint(CostSeries.ComparisonMemory, read, people, costs.Min(cost => (double)cost.PeakRssBytes), heldOut);
                yield return new CostPoint(CostSeries.RunFolder, read, people, kept, heldOut);
                yield return new CostPoint(CostSeries.Input, read, people, costs[0].Bytes, heldOut);
            }
            finally
            {
                Directory.Delete(root, recursive: true);
            }
        }
    }
}
