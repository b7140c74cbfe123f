using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialInsurance.Browser.Tests.Board;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Supervision;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Supervision;

/// <summary>The supervisor's page inside the console.</summary>
public sealed class SupervisionPageTests(BrowserFixture browser)
{
    private const string Address = "/console/#/supervision";
    private const double SmallestText = 14;

    [Theory]
    [InlineData(1440, ColorScheme.Light, "")]
    [InlineData(1440, ColorScheme.Dark, "")]
    [InlineData(1024, ColorScheme.Light, "")]
    [InlineData(1024, ColorScheme.Dark, "en")]
    [InlineData(390, ColorScheme.Light, "en")]
    [InlineData(390, ColorScheme.Dark, "")]
    public async Task Page_of_any_width_and_scheme_is_in_order(int width, ColorScheme scheme, string language)
    {
        await using var test = await BoardUnderTest.StartAsync(browser, width, scheme);
        await test.OpenAsync(language.Length == 0 ? Address : "/console/?lang=en#/supervision");
        await Expect(test.Page.GetByTestId("key-certified")).ToContainTextAsync("26,570");
        await BrowserFixture.SaveAsync(test.Page, $"supervision-{width}-{scheme.ToString().ToLowerInvariant()}{(language.Length == 0 ? "" : "-en")}");

        await test.AssertInOrderAsync(SmallestText);
    }

    [Fact]
    public async Task Titles_say_what_the_numbers_say()
    {
        await using var test = await OpenAsync();

        foreach (var title in new[]
        {
            "312,480 名待遇领取人员中，26,570 人完成认证，93.4% 无需出门",
            "综合服务评分暂不能计算：群众满意度没有数据",
            "办结 395 件，94.4% 在时限内；未办结 418 件，其中 19 件已超时",
            "1 批数据被暂扣或缺失，等待处理",
            "7 个来源中，2 个超过有效期或从未到数",
            "盲审 34/40 件；furong的一致性偏低",
            "6 人在办，全体误报结论占 35.9%；liu-fang 明显偏离",
            "误暂停 1 件 / 38 件，错误率 2.6%（95% 区间 0.5% 至 13.5%）",
            "决定 6 件，2 件改变原结论",
            "现行版本 2026.3，自 2026年10月1日 起施行",
        })
        {
            await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
        }

        await Expect(test.Page.GetByTestId("score")).ToContainTextAsync(new Regex("群众满意度.*0\\.20.*没有数据", RegexOptions.Singleline));
        await Expect(test.Page.GetByTestId("policies")).ToContainTextAsync(new Regex("通过 → 请本人认证\\s+212"));
        await Expect(test.Page.GetByTestId("policies")).ToContainTextAsync("没有重放过");
    }

    [Fact]
    public async Task Every_chart_has_its_numbers_as_a_table()
    {
        await using var test = await OpenAsync();
        var charts = test.Page.Locator("section.board-panel:has(> .canvas)");
        Assert.Equal(7, await charts.CountAsync());
        for (var index = 0; index < 7; index++)
        {
            var chart = charts.Nth(index);
            Assert.True(await chart.Locator("table.data tbody tr").CountAsync() > 1, $"chart {index} has no table");
            Assert.True(await chart.Locator("canvas").EvaluateAsync<bool>(
                "one => { const data = one.getContext('2d').getImageData(0, 0, one.width, one.height).data; return data.some((value, at) => at % 4 === 3 && value > 0) }"), $"chart {index} is empty");
        }

        var load = charts.Filter(new() { HasText = "全年负荷" });
        await load.GetByRole(AriaRole.Button, new() { Name = "表格" }).ClickAsync();
        await Expect(load.Locator(".canvas")).ToBeHiddenAsync();
        await Expect(load.GetByRole(AriaRole.Row, new() { Name = "2026-10" })).ToBeVisibleAsync();
        await Expect(test.Page.GetByRole(AriaRole.Row, new() { Name = "疑似重复领取 黄 37 9 50 11 39.8" })).ToHaveCountAsync(0);
        await Expect(test.Page.GetByRole(AriaRole.Row, new() { Name = "疑似重复领取 黄 37 9 61 11 39.8" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Held_delivery_is_released_once_and_only_with_a_reason()
    {
        await using var test = await OpenAsync();
        var held = test.Page.GetByTestId("held");
        await held.GetByRole(AriaRole.Button, new() { Name = "解除暂扣" }).ClickAsync();
        await held.GetByRole(AriaRole.Button, new() { Name = "确认解除" }).ClickAsync();
        await Expect(held.GetByRole(AriaRole.Alert)).ToHaveTextAsync("请写明理由。");
        await BrowserFixture.SaveAsync(test.Page, "supervision-release");
        await test.AssertInOrderAsync(SmallestText);
        Assert.DoesNotContain(test.Calls, call => call.Method == "POST");

        var known = KnownAnswers.Read<SupervisionDto>("supervision");
        test.Answer("staff/supervision", known with { HeldFeeds = [.. known.HeldFeeds.Select(feed => feed with { IsReleased = true })] });
        await held.GetByLabel("解除理由").FillAsync("  已向卫健委电话核实，为补报积压。 ");
        await held.GetByRole(AriaRole.Button, new() { Name = "确认解除" }).DblClickAsync();

        await Expect(held.GetByRole(AriaRole.Heading)).ToHaveTextAsync("没有暂扣或缺失的数据");
        var write = Assert.Single(test.Calls, call => call.Method == "POST");
        Assert.Equal(("staff/feeds/release", "1"), (write.Address, write.Guard));
        var body = KnownAnswers.Parsed(write.Body!);
        Assert.Equal(("2026-10-30-nightly", "death_certificate", "已向卫健委电话核实，为补报积压。"), ((string)body["run"]!, (string)body["feed"]!, (string)body["reason"]!));
    }

    /// <summary>Names of feeds, files and runs are as long as their senders like: the page holds, and what is done with them stays in one line.</summary>
    [Theory]
    [InlineData("", "已解除")]
    [InlineData("?lang=en", "Released")]
    public async Task Held_delivery_with_long_names_stays_within_a_phone(string query, string released)
    {
        await using var test = await BoardUnderTest.StartAsync(browser, 390);
        var known = KnownAnswers.Read<SupervisionDto>("supervision");
        test.Answer("staff/supervision", known with
        {
            HeldFeeds = [.. known.HeldFeeds.Select(feed => feed with
            {
                Feed = "household_deregistration_of_the_public_security_bureau",
                Delivery = "household_deregistration_of_the_public_security_bureau_20261030_supplementary.csv",
                Run = "2026-10-30_nightly_after_a_power_failure_of_the_second_machine_room",
            })],
        });
        await test.OpenAsync($"/console/{query}#/supervision");
        var held = test.Page.GetByTestId("held");
        await Expect(held.Locator(".held-item")).ToHaveCountAsync(2);
        await BrowserFixture.SaveAsync(test.Page, $"supervision-held-long-390{(query.Length == 0 ? "" : "-en")}");

        await test.AssertInOrderAsync(SmallestText);
        foreach (var words in new[] { held.Locator(".tag"), held.Locator(".small-button").First })
        {
            Assert.InRange((await words.BoundingBoxAsync())!.Height, 1, 40);
        }

        await Expect(held.Locator(".tag")).ToHaveTextAsync(released);
    }

    [Fact]
    public async Task Held_delivery_that_cannot_be_read_offers_no_release()
    {
        await using var test = await OpenAsync();
        var known = KnownAnswers.Read<SupervisionDto>("supervision");
        var reason = new TextDto(
            "文件读不出来（空文件，或编码、格式、表头与说明不符），请来源单位重新报送；不能放行；先前用过的 2026-10-29-nightly/death_certificate.csv 已不在目录中，其中有死亡、服刑、重复等记录的人员须本人露面，直到放回原文件或该来源恢复",
            "the file cannot be read");
        test.Answer("staff/supervision", known with { HeldFeeds = [known.HeldFeeds[0] with { Reason = reason, IsReadable = false }, known.HeldFeeds[1]] });
        await test.Page.ReloadAsync();
        var held = test.Page.GetByTestId("held");
        await Expect(held.GetByText("文件读不出来")).ToBeVisibleAsync();
        await Expect(held.GetByRole(AriaRole.Button, new() { Name = "解除暂扣" })).ToHaveCountAsync(0);
        await BrowserFixture.SaveAsync(test.Page, "supervision-unreadable");
        await test.AssertInOrderAsync(SmallestText);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task File_that_is_gone_is_let_go_with_a_reason(int width)
    {
        await using var test = await OpenAsync(width);
        var known = KnownAnswers.Read<SupervisionDto>("supervision");
        var reason = new TextDto("比对批次 2026-10-29-nightly 用过，现已不在目录中；它报告死亡的 96 人不作静默认证，须本人露面，直到放回原文件或确认撤下", "no longer there");
        HeldFeedDto held = known.HeldFeeds[0], gone = held with { Reason = reason, IsGone = true };
        test.Answer("staff/supervision", known with { HeldFeeds = [held, gone] });
        await test.Page.ReloadAsync();
        var item = test.Page.GetByTestId("held").Locator(".held-item").Filter(new() { HasText = "现已不在目录中" });
        await Expect(item).ToContainTextAsync("2026年10月30日 起缺失");
        await item.GetByRole(AriaRole.Button, new() { Name = "确认撤下" }).ClickAsync();
        await item.GetByLabel("撤下理由").FillAsync("已向卫健委核实，为误报名单。");
        await BrowserFixture.SaveAsync(test.Page, $"supervision-gone-{width}");
        await test.AssertInOrderAsync(SmallestText);
        test.Answer("staff/supervision", known with { HeldFeeds = [held, gone with { IsReleased = true }] });
        await item.GetByRole(AriaRole.Button, new() { Name = "确认撤下" }).ClickAsync();

        await Expect(item.Locator(".tag")).ToHaveTextAsync("已确认撤下");
        var body = KnownAnswers.Parsed(Assert.Single(test.Calls, call => call.Method == "POST").Body!);
        Assert.Equal((gone.Delivery, true), ((string)body["delivery"]!, (bool)body["isGone"]!));
    }

    [Fact]
    public async Task Recount_says_equal_or_shows_the_line_that_differs()
    {
        await using var test = await OpenAsync();
        var recount = test.Page.GetByTestId("recount");
        await recount.GetByRole(AriaRole.Button, new() { Name = "重新计数" }).ClickAsync();
        await Expect(recount.GetByRole(AriaRole.Heading)).ToHaveTextAsync("10 项逐一相等");
        await Expect(recount.Locator("tr.differs")).ToHaveCountAsync(0);
        await Expect(recount).ToContainTextAsync("时限 · 单源死亡记录 · 黄 · 未办结");
        await Expect(recount.GetByTestId("not-recounted")).ToContainTextAsync(new Regex("漏斗 · 领取人数.*日志只记名册文件的摘要", RegexOptions.Singleline));

        var known = KnownAnswers.Read<RecountDto>("recount");
        test.Answer("staff/supervision/recount", new RecountDto(false, [.. known.Lines.Select(line => line.Name == "funnel.suspended" ? line with { Recounted = 8 } : line)], known.NotRecounted));
        await recount.GetByRole(AriaRole.Button, new() { Name = "重新计数" }).ClickAsync();

        await Expect(recount.GetByRole(AriaRole.Heading)).ToHaveTextAsync("1 项不相等，请立即报告");
        await Expect(recount.Locator("tr.differs")).ToContainTextAsync(new Regex("暂停发放.*7.*8.*不相等", RegexOptions.Singleline));
        await test.AssertInOrderAsync(SmallestText);
    }

    [Fact]
    public async Task Period_is_checked_asked_for_and_exported()
    {
        await using var test = await OpenAsync();
        await test.Page.GetByLabel("从", new() { Exact = true }).FillAsync("2026-09-30");
        await test.Page.GetByLabel("到", new() { Exact = true }).FillAsync("2026-09-01");
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "统计", Exact = true }).ClickAsync();
        await Expect(test.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("结束日期不能早于开始日期。");

        await test.Page.GetByLabel("从", new() { Exact = true }).FillAsync("2026-09-01");
        await test.Page.GetByLabel("到", new() { Exact = true }).FillAsync("2026-09-30");
        var button = test.Page.GetByRole(AriaRole.Button, new() { Name = "统计", Exact = true });
        await test.Page.RunAndWaitForRequestAsync(() => button.ClickAsync(), request => request.Url.EndsWith("staff/supervision?from=2026-09-01&until=2026-10-01", StringComparison.Ordinal));

        // the link follows the fields at once, the question a moment later: each has to come
        await Expect(test.Page.GetByTestId("csv")).ToHaveAttributeAsync("href", "/api/v1/staff/supervision.csv?from=2026-09-01&until=2026-10-01");
    }

    [Fact]
    public async Task Failed_reading_keeps_the_last_numbers_and_says_so()
    {
        await using var test = await OpenAsync();
        test.Answers["staff/supervision"] = "503";
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "近 7 天" }).ClickAsync();

        await Expect(test.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("下面是上一次的数字");
        await Expect(test.Page.GetByTestId("key-certified")).ToContainTextAsync("26,570");
        test.Answers["staff/supervision"] = "403";
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "重新读取" }).ClickAsync();
        await Expect(test.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("没有督导权限");
    }

    [Fact]
    public async Task Office_without_any_data_sees_no_made_up_number()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        var known = KnownAnswers.Read<SupervisionDto>("supervision");
        test.Answer("staff/supervision", known with
        {
            Funnel = new FunnelDto(0, 0, 0, 0, 0, 0, 0, 0, 0),
            Sla = [],
            Composite = new CompositeScoreDto(null, [.. known.Composite.Parts.Select(part => part with { Value = null, N = 0 })]),
            Freshness = [],
            HeldFeeds = [],
            Policies = [],
            Agreement = new AgreementDto(0, 0, []),
            Workload = [],
            Errors = [.. known.Errors.Select(rate => rate with { Errors = 0, N = 0, Rate = null, Low = null, High = null })],
            Load = [],
            Appeals = new AppealFiguresDto(0, 0, 0, 0, null),
        });
        await test.OpenAsync(Address);

        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Name = "登记库中还没有待遇领取人员" })).ToBeVisibleAsync();
        await Expect(test.Page.GetByTestId("key-wrong")).ToContainTextAsync("—");
        Assert.DoesNotContain("NaN", await test.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await BrowserFixture.SaveAsync(test.Page, "supervision-empty");
        await test.AssertInOrderAsync(SmallestText);
    }

    private async Task<BoardUnderTest> OpenAsync(int width = 1440)
    {
        var test = await BoardUnderTest.StartAsync(browser, width);
        await test.OpenAsync(Address);
        await Expect(test.Page.GetByTestId("key-certified")).ToContainTextAsync("26,570");
        return test;
    }
}
