using System.Text.Json;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;

namespace SocialInsurance.Walks.Tests;

/// <summary>A feed that leaves its own history is held, visibly; a person lets it through, with a reason.</summary>
public sealed class BrakeTests : IDisposable
{
    private const int People = 600;
    private const string Deaths = "household_deregistration";

    private readonly Workspace workspace = new();
    private readonly HandmadeData data;

    public BrakeTests()
    {
        data = new HandmadeData(workspace);
        data.Register(string.Concat(Enumerable.Range(0, People).Select(i => $"W{i:D9},{HandmadeData.Number(i)},{Name(i)},2026-10-30\n")));
    }

    private string History => workspace.At("runs");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Name(int i) => $"王{(char)('一' + i)}";

    private static string Rows(IEnumerable<int> people, string on) => string.Concat(people.Select(i => $"{HandmadeData.Number(i)},{Name(i)},{on}\n"));

    /// <summary>A month in which 30 people died and all others saw a doctor.</summary>
    private async Task<JsonElement> MonthAsync(int month, string run, string moreDeaths = "")
    {
        var died = Enumerable.Range(30 * (month - 8), 30).ToArray();
        data.Feed(Deaths, "terminal", Rows(died, $"2026-{month:D2}-20") + moreDeaths)
            .Feed("medical_settlement", "activity", Rows(Enumerable.Range(30 * (month - 7), People - 30 * (month - 7)), $"2026-{month:D2}-25"), "personPresent");
        return await RunAsync(month, run);
    }

    private async Task<JsonElement> RunAsync(int month, string run, params string[] more) =>
        (await workspace.RunAsync([.. data.Run(workspace.At("runs", run), asOf: $"2026-{month:D2}-28"), .. more])).Json(exitCode: 0);

    private Task<SicertResult> ReleaseAsync(string reason, params string[] more) =>
        workspace.RunAsync(["compare", "release", "--feed", Deaths, "--reason", reason, "--by", "clerk-12", "--history", History, "--json", .. more]);

    private static JsonElement Feed(JsonElement run, string name) =>
        run.GetProperty("feeds").EnumerateArray().Single(f => f.GetProperty("name").GetString() == name);

    private static int Deceased(JsonElement run) => run.GetProperty("findings").EnumerateObject().Where(f => f.Name.Contains("Death", StringComparison.Ordinal)).Sum(f => f.Value.GetInt32());

    private static string Poison => Rows(Enumerable.Range(200, 300), "2026-11-20") + "44010119400101123X,甲,2026-11-20\n";

    private async Task<JsonElement> PoisonedAsync()
    {
        foreach (var month in new[] { 8, 9, 10 })
        {
            var honest = await MonthAsync(month, $"2026-{month:D2}");
            Assert.Equal((false, 30), (Feed(honest, Deaths).GetProperty("held").GetBoolean(), Deceased(honest)));
        }

        return await MonthAsync(11, "2026-11", Poison);
    }

    [Fact]
    public async Task Poisoned_feed_is_held_and_the_run_goes_on_and_says_so()
    {
        var poisoned = await PoisonedAsync();
        var explained = (await workspace.RunAsync(["compare", "explain", "--run", poisoned.GetProperty("run").GetString()!, "--beneficiary", "W000000450", "--json"])).Json(exitCode: 0);
        var held = Assert.Single(explained.GetProperty("doubtfulDeliveries").EnumerateArray());
        Assert.Equal(($"{Deaths}.csv", JsonValueKind.Null), (held.GetProperty("file").GetString(), held.GetProperty("run").ValueKind));
        var deaths = Feed(poisoned, Deaths);
        Assert.True(deaths.GetProperty("held").GetBoolean());
        Assert.Contains("死亡日期后仍有活动", deaths.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("记录数 331", deaths.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var visits = Feed(poisoned, "medical_settlement");
        Assert.Equal((false, JsonValueKind.Null), (visits.GetProperty("held").GetBoolean(), visits.GetProperty("reason").ValueKind));

        Assert.Equal(0, Deceased(poisoned));
        Assert.Equal((331, 330, 1), (deaths.GetProperty("read").GetInt32(), deaths.GetProperty("accepted").GetInt32(), deaths.GetProperty("rejected").GetInt32()));
        Assert.Equal(330, poisoned.GetProperty("records").GetProperty("held").GetInt32());
        var brake = poisoned.GetProperty("brake");
        Assert.Equal((3, 1, 420), (brake.GetProperty("historyRuns").GetInt32(), brake.GetProperty("heldFiles").GetInt32(), brake.GetProperty("peopleOnlyInHeldFeeds").GetInt32()));
        var named = File.ReadAllLines(workspace.At("runs", "2026-11", "held-people.csv"));
        Assert.Equal(421, named.Length); // 330 of the held file, 30 of the one that it overwrote, 60 of those that news overwrote before
        Assert.Equal(0, brake.GetProperty("certifiedAmongThem").GetInt32()); // asked to appear instead
        Assert.Equal(brake.GetProperty("certifiedAmongThem").GetInt32(), named.Count(l => l.EndsWith(",Certified", StringComparison.Ordinal)));
        Assert.Contains(File.ReadAllLines(workspace.At("runs", "2026-11", "rejects.csv")), l => l.StartsWith($"{Deaths}.csv,332,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Held_feed_is_shown_to_people_with_what_to_do()
    {
        await PoisonedAsync();
        var shown = (await workspace.RunAsync([.. data.Run(workspace.At("runs", "again"), asOf: "2026-11-28").Where(a => a != "--json")])).AssertExit(0);
        Assert.Contains("暂扣", shown.Out, StringComparison.Ordinal);
        Assert.Contains("只见于暂扣死亡来源或已不在目录中的文件的人员 420 名", shown.Out, StringComparison.Ordinal);
        Assert.Contains("批次 2026-10 用过的 household_deregistration.csv", shown.Out.ReplaceLineEndings("").Replace("  ", " "), StringComparison.Ordinal);
        Assert.Contains("sicert compare release", shown.Out, StringComparison.Ordinal);
        var elsewhere = (await workspace.RunAsync([.. data.Run(workspace.At("other", "run"), asOf: "2026-11-28").Where(a => a != "--json"), "--history", History])).AssertExit(0);
        Assert.Contains($"--history {History}", elsewhere.Out.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).Replace("--history", "--history ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_file_of_a_known_feed_is_held_and_nobody_of_the_earlier_one_is_certified_unseen()
    {
        await MonthAsync(8, "2026-08");
        workspace.Write($"data/{Deaths}.csv", "");
        var run = await RunAsync(9, "2026-09");
        var deaths = Feed(run, Deaths);
        Assert.Equal((true, "读不出来：文件为空；请来源单位重新报送，不能放行"), (deaths.GetProperty("held").GetBoolean(), deaths.GetProperty("reason").GetString()));
        Assert.Equal(("fileEmpty", "2026-08"), (deaths.GetProperty("unreadable").GetProperty("code").GetString(), Assert.Single(deaths.GetProperty("missing").EnumerateArray()).GetProperty("run").GetString()));
        var named = File.ReadAllLines(workspace.At("runs", "2026-09", "held-people.csv"))[1..];
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"W{i:D9}"), named.Select(line => line.Split(',')[0]));
        Assert.Equal(0, run.GetProperty("brake").GetProperty("certifiedAmongThem").GetInt32());
        Assert.Contains("读不出来：文件为空", File.ReadAllText(workspace.At("runs", "2026-09", "report.html")), StringComparison.Ordinal);
        Assert.Contains("批次 2026-08 用过的", File.ReadAllText(workspace.At("runs", "2026-09", "report.html")), StringComparison.Ordinal);
        Assert.Equal("unreadable", (await ReleaseAsync("checked")).Json(exitCode: 3).GetProperty("error").GetProperty("code").GetString());
        var explained = (await workspace.RunAsync(["compare", "explain", "--run", workspace.At("runs", "2026-09"), "--beneficiary", "W000000007", "--json"])).Json(exitCode: 0);
        Assert.True(explained.GetProperty("onlyInHeldDelivery").GetBoolean());
        var doubtful = Assert.Single(explained.GetProperty("doubtfulDeliveries").EnumerateArray());
        Assert.Equal((Deaths, "2026-08"), (doubtful.GetProperty("source").GetString(), doubtful.GetProperty("run").GetString())); // the empty one names nobody
        var told = (await workspace.RunAsync(["compare", "explain", "--run", workspace.At("runs", "2026-09"), "--beneficiary", "W000000007"])).AssertExit(0).Out;
        Assert.Contains($"{Deaths}：{Deaths}.csv（批次 2026-08 曾读取，现已不在目录中）", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Death_file_that_is_gone_is_named_and_let_go_with_a_reason()
    {
        await MonthAsync(8, "2026-08");
        File.Move(workspace.At("data", $"{Deaths}.csv"), workspace.At("data", $"{Deaths}_old.csv"));
        workspace.Write($"data/{Deaths}.csv", HandmadeData.FeedHeader + Rows([400], "2026-08-27"));
        Assert.Empty((await RunAsync(8, "moved")).GetProperty("goneDeliveries").EnumerateArray());
        File.Delete(workspace.At("data", $"{Deaths}_old.csv"));
        var gone = Assert.Single((await RunAsync(8, "deleted")).GetProperty("goneDeliveries").EnumerateArray());
        Assert.Equal((Deaths, "moved", $"{Deaths}_old.csv", 30), (gone.GetProperty("source").GetString(), gone.GetProperty("run").GetString(), gone.GetProperty("file").GetString(), gone.GetProperty("people").GetInt32()));
        var shown = (await workspace.RunAsync([.. data.Run(workspace.At("runs", "shown"), asOf: "2026-08-28").Where(a => a != "--json")])).AssertExit(0);
        Assert.Contains("报告死亡的 30 人", shown.Out.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Contains("报告死亡的 30 人", File.ReadAllText(workspace.At("runs", "shown", "report.html")), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"W{i:D9}"), File.ReadAllLines(workspace.At("runs", "shown", "held-people.csv"))[1..].Select(line => line.Split(',')[0]));
        Assert.Contains("其中本批次静默认证 0 名", shown.Out.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.True((await ReleaseAsync("另一个省的名单", "--file", $"{Deaths}_old.csv", "--gone")).Json(exitCode: 0).GetProperty("letsGo").GetBoolean());
        Assert.Equal("AlreadyReleased", (await ReleaseAsync("again", "--file", $"{Deaths}_old.csv", "--gone")).Json(exitCode: 0).GetProperty("status").GetString());
        var known = await RunAsync(8, "known");
        Assert.Empty(known.GetProperty("goneDeliveries").EnumerateArray());
        Assert.Equal(0, known.GetProperty("brake").GetProperty("peopleOnlyInHeldFeeds").GetInt32());
    }

    [Fact]
    public async Task Months_that_overwrote_each_other_are_let_go_together()
    {
        foreach (var month in new[] { 8, 9, 10 })
        {
            await MonthAsync(month, $"2026-{month:D2}");
        }

        var gone = JsonDocument.Parse(File.ReadAllText(workspace.At("runs", "2026-10", "manifest.json"))).RootElement.GetProperty("gone");
        Assert.Equal(["2026-08", "2026-09"], gone.EnumerateArray().Select(g => g.GetProperty("run").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("nothingHeld", (await ReleaseAsync("已逐一核实", "--file", $"{Deaths}.csv")).Json(exitCode: 3).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("usage", (await ReleaseAsync("已逐一核实", "--gone")).Json(exitCode: 2).GetProperty("error").GetProperty("code").GetString());
        (await ReleaseAsync("已逐一核实", "--file", $"{Deaths}.csv", "--gone")).Json(exitCode: 0);
        var after = await RunAsync(10, "2026-10-again");
        Assert.Empty(after.GetProperty("goneDeliveries").EnumerateArray());
        Assert.Equal(0, after.GetProperty("brake").GetProperty("peopleOnlyInHeldFeeds").GetInt32());
    }

    [Fact]
    public async Task Release_needs_a_reason_and_counts_for_that_content_only()
    {
        await PoisonedAsync();
        foreach (var refused in new[] { await ReleaseAsync("  "), await ReleaseAsync("checked", "--file", "other.csv") })
        {
            refused.Json(exitCode: 3).GetProperty("error").AssertHas("code", "message", "expected", "found");
        }

        Assert.False(File.Exists(Path.Combine(History, "releases.jsonl")));
        var release = (await ReleaseAsync("疫情补报，已逐一电话核实")).Json(exitCode: 0).AssertHas("feed", "file", "sha256", "reason", "by", "recordedAt");
        Assert.Equal("AlreadyReleased", (await ReleaseAsync("again")).Json(exitCode: 0).GetProperty("status").GetString());
        Assert.Single(File.ReadAllLines(Path.Combine(History, "releases.jsonl")));

        var applied = await RunAsync(11, "2026-11-released");
        var deaths = Feed(applied, Deaths);
        Assert.Equal((false, "Released", "clerk-12"), (deaths.GetProperty("held").GetBoolean(), deaths.GetProperty("brake").GetString(), deaths.GetProperty("release").GetProperty("by").GetString()));
        Assert.Equal(330, Deceased(applied));
        var manifest = JsonDocument.Parse(File.ReadAllText(workspace.At("runs", "2026-11-released", "manifest.json"))).RootElement;
        var kept = manifest.GetProperty("inputs").EnumerateArray().Single(i => i.GetProperty("source").GetString() == Deaths).GetProperty("brake");
        Assert.Equal(release.GetProperty("sha256").GetString(), kept.GetProperty("release").GetProperty("sha256").GetString());

        var changed = await MonthAsync(11, "2026-11-changed", Poison + Rows([550], "2026-11-20"));
        Assert.True(Feed(changed, Deaths).GetProperty("held").GetBoolean());
    }

    [Fact]
    public async Task Several_held_files_are_released_one_by_one()
    {
        await PoisonedAsync();
        workspace.Write($"data/{Deaths}_2.csv", HandmadeData.FeedHeader + Rows(Enumerable.Range(300, 250), "2026-11-19"));
        Assert.Equal(2, (await RunAsync(11, "two")).GetProperty("brake").GetProperty("heldFiles").GetInt32());
        Assert.Equal("severalHeld", (await ReleaseAsync("checked")).Json(exitCode: 3).GetProperty("error").GetProperty("code").GetString());
        (await ReleaseAsync("checked", "--file", $"{Deaths}_2.csv")).Json(exitCode: 0);
        Assert.Equal(1, (await RunAsync(11, "one")).GetProperty("brake").GetProperty("heldFiles").GetInt32());
    }

    [Fact]
    public async Task Replayed_file_is_a_no_op_and_an_overlapping_one_merges()
    {
        var first = await MonthAsync(8, "first");
        var replayed = await RunAsync(8, "replayed");
        Assert.Equal(first.GetProperty("decisionsDigest").GetString(), replayed.GetProperty("decisionsDigest").GetString());
        Assert.Equal(first.GetProperty("stateDigest").GetString(), replayed.GetProperty("stateDigest").GetString());
        foreach (var feed in replayed.GetProperty("feeds").EnumerateArray())
        {
            Assert.Equal("first", feed.GetProperty("sameContentAs").GetProperty("run").GetString());
            Assert.False(feed.GetProperty("held").GetBoolean());
        }

        Assert.All(first.GetProperty("feeds").EnumerateArray(), feed => Assert.Equal(JsonValueKind.Null, feed.GetProperty("sameContentAs").ValueKind));

        File.Copy(workspace.At("data", $"{Deaths}.csv"), workspace.At("data", $"{Deaths}_copy.csv"));
        workspace.Write("data/medical_settlement_2.csv", HandmadeData.FeedHeader + Rows(Enumerable.Range(100, 200), "2026-08-25"));
        var overlapping = await RunAsync(8, "overlapping");
        Assert.Equal(first.GetProperty("decisionsDigest").GetString(), overlapping.GetProperty("decisionsDigest").GetString());
        var copy = overlapping.GetProperty("feeds").EnumerateArray().Single(f => f.GetProperty("file").GetString() == $"{Deaths}_copy.csv");
        Assert.Equal($"{Deaths}.csv", copy.GetProperty("sameContentAs").GetProperty("file").GetString());
        Assert.Equal(0, copy.GetProperty("read").GetInt32());
    }

    [Fact]
    public async Task Deaths_that_caseworkers_refute_hold_the_feed_next_time()
    {
        await MonthAsync(8, "first");
        await using (var books = await Books.OpenAsync(workspace))
        {
            using var run = Books.Compare(data, workspace.At("runs", "recorded"));
            await books.RecordAsync("run-1", run);
            foreach (var i in Enumerable.Range(0, 6))
            {
                var confirmed = await new ConfirmAlive(books.Storage.Store, books.Time).ExecuteAsync(
                    new AliveConfirmation(new BeneficiaryId($"W{i:D9}"), new CaseworkerId("clerk-1"), new SessionId($"window-{i}"), new DateOnly(2026, 11, 2), RecordRun.PolicyOf(run.Policy.Policy.Stamp), 12), Cancel);
                Assert.Single(confirmed.Closed);
            }

            Assert.Equal(6, (await books.Storage.Reversals.ReadReversalsAsync(Cancel)).Count(r => r.File == $"{Deaths}.csv"));
        }

        Assert.False(Feed(await RunAsync(12, "without-books"), Deaths).GetProperty("held").GetBoolean());
        var held = Feed(await RunAsync(12, "with-books", "--data", workspace.At("books")), Deaths);
        Assert.True(held.GetProperty("held").GetBoolean());
        Assert.Contains("经核实为误报", held.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var missing = await workspace.RunAsync([.. data.Run(workspace.At("runs", "x")), "--data", workspace.At("nowhere")]);
        Assert.Equal("dataMissing", missing.Json(exitCode: 3).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Previous_run_outside_the_history_is_said_because_its_files_are_read_and_judged_anew()
    {
        await MonthAsync(8, "2026-08");
        var inside = (await RunAsync(8, "again", "--previous", workspace.At("runs", "2026-08"))).GetProperty("incremental");
        Assert.Equal((3, 0, JsonValueKind.Null), (inside.GetProperty("filesReused").GetInt32(), inside.GetProperty("filesRead").GetInt32(), inside.GetProperty("historyWithoutPrevious").ValueKind));

        var other = Directory.CreateDirectory(workspace.At("other")).FullName;
        string[] elsewhere = ["--previous", workspace.At("runs", "2026-08"), "--history", other];
        var outside = (await RunAsync(8, "elsewhere", elsewhere)).GetProperty("incremental");
        Assert.Equal((1, 2, other), (outside.GetProperty("filesReused").GetInt32(), outside.GetProperty("filesRead").GetInt32(), outside.GetProperty("historyWithoutPrevious").GetString()));
        var people = (await workspace.RunAsync([.. data.Run(workspace.At("runs", "people"), asOf: "2026-08-28").Where(a => a != "--json"), .. elsewhere])).AssertExit(0).Out.ReplaceLineEndings("");
        Assert.Contains("上一批次不在历史批次文件夹", people, StringComparison.Ordinal);
        Assert.Contains("--history", people, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();
}
