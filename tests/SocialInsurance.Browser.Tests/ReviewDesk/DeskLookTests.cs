using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>Every screen of the console at three widths, light and dark: measured, and its picture kept under artifacts/screenshots.</summary>
public sealed class DeskLookTests(BrowserFixture browser)
{
    private static readonly Dictionary<string, Func<DeskUnderTest, Task>> Screens = new()
    {
        ["sign-in"] = async test => await test.GoAsync(),
        ["must-change"] = async test =>
        {
            test.Desk.MustChange = true;
            test.Desk.IsSignedIn = true;
            await test.GoAsync();
            await Expect(test.Page.GetByTestId("change-password")).ToBeVisibleAsync();
        },
        ["factor-code"] = async test =>
        {
            (test.Desk.AwaitsCode, test.Desk.IsSignedIn) = (true, true);
            await test.GoAsync();
            await test.Page.Locator("#code").FillAsync("000000");
            await test.Page.GetByTestId("show-code").ClickAsync();
            await Expect(test.Page.GetByTestId("problem")).ToBeVisibleAsync();
        },
        ["factor-set-up"] = async test =>
        {
            (test.Desk.MustSetUp, test.Desk.IsSignedIn) = (true, true);
            await test.GoAsync();
            await Expect(test.Page.GetByTestId("factor-secret")).ToBeVisibleAsync();
        },
        ["recovery-codes"] = async test =>
        {
            (test.Desk.MustSetUp, test.Desk.IsSignedIn) = (true, true);
            await test.GoAsync();
            await test.Page.Locator("#first-code").FillAsync(FakeDesk.Code);
            await test.Page.GetByTestId("confirm-factor").ClickAsync();
            await Expect(test.Page.GetByTestId("recovery-codes")).ToContainTextAsync("abcd-efgh");
        },
        ["security"] = async test =>
        {
            await test.OpenAsync("#/security");
            await Expect(test.Page.GetByTestId("security")).ToContainTextAsync("admin-2");
        },
        ["queue"] = async test => await test.OpenAsync(),
        ["filter"] = async test =>
        {
            await test.OpenAsync();
            await test.PressAsync("/");
            await Expect(test.Page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        },
        ["bulk"] = async test =>
        {
            await test.OpenAsync();
            foreach (var key in new[] { "x", "j", "x", "j", "x", "a" })
            {
                await test.PressAsync(key);
            }

            await Expect(test.Page.GetByTestId("bulk-result")).ToBeVisibleAsync();
        },
        ["help"] = async test =>
        {
            await test.OpenAsync();
            await test.PressAsync("?");
            await Expect(test.Page.GetByTestId("help-list")).ToBeVisibleAsync();
        },
        ["case"] = async test => await test.OpenCaseAsync(),
        ["form"] = async test =>
        {
            await test.OpenCaseAsync();
            await test.PressAsync("p");
            await Expect(test.Page.GetByTestId("send")).ToBeVisibleAsync();
            await test.Page.GetByTestId("send").ClickAsync();
            await Expect(test.Page.Locator(".slip").First).ToBeVisibleAsync();
        },
        ["proposal"] = async test =>
        {
            test.Desk.File = KnownCases.File(proposed: true);
            await test.OpenCaseAsync();
        },
        ["approval"] = async test =>
        {
            test.Desk.File = KnownCases.File(proposed: true);
            await test.OpenCaseAsync();
            await test.PressAsync("y");
            await Expect(test.Page.GetByTestId("send")).ToBeVisibleAsync();
        },
        ["moved"] = async test =>
        {
            await test.OpenCaseAsync();
            await test.PressAsync("n");
            await test.Page.Locator("#field-notes-text").FillAsync("明天再打电话");
            test.Desk.HappensMeanwhile("家属刚刚来电，说明天到窗口。");
            await test.Page.GetByTestId("send").ClickAsync();
            await Expect(test.Page.GetByTestId("moved")).ToBeVisibleAsync();
        },
        ["people"] = async test =>
        {
            await test.OpenAsync("#/people");
            await test.Page.Locator("#people-number").FillAsync("11010519491231002X");
            await test.PressAsync("Enter");
            await Expect(test.Page.GetByTestId("people")).ToContainTextAsync("试**");
        },
        ["blind"] = async test =>
        {
            await test.OpenAsync("#/blind");
            await Expect(test.Page.GetByTestId("evidence")).ToBeVisibleAsync();
        },
        ["accounts"] = async test =>
        {
            test.Desk.Roles = ["administrator"];
            await test.OpenAsync("#/accounts");
            await Expect(test.Page.GetByTestId("accounts")).ToContainTextAsync("zhao-01");
        },
    };

    public static TheoryData<string> Names => [.. Screens.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Screen_of_any_width_and_scheme_has_no_violation_and_no_text_under_14_px(string screen)
    {
        foreach (var (width, height) in new[] { (1440, 900), (1024, 768), (390, 844) })
        {
            await using var test = await DeskUnderTest.StartAsync(browser, width, height);
            await Screens[screen](test);
            await test.JudgeAsync($"{screen}-{width}-light");
            await test.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await test.JudgeAsync($"{screen}-{width}-dark");
        }
    }

    [Theory]
    [InlineData("queue")]
    [InlineData("proposal")]
    [InlineData("form")]
    public async Task Screen_in_English_has_no_violation_and_no_Chinese_of_its_own(string screen)
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.Page.AddInitScriptAsync("localStorage.setItem('language', 'en')");
        await Screens[screen](test);
        await test.JudgeAsync($"{screen}-1440-en");

        var own = await test.Page.Locator(".bar, .rail, .command-bar .el-button, .panel-head h2").AllInnerTextsAsync();
        Assert.DoesNotContain(own, words => words.Replace("中文", string.Empty, StringComparison.Ordinal).Any(c => c is >= '一' and <= '鿿'));
    }

    /// <summary>Somebody with many roles sees every page's name whole, beside the own account and not under it.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Names_of_all_pages_stand_side_by_side_on_a_small_screen(string language)
    {
        await using var test = await DeskUnderTest.StartAsync(browser, 1024, 768, set: desk => desk.Roles = ["caseworker", "approver", "supervisor", "auditor"]);
        await test.Page.AddInitScriptAsync($"localStorage.setItem('language', '{language}')");
        await test.OpenAsync("#/people");
        await test.JudgeAsync($"all-roles-1024-{language}");

        Assert.Equal(0, await test.Page.Locator(".bar-pages").EvaluateAsync<int>("pages => pages.scrollWidth - pages.clientWidth"));
    }

    [Fact]
    public async Task Focus_is_seen_wherever_the_keyboard_goes()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenCaseAsync();
        for (var step = 0; step < 30; step++)
        {
            await test.PressAsync("Tab");
            var seen = await test.Page.EvaluateAsync<bool>("""
                () => { const one = document.activeElement
                  const ringed = e => { const s = getComputedStyle(e); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none' }
                  return one === document.body || ringed(one) || ringed(one.parentElement) }
                """);
            Assert.True(seen, await test.Page.EvaluateAsync<string>("() => document.activeElement.outerHTML.slice(0, 200)"));
        }
    }
}
