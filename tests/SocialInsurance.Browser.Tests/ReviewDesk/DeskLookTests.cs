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

    [Fact]
    public async Task Head_of_a_case_in_English_has_no_Chinese_marks_and_one_face()
    {
        await using var test = await DeskUnderTest.StartAsync(browser, 390, 844, set: desk => desk.File = desk.File with { Case = desk.File.Case with { AssignedTo = KnownCases.Me } });
        await test.Page.AddInitScriptAsync("localStorage.setItem('language', 'en')");
        await test.OpenCaseAsync();
        await test.JudgeAsync("head-390-en");

        await Expect(test.Page.Locator(".case-facts")).ToContainTextAsync($"{KnownCases.Me} (me)");
        Assert.DoesNotMatch(@"[\uFF00-\uFFEF\u3000-\u303F]", await test.Page.Locator(".case-head").InnerTextAsync());
        Assert.Equal(await FaceAsync("body"), await FaceAsync(".command-bar .el-button"));
        var lefts = await test.Page.Locator(".case-title > *").EvaluateAllAsync<double[]>("all => all.map(one => one.getBoundingClientRect().left)");
        Assert.Contains(lefts.Skip(1), left => Math.Abs(left - lefts[0]) < 0.5);
        Assert.DoesNotContain(lefts, left => left - lefts[0] is > 0.5 and < 12);

        Task<string> FaceAsync(string of) => test.Page.Locator(of).First.EvaluateAsync<string>("one => getComputedStyle(one).fontFamily");
    }

    /// <summary>The system takes backgrounds and shadows away: what they say must be said by a line.</summary>
    [Fact]
    public async Task Reader_with_colours_of_the_own_sees_fields_choices_and_where_the_keyboard_is()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await test.OpenAsync();
        await test.PressAsync("j");

        Assert.Equal(("none", "solid"), (await StyleAsync("#row-0", "outlineStyle"), await StyleAsync("#row-1", "outlineStyle")));
        Assert.Equal("solid", await StyleAsync(".rail-item[aria-pressed='true']", "outlineStyle"));
        Assert.NotEqual(await StyleAsync(".bar-pages a:not([aria-current])", "borderBottomColor"), await StyleAsync(".bar-pages a[aria-current]", "borderBottomColor"));
        Assert.Equal("solid", await StyleAsync(".filter-line .el-select__wrapper", "outlineStyle"));
        await test.PressAsync("?");
        await Expect(test.Page.GetByTestId("help-list")).ToBeVisibleAsync();
        Assert.Equal("solid", await StyleAsync(".el-dialog", "borderTopStyle"));
        await test.PressAsync("Escape");
        await Expect(test.Page.GetByTestId("help-list")).ToBeHiddenAsync();
        await test.PressAsync("/");
        await Expect(test.Page.Locator(".el-select-dropdown__item.is-hovering")).ToBeVisibleAsync();
        Assert.Equal(await StyleAsync(".el-select-dropdown__item.is-hovering", "color"), await StyleAsync(".el-select-dropdown__item.is-hovering .soft", "color"));

        await test.OpenCaseAsync();
        await test.PressAsync("p");
        await Expect(test.Page.GetByTestId("send")).ToBeVisibleAsync();
        await test.Page.Locator(".form .el-radio").First.ClickAsync();
        await test.Page.Locator(".form .el-input__inner").First.FocusAsync();
        Assert.NotEqual(
            await StyleAsync(".form .el-radio__input:not(.is-checked) .el-radio__inner", "backgroundColor"),
            await StyleAsync(".form .el-radio__input.is-checked .el-radio__inner", "backgroundColor"));
        foreach (var field in await test.Page.Locator(".form :is(.el-input__wrapper, .el-select__wrapper, .el-textarea__inner)").AllAsync())
        {
            Assert.Equal("solid", await field.EvaluateAsync<string>("one => getComputedStyle(one).outlineStyle"));
        }

        Assert.Equal("3px", await StyleAsync(".form .el-input__wrapper:focus-within", "outlineWidth"));
        Assert.Equal("1px", await StyleAsync(".form .el-textarea__inner", "outlineWidth"));
        await BrowserFixture.SaveAsync(test.Page, "console-form-1440-forced");

        Task<string> StyleAsync(string of, string what) => test.Page.Locator(of).First.EvaluateAsync<string>("(one, what) => getComputedStyle(one)[what]", what);
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
