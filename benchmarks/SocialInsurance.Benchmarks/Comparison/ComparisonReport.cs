using System.Globalization;
using System.Text;

namespace SocialInsurance.Benchmarks;

/// <summary>Writes the comparison race to <c>benchmarks/results/comparison.md</c> and to the console.</summary>
internal static class ComparisonReport
{
    internal static void Write(
        string folder, ComparisonCost engine, IReadOnlyList<ComparisonStanding> warm, IReadOnlyList<ComparisonStanding> cold, int rounds, string load)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Comparison engine against the bare scan of the same files

            {engine.Records:N0} records, {engine.Bytes / 1e6:F1} MB, state digest `{engine.Digest[..16]}`, equal in all runs. {rounds} rounds, interleaved.
            {Report.Machine()} Load average (1, 5, 15 min): {load}.

            CPU is user and kernel time of all threads. Ratios are to the floor: the median of the rounds' own ratios, and least to least.

            ## Warm: one process, after the warm-up


            """);
        Table(text, warm, withMemory: false);
        text.Append("\n## Cold: a process of its own for each run, with the runtime's start and all compilation\n\n");
        Table(text, cold, withMemory: true);
        Console.Write(text);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "comparison.md"), text.ToString());
    }

    private static void Table(StringBuilder text, IEnumerable<ComparisonStanding> standings, bool withMemory)
    {
        text.Append("| contestant | CPU ms | least CPU ms | wall ms | ns a record | records/s | ratio | ratio of least |").Append(withMemory ? " peak RSS MB |\n" : "\n");
        text.Append("|---|---:|---:|---:|---:|---:|---:|---:|").Append(withMemory ? "---:|\n" : "\n");
        foreach (var s in standings)
        {
            var rate = s.NsPerRecord == 0 ? 0 : s.CpuMs / s.NsPerRecord * 1e9 / s.WallMs;
            text.Append(CultureInfo.InvariantCulture, $"| {s.Name} | {s.CpuMs:F0} | {s.LeastCpuMs:F0} | {s.WallMs:F0} | {s.NsPerRecord:F0} | {rate:N0} | {s.CpuRatio:F2} | {s.LeastRatio:F2} |");
            text.Append(withMemory ? string.Create(CultureInfo.InvariantCulture, $" {s.PeakRssBytes / 1e6:F0} |\n") : "\n");
        }
    }
}
