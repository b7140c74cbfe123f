using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Report;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Service.Scheduling;

namespace SocialInsurance.Cli.Commands;

/// <summary>
/// <c>jobs.json</c> in a data folder: the nightly comparison, as its operator wants it. Paths count from the data folder. Without the file
/// there is no such job, and the run is left to <c>compare run</c>.
/// </summary>
internal static class JobsFile
{
    internal const string Name = "jobs.json";

    private const string Form = "{\"comparison\":{\"at\":\"02:00\",\"registers\":[\"register.csv\"],\"feeds\":\"feeds\",\"policy\":\"policies\",\"threads\":1}}";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="InputRefused">the file is not in order</exception>
    internal static NightlyComparison? ReadComparison(string dataFolder, string runsFolder, IReversalReader reversals)
    {
        var path = Path.Combine(dataFolder, Name);
        if (!File.Exists(path) || Parse(path)?.Comparison is not { } section)
        {
            return null;
        }

        if (!TimeOnly.TryParseExact(section.At ?? "02:00", "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            || section.Registers is not { Count: > 0 } || section.Feeds is null || section.Policy is null || section.Threads is < 1 or > 1024)
        {
            throw Refused(path, null, "comparison");
        }

        string Under(string name) => Path.Combine(dataFolder, name);
        return new NightlyComparison(
            at,
            [.. section.Registers.Select(Under)],
            Under(section.Feeds),
            runsFolder,
            day => PolicyCommand.ReadInForce(Under(section.Policy), day),
            section.Threads ?? Math.Max(1, Environment.ProcessorCount / 2))
        {
            Page = RunReportPage.Write,
            Reversals = reversals,
        };
    }

    private static JobsSection? Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<JobsSection>(CommandContext.ReadInput(path), Strict);
        }
        catch (JsonException fault)
        {
            throw Refused(path, fault.LineNumber + 1, fault.Path ?? "$");
        }
    }

    private static InputRefused Refused(string path, long? line, string found) =>
        new(new CliError("jobsFile", Strings.Get("JobsFileRefused"), path, line, Expected: Form, Found: found));

    private sealed record JobsSection(ComparisonSection? Comparison);

    private sealed record ComparisonSection(string? At, IReadOnlyList<string>? Registers, string? Feeds, string? Policy, int? Threads);
}
