using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialInsurance.Browser.Tests.Board;
using SocialInsurance.Contracts.Cases;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Print;

/// <summary>What goes onto paper: the file of a case, the letter of a correction.</summary>
public sealed class PrintPageTests(BrowserFixture browser)
{
    private const string CaseId = "0199a1b2-0000-7000-8000-000000000001";
    private const double SmallestText = 14;

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task File_of_a_case_holds_everything_and_is_in_order(int width, ColorScheme scheme)
    {
        await using var test = await OpenAsync("print", width, scheme);
        var file = test.Page.GetByTestId("case-file");
        foreach (var part in new[]
        {
            CaseId, "陈**", "4301**********002X", "补发 2025年9月 至 2025年11月，共 3 个月，计 9,654.00 元", "已送达告知并等待期满：未满足 （2026年11月3日 期满）",
            "death_certificate-20261018.csv:4213", "女儿称老人于10月11日在医院去世", "政策版本 2026.3", "相似度 0.312（阈值 0.420）", "调查结论：确认丧失资格", "拟停止发放告知", "逾期未认证，已办结",
        })
        {
            await Expect(file).ToContainTextAsync(part);
        }

        await BrowserFixture.SaveAsync(test.Page, $"case-print-{width}-{scheme.ToString().ToLowerInvariant()}");
        await test.AssertInOrderAsync(SmallestText);
    }

    [Fact]
    public async Task File_prints_black_on_white_with_case_and_page_in_the_margins()
    {
        await using var test = await OpenAsync("print", 1440, ColorScheme.Dark);
        await test.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(test.Page.Locator(".print-bar")).ToBeHiddenAsync();
        var rules = await test.Page.EvaluateAsync<string>("() => document.adoptedStyleSheets.flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText)).join(' ')");
        Assert.Contains($"任务编号 {CaseId}", rules, StringComparison.Ordinal);
        Assert.Matches("counter\\(page\\).*counter\\(pages\\)", rules);
        Assert.Equal("rgb(0, 0, 0)", await test.Page.GetByTestId("case-file").EvaluateAsync<string>("one => getComputedStyle(one).color"));
        Assert.Equal("rgb(255, 255, 255)", await test.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        Assert.InRange(await PagesAsync(test.Page), 2, 4);
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Letter_names_what_was_put_right_and_who_was_told_on_one_sheet(int width, ColorScheme scheme)
    {
        await using var test = await OpenAsync("letter", width, scheme);
        var letter = test.Page.GetByTestId("letter");
        await Expect(letter.GetByRole(AriaRole.Heading)).ToHaveTextAsync("更正告知书");
        await Expect(letter).ToContainTextAsync(new Regex("欧阳明远：.*您健在，该信息有误.*市医疗保障局.*已告知.*代发银行.*正在告知.*2026年10月30日", RegexOptions.Singleline));
        await Expect(test.Page.GetByTestId("back-pay")).ToHaveTextAsync("因上述错误信息少发的待遇，已补发 2026年11月 共 1 个月，计人民币 3,218.00 元。");
        await BrowserFixture.SaveAsync(test.Page, $"letter-{width}");
        await test.AssertInOrderAsync(SmallestText);
        Assert.Equal(1, await PagesAsync(test.Page));
    }

    [Fact]
    public async Task Sheets_in_English_have_English_marks_days_and_setting()
    {
        await using var test = await OpenAsync("print", 1440, ColorScheme.Light, "?lang=en");
        var file = test.Page.GetByTestId("case-file");
        foreach (var part in new[] { "terminate (Effective November 2026)", "chen-mei, 27 Oct 2026, 10:25", "Legal basis given: met", "In payment; 3,218.00 yuan a month", "closed, 1 Aug 2025, 08:00" })
        {
            await Expect(file).ToContainTextAsync(part);
        }

        // the other words are what people wrote, in Chinese
        Assert.DoesNotMatch(@"[A-Za-z0-9)]\s?[\uFF00-\uFFEF\u3000-\u303F]", await file.InnerTextAsync());

        await test.OpenAsync($"/console/?lang=en#/cases/{CaseId}/letter");
        var letter = test.Page.GetByTestId("letter");
        await Expect(letter.Locator(".letter-end")).ToContainTextAsync("30 October 2026");
        await Expect(letter).ToContainTextAsync("told on 30 Oct 2026, 11:00");
        await Expect(test.Page.GetByTestId("back-pay")).ToContainTextAsync("has been paid: November 2026, 1 month");
        Assert.Equal("normal", await letter.GetByRole(AriaRole.Heading).EvaluateAsync<string>("one => getComputedStyle(one).letterSpacing"));
        Assert.Equal("left", await letter.Locator(".letter-text").First.EvaluateAsync<string>("one => getComputedStyle(one).textAlign"));
        await BrowserFixture.SaveAsync(test.Page, "letter-1440-en");
        await test.AssertInOrderAsync(SmallestText);
    }

    [Fact]
    public async Task Case_without_a_correction_has_no_letter()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        test.Answers[$"staff/cases/{CaseId}/letter"] = "409";
        await test.OpenAsync($"/console/#/cases/{CaseId}/letter");

        await Expect(test.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("这个任务没有更正，因此没有告知书。");
        await Expect(test.Page.GetByRole(AriaRole.Button, new() { Name = "打印" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Page_whose_script_does_not_come_says_so_and_opens_when_it_is_asked_for_again()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        test.Answer($"staff/cases/{CaseId}/letter", KnownAnswers.Read<CorrectionLetterDto>("letter"));
        await test.Page.RouteAsync("**/assets/LetterPrint*.js", route => route.AbortAsync());
        await test.OpenAsync($"/console/#/cases/{CaseId}/letter");
        await Expect(test.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("页面没有打开，可能是网络断开了。");

        await test.Page.UnrouteAsync("**/assets/LetterPrint*.js");
        await test.Page.GetByTestId("page-again").ClickAsync();

        await Expect(test.Page.GetByTestId("letter")).ToBeVisibleAsync();
    }

    private async Task<BoardUnderTest> OpenAsync(string view, int width, ColorScheme scheme, string query = "")
    {
        var test = await BoardUnderTest.StartAsync(browser, width, scheme);
        test.Answer($"staff/cases/{CaseId}", KnownAnswers.Read<CaseFileDto>("case"));
        test.Answer($"staff/cases/{CaseId}/letter", KnownAnswers.Read<CorrectionLetterDto>("letter"));
        await test.OpenAsync($"/console/{query}#/cases/{CaseId}/{view}");
        await Expect(test.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("打印|Print") })).ToBeVisibleAsync();
        return test;
    }

    private static async Task<int> PagesAsync(IPage page)
    {
        var pdf = Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }));
        return Regex.Count(pdf, @"/Type\s*/Page\b");
    }
}
