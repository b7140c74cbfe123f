using System.Text.Json;

namespace SocialInsurance.Walks.Tests;

/// <summary>Why somebody was decided as they were, and who would be decided otherwise.</summary>
public sealed class ExplainAndReplayTests(SmallProvince province) : IDisposable
{
    private readonly Workspace workspace = new();

    [Theory]
    [InlineData("Certified", "")]
    [InlineData("NotDue", "")]
    [InlineData("FaceRequired", "")]
    [InlineData("Review", "DeathCorroborated")]
    [InlineData("Review", "DeathSuspected")]
    [InlineData("Review", "DeathContradicted")]
    [InlineData("Review", "CustodialSentence")]
    [InlineData("Review", "DuplicateBenefit")]
    [InlineData("Review", "DuplicateRegistration")]
    [InlineData("Review", "InvalidDocumentNumber")]
    public async Task Explanation_says_what_the_decision_list_says_and_why(string outcome, string finding)
    {
        var row = province.Decisions.First(decision => decision.Outcome == outcome && decision.Finding == finding);
        var explained = await ExplainAsync(row.Beneficiary);
        Assert.Equal((outcome, row.Rule), (explained.GetProperty("outcome").GetString(), explained.GetProperty("rule").GetString()));
        Assert.Equal(finding.Length == 0 ? "None" : finding, explained.GetProperty("finding").GetString());
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", explained.GetProperty("reason").GetString());
        Assert.InRange(explained.GetProperty("reason").GetString()!.Length, 1, 60);
        var decided = Assert.Single(explained.GetProperty("steps").EnumerateArray(), step => step.GetProperty("result").GetString() == "Decided");
        Assert.Equal(row.Rule, decided.GetProperty("code").GetString());
        var evidence = explained.GetProperty("evidence").EnumerateArray().ToArray();
        Assert.All(evidence, item => item.AssertHas("source", "occurredOn", "file", "line", "strength"));
        Assert.Equal(row.EvidenceSource.Length > 0, evidence.Any(item => item.GetProperty("source").GetString() == row.EvidenceSource && item.GetProperty("occurredOn").GetString() == row.EvidenceDate));
    }

    [Fact]
    public async Task Evidence_stands_in_the_file_at_the_line_that_the_explanation_names()
    {
        var row = province.Decisions.First(decision => decision.EvidenceSource == "medical_settlement" && decision.Outcome == "Certified");
        var explained = await ExplainAsync(row.Beneficiary);
        var evidence = explained.GetProperty("evidence").EnumerateArray().First(item => item.GetProperty("source").GetString() == row.EvidenceSource && item.GetProperty("occurredOn").GetString() == row.EvidenceDate);
        var line = File.ReadLines(Path.Combine(province.Folder, evidence.GetProperty("file").GetString()!)).ElementAt(evidence.GetProperty("line").GetInt32() - 1);
        Assert.Contains($",{row.EvidenceDate} ", line, StringComparison.Ordinal);
        var name = File.ReadLines(Path.Combine(province.Folder, "register.csv")).Single(text => text.StartsWith(row.Beneficiary + ",", StringComparison.Ordinal)).Split(',')[2];
        Assert.StartsWith(name[..1], line.Split(',')[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explanation_for_people_is_chinese_and_english_when_asked()
    {
        var row = province.Decisions.First(decision => decision.Outcome == "Review");
        var chinese = (await workspace.RunAsync("compare", "explain", "--run", province.Run, "--beneficiary", row.Beneficiary)).AssertExit(0);
        Assert.Contains("人工核查", chinese.Out, StringComparison.Ordinal);
        var english = (await workspace.RunAsync("compare", "explain", "--run", province.Run, "--beneficiary", row.Beneficiary, "--lang", "en")).AssertExit(0);
        Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", english.Out);
    }

    [Fact]
    public async Task Replay_with_a_shorter_window_moves_exactly_those_whose_evidence_is_older()
    {
        var data = new HandmadeData(workspace)
            .Register($"R1,{HandmadeData.Number(1)},张建国,2026-10-30\nR2,{HandmadeData.Number(2)},李秀英,2026-10-30\nR3,{HandmadeData.Number(3)},王桂兰,2026-10-30\n")
            .Feed("medical_settlement", "activity", $"{HandmadeData.Number(1)},张建国,2026-10-02\n{HandmadeData.Number(2)},李秀英,2026-10-01\n", "personPresent");
        (await workspace.RunAsync(data.Run("run"))).AssertExit(0);
        var text = await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken);
        var at = text.IndexOf("windowDays", text.IndexOf("name: medical_settlement", StringComparison.Ordinal), StringComparison.Ordinal);
        workspace.Write("shorter.yaml", text[..at] + text[at..].Replace("value: 90", "value: 29", StringComparison.Ordinal));
        var before = workspace.State();

        var replay = (await workspace.RunAsync("policy", "replay", Workspace.PolicyPath, "shorter.yaml", "--run", "run", "--json")).Json(exitCode: 0);
        var change = Assert.Single(replay.GetProperty("changed").EnumerateArray().ToArray()).AssertHas("beneficiary", "from", "to");
        Assert.Equal(("R2", "Certified", "FaceRequired"), (change.GetProperty("beneficiary").GetString(), change.GetProperty("from").GetString(), change.GetProperty("to").GetString()));
        var unchanged = (await workspace.RunAsync("policy", "replay", Workspace.PolicyPath, Workspace.PolicyPath, "--run", "run", "--json")).Json(exitCode: 0);
        Assert.Empty(unchanged.GetProperty("changed").EnumerateArray());
        Assert.Equal(before, workspace.State());
    }

    [Fact]
    public async Task Replay_compares_with_a_policy_that_could_not_be_published_any_more()
    {
        var data = new HandmadeData(workspace)
            .Register($"R1,{HandmadeData.Number(1)},张建国,2026-10-30\n")
            .Feed("medical_settlement", "activity", $"{HandmadeData.Number(1)},张建国,2026-10-02\n", "personPresent");
        (await workspace.RunAsync(data.Run("run"))).AssertExit(0);
        var text = await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken);
        workspace.Write("old.yaml", text.Replace("faintLinkUncontradicted }\n    outcome: FaceRequired", "faintLinkUncontradicted, sources: [travel] }\n    outcome: FaceRequired", StringComparison.Ordinal));
        (await workspace.RunAsync("policy", "replay", "old.yaml", Workspace.PolicyPath, "--run", "run")).AssertExit(0);
        (await workspace.RunAsync("policy", "replay", Workspace.PolicyPath, "old.yaml", "--run", "run")).AssertExit(3);
    }

    private async Task<JsonElement> ExplainAsync(string beneficiary)
    {
        var result = await workspace.RunAsync("compare", "explain", "--run", province.Run, "--beneficiary", beneficiary, "--json");
        Privacy.AssertSilentAbout(result, province.People);
        return result.Json(exitCode: 0).AssertHas("outcome", "reason", "rule", "policyVersion", "evidence");
    }

    public void Dispose() => workspace.Dispose();
}
