using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Cli.Output;
using SocialInsurance.Cli.Report;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Scheduling;

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

    /// <summary>Reads the file and looks for what it names, without a run.</summary>
    /// <exception cref="InputRefused">the file is not in order, or names what is not there</exception>
    internal static void Check(string dataFolder)
    {
        var (section, _) = ReadSection(dataFolder);
        if (section is null)
        {
            return;
        }

        var missing = section.Registers!.Append(section.Feeds!).Append(section.Policy!).Select(name => Path.Combine(dataFolder, name)).FirstOrDefault(path => !Path.Exists(path));
        if (missing is not null)
        {
            throw new InputRefused(new CliError("unreadable", Strings.Get("FileUnreadable"), missing, Expected: Strings.Get("ExpectedReadableFile"), Found: Strings.Get("FoundNothing")));
        }
    }

    /// <exception cref="InputRefused">the file is not in order</exception>
    internal static NightlyComparison? ReadComparison(string dataFolder, string runsFolder, IReversalReader reversals)
    {
        var (section, at) = ReadSection(dataFolder);
        if (section is null)
        {
            return null;
        }

        string Under(string name) => Path.Combine(dataFolder, name);
        return new NightlyComparison(
            at,
            [.. section.Registers!.Select(Under)],
            Under(section.Feeds!),
            runsFolder,
            day => PolicyCommand.ReadInForce(Under(section.Policy!), day),
            section.Threads ?? Math.Max(1, Environment.ProcessorCount / 2))
        {
            Page = RunReportPage.Write,
            Reversals = reversals,
        };
    }

    private static (ComparisonSection? Section, TimeOnly At) ReadSection(string dataFolder)
    {
        var path = Path.Combine(dataFolder, Name);
        if (!File.Exists(path) || Parse(path)?.Comparison is not { } section)
        {
            return default;
        }

        return TimeOnly.TryParseExact(section.At ?? "02:00", "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            && section is { Registers.Count: > 0, Feeds: not null, Policy: not null, Threads: null or (>= 1 and <= 1024) }
            ? (section, at)
            : throw Refused(path, null, "comparison");
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
