using System.Globalization;
using System.Text.Json;
using SocialInsurance.Walks.Tests.Support;

[assembly: AssemblyFixture(typeof(SmallProvince))]

namespace SocialInsurance.Walks.Tests.Support;

/// <summary>One generated province and one run over it, shared by all tests, which read it and never write.</summary>
public sealed class SmallProvince : IAsyncLifetime
{
    private readonly Workspace workspace = new();

    public string Root => workspace.Root;

    public string Folder => workspace.At("province");

    public string Run => workspace.At("runs", "2026-10-31");

    public string Policy => Path.Combine(Folder, "policy.yaml");

    public string Truth => Path.Combine(Folder, "truth.csv");

    /// <summary>What <c>province generate --json</c> printed.</summary>
    public JsonElement Generated { get; private set; }

    /// <summary>What <c>compare run --json</c> printed.</summary>
    public JsonElement Compared { get; private set; }

    public IReadOnlyList<DecisionRow> Decisions { get; private set; } = [];

    /// <summary>Every number and name of the register.</summary>
    public IReadOnlyList<string> People { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var generated = await workspace.RunAsync("province", "generate", "--beneficiaries", "2000", "--records", "40000", "--seed", "1", "--out", Folder, "--json");
        Generated = generated.Json(exitCode: 0);
        var compared = await workspace.RunAsync([.. CompareArguments(Run), "--json"]);
        Compared = compared.Json(exitCode: 0);
        People = PeopleOf(Path.Combine(Folder, "register.csv"));
        Privacy.AssertSilentAbout(compared, People);
        Decisions = [.. File.ReadLines(Path.Combine(Run, "decisions.csv")).Skip(1).Select(line => line.Split(',')).Select(f => new DecisionRow(f[0], f[1], f[2], f[4], f[5], f[6]))];
    }

    public string[] CompareArguments(string target) =>
        ["compare", "run", "--register", Path.Combine(Folder, "register.csv"), "--feeds", Folder, "--policy", Policy, "--as-of", "2026-10-31", "--out", target];

    /// <summary>Numbers and names of a generated register, as they stand in it.</summary>
    public static string[] PeopleOf(string register) =>
    [
        .. File.ReadLines(register).Skip(1).Select(line => line.Split(',')).SelectMany(fields => fields[1..3]).Where(text => text.Length > 1).Distinct(),
    ];

    public ValueTask DisposeAsync()
    {
        workspace.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A row of decisions.csv without its colour.</summary>
public sealed record DecisionRow(string Beneficiary, string Outcome, string Rule, string EvidenceSource, string EvidenceDate, string Finding)
{
    internal DateOnly EvidenceOn => DateOnly.ParseExact(EvidenceDate, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
