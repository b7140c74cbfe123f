using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Supervision;
using SocialInsurance.Service.Tests.Person;

namespace SocialInsurance.Service.Tests.Supervision;

public sealed class SupervisionHttpTests
{
    private const string Page = "/api/v1/staff/supervision";

    [Fact]
    public async Task Supervisor_reads_the_figures_of_the_region_and_nothing_is_made_up()
    {
        await using var platform = await FiguresPage.StartAsync();
        var page = await (await platform.SignInAsync("chief", StaffRoles.Supervisor)).ReadAsync(Page, ContractsJson.Default.SupervisionDto);
        Assert.Equal((new DateOnly(2026, 10, 3), new DateOnly(2026, 11, 2)), (page.From, page.Until));
        Assert.Equal(new FunnelDto(4, 1, 0, 0, 1, 0, 0, 0, 0), page.Funnel);
        Assert.Null(page.Composite.Score);
        Assert.Equal(100, page.Composite.Parts.Single(part => part.Name == "automation").Value);
        Assert.Null(page.Composite.Parts.Single(part => part.Name == "satisfaction").Value);
        Assert.All(page.Composite.Parts, part => Assert.NotEqual(part.Text.Zh, part.Text.En));
        Assert.Equal(PersonPlatform.Policy.Sources.Count, page.Freshness.Count);
        Assert.All(page.Freshness, source => Assert.Null(source.Freshness));
        Assert.All(page.Errors, rate => Assert.Equal((0L, null, null), (rate.N, rate.Rate, rate.Low)));
        Assert.Equal(25, page.Load.Count);
        Assert.Null(page.Unreadable);
        var elsewhere = await (await platform.SignInAsync("other", StaffRoles.Supervisor, "98")).ReadAsync(Page, ContractsJson.Default.SupervisionDto);
        Assert.Equal(new FunnelDto(0, 0, 0, 0, 0, 0, 0, 0, 0), elsewhere.Funnel);
    }

    [Fact]
    public async Task Days_are_chosen_and_malformed_ones_refused()
    {
        await using var platform = await FiguresPage.StartAsync();
        var chief = await platform.SignInAsync("chief", StaffRoles.Supervisor);
        Assert.Equal(0, (await chief.ReadAsync($"{Page}?from=2026-09-01&until=2026-10-01", ContractsJson.Default.SupervisionDto)).Funnel.CertifiedSilently);
        foreach (var query in new[] { "from=yesterday", "from=2026-11-02&until=2026-11-01", "from=2020-01-01", "until=9999-12-31", "from=2026-13-01" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await chief.StatusAsync($"{Page}?{query}"));
        }
    }

    [Fact]
    public async Task Recount_gives_the_numbers_of_the_page()
    {
        await using var platform = await FiguresPage.StartAsync();
        var recount = await (await platform.SignInAsync("auditor", StaffRoles.Auditor)).ReadAsync($"{Page}/recount", ContractsJson.Default.RecountDto);
        Assert.True(recount.Equal);
        Assert.Equal((1, 1), recount.Lines.Where(line => line.Name == "funnel.certifiedSilently").Select(line => (line.Shown, line.Recounted)).Single());
    }

    [Fact]
    public async Task Csv_has_a_row_a_number_and_guards_against_formulas()
    {
        await using var platform = await FiguresPage.StartAsync();
        using var response = await (await platform.SignInAsync("chief", StaffRoles.Supervisor)).GetAsync($"{Page}.csv");
        Assert.Equal(("text/csv", "supervision-20261003-20261102.csv"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
        var rows = (await response.Content.ReadAsStringAsync(PersonPlatform.Token)).Split('\n');
        Assert.Equal("section,name,value,low,high,n", rows[0]);
        Assert.Contains("funnel,certifiedSilently,1,,,", rows);
        Assert.Contains("composite,score,,,,", rows);
        Assert.All(rows[..^1], row => Assert.Equal(5, row.Count(c => c == ',')));
        Assert.Equal("'=cmd()", SupervisionCsv.Cell("=cmd()"));
        Assert.Equal("\"a,\"\"b\"\"\"", SupervisionCsv.Cell("a,\"b\""));
    }

    [Theory]
    [InlineData(StaffRoles.Administrator)]
    [InlineData(StaffRoles.Caseworker | StaffRoles.Approver)]
    public async Task Roles_without_the_duty_see_no_figures(StaffRoles roles)
    {
        await using var platform = await FiguresPage.StartAsync();
        var page = await platform.SignInAsync("clerk", roles);
        foreach (var path in new[] { Page, $"{Page}.csv", $"{Page}/recount", "/api/v1/staff/reads" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await page.StatusAsync(path));
            Assert.Equal(HttpStatusCode.Unauthorized, await platform.NewPage().StatusAsync(path));
        }
    }

    [Fact]
    public async Task Auditor_reads_who_read_and_is_written_down()
    {
        await using var platform = await FiguresPage.StartAsync();
        var auditor = await platform.SignInAsync("auditor", StaffRoles.Auditor);
        await auditor.ReadAsync("/api/v1/staff/reads", ContractsJson.Default.StaffReadListDto);
        var reads = await auditor.ReadAsync("/api/v1/staff/reads", ContractsJson.Default.StaffReadListDto);
        Assert.Equal(2, reads.Reads.Count);
        Assert.All(reads.Reads, read => Assert.Equal(("auditor", "log", "-"), (read.Account, read.What, read.Subject)));
    }

    [Fact]
    public async Task Held_delivery_is_shown_with_its_reason_and_released_by_whoever_may()
    {
        await using var platform = await FiguresPage.StartAsync();
        Directory.CreateDirectory(Path.Combine(platform.RunsFolder, "2026-10-31"));
        await File.WriteAllTextAsync(Path.Combine(platform.RunsFolder, "2026-10-31", "manifest.json"), Manifest, PersonPlatform.Token);
        var operators = await platform.SignInAsync("operator", StaffRoles.Operator);
        var held = Assert.Single((await operators.ReadAsync(Page, ContractsJson.Default.SupervisionDto)).HeldFeeds);
        Assert.Equal(("2026-10-31", "cremation", "cremation.csv", false), (held.Run, held.Feed, held.Delivery, held.IsReleased));
        Assert.True(held.IsReadable);
        Assert.Equal("记录数 900，应在 10 至 50 之间（依据该来源以往 3 次数据）", held.Reason.Zh);
        Assert.Contains("expected 10 to 50", held.Reason.En, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await ReleaseAsync(await platform.SignInAsync("clerk", StaffRoles.Caseworker), "2026-10-31", "reason"));
        Assert.Equal(HttpStatusCode.BadRequest, await ReleaseAsync(operators, "2026-10-31", " "));
        Assert.Equal(HttpStatusCode.Conflict, await ReleaseAsync(operators, "2026-09-30", "reason"));
        Assert.Equal(HttpStatusCode.NoContent, await ReleaseAsync(operators, "2026-10-31", "积压，已核实"));
        Assert.Equal(HttpStatusCode.NoContent, await ReleaseAsync(operators, "2026-10-31", "积压，已核实"));
        Assert.True(Assert.Single((await operators.ReadAsync(Page, ContractsJson.Default.SupervisionDto)).HeldFeeds).IsReleased);
        await File.WriteAllTextAsync(Path.Combine(platform.RunsFolder, "releases.jsonl"), "{}\n", PersonPlatform.Token);
        var damaged = await operators.ReadAsync(Page, ContractsJson.Default.SupervisionDto);
        Assert.Equal(["releases"], damaged.Unreadable!);
        Assert.Equal(4, damaged.Funnel.Beneficiaries);
    }

    [Fact]
    public async Task Held_delivery_that_cannot_be_read_names_the_missing_one_and_is_not_released()
    {
        await using var platform = await FiguresPage.StartAsync();
        Directory.CreateDirectory(Path.Combine(platform.RunsFolder, "2026-10-31"));
        var unreadable = Manifest.Replace(
            "\"checks\"", "\"unreadable\":{\"code\":\"fileEmpty\",\"message\":\"the file has no byte\"},\"missing\":[{\"source\":\"cremation\",\"run\":\"2026-09-30\",\"file\":\"cremation.csv\",\"sha256\":\"cd\"}],\"checks\"", StringComparison.Ordinal);
        Assert.NotEqual(Manifest, unreadable);
        await File.WriteAllTextAsync(Path.Combine(platform.RunsFolder, "2026-10-31", "manifest.json"), unreadable, PersonPlatform.Token);
        var operators = await platform.SignInAsync("operator", StaffRoles.Operator);
        var held = Assert.Single((await operators.ReadAsync(Page, ContractsJson.Default.SupervisionDto)).HeldFeeds);
        Assert.False(held.IsReadable);
        Assert.StartsWith("文件读不出来", held.Reason.Zh, StringComparison.Ordinal);
        Assert.Contains("先前用过的 2026-09-30/cremation.csv 已不在目录中", held.Reason.Zh, StringComparison.Ordinal);
        Assert.Contains("2026-09-30/cremation.csv, applied earlier, is no longer there", held.Reason.En, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await ReleaseAsync(operators, "2026-10-31", "积压，已核实"));
        Assert.False(File.Exists(Path.Combine(platform.RunsFolder, "releases.jsonl")));
    }

    [Fact]
    public async Task File_that_is_gone_is_listed_and_let_go()
    {
        await using var platform = await FiguresPage.StartAsync();
        Directory.CreateDirectory(Path.Combine(platform.RunsFolder, "2026-10-31"));
        var manifest = Manifest.Replace(
            "\"elapsedMs\": 1,", "\"elapsedMs\": 1, \"gone\": [ { \"source\": \"cremation\", \"run\": \"2026-09-30\", \"file\": \"cremation.csv\", \"sha256\": \"cd\", \"people\": 1200 } ],", StringComparison.Ordinal);
        Assert.NotEqual(Manifest, manifest);
        await File.WriteAllTextAsync(Path.Combine(platform.RunsFolder, "2026-10-31", "manifest.json"), manifest, PersonPlatform.Token);
        var operators = await platform.SignInAsync("operator", StaffRoles.Operator);

        var gone = Assert.Single((await operators.ReadAsync(Page, ContractsJson.Default.SupervisionDto)).HeldFeeds, feed => feed.IsGone);
        Assert.Equal(("2026-10-31", "cremation.csv", new DateOnly(2026, 10, 31), false), (gone.Run, gone.Delivery, gone.HeldOn, gone.IsReleased));
        Assert.Contains("比对批次 2026-09-30 用过，现已不在目录中；它报告死亡的 1,200 人", gone.Reason.Zh, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await ReleaseAsync(operators, "2026-10-31", "误报", "other.csv", isGone: true));
        Assert.Equal(HttpStatusCode.NoContent, await ReleaseAsync(operators, "2026-10-31", "误报", "cremation.csv", isGone: true));

        var after = (await operators.ReadAsync(Page, ContractsJson.Default.SupervisionDto)).HeldFeeds;
        Assert.Equal([(false, false), (true, true)], after.Select(feed => (feed.IsGone, feed.IsReleased)).Order());
    }

    /// <summary>A first delivery of mostly unreadable rows: the bound is not from any history, and no field of a file is named to people who never saw one.</summary>
    [Fact]
    public async Task Delivery_held_by_its_descriptors_bound_says_so_in_words()
    {
        await using var platform = await FiguresPage.StartAsync();
        Directory.CreateDirectory(Path.Combine(platform.RunsFolder, "2026-10-31"));
        var manifest = Manifest.Replace("\"volume\", \"unit\": \"records\", \"value\": 900, \"low\": 10, \"high\": 50, \"basis\": \"history\"", "\"rejectedShare\", \"unit\": \"share of records\", \"value\": 0.5, \"low\": null, \"high\": 0.2, \"basis\": \"descriptor\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(platform.RunsFolder, "2026-10-31", "manifest.json"), manifest, PersonPlatform.Token);

        var held = Assert.Single((await (await platform.SignInAsync("chief", StaffRoles.Supervisor)).ReadAsync(Page, ContractsJson.Default.SupervisionDto)).HeldFeeds);

        Assert.Equal(new TextDto("拒收占比 50%，上限 20%（该来源的描述文件规定）", "rejected records 50%, at most 20% (set by the feed's descriptor)"), held.Reason);
    }

    private static async Task<HttpStatusCode> ReleaseAsync(PersonPage page, string run, string reason, string? file = null, bool isGone = false)
    {
        using var response = await page.SendAsync(
            HttpMethod.Post, "/api/v1/staff/feeds/release", new ReleaseFeedRequest(run, "cremation", reason, file, isGone), ContractsJson.Default.ReleaseFeedRequest);
        return response.StatusCode;
    }

    private const string Manifest =
        """
        { "programVersion": "test", "asOf": "2026-10-31", "subjects": 100, "sources": [], "registerDescriptorDigests": [], "unclaimed": [], "elapsedMs": 1,
          "inputs": [ { "file": "cremation.csv", "source": "cremation", "sha256": "ab", "sizeBytes": 10,
            "brake": { "decision": "held", "limitsVersion": "1", "knownDeliveries": 3, "sameContentAs": null, "release": null,
              "checks": [ { "measure": "volume", "unit": "records", "value": 900, "low": 10, "high": 50, "basis": "history", "isOutside": true } ] } } ] }
        """;
}
