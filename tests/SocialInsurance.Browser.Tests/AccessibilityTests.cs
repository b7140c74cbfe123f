using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests;

public sealed class AccessibilityTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(390, ColorScheme.Light, "")]
    [InlineData(390, ColorScheme.Dark, "")]
    [InlineData(1080, ColorScheme.Light, "")]
    [InlineData(1080, ColorScheme.Dark, "")]
    [InlineData(1600, ColorScheme.Light, "")]
    [InlineData(390, ColorScheme.Light, "?lang=en")]
    [InlineData(1080, ColorScheme.Dark, "?lang=en")]
    public async Task Page_of_any_width_and_scheme_has_no_violation(int width, ColorScheme scheme, string query)
    {
        await using var test = await PageUnderTest.StartAsync(browser, width, scheme);
        await test.OpenAsync(query);
        await Expect(test.Page.GetByTestId("certified")).ToBeVisibleAsync();
        var language = query.Length == 0 ? "zh" : "en";
        await BrowserFixture.SaveAsync(test.Page, $"public-{width}-{scheme.ToString().ToLowerInvariant()}-{language}");

        var found = await test.Page.RunAxe();

        Assert.True(found.Passes.Length > 20, "axe has run");
        Assert.Empty(found.Violations.Select(Describe));
        Assert.True(await test.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways");
    }

    [Fact]
    public async Task Page_without_an_answer_has_no_violation()
    {
        await using var test = await PageUnderTest.StartAsync(browser, 390, fails: true);
        await test.OpenAsync();
        await Expect(test.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        Assert.Empty((await test.Page.RunAxe()).Violations.Select(Describe));
    }

    [Fact]
    public async Task Keyboard_alone_reaches_the_content_and_every_button()
    {
        await using var test = await PageUnderTest.StartAsync(browser);
        await test.OpenAsync();
        var page = test.Page;

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "跳到主要内容" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "English" })).ToBeFocusedAsync();
        Assert.Equal("3px", await page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineWidth"));
        foreach (var door in new[] { "领取待遇的人，点这里认证", "核验一张认证凭证", "公开透明：做了多少、错了多少" })
        {
            await page.Keyboard.PressAsync("Tab");
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = door })).ToBeFocusedAsync();
        }

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "复制校验值" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Text_and_buttons_are_large_enough_for_the_elderly()
    {
        await using var test = await PageUnderTest.StartAsync(browser, 390);
        await test.OpenAsync();

        var smallest = await test.Page.EvaluateAsync<double>("""
            () => Math.min(...[...document.querySelectorAll('main *, header *')]
              .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) && one.getClientRects().length)
              .map(one => parseFloat(getComputedStyle(one).fontSize)))
            """);
        var body = await test.Page.EvaluateAsync<double[]>("() => { const s = getComputedStyle(document.body); return [parseFloat(s.fontSize), parseFloat(s.lineHeight)] }");
        var heights = await test.Page.Locator("button").EvaluateAllAsync<double[]>("all => all.map(one => Math.min(one.offsetWidth, one.offsetHeight))");

        Assert.True(body[0] >= 18 && body[1] >= 1.5 * body[0], $"body text is {body[0]} px on {body[1]} px");
        Assert.True(smallest >= 16, $"the smallest text is {smallest} px");
        Assert.All(heights, height => Assert.True(height >= 60, $"a button is {height} px"));
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id} ({violation.Impact}): {string.Join(" | ", violation.Nodes.Select(node => node.Html))}";
}
