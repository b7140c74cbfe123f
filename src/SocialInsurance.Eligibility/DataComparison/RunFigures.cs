using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>People under one rule.</summary>
public sealed record RuleFigure(string Code, EligibilityOutcome Outcome, RiskColor Color, FindingKind Finding, ReasonText Reason, int People);

/// <summary>People of one age band or region.</summary>
/// <param name="Name">lowest age in years, or the four digits of a prefecture ("0000": none given)</param>
/// <param name="Outcomes">counts in the order of <see cref="EligibilityOutcome"/></param>
public sealed record GroupFigure(string Name, IReadOnlyList<int> Outcomes)
{
    /// <summary>All people of the group.</summary>
    [JsonIgnore]
    public int People => Outcomes.Sum();
}

/// <summary>What one source brought.</summary>
/// <param name="People">people whom at least one agreeing record concerns</param>
/// <param name="Certified">people certified silently by its record</param>
/// <param name="ByAge">people by the age of their latest record, bands of <see cref="RunFigures.EventAges"/></param>
public sealed record SourceFigure(string Name, ReasonText Title, int People, int Certified, IReadOnlyList<int> ByAge);

/// <summary>The figures of a run, kept as <c>summary.json</c> in its folder so that the next run can be held against it. No person is named.</summary>
public sealed record RunFigures
{
    internal const string FileName = "summary.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people, not a web page
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = FiguresJson.Default,
    };

    /// <summary>Upper ends of the age bands of a latest record, days; one more, open band follows.</summary>
    public static IReadOnlyList<int> EventAges => RunTally.EventAges;

    /// <summary>People in the register.</summary>
    public required int People { get; init; }

    /// <summary>People whose number can be compared.</summary>
    public required int Comparable { get; init; }

    /// <summary>People with a record of any activity source, however old.</summary>
    public required int WithActivity { get; init; }

    /// <summary>Rules in the order of the policy.</summary>
    public required IReadOnlyList<RuleFigure> Rules { get; init; }

    /// <summary>Age bands, ascending; the first holds those without date of birth too.</summary>
    public required IReadOnlyList<GroupFigure> Ages { get; init; }

    /// <summary>Prefectures, ascending by code.</summary>
    public required IReadOnlyList<GroupFigure> Regions { get; init; }

    /// <summary>Sources in the order of the state.</summary>
    public required IReadOnlyList<SourceFigure> Sources { get; init; }

    /// <summary>People by tenths of the record's freshness F.</summary>
    public required IReadOnlyList<int> ConfidenceTenths { get; init; }

    /// <summary>People under an outcome.</summary>
    public int Of(EligibilityOutcome outcome) => Rules.Where(r => r.Outcome == outcome).Sum(r => r.People);

    /// <summary>People with a finding.</summary>
    public int Of(FindingKind finding) => Rules.Where(r => r.Finding == finding).Sum(r => r.People);

    /// <summary>The figures of a published run; null when the run has none (an older program made it) or they cannot be read.</summary>
    public static RunFigures? Read(string runFolder)
    {
        var path = Path.Combine(runFolder, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<RunFigures>(File.ReadAllBytes(path), Json) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
