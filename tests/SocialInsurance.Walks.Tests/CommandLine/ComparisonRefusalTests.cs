using System.Text;

namespace SocialInsurance.Walks.Tests;

/// <summary>Files that cannot be compared are refused with exit 3; nothing half written stays, nobody is named.</summary>
public sealed class ComparisonRefusalTests : IDisposable
{
    private static readonly string Number = HandmadeData.Number(1);

    private readonly Workspace workspace = new();
    private readonly HandmadeData data;

    public ComparisonRefusalTests() => data = new HandmadeData(workspace)
        .Register($"R1,{Number},张建国,2026-10-30\n")
        .Feed("bus_card", "activity", $"{Number},张建国,2026-10-20\n", "account");

    [Fact]
    public async Task Malformed_descriptor_is_refused_at_its_line_and_column()
    {
        data.Feed("bus_card", HandmadeData.Descriptor("bus_card", "activty", "account"), Encoding.UTF8.GetBytes(HandmadeData.FeedHeader));
        var refused = await RefusedAsync();
        Assert.Equal(("descriptorInvalid", ("bus_card.feed.yaml", 2L, 7), "activty"), (refused.Code, refused.Place, refused.Found));
        Assert.Contains("activity", refused.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh", "来源描述有误：", "缺少文件：", "应为", "实为")]
    [InlineData("en", "invalid descriptor: ", "missing: ", "expected", "found")]
    public async Task People_are_told_of_all_faults_at_once_each_with_its_kind_in_their_language(string language, string invalid, string missing, string expected, string found)
    {
        data.Feed("bus_card", HandmadeData.Descriptor("bus_card", "activty", "account"), Encoding.UTF8.GetBytes(HandmadeData.FeedHeader));
        data.Feed("travel", HandmadeData.Descriptor("travel", "activity", "account", format: "{ delimiter: ',', header: maybe }"), Encoding.UTF8.GetBytes(HandmadeData.FeedHeader));
        workspace.Write("data/rail.feed.yaml", HandmadeData.Descriptor("rail", "activity", "account"));
        foreach (var result in new[]
        {
            await workspace.RunAsync([.. data.Run("run").SkipLast(1), "--lang", language]),
            await workspace.RunAsync("compare", "check", "--feeds", data.Folder, "--lang", language),
        })
        {
            var said = result.AssertExit(3).Error + result.Out;
            Assert.Contains($"bus_card.feed.yaml:2:7: {invalid}", said, StringComparison.Ordinal);
            Assert.Contains($"travel.feed.yaml:5:35: {invalid}", said, StringComparison.Ordinal);
            Assert.Contains($"  {found}: activty", said, StringComparison.Ordinal);
            Assert.Contains($"  {expected}: ", said, StringComparison.Ordinal);
        }

        File.Delete(workspace.At("data", "bus_card.feed.yaml"));
        File.Delete(workspace.At("data", "travel.feed.yaml"));
        var without = await workspace.RunAsync([.. data.Run("run").SkipLast(1), "--lang", language]);
        Assert.Contains($"rail.feed.yaml: {missing}", without.AssertExit(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_are_told_of_all_faults_at_once_by_run_and_check_alike()
    {
        data.Feed("bus_card", HandmadeData.Descriptor("bus_card", "activty", "account"), Encoding.UTF8.GetBytes(HandmadeData.FeedHeader));
        Assert.False((await workspace.RunAsync(data.Run("run"))).Json(exitCode: 3).TryGetProperty("errors", out _)); // one fault: the error says all
        data.Feed("travel", HandmadeData.Descriptor("travel", "activity", "account", format: "{ delimiter: ',', header: maybe }"), Encoding.UTF8.GetBytes(HandmadeData.FeedHeader));
        var run = (await workspace.RunAsync(data.Run("run"))).Json(exitCode: 3);
        var check = (await workspace.RunAsync("compare", "check", "--feeds", data.Folder, "--json")).Json(exitCode: 3);
        Assert.Equal(["descriptorInvalid", "descriptorInvalid"], run.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()));
        Assert.Equal(check.GetProperty("errors").GetRawText(), run.GetProperty("errors").GetRawText());
        Assert.Equal(run.GetProperty("errors")[0].GetRawText().Replace(" ", "", StringComparison.Ordinal), run.GetProperty("error").GetRawText().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Descriptor_that_is_no_yaml_is_refused_at_its_line()
    {
        workspace.Write("data/bus_card.feed.yaml", "name: bus_card\n  kind: activity\n");
        var refused = await RefusedAsync();
        Assert.Equal(("descriptorInvalid", "bus_card.feed.yaml"), (refused.Code, refused.Place.File));
        Assert.NotNull(refused.Line);
    }

    [Fact]
    public async Task Register_without_a_header_column_is_refused_at_its_first_line()
    {
        data.Register($"R1,{Number},张建国,2026-10-30\n", header: "id,number,due\n");
        var refused = await RefusedAsync();
        Assert.Equal(("columnNotFound", ("register.csv", 1L, (int?)null)), (refused.Code, refused.Place));
        Assert.Contains("'name'", refused.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_without_any_header_names_nobody()
    {
        data.Register($"R1,{Number},张建国,2026-10-30\n", header: string.Empty);
        AssertAt("columnNotFound", "register.csv", await RefusedAsync());
    }

    [Fact]
    public async Task Feed_in_another_encoding_than_described_is_refused()
    {
        workspace.Write("data/bus_card.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes($"{HandmadeData.FeedHeader}{Number},张建国,2026-10-20\n")]);
        AssertAt("encodingMismatch", "bus_card.csv", await RefusedAsync());
    }

    [Fact]
    public async Task Empty_feed_is_refused()
    {
        workspace.Write("data/bus_card.csv", []);
        AssertAt("fileEmpty", "bus_card.csv", await RefusedAsync());
    }

    [Fact]
    public async Task Feed_whose_rows_have_another_column_count_is_refused_and_leaves_only_its_rejects()
    {
        var rows = string.Concat(Enumerable.Repeat($"{Number},张建国\n", 5));
        data.Feed("bus_card", HandmadeData.Descriptor("bus_card", "activity", "account", maxRejectedShare: "0.05"), Encoding.UTF8.GetBytes(HandmadeData.FeedHeader + rows));
        var result = await workspace.RunAsync(data.Run("run"));
        var refused = result.Refused();
        Privacy.AssertSilentAbout(result, [Number, "张建国"]);
        Assert.Equal(("tooManyRejected", ("bus_card.csv", 2L, 0), "1"), (refused.Code, refused.Place, refused.Found));
        Assert.Equal(["rejects.csv"], Directory.GetFileSystemEntries(workspace.At("run")).Select(Path.GetFileName));
        Assert.Equal(6, (await File.ReadAllLinesAsync(workspace.At("run", "rejects.csv"), TestContext.Current.CancellationToken)).Length);
        Assert.Equal(["data", "run"], Directory.GetFileSystemEntries(workspace.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("value: 90", "value: -90", "-90")]
    [InlineData("- code: R110", "- code: R090", "R090")]
    [InlineData("color: red", "color: purple", "purple")]
    public async Task Policy_with_a_fault_is_refused_with_file_line_and_column_by_every_verb_that_reads_one(string right, string wrong, string found)
    {
        var text = await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken);
        var faulty = text.Replace(right, wrong, StringComparison.Ordinal);
        workspace.Write("policy.yaml", faulty);
        var refused = await RefusedAsync(data.Run("run", policy: "policy.yaml"));
        Assert.Equal(("policy", "policy.yaml"), (refused.Code, refused.File));
        Assert.Contains(found, refused.Found, StringComparison.Ordinal);
        var check = (await workspace.RunAsync("policy", "check", "policy.yaml", "--json")).Json(exitCode: 3).GetProperty("errors")[0];
        Assert.Equal(("policy.yaml", refused.Line, refused.Column), (check.GetProperty("file").GetString(), check.GetProperty("line").GetInt64(), check.GetProperty("column").GetInt32()));
        Assert.Contains(found, faulty.Split('\n')[(int)refused.Line! - 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_told_of_all_faults_of_a_policy_at_once()
    {
        var text = await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken);
        workspace.Write("policy.yaml", text.Replace("value: 90", "value: -90", StringComparison.Ordinal).Replace("color: red", "color: purple", StringComparison.Ordinal));
        var said = (await workspace.RunAsync([.. data.Run("run", policy: "policy.yaml").SkipLast(1)])).AssertExit(3).Error;
        Assert.Contains("-90", said, StringComparison.Ordinal);
        Assert.Contains("purple", said, StringComparison.Ordinal);
        Assert.True(said.Split('\n').Count(line => line.StartsWith("policy.yaml:", StringComparison.Ordinal)) >= 2, said);
    }

    [Fact]
    public async Task Policy_that_does_not_know_a_source_is_refused()
    {
        data.Feed("newspaper", "activity", $"{Number},张建国,2026-10-21\n", "account");
        var refused = await RefusedAsync();
        Assert.Equal(("sourceMismatch", ("newspaper.feed.yaml", 1L, 7), "newspaper"), (refused.Code, refused.Place, refused.Found));
    }

    [Theory]
    [InlineData("medical_settlement", "terminal", "personPresent", 2, "activity", "terminal")]
    [InlineData("medical_settlement", "duplicate", "personPresent", 2, "activity", "duplicate")]
    [InlineData("cremation", "activity", "administrative", 2, "terminal", "activity")]
    [InlineData("payment_split", "terminal", "administrative", 2, "duplicate (alert in the policy)", "terminal")]
    [InlineData("medical_settlement", "activity", "account", 8, "personPresent", "account")]
    [InlineData("bank_card", "activity", "personPresent", 8, "account", "personPresent")]
    public async Task Descriptor_that_contradicts_the_policy_is_refused_at_its_member_before_anything_is_read(
        string source, string kind, string presence, long line, string expected, string found)
    {
        data.Feed(source, kind, $"{Number},张建国,2026-10-21\n", presence);
        var refused = await RefusedAsync();
        Assert.Equal(("sourceMismatch", $"{source}.feed.yaml", line, expected, found), (refused.Code, refused.Place.File, refused.Line, refused.Expected, refused.Found));
    }

    [Fact]
    public async Task Feed_of_alerts_is_described_as_duplicates()
    {
        data.Feed("payment_split", "duplicate", $"{Number},张建国,2026-10-21\n");
        (await workspace.RunAsync(data.Run("run"))).AssertExit(0);
    }

    [Fact]
    public async Task Policy_that_is_not_yet_in_force_is_refused_without_a_place_that_it_does_not_have()
    {
        var refused = await RefusedAsync(data.Run("run", asOf: "2025-12-31"));
        Assert.Equal(("policy", null, null, "2025-12-31"), (refused.Code, refused.Line, refused.Column, refused.Found));
    }

    [Fact]
    public async Task Policy_that_reads_a_source_as_another_kind_cannot_be_replayed_over_it()
    {
        (await workspace.RunAsync(data.Run("run"))).AssertExit(0);
        var text = await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken);
        var at = text.IndexOf("presenceClass: account", StringComparison.Ordinal);
        workspace.Write("other.yaml", text[..at] + "presenceClass: personPresent" + text[(at + "presenceClass: account".Length)..]);
        var refused = await RefusedAsync("policy", "replay", Workspace.PolicyPath, "other.yaml", "--run", "run", "--json");
        Assert.Equal(("policy", "other.yaml", "presenceClass account", "personPresent"), (refused.Code, refused.Place.File, refused.Expected, refused.Found));
        Assert.Contains("bus_card", text.Split('\n')[(int)refused.Line! - 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-13-31")]
    [InlineData("31.10.2026")]
    [InlineData("2026-02-29")]
    [InlineData("today")]
    public async Task Malformed_as_of_date_is_refused(string asOf)
    {
        var refused = await RefusedAsync(data.Run("run", asOf: asOf));
        Assert.Equal(("date", "yyyy-MM-dd", asOf), (refused.Code, refused.Expected, refused.Found));
    }

    [Fact]
    public async Task Run_that_is_published_is_never_overwritten()
    {
        (await workspace.RunAsync(data.Run("run"))).AssertExit(0);
        AssertAt("runExists", "run", await RefusedAsync());
    }

    [Theory]
    [InlineData("taken/run")]
    [InlineData("/proc/nothing/run")]
    public async Task Place_that_cannot_be_written_is_refused_by_name(string target)
    {
        workspace.Write("taken", "a file");
        var refused = await RefusedAsync(data.Run(target));
        Assert.Equal(("placeUnwritable", target), (refused.Code, refused.File));
        Assert.Contains("无法写入该位置", (await workspace.RunAsync([.. data.Run(target).SkipLast(1)])).AssertExit(3).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--out", "")]
    [InlineData("--out", "/")]
    [InlineData("--engine", "foo")]
    [InlineData("--lang", "fr")]
    public async Task Value_that_an_option_cannot_have_is_wrong_usage(string option, string value)
    {
        string[] arguments = [.. data.Run("run").SkipLast(1)];
        int at = Array.IndexOf(arguments, option);
        string[] wrong = at < 0 ? [.. arguments, option, value] : [.. arguments.Select((a, i) => i == at + 1 ? value : a)];
        var result = (await workspace.RunAsync(wrong)).AssertExit(2);
        Assert.Contains(option == "--engine" ? "“foo”" : option, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(["data"], Directory.GetFileSystemEntries(workspace.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Register_that_no_sample_province_made_is_not_overwritten_and_a_sample_province_is()
    {
        string[] generate = ["province", "generate", "--beneficiaries", "100", "--records", "100", "--json", "--out"];
        AssertAt("folderInUse", "bus_card.csv", await RefusedAsync([.. generate, "data"]));
        (await workspace.RunAsync([.. generate, "province"])).AssertExit(0);
        (await workspace.RunAsync([.. generate, "province"])).AssertExit(0);
        File.Delete(workspace.At("province", "register.feed.yaml"));
        AssertAt("folderInUse", "bank_card.csv", await RefusedAsync([.. generate, "province"]));
    }

    [Fact]
    public async Task Missing_inputs_are_refused_by_name()
    {
        foreach (var (option, code) in ((string, string)[])[("--register", "fileMissing"), ("--feeds", "fileMissing"), ("--policy", "unreadable")])
        {
            var arguments = data.Run("run");
            arguments[Array.IndexOf(arguments, option) + 1] = "missing";
            AssertAt(code, "missing", await RefusedAsync(arguments));
        }

        Assert.Equal("runUnreadable", (await RefusedAsync("compare", "explain", "--run", "missing", "--beneficiary", "R1", "--json")).Code);
        Assert.Equal("dataMissing", (await RefusedAsync("audit", "verify", "--data", "missing", "--json")).Code);
        Assert.Equal("unreadable", (await RefusedAsync("policy", "check", "missing", "--json")).Code);
    }

    [Fact]
    public async Task Folder_that_is_no_data_folder_is_refused_and_stays_as_it_is() =>
        AssertAt("dataMissing", "data", await RefusedAsync("audit", "verify", "--data", "data", "--json"));

    [Fact]
    public async Task Unknown_beneficiary_is_refused_without_repeating_what_was_asked()
    {
        (await workspace.RunAsync(data.Run("run"))).AssertExit(0);
        Assert.Equal("unknownBeneficiary", (await RefusedAsync("compare", "explain", "--run", "run", "--beneficiary", Number, "--json")).Code);
    }

    [Fact]
    public async Task Run_whose_file_was_changed_is_refused_with_both_digests()
    {
        (await workspace.RunAsync(data.Run("run"))).AssertExit(0);
        await File.AppendAllTextAsync(workspace.At("run", "policy.yaml"), "# harmless\n", TestContext.Current.CancellationToken);
        var refused = await RefusedAsync("compare", "explain", "--run", "run", "--beneficiary", "R1", "--json");
        Assert.Equal(("runUnreadable", "policy.yaml"), (refused.Code, refused.Place.File));
        Assert.Matches("^[0-9a-f]{64}$", refused.Expected);
    }

    [Fact]
    public async Task File_in_the_place_of_an_output_folder_is_refused()
    {
        workspace.Write("taken", "a file");
        Assert.Equal("folderInUse", (await RefusedAsync("province", "generate", "--beneficiaries", "100", "--records", "0", "--out", "taken", "--json")).Code);
        Assert.Equal("folderInUse", (await RefusedAsync("demo", "--once", "--data", "taken", "--json")).Code);
        Assert.Equal("runExists", (await RefusedAsync(data.Run("taken"))).Code);
    }

    private static void AssertAt(string code, string file, RefusedInput refused) => Assert.Equal((code, file), (refused.Code, refused.Place.File));

    /// <summary>Refused, nothing changed on disk, nobody named.</summary>
    private async Task<RefusedInput> RefusedAsync(params string[] arguments)
    {
        var before = workspace.State();
        var result = await workspace.RunAsync(arguments.Length == 0 ? data.Run("run") : arguments);
        Privacy.AssertSilentAbout(result, [Number, "张建国"]);
        Assert.Equal(before, workspace.State());
        return result.Refused();
    }

    public void Dispose() => workspace.Dispose();
}
