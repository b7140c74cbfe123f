using System.Globalization;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Benchmarks;

/// <summary>One whole run as <c>compare run</c> makes it: state, links, decisions, rejects, published.</summary>
internal static class FullRun
{
    private const string Prefix = "full";

    internal static string Code(int threads) => Prefix + threads.ToString(CultureInfo.InvariantCulture);

    internal static bool Is(string code) => code.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="decisions">where decisions.csv is copied to, or null</param>
    internal static (long Records, string Digest) Execute(string code, string province, string? decisions)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"sicert-full-run-{Environment.ProcessId}");
        var request = new CompareRequest(
            [Path.Combine(province, ComparisonInput.RegisterFile)],
            province,
            File.ReadAllBytes(Path.Combine(province, "policy.yaml")),
            ComparisonInput.AsOf,
            folder,
            int.Parse(code.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
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
            Directory.Delete(folder, recursive: true);
        }
    }
}
