using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Tests.Support.Fuzzing;

namespace SocialInsurance.Benchmarks;

/// <summary>The parsers under mutated input for as long as one likes; what is found is put beside the corpus to be kept.</summary>
internal static class FuzzRun
{
    internal static int Run(string repoRoot, string[] args)
    {
        var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
        using var targets = new FuzzTargets(repoRoot);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Parsers under mutated input\n\n{Report.Machine()} {seconds} s each, one thread, seed of the day. A finding is an exception that is not the documented refusal, a call of more than 20 s or of more than 512 MB.\n\n");
        text.Append("| parser | inputs | refused by exception | longest call ms | most MB a call | findings |\n|---|---:|---:|---:|---:|---:|\n");
        var found = 0;
        foreach (var target in targets.All.Where(target => args.Length < 2 || args.Skip(1).Contains(target.Name, StringComparer.Ordinal)))
        {
            var start = Stopwatch.GetTimestamp();
            var round = Fuzzer.Run(target, Environment.TickCount, _ => Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
            text.Append(CultureInfo.InvariantCulture, $"| {target.Name} | {round.Tried} | {round.Refused} | {round.LongestMs:F0} | {round.MostBytes / 1e6:F1} | {round.Findings.Count} |\n");
            found += round.Findings.Count;
            foreach (var finding in round.Findings)
            {
                var kept = Path.Combine(repoRoot, "tests", "Support", "Fuzzing", "Corpus", target.Name);
                Directory.CreateDirectory(kept);
                File.WriteAllBytes(Path.Combine(kept, $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(finding.Input))[..12]}.bin"), finding.Input);
                Console.Error.WriteLine($"{target.Name}: {finding.What}");
            }

            Console.Error.WriteLine($"{target.Name}: {round.Tried} inputs, {round.Findings.Count} findings");
        }

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "fuzz.md"), text.ToString());
        return found == 0 ? 0 : 1;
    }
}
