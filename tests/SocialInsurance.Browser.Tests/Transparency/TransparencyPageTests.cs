using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialInsurance.Browser.Tests.Board;
using SocialInsurance.Contracts.Transparency;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Transparency;

/// <summary>What the public reads about the work of the agency.</summary>
public sealed class TransparencyPageTests(BrowserFixture browser)
{
    private const double SmallestText = 16;

    [Theory]
    [InlineData(1440, ColorScheme.Light, "")]
    [InlineData(1440, ColorScheme.Dark, "")]
    [InlineData(1024, ColorScheme.Light, "?lang=en")]
    [InlineData(1024, ColorScheme.Dark, "")]
    [InlineData(390, ColorScheme.Light, "")]
    [InlineData(390, ColorScheme.Dark, "?lang=en")]
    public async Task Page_of_any_width_and_scheme_is_in_order(int width, ColorScheme scheme, string query)
    {
        await using var test = await BoardUnderTest.StartAsync(browser, width, scheme);
        await test.OpenAsync("/transparency/" + query);
        await Expect(test.Page.GetByTestId("certified")).ToHaveTextAsync("26,150");
        await BrowserFixture.SaveAsync(test.Page, $"transparency-{width}-{scheme.ToString().ToLowerInvariant()}{(query.Length == 0 ? "" : "-en")}");

        await test.AssertInOrderAsync(SmallestText);
        var body = await test.Page.EvaluateAsync<double[]>("() => { const s = getComputedStyle(document.body); return [parseFloat(s.fontSize), parseFloat(s.lineHeight)] }");
        Assert.True(body[0] >= 18 && body[1] >= 1.5 * body[0], $"body text is {body[0]} px on {body[1]} px");
        Assert.All(await test.Page.Locator(".button").EvaluateAllAsync<double[]>("all => all.map(one => one.offsetHeight)"), height => Assert.True(height >= 60));
    }

    [Fact]
    public async Task Page_shows_the_months_the_errors_with_interval_and_how_they_are_made()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        await test.OpenAsync("/transparency/");
        var page = test.Page;

        await Expect(page.GetByTestId("silent-share")).ToHaveTextAsync("93.5%");
        await Expect(page.GetByTestId("months").Locator("tbody tr")).ToHaveCountAsync(6);
        await Expect(page.GetByTestId("months").Locator("tbody tr").First).ToContainTextAsync(new Regex(@"2026年9月.*26,150.*24,461.*1,335.*354.*93\.5%"));
        await page.GetByRole(AriaRole.Button, new() { Name = "显示全部 18 个月" }).ClickAsync();
        await Expect(page.GetByTestId("months").Locator("tbody tr")).ToHaveCountAsync(18);
        await Expect(page.GetByTestId("faceRefused")).ToContainTextAsync(new Regex(@"70 至 79 岁.*1\.6%（1\.3% 至 2%）.*81 / 5,107", RegexOptions.Singleline));
        await Expect(page.GetByTestId("wrongFinding")).ToContainTextAsync(new Regex(@"59 岁及以下.*0%（0% 至 4\.9%）.*0 / 61", RegexOptions.Singleline));
        await Expect(page.GetByTestId("availability")).ToContainTextAsync("99.962%");
        await Expect(page.GetByTestId("median")).ToContainTextAsync("3.5");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "每个数字是怎么来的" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Small_count_is_shown_as_less_than_ten_with_the_reason()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        await test.OpenAsync("/transparency/");

        await Expect(test.Page.GetByTestId("resumed")).ToContainTextAsync("<10*");
        await Expect(test.Page.GetByTestId("hidden")).ToContainTextAsync("表示 1 至 9 人");
        await Expect(test.Page.GetByTestId("faceRefused")).ToContainTextAsync(new Regex(@"90 岁及以上.*样本不足.*<10\* / 131", RegexOptions.Singleline));
    }

    [Fact]
    public async Task Column_of_a_month_is_as_high_as_its_people()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        await test.OpenAsync("/transparency/");
        var known = KnownAnswers.Read<TransparencyDto>("transparency");

        var heights = await test.Page.Locator("svg.chart .piece.silent").EvaluateAllAsync<double[]>("all => all.map(one => Number(one.getAttribute('height')))");

        Assert.Equal(known.Months.Count, heights.Length);
        var ratios = known.Months.Reverse().Zip(heights, (month, height) => height / month.Silent.Value!.Value).ToList();
        Assert.All(ratios, ratio => Assert.Equal(ratios[0], ratio, 1e-6));
    }

    [Fact]
    public async Task Reader_with_colours_of_the_own_still_sees_what_the_columns_mean()
    {
        await using var test = await BoardUnderTest.StartAsync(browser, 390);
        await test.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await test.OpenAsync("/transparency/");
        await Expect(test.Page.GetByTestId("certified")).ToHaveTextAsync("26,150");

        Assert.Equal(await PaintAsync(".piece.silent", "fill"), await PaintAsync(".swatch:not(.face, .inPerson)", "backgroundColor"));
        Assert.Equal(await PaintAsync(".piece.inPerson", "fill"), await PaintAsync(".swatch.inPerson", "backgroundColor"));
        Assert.Contains("gradient", await PaintAsync(".swatch.face", "backgroundImage"), StringComparison.Ordinal);
        Assert.Equal("solid", await PaintAsync(".latest", "borderTopStyle"));

        Task<string> PaintAsync(string of, string what) => test.Page.Locator(of).First.EvaluateAsync<string>("(one, what) => getComputedStyle(one)[what]", what);
    }

    [Fact]
    public async Task Page_before_the_first_month_and_without_data_makes_nothing_up()
    {
        await using var test = await BoardUnderTest.StartAsync(browser, 390);
        var known = KnownAnswers.Read<TransparencyDto>("transparency");
        test.Answer("transparency", known with { Months = [], Errors = [], Restoration = new RestorationDto(new CountDto(0), null, null), Availability = new AvailabilityDto(null, null) });
        await test.OpenAsync("/transparency/");

        await Expect(test.Page.GetByRole(AriaRole.Heading, new() { Name = "还没有完整的一个月" })).ToBeVisibleAsync();
        await Expect(test.Page.GetByText("还没有可以公布的测量。")).ToBeVisibleAsync();
        await Expect(test.Page.GetByTestId("median")).ToContainTextAsync("还没有数据");
        await Expect(test.Page.GetByTestId("availability")).ToHaveTextAsync("运行满一天后公布。");
        await Expect(test.Page.GetByTestId("hidden")).ToHaveCountAsync(0);
        await test.AssertInOrderAsync(SmallestText);
    }

    [Fact]
    public async Task Page_without_an_answer_says_so_and_recovers()
    {
        await using var test = await BoardUnderTest.StartAsync(browser, 390);
        var answer = test.Answers["transparency"];
        test.Answers["transparency"] = "503";
        await test.OpenAsync("/transparency/");

        await Expect(test.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("您的待遇不受影响");
        test.Answers["transparency"] = answer;
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "重新读取" }).ClickAsync();

        await Expect(test.Page.GetByTestId("certified")).ToHaveTextAsync("26,150");
    }

    [Fact]
    public async Task First_page_has_a_door_to_the_figures_and_the_figures_speak_English()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        await test.OpenAsync("/");
        await test.Page.GetByRole(AriaRole.Link, new() { Name = "公开透明：做了多少、错了多少" }).ClickAsync();
        await Expect(test.Page).ToHaveTitleAsync("公开透明");

        await test.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();

        await Expect(test.Page).ToHaveTitleAsync("In the open");
        await Expect(test.Page.GetByTestId("faceRefused")).ToContainTextAsync("Refused by face, then confirmed alive by a person");
    }
}
