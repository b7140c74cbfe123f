using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SocialInsurance.Benchmarks;

/// <summary>Writes a race as Markdown to <c>benchmarks/results</c> with machine and versions, and to the console.</summary>
internal static class Report
{
    internal static void Write(string folder, string name, string title, string notes, IReadOnlyList<Standing> standings, int rounds, string appendix = "")
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {title}\n\n{notes}\n\n{rounds} rounds, interleaved. {Machine()}\n\n");
        text.Append("| contestant | median ms | least ms | paired ratio to the first | allocated B per run |\n|---|---:|---:|---:|---:|\n");
        foreach (var s in standings)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {s.Name} | {s.MedianMs:F2} | {s.MinimumMs:F2} | {s.PairedRatio:F3} | {s.AllocatedBytesPerRun} |\n");
        }

        text.Append(appendix);
        Console.Write(text);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name + ".md"), text.ToString());
    }

    internal static string Machine()
    {
        var processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return $"{processor ?? "unknown processor"}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.";
    }
}
