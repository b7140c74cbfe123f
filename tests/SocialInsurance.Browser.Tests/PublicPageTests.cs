using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Service.Tests;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests;

public sealed class PublicPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task Page_in_Chinese_shows_the_numbers_of_the_overview()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        await test.OpenAsync();
        var page = test.Page;

        await Expect(page).ToHaveTitleAsync("社会保险待遇领取资格认证");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "20,413 位待遇领取人员中" })).ToContainTextAsync("人无需出门，已完成认证");
        await Expect(page.GetByTestId("certified")).ToHaveTextAsync("17,356");
        await Expect(page.Locator(".hero-due")).ToContainTextAsync("93.8%");
        await Expect(page.Locator(".hero-due")).ToContainTextAsync("2026年10月31日");
        await Expect(page.GetByTestId("Certified")).ToContainTextAsync("17,356");
        await Expect(page.GetByTestId("NotDue")).ToContainTextAsync("1,904");
        await Expect(page.GetByTestId("FaceRequired")).ToContainTextAsync("1,067");
        await Expect(page.GetByTestId("Review")).ToContainTextAsync("0.4%");
        await Expect(page.GetByTestId("face-referred")).ToContainTextAsync("14");
        await Expect(page.GetByTestId("feed-bus-cards")).ToContainTextAsync(new Regex("交通运输局.*171,020.*170,888.*132", RegexOptions.Singleline));
        await Expect(page.GetByTestId("DeathSuspected")).ToContainTextAsync(new Regex("黄色.*一个来源记载死亡.*27", RegexOptions.Singleline));
        await Expect(page.GetByTestId("reason")).ToHaveTextAsync("近一年内有本人到场的就诊记录，生存状态已确认。");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("medical-visits.csv 第 48213 行");
        await Expect(page.GetByTestId("audit-state")).ToContainTextAsync("日志完整");
        Assert.Equal(KnownOverview.RootHash, Regex.Replace(await page.GetByTestId("root").InnerTextAsync(), @"\s", ""));
        await Expect(page.GetByText("更新于 2026年10月31日 09:30（北京时间）")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Page_switched_to_English_shows_the_same_numbers_and_remembers()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        await test.OpenAsync();
        var page = test.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.ReloadAsync();

        await Expect(page).ToHaveTitleAsync("Eligibility certification for social-insurance benefits");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Of 20,413 beneficiaries," })).ToContainTextAsync("17,356");
        await Expect(page.GetByTestId("DuplicateBenefit")).ToContainTextAsync(new Regex("Yellow.*Possible duplicate benefit.*8", RegexOptions.Singleline));
        await Expect(page.GetByTestId("reason")).ToContainTextAsync("A visit to a clinic in person");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("bus-cards.csv, line 1097");
    }

    [Fact]
    public async Task Bar_of_outcomes_has_the_widths_of_the_shares_and_says_them()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        await test.OpenAsync();

        var chart = test.Page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("静默认证通过 85%") });
        var widths = await chart.Locator("rect").EvaluateAllAsync<double[]>("all => all.map(one => Number(one.getAttribute('width')))");

        Assert.Equal([17_356 / 20.413 - 4, 1_904 / 20.413 - 4, 1_067 / 20.413 - 4, 5], widths.Select(width => Math.Round(width, 6)), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public async Task Page_without_an_answer_says_so_and_recovers_on_request()
    {
        await using var test = await PageUnderTest.StartAsync(browser, fails: true);
        await test.OpenAsync();
        var page = test.Page;

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("暂时读不到数据");
        await BrowserFixture.SaveAsync(page, "public-error");
        test.Answer = KnownOverview.Create();
        await page.GetByRole(AriaRole.Button, new() { Name = "重新读取" }).ClickAsync();

        await Expect(page.GetByTestId("certified")).ToHaveTextAsync("17,356");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Page_refreshes_itself_and_keeps_the_last_numbers_when_that_fails()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        var page = test.Page;
        await page.Clock.InstallAsync();
        await test.OpenAsync();
        await Expect(page.GetByTestId("certified")).ToHaveTextAsync("17,356");

        test.Answer = KnownOverview.Create() with { Silent = KnownOverview.Create().Silent with { Certified = 17_400 } };
        await page.Clock.FastForwardAsync(31_000);
        await Expect(page.GetByTestId("certified")).ToHaveTextAsync("17,400");
        test.Answer = null;
        await page.Clock.FastForwardAsync(31_000);

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("下面是上一次的数字");
        await Expect(page.GetByTestId("certified")).ToHaveTextAsync("17,400");
    }

    [Fact]
    public async Task Page_before_the_first_run_says_that_there_are_no_results()
    {
        await using var test = await PageUnderTest.StartAsync(browser, answer: KnownOverview.CreateEmpty());
        await test.OpenAsync();

        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Name = "还没有比对结果" })).ToBeVisibleAsync();
        await Expect(test.Page.GetByText("没有需要核查的疑点。")).ToBeVisibleAsync();
        await BrowserFixture.SaveAsync(test.Page, "public-empty");
        Assert.Empty(test.Complaints);
    }

    [Fact]
    public async Task Code_newer_than_the_page_is_shown_as_it_is()
    {
        var known = KnownOverview.Create();
        var answer = known with { Review = new ReviewCasesDto(1, [new ReviewKindDto("FindingOfTomorrow", RiskColour.Blue, 1)]), Audit = known.Audit with { Ok = false } };
        await using var test = await PageUnderTest.StartAsync(browser, answer: answer);
        await test.OpenAsync();

        await Expect(test.Page.GetByTestId("FindingOfTomorrow")).ToContainTextAsync("FindingOfTomorrow");
        await Expect(test.Page.GetByTestId("audit-state")).ToContainTextAsync("校验未通过");
    }

    [Fact]
    public async Task Root_hash_is_copied_whole()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        await test.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await test.OpenAsync();

        await test.Page.GetByRole(AriaRole.Button, new() { Name = "复制校验值" }).ClickAsync();

        await Expect(test.Page.GetByText("已复制")).ToBeVisibleAsync();
        Assert.Equal(KnownOverview.RootHash, await test.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Page_asks_only_its_own_origin_and_complains_of_nothing()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        await test.OpenAsync();
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();

        Assert.Contains(test.Requests, request => request.AbsolutePath == "/api/v1/overview");
        Assert.All(test.Requests, request => Assert.Equal(test.Address.Authority, request.Authority));
        Assert.Empty(test.Complaints);
        Assert.Empty(await test.Page.Context.CookiesAsync());
    }

    [Fact]
    public async Task Script_planted_in_the_page_is_refused_by_the_policy()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        await test.OpenAsync();

        await test.Page.EvaluateAsync("""
            () => {
              const script = document.createElement('script')
              script.textContent = 'window.planted = true'
              document.body.append(script)
            }
            """);

        Assert.False(await test.Page.EvaluateAsync<bool>("() => window.planted === true"));
        Assert.Contains(test.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
