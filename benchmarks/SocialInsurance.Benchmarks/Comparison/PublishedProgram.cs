using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The program as an operator installs it: <c>dotnet publish</c> with its defaults, compiled beforehand. Every run is a process of its own, whose
/// processor time the shell takes. Owns the folder it is published to.
/// </summary>
internal sealed class PublishedProgram : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sicert-published-").FullName;

    internal PublishedProgram(string repoRoot)
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(repoRoot, "src", "SocialInsurance.Cli"), "-c", "Release", "-o", _folder, "-v", "q"]) { RedirectStandardOutput = true })!;
        publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet publish ended with exit code {publish.ExitCode}");
        }
    }

    internal string Executable => Path.Combine(_folder, "sicert");

    /// <summary><c>compare run</c>; the answer's digest is that of the state or, when asked, of the decisions, which are copied to where the caller says.</summary>
    internal ComparisonCost Run(string province, FullRun run, bool digestOfDecisions, string? copyOfDecisions = null)
    {
        var own = Directory.CreateTempSubdirectory("sicert-published-run-").FullName;
        var folder = run.Keep ?? Path.Combine(own, "run");
        try
        {
            string[] arguments =
            [
                Executable, "compare", "run", "--register", Path.Combine(province, ComparisonInput.RegisterFile), "--feeds", province,
                "--policy", Path.Combine(province, "policy.yaml"), "--as-of", run.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                "--threads", run.Threads.ToString(CultureInfo.InvariantCulture), "--out", folder, "--json",
                .. (run.Previous is null ? Array.Empty<string>() : ["--previous", run.Previous]),
                .. (run.History is null ? Array.Empty<string>() : ["--history", run.History]),
            ];
            var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%R %U %S'; time \"$@\" 2>/dev/null", "time", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var times = process.StandardError.ReadToEnd().Trim().Split('\n')[^1].Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
            process.WaitForExit();
            if (copyOfDecisions is not null)
            {
                File.Copy(Path.Combine(folder, "decisions.csv"), copyOfDecisions, overwrite: true);
            }

            using var json = JsonDocument.Parse(output.GetAwaiter().GetResult());
            var root = json.RootElement;
            return new ComparisonCost(
                (times[1] + times[2]) * 1000,
                times[0] * 1000,
                root.GetProperty("records").GetProperty("read").GetInt64(),
                ComparisonContestant.BytesOf(province),
                root.GetProperty("peakRssBytes").GetInt64(),
                root.GetProperty(digestOfDecisions ? "decisionsDigest" : "stateDigest").GetString()!);
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
