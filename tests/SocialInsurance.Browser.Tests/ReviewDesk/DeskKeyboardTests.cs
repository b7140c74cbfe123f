using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>The queue and a case without a mouse, over 100,000 rows.</summary>
public sealed class DeskKeyboardTests(BrowserFixture browser)
{
    [Fact]
    public async Task Caseworker_signs_in_walks_the_queue_opens_a_case_and_comes_back_to_the_same_row()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.GoAsync();
        await Expect(test.Page.Locator("#account")).ToBeFocusedAsync();
        await test.Page.Keyboard.TypeAsync(KnownCases.Me);
        await test.PressAsync("Tab");
        await test.Page.Keyboard.TypeAsync(FakeDesk.Password);
        await test.PressAsync("Enter");
        await Expect(test.Row(0)).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-at"));
        await Expect(test.Page.GetByTestId("total")).ToHaveTextAsync("100,000");
        await Expect(test.Page.GetByTestId("who")).ToContainTextAsync("核查人员、复核人员 · 4101");

        foreach (var key in new[] { "j", "j", "j", "k" })
        {
            await test.PressAsync(key);
        }

        await test.PressAsync("Enter");
        await Expect(test.Page.GetByTestId("case-title")).ToBeFocusedAsync();
        Assert.Contains("#/cases/case-000002", test.Page.Url, StringComparison.Ordinal);
        await test.PressAsync("j");
        await test.Page.WaitForURLAsync("**#/cases/case-000003");
        await Expect(test.Page.GetByTestId("case-title")).ToBeVisibleAsync();
        await test.PressAsync("Escape");
        await Expect(test.Row(3)).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-at"));
        Assert.Empty(test.Complaints);
    }

    [Fact]
    public async Task Queue_of_100000_rows_draws_a_screenful_and_fetches_what_is_looked_at()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenAsync();

        await test.Page.GetByTestId("queue-view").EvaluateAsync("view => { view.scrollTop = 40 * 87654 }");
        await Expect(test.Row(87_655)).ToContainTextAsync("首次异地发放");

        Assert.InRange(await test.Page.Locator(".queue-row").CountAsync(), 10, 60);
        Assert.Contains(test.Desk.Queries, query => query.Contains("offset=87600", StringComparison.Ordinal) && query.Contains("limit=200", StringComparison.Ordinal));
        Assert.InRange(test.Desk.Queries.Count, 2, 4);
    }

    [Fact]
    public async Task Marked_rows_are_assigned_at_once_and_the_refused_ones_are_listed_with_their_reason()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenAsync();
        foreach (var key in new[] { "x", "j", "x", "j", "x" })
        {
            await test.PressAsync(key);
        }

        await Expect(test.Page.GetByTestId("marked")).ToContainTextAsync("已选 3 件");
        await test.PressAsync("A");
        await Expect(test.Page.Locator("#assign-to-known option")).ToHaveCountAsync(2);
        await test.Page.Locator("#assign-to").FillAsync("sun-03");
        await test.PressAsync("Enter");

        var result = test.Page.GetByTestId("bulk-result");
        await Expect(result).ToContainTextAsync("已分派 2 件，未分派 1 件");
        await Expect(result).ToContainTextAsync("等待复核，不能改派");
        var body = Assert.Single(test.Desk.Bodies, one => one.StartsWith("/cases/assignments", StringComparison.Ordinal));
        Assert.Contains("\"to\":\"sun-03\"", body, StringComparison.Ordinal);
        Assert.Contains("""{"caseId":"case-000001","version":3}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_is_opened_and_filled_by_the_keyboard_and_kept_under_a_name()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenAsync();
        await test.PressAsync("/");
        await test.Page.Keyboard.TypeAsync("服刑");
        await test.PressAsync("Enter");
        await test.Page.Keyboard.TypeAsync("410102");
        await test.PressAsync("Enter");
        await Expect(test.Page.Locator(".filter-line .el-tag")).ToHaveCountAsync(2);
        await test.Page.GetByPlaceholder("筛选名称").FillAsync("市区服刑");
        await test.PressAsync("Enter");

        Assert.Contains(test.Desk.Queries, query => query.Contains("kind=CustodialSentence&division=410102", StringComparison.Ordinal));
        await test.Page.ReloadAsync();
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "市区服刑", Exact = true }).ClickAsync();
        await Expect(test.Page.Locator(".filter-line .el-tag")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Every_key_of_the_help_has_a_button_on_its_page()
    {
        await using var test = await DeskUnderTest.StartAsync(browser);
        await test.OpenCaseAsync();
        foreach (var (key, field) in new[] { ("e", "evidence-summary"), ("c", "contacts-summary"), ("i", "investigation-summary"), ("p", "proposal-reason"), ("n", "notes-text") })
        {
            await test.PressAsync(key);
            await Expect(test.Page.Locator($"#field-{field}")).ToBeVisibleAsync();
            await test.PressAsync("Escape");
            await Expect(test.Page.Locator($"#field-{field}")).ToBeHiddenAsync();
            await Expect(test.Page.GetByTestId("commands").GetByText(key, new() { Exact = true })).ToBeVisibleAsync();
        }

        await test.PressAsync("y");
        await Expect(test.Page.Locator(".el-message")).ToContainTextAsync("还没有处理意见。");
        await test.PressAsync("A");
        await test.Page.Locator("#field-assignment-to").FillAsync("keys are letters here: jkxenpy");
        await Expect(test.Page.Locator("#field-assignment-to")).ToHaveValueAsync("keys are letters here: jkxenpy");
    }
}
