using System.Text;
using System.Text.Json;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>compare check</c> tells an operator how files would be understood, and shows nobody.</summary>
public sealed class CompareCheckTests : IDisposable
{
    private static readonly string Number = HandmadeData.Number(1);

    private readonly Workspace workspace = new();
    private readonly HandmadeData data;

    public CompareCheckTests() => data = new HandmadeData(workspace);

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
        foreach (var (target, more) in new (string, string[])[] { ("first", []), ("next", ["--previous", "first"]) })
        {
            var english = (await workspace.RunAsync([.. data.Run(target).SkipLast(1), .. more, "--lang", "en"])).AssertExit(0).Out.ReplaceLineEndings(" ");
            Assert.Contains("register.csv: the due date of 1 of 2 rows cannot be read", english, StringComparison.Ordinal);
            Assert.Contains("Bus_card_november.CSV (differs from bus_card*.csv by case only", english, StringComparison.Ordinal);
            var page = await File.ReadAllTextAsync(workspace.At(target, "report.html"), TestContext.Current.CancellationToken);
            Assert.Contains("<p class=\"held\">register.csv：2 行中有 1 行的到期日期读不出", page, StringComparison.Ordinal);
            Assert.Contains("Bus_card_november.CSV（与 bus_card*.csv 只差大小写", page, StringComparison.Ordinal);
        }

        var document = (await workspace.RunAsync([.. data.Run("machines"), "--previous", "next"])).Json(exitCode: 0);
        Assert.Equal(1, document.GetProperty("unreadable").GetProperty("register.csv").GetProperty("dueDate").GetInt32());
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
