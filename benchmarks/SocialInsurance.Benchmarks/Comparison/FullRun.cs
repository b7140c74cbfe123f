using System.Globalization;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Benchmarks;

/// <summary>One whole run as <c>compare run</c> makes it: state, links, decisions, rejects, page, published. Travels to a child process as a code.</summary>
/// <param name="Previous">run that it builds on, or null</param>
/// <param name="Keep">where the run stays, or null: it is removed</param>
internal sealed record FullRun(int Threads, DateOnly AsOf, string? Previous = null, string? Keep = null)
{
    private const string Prefix = "full|";

    internal static string Code(int threads) => new FullRun(threads, ComparisonInput.AsOf).ToCode();

    internal static bool Is(string code) => code.StartsWith(Prefix, StringComparison.Ordinal);

    internal static FullRun Of(string code)
    {
        var parts = code[Prefix.Length..].Split('|');
        return new FullRun(
            int.Parse(parts[0], CultureInfo.InvariantCulture),
            DateOnly.ParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            parts[2].Length == 0 ? null : parts[2],
            parts[3].Length == 0 ? null : parts[3]);
    }

    internal string ToCode() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Threads}|{AsOf:yyyy-MM-dd}|{Previous}|{Keep}");

    /// <param name="decisions">where decisions.csv is copied to, or null</param>
    internal (long Records, string Digest) Execute(string province, string? decisions)
    {
        var own = Directory.CreateTempSubdirectory("sicert-full-run-").FullName;
        var folder = Keep ?? Path.Combine(own, "run");
        var request = new CompareRequest(
            [Path.Combine(province, ComparisonInput.RegisterFile)],
            province,
            File.ReadAllBytes(Path.Combine(province, "policy.yaml")),
            AsOf,
            folder,
            Threads)
        {
            Previous = Previous,
        };
        try
        {
            using var run = CompareRegister.Execute(request, progress: null, CancellationToken.None);
            if (decisions is not null)
            {
                File.Copy(Path.Combine(folder, "decisions.csv"), decisions, overwrite: true);
            }

            return (run.Comparison.RecordsRead, run.DecisionsDigest);
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }
}
