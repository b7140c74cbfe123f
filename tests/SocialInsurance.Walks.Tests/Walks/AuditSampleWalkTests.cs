using System.Text.Json;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Walks.Tests;

/// <summary>抽查: from the draw in a run to a case; the person stays certified, and no second run opens it again.</summary>
public sealed class AuditSampleWalkTests : IDisposable
{
    private const int People = 40;

    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Forty who saw a doctor; one of them is reported dead.</summary>
    private HandmadeData Data() => new HandmadeData(workspace)
        .Register(string.Concat(Enumerable.Range(0, People).Select(i => $"W{i:D9},{HandmadeData.Number(i)},王{(char)('一' + i)},2026-10-30\n")))
        .Feed("medical_settlement", "activity", string.Concat(Enumerable.Range(0, People).Select(i => $"{HandmadeData.Number(i)},王{(char)('一' + i)},2026-10-20\n")), "personPresent")
        .Feed("household_deregistration", "terminal", $"{HandmadeData.Number(3)},王{(char)('一' + 3)},2026-09-01\n");

    private string PolicyWith(string share)
    {
        var text = File.ReadAllText(Workspace.PolicyPath);
        const string usual = "value: 0.5, legalBasis: audit-rules";
        var at = text.IndexOf(usual, StringComparison.Ordinal);
        Assert.True(at > 0);
        return workspace.Write($"policy-{share}.yaml", text[..at] + $"value: {share}, legalBasis: audit-rules" + text[(at + usual.Length)..]);
    }

    private CompletedRun Compare(string policy, string target) => CompareRegister.Execute(
        new CompareRequest([workspace.At("data", "register.csv")], workspace.At("data"), File.ReadAllBytes(policy), new DateOnly(2026, 10, 31), workspace.At("runs", target), 2), progress: null, Cancel);

    [Fact]
    public async Task Drawn_passes_become_cases_once_and_stay_certified()
    {
        Data();
        await using var books = await Books.OpenAsync(workspace);
        using var run = Compare(PolicyWith("100"), "all");
        using var none = Compare(PolicyWith("0"), "none");
        Assert.Equal((People - 1, 0), (run.AuditSample.RandomCount, none.AuditSample.Picks.Count));
        Assert.Equal(File.ReadAllText(workspace.At("runs", "none", "decisions.csv")), File.ReadAllText(workspace.At("runs", "all", "decisions.csv")));
        Assert.Equal(People, File.ReadAllLines(workspace.At("runs", "all", AuditFile)).Length);

        var recorded = await books.RecordAsync("run-1", run);
        Assert.Equal((People, People, People - 1), (recorded.Decisions.Recorded, recorded.Decisions.CasesOpened, recorded.Decisions.PeriodsOpened));
        var cases = (await books.Storage.Reader.ReadOpenCasesAsync(1000, Cancel)).Where(c => c.Kind == FindingKind.AuditSample).ToArray();
        Assert.Equal(People - 1, cases.Length);
        Assert.All(cases, c => Assert.Equal((RiskColour.Blue, $"{AuditFile}@2026-10-31"), (c.Colour, c.RecordPlace)));
        Assert.DoesNotContain(cases, c => c.Beneficiary == new BeneficiaryId("W000000003"));
        var decision = Assert.Single(await books.Storage.Reader.ReadDecisionsAsync(cases[0].Beneficiary, Cancel)).Decision;
        Assert.Equal((DecisionOutcome.Certified, true), (decision.Outcome, decision.Period is not null));

        Assert.Equal(0, (await books.RecordAsync("run-1", run)).Decisions.CasesOpened);
        Assert.Equal(0, (await books.RecordAsync("run-2", run)).Decisions.CasesOpened);
        await books.WholeHeadAsync();
    }

    [Fact]
    public async Task Command_line_reports_and_keeps_the_sample()
    {
        Data();
        var all = (await workspace.RunAsync([.. new HandmadeData(workspace).Run(workspace.At("runs", "cli"), policy: PolicyWith("100")), "--audit-seed", "42"])).Json(exitCode: 0);
        var sample = all.GetProperty("auditSample").AssertHas("random", "riskWeighted", "silentPasses");
        Assert.Equal((People - 1, 0), (sample.GetProperty("random").GetInt32(), sample.GetProperty("riskWeighted").GetInt32()));
        Assert.Equal(["beneficiaryId,reason,weight,probability", "W000000000,random,1,1"], File.ReadLines(workspace.At("runs", "cli", AuditFile)).Take(2));
        Assert.Contains("\"auditSeed\": \"42\"", File.ReadAllText(workspace.At("runs", "cli", "manifest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_follows_the_content_of_the_files_unless_it_is_given()
    {
        Data();
        var data = new HandmadeData(workspace);
        async Task<string> SeedAsync(string run)
        {
            (await workspace.RunAsync([.. data.Run(workspace.At("runs", run), policy: PolicyWith("50"))])).Json(exitCode: 0);
            using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(workspace.At("runs", run, "manifest.json")));
            return manifest.RootElement.GetProperty("notes").GetProperty("auditSeed").GetString()!;
        }

        var first = await SeedAsync("first");
        Assert.Equal(first, await SeedAsync("again"));
        var feed = Directory.GetFiles(workspace.At("data"), "*.csv").First(file => !file.EndsWith("register.csv", StringComparison.Ordinal));
        await File.AppendAllTextAsync(feed, (await File.ReadAllLinesAsync(feed))[^1] + "\n");
        Assert.NotEqual(first, await SeedAsync("changed"));
    }

    private const string AuditFile = "audit-sample.csv";

    public void Dispose() => workspace.Dispose();
}
