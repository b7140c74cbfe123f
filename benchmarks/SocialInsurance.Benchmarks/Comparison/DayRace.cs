using System.Globalization;
using System.Text;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// A day of about 0.1 % new records: built on yesterday's run, and read in full. Both must decide alike. Each run is a process of its own.
/// </summary>
internal static class DayRace
{
    private static readonly DateOnly Tomorrow = ComparisonInput.AsOf.AddDays(1);

    private const long UsualPeople = 300_000;

    /// <param name="beneficiaries">0: the usual size. Other sizes have a page of their own.</param>
    internal static void Run(string repoRoot, int rounds, long beneficiaries = 0, long atLeastRecords = 0)
    {
        using var program = new PublishedProgram(repoRoot);
        var people = beneficiaries == 0 ? UsualPeople : beneficiaries;
        using var input = ComparisonInput.Make(people, beneficiaries == 0 ? 14_000_000 : atLeastRecords, days: 1);
        var root = Directory.CreateTempSubdirectory("sicert-day-race-").FullName;
        try
        {
            var records = With(input.Folder, Path.Combine(root, "records"), newRegister: false);
            var register = With(input.Folder, Path.Combine(root, "register"), newRegister: true);
            Thread.Sleep(TimeSpan.FromSeconds(3)); // a file that has just changed gets no stamp
            var runs = Path.Combine(root, "runs");
            var yesterday = Path.Combine(runs, "yesterday");
            program.Run(records.Before, new FullRun(2, ComparisonInput.AsOf, Keep: yesterday), digestOfDecisions: true);
            (string Name, FullRun Run, string Folder)[] contestants =
            [
                ("read in full", new FullRun(1, Tomorrow, History: runs), records.After),
                ("built on yesterday: new records", new FullRun(1, Tomorrow, yesterday, runs), records.After),
                ("read in full, new register", new FullRun(1, Tomorrow, History: runs), register.After),
                ("built on yesterday: new records and register", new FullRun(1, Tomorrow, yesterday, runs), register.After),
            ];
            var load = ComparisonRace.LoadAverage();
            var costs = contestants.Select(_ => new ComparisonCost[rounds]).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < contestants.Length; i++)
                {
                    costs[i][round] = program.Run(contestants[i].Folder, contestants[i].Run, digestOfDecisions: true);
                }
            }

            RequireAlike(costs[0], costs[1]);
            RequireAlike(costs[2], costs[3]);
            Write(repoRoot, people, [.. contestants.Select(c => c.Name)], costs, $"{load} at the start, {ComparisonRace.LoadAverage()} at the end");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Links to the province's files, without and with those of its first day.</summary>
    private static (string Before, string After) With(string province, string folder, bool newRegister)
    {
        var (before, after) = (Path.Combine(folder, "before"), Path.Combine(folder, "after"));
        foreach (var (target, isAfter) in new[] { (before, false), (after, true) })
        {
            Directory.CreateDirectory(target);
            foreach (var file in Directory.GetFiles(province).Where(f => !(isAfter && newRegister && Path.GetFileName(f) == ComparisonInput.RegisterFile)))
            {
                File.CreateSymbolicLink(Path.Combine(target, Path.GetFileName(file)), file);
            }
        }

        foreach (var file in Directory.GetFiles(Path.Combine(province, "day-1"), "*.csv"))
        {
            var name = Path.GetFileName(file);
            if (name != "truth.csv" && (newRegister || name != ComparisonInput.RegisterFile))
            {
                File.CreateSymbolicLink(Path.Combine(after, name), file);
            }
        }

        return (before, after);
    }

    private static void RequireAlike(ComparisonCost[] full, ComparisonCost[] incremental)
    {
        if (full.Concat(incremental).Select(c => c.Digest).Distinct().Count() != 1)
        {
            throw new InvalidOperationException("expected the decisions of a full run, found others");
        }
    }

    private static void Write(string repoRoot, long people, string[] names, ComparisonCost[][] costs, string load)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # A day of 0.1 % new records

            {people:N0} beneficiaries, {costs[0][0].Records:N0} records with the day's. {costs[0].Length} rounds, interleaved, `compare run` with one thread, the published program,
            a process of its own for each run, page and decisions included. {Report.Machine()} Load average: {load}. The decisions of a run built on yesterday's are those of the full run, byte for byte.

            | run | median CPU ms | least CPU ms | median wall ms | ratio to the full run |
            |---|---:|---:|---:|---:|

            """);
        for (var i = 0; i < names.Length; i++)
        {
            var ratio = ComparisonRace.Median(costs[i].Zip(costs[i / 2 * 2], (mine, full) => mine.CpuMs / full.CpuMs));
            text.Append(CultureInfo.InvariantCulture, $"| {names[i]} | {ComparisonRace.Median(costs[i].Select(c => c.CpuMs)):F0} | {costs[i].Min(c => c.CpuMs):F0} | {ComparisonRace.Median(costs[i].Select(c => c.WallMs)):F0} | {ratio:F2} |\n");
        }

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", people == UsualPeople ? "day.md" : "day-large.md"), text.ToString());
    }
}
