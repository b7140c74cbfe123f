using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>Stale tabs, impatient fingers, sessions that end, identities that need a reason: nothing lost, nothing done twice.</summary>
public sealed class DeskSafetyTests(BrowserFixture browser)
{
    private const string Notes = $"POST /cases/{KnownCases.First}/notes";

    [Fact]
    public async Task Stale_tab_shows_what_happened_meanwhile_and_goes_on_with_what_was_typed()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenCaseAsync();
        await test.PressAsync("n");
        await test.Page.Locator("#field-notes-text").FillAsync("明天再打电话");
        test.Desk.HappensMeanwhile("家属刚刚来电，说明天到窗口。");

        await test.Page.GetByTestId("send").ClickAsync();
        var moved = test.Page.GetByTestId("moved");
        await Expect(moved).ToContainTextAsync("您看到的是第 3 步，此后又有 1 步");
        await Expect(moved).ToContainTextAsync("家属刚刚来电");
        await Expect(test.Page.Locator("#field-notes-text")).ToHaveValueAsync("明天再打电话");
        await Expect(test.Page.GetByTestId("version")).ToHaveTextAsync("第 4 步");

        await test.Page.GetByTestId("send").ClickAsync();
        await Expect(test.Page.GetByTestId("events")).ToContainTextAsync("明天再打电话");
        Assert.Equal(2, test.CountCalls(Notes));
        Assert.Contains(test.Desk.Bodies, body => body.Contains("\"version\":3", StringComparison.Ordinal));
        Assert.Contains(test.Desk.Bodies, body => body.Contains("\"version\":4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Double_click_and_enter_beside_it_send_once()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenCaseAsync();
        await test.PressAsync("n");
        await test.Page.Locator("#field-notes-text").FillAsync("一次");
        await test.Page.GetByTestId("send").EvaluateAsync("button => { for (let i = 0; i < 5; i++) button.click(); button.form.requestSubmit() }");

        await Expect(test.Page.GetByTestId("version")).ToHaveTextAsync("第 4 步");
        await Expect(test.Page.Locator("#field-notes-text")).ToBeHiddenAsync();
        await test.PressAsync("a");
        await test.PressAsync("a");
        await Expect(test.Page.GetByTestId("version")).ToHaveTextAsync("第 5 步");
        Assert.Equal(1, test.CountCalls(Notes));
        Assert.Equal(1, test.CountCalls($"POST /cases/{KnownCases.First}/assignment"));
    }

    [Fact]
    public async Task Session_that_ended_hides_the_page_and_gives_it_back_with_what_was_typed()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenCaseAsync();
        await test.PressAsync("n");
        await test.Page.Locator("#field-notes-text").FillAsync("还没写完");
        test.Desk.IsSignedIn = false;
        await test.Page.GetByTestId("send").ClickAsync();

        await Expect(test.Page.GetByTestId("session-ended")).ToBeVisibleAsync();
        await Expect(test.Page.GetByText("试**").First).ToBeHiddenAsync();
        await Expect(test.Page.Locator("#field-notes-text")).ToBeHiddenAsync();
        await test.SignInAsync();
        await Expect(test.Page.Locator("#field-notes-text")).ToHaveValueAsync("还没写完");
        await test.Page.GetByTestId("send").ClickAsync();
        await Expect(test.Page.GetByTestId("events")).ToContainTextAsync("还没写完");
    }

    [Fact]
    public async Task Desk_that_is_left_is_hidden_after_a_quarter_of_an_hour_without_asking_the_service_meanwhile()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.Page.Clock.InstallAsync();
        await test.OpenAsync();
        await test.Page.Clock.RunForAsync(6 * 60_000);
        var asked = test.Desk.Calls.Count;
        await test.Page.Clock.RunForAsync(8 * 60_000);
        Assert.Equal(asked, test.Desk.Calls.Count);

        await test.Page.Clock.RunForAsync(2 * 60_000);
        await Expect(test.Page.GetByTestId("session-ended")).ToBeVisibleAsync();
        await Expect(test.Row(0)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Identity_needs_a_reason_is_shown_for_two_minutes_and_stands_in_no_address()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.Page.Clock.InstallAsync();
        await test.OpenCaseAsync();
        await test.PressAsync("v");
        await Expect(test.Page.GetByTestId("reveal-now")).ToBeDisabledAsync();
        await test.Page.GetByTestId("reveal-reason").FillAsync("电话核实");
        await test.Page.GetByTestId("reveal-now").ClickAsync();

        await Expect(test.Page.GetByTestId("identity")).ToContainTextAsync("11010519491231002X");
        await test.Page.Clock.RunForAsync(121_000);
        await Expect(test.Page.GetByTestId("identity")).ToContainTextAsync("4101**********002X");
        await Expect(test.Page.GetByTestId("identity")).Not.ToContainTextAsync("11010519491231002X");
        Assert.Contains(test.Desk.Bodies, body => body == $$"""/cases/{{KnownCases.First}}/identity {"reason":"电话核实"}""");
        Assert.DoesNotContain(test.Requests, request => request.ToString().Contains("11010519491231002X", StringComparison.Ordinal));
        Assert.DoesNotContain("11010519491231002X", await test.Page.EvaluateAsync<string>("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_at_the_window_is_found_by_number_and_their_case_opened_without_the_number_in_any_address()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenAsync("#/people");
        await test.Page.Locator("#people-number").FillAsync(" 1101 0519 4912 3100 2x");
        await test.PressAsync("Enter");
        await test.Page.GetByTestId("claim-alive").ClickAsync();

        await Expect(test.Page.GetByTestId("case-title")).ToBeVisibleAsync();
        Assert.Contains("""/people/search {"documentNumber":"11010519491231002X"}""", test.Desk.Bodies);
        Assert.Contains("""/people/alive {"beneficiaryId":"person-1"}""", test.Desk.Bodies);
        Assert.DoesNotContain(test.Requests, request => request.ToString().Contains("1101", StringComparison.Ordinal));
        await test.Page.GoBackAsync();
        await Expect(test.Page.Locator("#people-number")).ToHaveValueAsync(string.Empty);
    }

    [Fact]
    public async Task Code_for_somebody_without_a_telephone_is_large_counts_down_and_is_forgotten()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.Page.Clock.InstallAsync();
        await test.OpenAsync("#/people");
        await test.Page.Locator("#people-number").FillAsync("11010519491231002X");
        await test.PressAsync("Enter");
        await test.Page.GetByTestId("counter-code").ClickAsync();

        await Expect(test.Page.GetByTestId("counter-digits")).ToHaveTextAsync("407318");
        Assert.True(await test.Page.GetByTestId("counter-digits").EvaluateAsync<double>("one => parseFloat(getComputedStyle(one).fontSize)") >= 40);
        await test.Page.Clock.RunForAsync(61_000);
        await Expect(test.Page.GetByTestId("counter-left")).ToContainTextAsync("8:5");
        await test.JudgeAsync("counter-code");
        Assert.Contains("""/people/counter-code {"beneficiaryId":"person-1"}""", test.Desk.Bodies);
        Assert.DoesNotContain(test.Requests, request => request.ToString().Contains("407318", StringComparison.Ordinal));
        Assert.DoesNotContain("407318", await test.Page.EvaluateAsync<string>("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"), StringComparison.Ordinal);
        await test.Page.Clock.RunForAsync(540_000);
        await Expect(test.Page.GetByTestId("counter-over")).ToBeVisibleAsync();
        await Expect(test.Page.GetByTestId("counter-digits")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Somebody_else_at_the_same_screen_gets_nothing_of_the_last_person()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenCaseAsync();
        await test.Page.GetByTestId("sign-out").ClickAsync();

        await Expect(test.Page.GetByTestId("sign-in")).ToBeVisibleAsync();
        Assert.DoesNotContain("试**", await test.Page.ContentAsync(), StringComparison.Ordinal);
        await test.SignInAsync(password: "wrong password");
        await Expect(test.Page.GetByTestId("problem")).ToContainTextAsync("账号或密码不正确");
    }

    [Fact]
    public async Task Page_without_its_role_says_so_and_asks_for_nothing()
    {
        await using var test = await DeskUnderTest.StartAsync(browser, set: desk => desk.Roles = ["administrator"]);
        await test.OpenAsync("#/cases/case-000001".Replace("cases/", "x/", StringComparison.Ordinal));

        await Expect(test.Page.GetByTestId("not-for-role")).ToBeVisibleAsync();
        Assert.DoesNotContain(test.Desk.Calls, call => call.Contains("/cases", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Console_asks_nobody_but_its_own_service()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenCaseAsync();
        await Expect(test.Page.GetByAltText("画面：现场最佳帧")).ToBeVisibleAsync();
        await Expect(test.Page.GetByTestId("face")).ToContainTextAsync("未保留或已到期删除");

        Assert.All(test.Requests, request => Assert.Equal(test.Address.Authority, request.Authority));
        Assert.Empty(test.Complaints);
        Assert.Empty(test.Desk.Faults);
    }
}
