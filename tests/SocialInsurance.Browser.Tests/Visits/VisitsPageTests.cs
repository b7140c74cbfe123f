using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SocialInsurance.Browser.Tests.Board;
using SocialInsurance.Contracts.Supervision;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Visits;

/// <summary>Home visits on a map and as a list.</summary>
public sealed class VisitsPageTests(BrowserFixture browser)
{
    private const string Address = "/console/#/visits";

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(1024, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_of_any_width_and_scheme_is_in_order(int width, ColorScheme scheme)
    {
        await using var test = await BoardUnderTest.StartAsync(browser, width, scheme);
        await test.OpenAsync(Address);
        await Expect(test.Page.GetByTestId("visit")).ToHaveCountAsync(8);
        await BrowserFixture.SaveAsync(test.Page, $"visits-{width}-{scheme.ToString().ToLowerInvariant()}");

        await test.AssertInOrderAsync(14);
    }

    [Fact]
    public async Task List_has_the_order_of_the_map_and_keeps_whom_the_map_cannot_show()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        await test.OpenAsync(Address);

        await Expect(test.Page.GetByText("8 户，往返直线约 215 公里")).ToBeVisibleAsync();
        Assert.Equal(["1", "2–3", "4", "5", "6", "7"], (await test.Page.Locator("svg.map .map-number").AllTextContentsAsync()).Order(StringComparer.Ordinal));
        await Expect(test.Page.GetByTestId("visit").First).ToContainTextAsync(new Regex("1.*陈\\*\\*.*岳麓区.*红.*核查任务", RegexOptions.Singleline));
        await Expect(test.Page.GetByTestId("visit").Last).ToContainTextAsync(new Regex("—.*马\\*\\*.*未排入路线", RegexOptions.Singleline));
        await Expect(test.Page.GetByRole(AriaRole.Link, new() { Name = "核查任务 陈**" })).ToHaveAttributeAsync("href", new Regex("^/console/#/cases/0199a1b2"));
        Assert.All(test.Calls, call => Assert.DoesNotContain("S00000", call.Address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_prints_with_a_column_to_write_in()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        await test.OpenAsync(Address);
        await Expect(test.Page.GetByTestId("visit")).ToHaveCountAsync(8);
        await test.Page.EmulateMediaAsync(new() { Media = Media.Print });

        await Expect(test.Page.GetByRole(AriaRole.Columnheader, new() { Name = "到访记录" })).ToBeVisibleAsync();
        await Expect(test.Page.GetByText("走访人签名：")).ToBeVisibleAsync();
        await Expect(test.Page.GetByRole(AriaRole.Button, new() { Name = "打印路线单" })).ToBeHiddenAsync();
        await test.Page.SetViewportSizeAsync(688, 1016);
        await BrowserFixture.SaveAsync(test.Page, "visits-print");
    }

    [Fact]
    public async Task Nobody_to_visit_and_no_place_known_are_said()
    {
        await using var test = await BoardUnderTest.StartAsync(browser);
        var known = KnownAnswers.Read<VisitListDto>("visits");
        test.Answer("staff/visits", new VisitListDto(null, [], null));
        await test.OpenAsync(Address);
        await Expect(test.Page.GetByText("没有需要上门的人。")).ToBeVisibleAsync();

        test.Answer("staff/visits", new VisitListDto(null, [known.Visits[^1]], null));
        await test.Page.ReloadAsync();

        await Expect(test.Page.GetByTestId("visit")).ToHaveCountAsync(1);
        await Expect(test.Page.Locator("svg.map")).ToHaveCountAsync(0);
        await test.AssertInOrderAsync(14);
    }
}
