using System.Text.Json;

namespace SocialInsurance.Walks.Tests;

/// <summary>The walk of samples/policies/README.md: from an edited number to a replayed, published policy that the next run takes, without an engineer.</summary>
public sealed class PolicyPublishTests(SmallProvince province) : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Edited_number_is_checked_replayed_published_listed_shown_and_taken_by_a_run()
    {
        var edited = Edited("2026.2", "value: 59");
        var check = (await workspace.RunAsync("policy", "check", "new.yaml", "--json")).Json(exitCode: 0);
        Assert.Equal(0, check.GetProperty("tests").GetProperty("failed").GetInt32());

        var replay = (await workspace.RunAsync("policy", "replay", Workspace.PolicyPath, "new.yaml", "--run", province.Run, "--changes", "changes.csv", "--json")).Json(exitCode: 0)
            .AssertHas("people", "changedPeople", "truncated", "moves", "matrix", "cases", "changed");
        Assert.Equal("unwritable", (await workspace.RunAsync("policy", "replay", Workspace.PolicyPath, "new.yaml", "--run", province.Run, "--changes", "nowhere/changes.csv", "--json")).Json(exitCode: 3).GetProperty("error").GetProperty("code").GetString());
        int changed = replay.GetProperty("changed").GetArrayLength();
        Assert.Equal(changed, replay.GetProperty("changedPeople").GetInt32());
        Assert.Equal(changed + 1, File.ReadLines(workspace.At("changes.csv")).Count());
        Assert.Equal(province.Decisions.Count, replay.GetProperty("matrix").EnumerateArray().Sum(m => m.GetProperty("people").GetInt32()));
        foreach (var rule in province.Decisions.GroupBy(d => d.Rule))
            Assert.Equal(rule.Count(), replay.GetProperty("matrix").EnumerateArray().Where(m => m.GetProperty("fromRule").GetString() == rule.Key).Sum(m => m.GetProperty("people").GetInt32()));

        (await PublishAsync(Workspace.PolicyPath, "2026-01-01", "--adopt")).AssertExit(0);
        var published = (await PublishAsync(edited, "2099-01-01", "--run", province.Run)).Json(exitCode: 0);
        Assert.Equal(changed, published.GetProperty("publication").GetProperty("replay").GetProperty("changed").GetInt32());
        var list = (await workspace.RunAsync("policy", "list", "--data", "data", "--json")).Json(exitCode: 0).GetProperty("published").EnumerateArray().ToArray();
        Assert.Equal(["2026.1", "2026.2"], list.Select(p => p.GetProperty("version").GetString()!));
        Assert.Equal(["2026-01-01", "2099-01-01"], list.Select(p => p.GetProperty("effectiveFrom").GetString()!));
        var show = (await workspace.RunAsync("policy", "show", "2026.2", "--data", "data", "--json")).Json(exitCode: 0);
        var change = Assert.Single(show.GetProperty("changes").EnumerateArray().ToArray());
        Assert.Equal(("deathAgreement", "60 (2019-01-01, household-8)", "60 (2019-01-01, household-8); 59 (2026-11-01, household-8)"),
            (change.GetProperty("name").GetString(), change.GetProperty("before").GetString(), change.GetProperty("after").GetString()));

        var run = (await workspace.RunAsync(new HandmadeData(workspace).Register($"R1,{HandmadeData.Number(1)},张建国,2026-10-30\n").Run("run", workspace.At("data", "policies")))).Json(exitCode: 0);
        Assert.Equal("province@2026.1", run.GetProperty("policy").GetString());
    }

    [Fact]
    public async Task Number_that_holds_from_a_later_day_is_replayed_with_its_value_of_that_day()
    {
        const string Today = "      - { from: 2019-01-01, value: 90, legalBasis: window-rules }\n";
        var text = (await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken)).Replace("version: \"2026.1\"", "version: \"2026.2\"", StringComparison.Ordinal);
        workspace.Write("now.yaml", text.Replace(Today, Today.Replace("90", "5", StringComparison.Ordinal), StringComparison.Ordinal));
        workspace.Write("new.yaml", text.Replace(Today, Today + Today.Replace("2019", "2099", StringComparison.Ordinal).Replace("90", "5", StringComparison.Ordinal), StringComparison.Ordinal));
        async Task<JsonElement> Replay(string file, params string[] more) =>
            (await workspace.RunAsync(["policy", "replay", Workspace.PolicyPath, file, "--run", province.Run, "--json", .. more])).Json(exitCode: 0);
        var later = await Replay("new.yaml");
        Assert.Equal("2099-01-01", later.GetProperty("valuesOn").GetString());
        Assert.True(later.GetProperty("changedPeople").GetInt32() > 0);
        Assert.Equal((await Replay("now.yaml")).GetProperty("changed").GetRawText(), later.GetProperty("changed").GetRawText());
        Assert.Equal(0, (await Replay("new.yaml", "--values-on", "2098-12-31")).GetProperty("changedPeople").GetInt32());

        (await PublishAsync(Workspace.PolicyPath, "2026-01-01", "--adopt")).AssertExit(0);
        var kept = (await PublishAsync("new.yaml", "2099-01-01", "--run", province.Run)).Json(exitCode: 0).GetProperty("publication").GetProperty("replay");
        Assert.Equal((later.GetProperty("changedPeople").GetInt32(), "2099-01-01"), (kept.GetProperty("changed").GetInt32(), kept.GetProperty("valuesOn").GetString()));
    }

    [Fact]
    public async Task Changed_policy_without_replay_is_refused_and_leaves_the_library_as_it_was()
    {
        (await PublishAsync(Workspace.PolicyPath, "2026-01-01", "--adopt")).AssertExit(0);
        Edited("2026.2", "value: 59");
        var before = workspace.State();
        Assert.Equal("publishNotReplayed", (await PublishAsync("new.yaml", "2099-01-01")).Refused().Code);
        Assert.Equal("publishEffectiveInThePast", (await PublishAsync("new.yaml", "2026-01-02", "--run", province.Run)).Refused().Code);
        Assert.Equal("date", (await PublishAsync("new.yaml", "01.01.2099")).Refused().Code);
        Assert.Equal("unknownVersion", (await workspace.RunAsync("policy", "show", "9", "--data", "data", "--json")).Refused().Code);
        Assert.Equal("fileMissing", (await workspace.RunAsync(new HandmadeData(workspace).Register($"R1,{HandmadeData.Number(1)},张建国,2026-10-30\n").Run("run", workspace.At("data", "policies"), "2025-10-31"))).Refused().Code);
        Assert.Equal(before, workspace.State().Where(line => !line.StartsWith("data/register", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Publishing_killed_at_any_moment_leaves_the_old_library_or_the_new_one()
    {
        (await PublishAsync(Workspace.PolicyPath, "2026-01-01", "--adopt")).AssertExit(0);
        var path = workspace.At("data", "policies", "published.jsonl");
        for (int kill = 0; kill < 6; kill++)
        {
            Edited($"2026.{kill + 2}", "value: 59");
            var old = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            await using (var publishing = SicertProcess.Start(workspace.Root, Arguments("new.yaml", $"2099-01-{kill + 1:D2}", "--without-replay")))
            {
                await Task.Delay(kill * 120, TestContext.Current.CancellationToken);
                publishing.Kill();
            }

            var now = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.StartsWith(old, now, StringComparison.Ordinal);
            var list = (await workspace.RunAsync("policy", "list", "--data", "data", "--json")).Json(exitCode: 0).GetProperty("published").EnumerateArray().ToArray();
            Assert.Equal(now.Count(c => c == '\n'), list.Length);
            foreach (var version in list.Select(p => p.GetProperty("version").GetString()!))
                (await workspace.RunAsync("policy", "show", version, "--data", "data", "--json")).AssertExit(0);
        }
    }

    [Fact]
    public async Task Explanation_of_somebody_not_certified_says_what_was_missing_or_came_first()
    {
        var face = await WhyNotAsync(province.Decisions.First(d => d.Outcome == "FaceRequired").Beneficiary);
        Assert.All(face, w => Assert.Matches(@"^未能确认：\p{IsCJKUnifiedIdeographs}", w.GetProperty("why").GetString()));
        var death = await WhyNotAsync(province.Decisions.First(d => d.Finding == "DeathContradicted").Beneficiary);
        Assert.Contains(death, w => w.GetProperty("blockedBy").GetString() == "R020");
        Assert.Empty(await WhyNotAsync(province.Decisions.First(d => d.Outcome == "Certified").Beneficiary));
        Assert.All(province.Decisions.Where(d => d.Finding == "OpenPossibleLink"), d => Assert.True(d.EvidenceSource.Length > 0 && d.EvidenceDate.Length > 0));
    }

    public void Dispose() => workspace.Dispose();

    private async Task<JsonElement[]> WhyNotAsync(string beneficiary) =>
        [.. (await workspace.RunAsync("compare", "explain", "--run", province.Run, "--beneficiary", beneficiary, "--json")).Json(exitCode: 0).GetProperty("whyNot").EnumerateArray()];

    /// <summary>The sample with one number changed from a day on, under another version.</summary>
    private string Edited(string version, string number) => workspace.Write("new.yaml", File.ReadAllText(Workspace.PolicyPath)
        .Replace("version: \"2026.1\"", $"version: \"{version}\"", StringComparison.Ordinal)
        .Replace("      - { from: 2019-01-01, value: 60, legalBasis: household-8 }\n", $"      - {{ from: 2019-01-01, value: 60, legalBasis: household-8 }}\n      - {{ from: 2026-11-01, {number}, legalBasis: household-8 }}\n", StringComparison.Ordinal));

    private static string[] Arguments(string file, string day, params string[] more) =>
        ["policy", "publish", file, "--effective-from", day, "--reason", "依据新办法", "--by", "operator-1", "--data", "data", "--json", .. more];

    private Task<SicertResult> PublishAsync(string file, string day, params string[] more) => workspace.RunAsync(Arguments(file, day, more));
}
