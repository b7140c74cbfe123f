using System.Text;
using System.Text.Json;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>compare check</c> tells an operator how files would be understood, and shows nobody.</summary>
public sealed class CompareCheckTests : IDisposable
{
    private static readonly string Number = HandmadeData.Number(1);

    private readonly Workspace workspace = new();
    private readonly HandmadeData data;

    private readonly SmallProvince province;

    public CompareCheckTests(SmallProvince province)
    {
        this.province = province;
        data = new HandmadeData(workspace);
    }

    private Task<SicertResult> CheckAsync(params string[] more) => workspace.RunAsync(["compare", "check", "--feeds", data.Folder, .. more]);

    private void Feed(string rows, string? descriptor = null) => data
        .Register($"R1,{Number},张建国,2026-10-30\n")
        .Feed("bus_card", descriptor ?? HandmadeData.Descriptor("bus_card", "activity", "account"), Encoding.UTF8.GetBytes(HandmadeData.FeedHeader + rows));

    [Fact]
    public async Task Sound_files_are_shown_as_understood_with_nobody_in_sight()
    {
        Feed($"{Number},张建国,2026-10-20\n");
        var result = await CheckAsync("--json");
        var document = result.Json(exitCode: 0).AssertHas("files", "unclaimed", "errors");
        Privacy.AssertSilentAbout(result, [Number, "张建国", "建国"]);
        Privacy.AssertNoCitizenNumber(result);
        var file = document.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("file").GetString() == "bus_card.csv")
            .AssertHas("file", "descriptor", "source", "kind", "compression", "encoding", "columns", "rows", "read", "accepted", "rejected", "rejects", "advice");
        var values = file.GetProperty("rows")[0].GetProperty("values");
        Assert.Equal(("2026-10-20", "张**", 2), (values.GetProperty("eventDate").GetString(), values.GetProperty("name").GetString(), file.GetProperty("rows")[0].GetProperty("line").GetInt32()));
        Assert.Equal(["number", "name", "eventDate"], file.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("role").GetString()));
        (await CheckAsync()).AssertExit(0);
    }

    [Fact]
    public async Task Wrong_notation_of_dates_is_refused_with_the_one_that_fits()
    {
        Feed($"{Number},张建国,20261020\n", HandmadeData.Descriptor("bus_card", "activity", "account", maxRejectedShare: "0.05"));
        var result = await CheckAsync("--json");
        var document = result.Json(exitCode: 3);
        Assert.Equal("tooManyRejected", document.GetProperty("error").GetProperty("code").GetString());
        var file = FileOf(document, "bus_card.csv");
        Assert.Equal("yyyyMMdd", file.GetProperty("advice")[0].GetProperty("value").GetString());
        var reject = file.GetProperty("rejects")[0];
        Assert.Equal((2, 3, "BadDate", "yyyy-MM-dd", "########"), (reject.GetProperty("line").GetInt32(), reject.GetProperty("column").GetInt32(), reject.GetProperty("reason").GetString(), reject.GetProperty("expected").GetString(), reject.GetProperty("found").GetString()));
    }

    [Fact]
    public async Task Missing_header_column_files_without_descriptor_and_descriptors_without_file_are_all_named_at_once()
    {
        Feed($"{Number},张建国,2026-10-20\n", HandmadeData.Descriptor("bus_card", "activity", "account", columns: "{ number: number, name: nmae, eventDate: on }"));
        workspace.Write("data/stray.csv", "x");
        workspace.Write("data/rail.feed.yaml", HandmadeData.Descriptor("rail", "activity", "account"));
        var document = (await CheckAsync("--json")).Json(exitCode: 3);
        Assert.Equal(["stray.csv"], document.GetProperty("unclaimed").EnumerateArray().Select(u => u.GetString()));
        Assert.Equal(["columnNotFound", "fileMissing"], document.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()).Order(StringComparer.Ordinal));
        Assert.Contains("'name'", document.GetProperty("errors").EnumerateArray().Single(e => e.GetProperty("code").GetString() == "columnNotFound").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_in_another_notation_is_refused_by_check_and_run_with_the_notation_that_fits()
    {
        data.Register($"R1,{Number},张建国,20261030\nR2,{HandmadeData.Number(2)},李秀英,20261130\n")
            .Feed("bus_card", "activity", $"{Number},张建国,2026-10-20\n", "account");
        var descriptor = await File.ReadAllTextAsync(workspace.At("data", "register.feed.yaml"), TestContext.Current.CancellationToken);
        workspace.Write("data/register.feed.yaml", descriptor.Replace("maxRejectedShare: 1", "maxRejectedShare: 0.05", StringComparison.Ordinal));
        var document = (await CheckAsync("--json")).Json(exitCode: 3);
        Assert.Equal("tooManyUnreadable", document.GetProperty("error").GetProperty("code").GetString());
        var file = FileOf(document, "register.csv");
        Assert.Equal(2, file.GetProperty("unreadable").GetProperty("dueDate").GetInt32());
        Assert.Equal(("dueDate", "yyyyMMdd"), (file.GetProperty("advice")[0].GetProperty("role").GetString(), file.GetProperty("advice")[0].GetProperty("value").GetString()));
        Assert.Contains("到期日期", (await CheckAsync()).AssertExit(3).Out, StringComparison.Ordinal);
        var refused = (await workspace.RunAsync(data.Run("run"))).Refused();
        Assert.Equal(("tooManyUnreadable", ("register.csv", 2L, 4), "1"), (refused.Code, refused.Place, refused.Found));
    }

    [Fact]
    public async Task Run_that_goes_on_says_what_it_could_not_read_of_the_register_and_which_files_it_left_unread()
    {
        data.Register($"R1,{Number},张建国,20261030\nR2,{HandmadeData.Number(2)},李秀英,2026-11-30\n")
            .Feed("bus_card", "activity", $"{Number},张建国,2026-10-20\n", "account");
        workspace.Write("data/Bus_card_november.CSV", HandmadeData.FeedHeader);
        workspace.Write("data/bus_card_october.csv/bus_card.csv", HandmadeData.FeedHeader); // unpacked into a folder
        foreach (var (target, more) in new (string, string[])[] { ("first", []), ("next", ["--previous", "first"]) })
        {
            var english = (await workspace.RunAsync([.. data.Run(target).SkipLast(1), .. more, "--lang", "en"])).AssertExit(0).Out.ReplaceLineEndings(" ");
            Assert.Contains("register.csv: the due date of 1 of 2 rows cannot be read", english, StringComparison.Ordinal);
            Assert.Contains("Bus_card_november.CSV (differs from bus_card*.csv by case only", english, StringComparison.Ordinal);
            Assert.Contains("bus_card_october.csv/", english, StringComparison.Ordinal);
            Assert.Contains("this run had no data of: ", english, StringComparison.Ordinal);
            Assert.Contains("cremation", english, StringComparison.Ordinal);
            var page = await File.ReadAllTextAsync(workspace.At(target, "report.html"), TestContext.Current.CancellationToken);
            Assert.Contains("<p class=\"held\">register.csv：2 行中有 1 行的到期日期读不出", page, StringComparison.Ordinal);
            Assert.Contains("Bus_card_november.CSV（与 bus_card*.csv 只差大小写", page, StringComparison.Ordinal);
        }

        var document = (await workspace.RunAsync([.. data.Run("machines"), "--previous", "next"])).Json(exitCode: 0);
        Assert.Equal(1, document.GetProperty("unreadable").GetProperty("register.csv").GetProperty("dueDate").GetInt32());
    }

    [Fact]
    public async Task File_that_a_descriptor_leaves_unread_is_not_warned_of_and_a_forgotten_one_is()
    {
        Feed($"{Number},张建国,2026-10-20\n", HandmadeData.Descriptor("bus_card", "activity", "account") + "\nnotRead: [ truth.csv, bus_card.csv ]\n");
        workspace.Write("data/truth.csv", "x");
        workspace.Write("data/truths.csv", "x");
        var document = (await CheckAsync("--json")).Json(exitCode: 0);
        Assert.Equal(["truths.csv"], document.GetProperty("unclaimed").EnumerateArray().Select(u => u.GetString()));
        Assert.Equal(1, FileOf(document, "bus_card.csv").GetProperty("read").GetInt32());
        var run = (await workspace.RunAsync([.. data.Run("run").SkipLast(1), "--lang", "en"])).AssertExit(0).Out;
        Assert.Contains("truths.csv", run, StringComparison.Ordinal);
        Assert.DoesNotContain("truth.csv", run, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'*.csv'", "*.csv")]
    [InlineData("a/b.csv", "a/b.csv")]
    public async Task Pattern_of_files_to_leave_unread_is_refused_because_it_would_hide_forgotten_ones(string name, string found)
    {
        Feed($"{Number},张建国,2026-10-20\n", HandmadeData.Descriptor("bus_card", "activity", "account") + $"\nnotRead: [ {name} ]\n");
        var error = (await CheckAsync("--json")).Json(exitCode: 3).GetProperty("error");
        Assert.Equal(("descriptorInvalid", 11, found), (error.GetProperty("code").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("found").GetString()));
    }

    [Fact]
    public async Task Sample_province_leaves_nothing_unread_that_nobody_described()
    {
        var document = (await workspace.RunAsync("compare", "check", "--feeds", province.Folder, "--policy", province.Policy, "--as-of", "2026-10-31", "--json")).Json(exitCode: 0);
        Assert.Empty(document.GetProperty("unclaimed").EnumerateArray());
        Assert.DoesNotContain("truth.csv", (await workspace.RunAsync(province.CompareArguments("again"))).AssertExit(0).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("newspaper", "activity", "account", 1, 7, "newspaper")]
    [InlineData("bus_card", "terminal", "account", 2, 7, "terminal")]
    [InlineData("bus_card", "activity", "personPresent", 8, 16, "personPresent")]
    public async Task Descriptor_that_contradicts_the_policy_is_refused_by_check_as_by_a_run(string name, string kind, string presence, int line, int column, string found)
    {
        data.Register($"R1,{Number},张建国,2026-10-30\n").Feed(name, kind, $"{Number},张建国,2026-10-20\n", presence);
        (await CheckAsync()).AssertExit(0);
        var error = (await CheckAsync("--policy", Workspace.PolicyPath, "--as-of", "2026-10-31", "--json")).Json(exitCode: 3).GetProperty("error");
        var refused = (await workspace.RunAsync(data.Run("run"))).Refused();
        Assert.Equal("sourceMismatch", error.GetProperty("code").GetString());
        Assert.Equal((line, column, found), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32(), error.GetProperty("found").GetString()));
        Assert.EndsWith($"{name}.feed.yaml", error.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal((refused.Code, refused.Line, refused.Expected, refused.Found), (error.GetProperty("code").GetString(), line, error.GetProperty("expected").GetString(), found));
        var said = (await CheckAsync("--policy", Workspace.PolicyPath, "--as-of", "2026-10-31")).AssertExit(3).Out.ReplaceLineEndings(string.Empty);
        Assert.Contains($"{name}.feed.yaml:{line}:{column}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_without_a_policy_says_that_it_held_the_files_against_none()
    {
        Feed($"{Number},张建国,2026-10-20\n");
        Assert.Contains("未核对是否与政策一致", (await CheckAsync()).AssertExit(0).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("未核对", (await CheckAsync("--policy", Workspace.PolicyPath, "--as-of", "2026-10-31")).AssertExit(0).Out, StringComparison.Ordinal);
        Assert.Equal("policy.missing.yaml", (await CheckAsync("--policy", "policy.missing.yaml", "--json")).Refused().Place.File);
        Assert.Equal(3, (await CheckAsync("--policy", Workspace.PolicyPath, "--as-of", "2020-01-01", "--json")).ExitCode);
    }

    [Theory]
    [InlineData("bus_card*.csv")]
    [InlineData("*.csv")]
    public async Task File_whose_name_is_not_utf8_is_refused_with_how_to_rename_it(string pattern)
    {
        data.Register($"R1,{Number},张建国,2026-10-30\n");
        workspace.Write("data/bus_card.feed.yaml", HandmadeData.Descriptor("bus_card", "activity", "account").Replace("bus_card*.csv", pattern, StringComparison.Ordinal));
        workspace.Write("data/plain", HandmadeData.FeedHeader + $"{Number},张建国,2026-10-20\n");
        await ShellAsync(@"mv ""$1/plain"" ""$1/$(printf '\271\253\275\273').csv""");

        var refused = (await workspace.RunAsync(data.Run("run"))).Refused();
        Assert.Equal(("fileUnreadable", "a name in another encoding, probably GBK"), (refused.Code, refused.Found));
        var chinese = (await CheckAsync("--lang", "zh")).AssertExit(3).Out.ReplaceLineEndings(string.Empty);
        Assert.Contains("文件名不是 UTF-8 编码", chinese, StringComparison.Ordinal);
        Assert.Contains("convmv -f gbk -t utf8 --notest", chinese, StringComparison.Ordinal);
        Assert.Contains("convmv -f gbk -t utf8 --notest", (await CheckAsync("--lang", "en")).AssertExit(3).Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        await ShellAsync(@"rm ""$1""/*.csv");
    }

    /// <summary>This program cannot write such a name, nor remove it.</summary>
    private async Task ShellAsync(string script)
    {
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", script, "sh", data.Folder]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }

    [Theory]
    [InlineData("张建国,{0},2026-10-20\n")]
    [InlineData("\"{0}\",张建国,2026-10-20\n")]
    [InlineData("{0}0,张建国,{0}\n{0},2026-10-20,张建国\n")]
    public async Task Columns_that_are_not_as_described_still_show_nobody(string rows)
    {
        Feed(string.Format(System.Globalization.CultureInfo.InvariantCulture, rows, Number));
        foreach (var result in new[] { await CheckAsync("--json", "--all"), await CheckAsync("--all") })
        {
            Privacy.AssertSilentAbout(result, [Number, "建国"]);
            Privacy.AssertNoCitizenNumber(result);
        }
    }

    [Fact]
    public async Task Header_that_is_a_person_is_not_shown_as_the_name_of_a_column()
    {
        data.Register($"R1,{Number},张建国,2026-10-30\n")
            .Feed("bus_card", HandmadeData.Descriptor("bus_card", "activity", "account", columns: "{ number: 1, name: 2, eventDate: 3 }"), Encoding.UTF8.GetBytes($"{Number},张建国,2026-10-20\n{Number},张建国,2026-10-21\n"));
        var result = await CheckAsync("--json");
        Privacy.AssertSilentAbout(result, [Number, "建国"]);
    }

    private static JsonElement FileOf(JsonElement document, string name) =>
        document.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("file").GetString() == name);

    public void Dispose() => workspace.Dispose();
}
