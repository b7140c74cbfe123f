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
        var file = File(document, "bus_card.csv");
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

    private static JsonElement File(JsonElement document, string name) =>
        document.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("file").GetString() == name);

    public void Dispose() => workspace.Dispose();
}
