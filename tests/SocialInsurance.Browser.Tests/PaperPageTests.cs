using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SocialInsurance.Service.Notices;
using SocialInsurance.Eligibility.Notices;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests;

/// <summary>The receipt, its public check, and the outbox of a demonstration.</summary>
public sealed class PaperPageTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(1100, ColorScheme.Light, "")]
    [InlineData(390, ColorScheme.Light, "")]
    [InlineData(390, ColorScheme.Dark, "")]
    [InlineData(1100, ColorScheme.Dark, "&lang=en")]
    public async Task Certificate_of_any_width_shows_masked_words_and_has_no_violation(int width, ColorScheme scheme, string language)
    {
        await using var test = await PaperUnderTest.StartAsync(browser, person: 3, width, scheme);
        await test.OpenAsync(await test.IssueAsync(3) + language);
        var certificate = test.Page.GetByTestId("certificate");
        await Expect(certificate).ToContainTextAsync("试***");
        await Expect(test.Page.GetByTestId("period")).ToContainTextAsync(language.Length == 0 ? "2026年11月2日 至 2027年11月1日" : "2026-11-02 to 2027-11-01");
        await Expect(certificate).ToContainTextAsync("试验市社会保险事业中心");
        await Expect(certificate.Locator(".qr svg path")).ToBeAttachedAsync();
        Assert.DoesNotContain("00000003", await certificate.InnerTextAsync(), StringComparison.Ordinal);
        await BrowserFixture.SaveAsync(test.Page, $"receipt-{width}-{scheme.ToString().ToLowerInvariant()}{(language.Length == 0 ? "" : "-en")}");
        await AssertInOrderAsync(test);
    }

    [Fact]
    public async Task Certificate_prints_on_one_sheet_without_the_screens_furniture()
    {
        await using var test = await PaperUnderTest.StartAsync(browser, person: 3, scheme: ColorScheme.Dark);
        await test.OpenAsync(await test.IssueAsync(3));
        await Expect(test.Page.GetByTestId("certificate")).ToBeVisibleAsync();
        await test.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await test.Page.SetViewportSizeAsync(658, 987); // 174 x 261 mm: A4 within its margins
        await Expect(test.Page.Locator(".band")).ToBeHiddenAsync();
        await Expect(test.Page.Locator(".actions")).ToBeHiddenAsync();
        Assert.Equal("rgb(255, 255, 255)", await test.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        var code = (await test.Page.Locator(".qr svg").BoundingBoxAsync())!;
        Assert.InRange(code.Width, 66 / 25.4 * 96 - 2, 66 / 25.4 * 96 + 2);
        Assert.True(await test.Page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= 987"), "the certificate needs more than one sheet");
        await BrowserFixture.SaveAsync(test.Page, "receipt-print");
        var pdf = System.Text.Encoding.Latin1.GetString(await test.Page.PdfAsync(new() { PreferCSSPageSize = true }));
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(pdf, @"/Type\s*/Page\b"));
    }

    [Fact]
    public async Task Certificate_is_shown_to_its_owner_only()
    {
        await using var test = await PaperUnderTest.StartAsync(browser, person: 6);
        await test.OpenAsync(await test.IssueAsync(3));
        await Expect(test.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("没有找到这份凭证");
        await test.Context.SetExtraHTTPHeadersAsync([]);
        await test.Page.ReloadAsync();
        await Expect(test.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请先验证身份");
        await Expect(test.Page.GetByRole(AriaRole.Link, new() { Name = "去认证页面" })).ToHaveAttributeAsync("href", "/kiosk/");
        Assert.Empty((await test.Page.RunAxe()).Violations.Select(violation => violation.Id));
    }

    [Theory]
    [InlineData(1100, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Anybody_checks_a_receipt_by_its_line_of_text_or_its_file(int width, ColorScheme scheme)
    {
        await using var test = await PaperUnderTest.StartAsync(browser, person: 3, width, scheme);
        await test.OpenAsync(await test.IssueAsync(3));
        var token = await test.Page.GetByTestId("token").InnerTextAsync();
        var link = await test.Page.GetByRole(AriaRole.Link, new() { Name = "下载凭证文件" }).GetAttributeAsync("href");
        using var file = await test.Platform.AsPersonAsync(link!, 3);
        var content = await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await test.Context.SetExtraHTTPHeadersAsync([]);

        await test.OpenAsync("/verify/");
        var (page, verdict) = (test.Page, test.Page.GetByTestId("verdict"));
        await page.GetByRole(AriaRole.Button, new() { Name = "核验", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请先粘贴");
        await page.GetByLabel("凭证文字或凭证文件的内容").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "核验", Exact = true }).ClickAsync();
        await Expect(verdict).ToContainTextAsync("由本机构签发，内容未被改动");
        await Expect(verdict).ToBeFocusedAsync();
        await Expect(verdict).ToContainTextAsync("2026年11月2日 至 2027年11月1日");
        await BrowserFixture.SaveAsync(page, $"verify-{width}-{scheme.ToString().ToLowerInvariant()}");
        await AssertInOrderAsync(test);

        await page.GetByLabel("凭证文字或凭证文件的内容").FillAsync(token.Replace('A', 'B'));
        await page.GetByRole(AriaRole.Button, new() { Name = "核验", Exact = true }).ClickAsync();
        await Expect(verdict).ToContainTextAsync("不能采信");
        await Expect(verdict).Not.ToContainTextAsync("签发机构");
        await page.GetByLabel("选择凭证文件").SetInputFilesAsync(new FilePayload { Name = "my.receipt.json", MimeType = "application/json", Buffer = content });
        await Expect(verdict).ToContainTextAsync("有效");
        Assert.Empty((await page.RunAxe()).Violations.Select(violation => violation.Id));
    }

    [Fact]
    public async Task Newcomer_finds_the_code_in_the_outbox()
    {
        await using var test = await PaperUnderTest.StartAsync(browser, width: 390, options: options => options with { ShowOutbox = true });
        await test.OpenAsync("/outbox/");
        await Expect(test.Page.GetByText("还没有消息")).ToBeVisibleAsync();
        var channel = OutboxChannel.All(test.Platform.Outbox, TimeProvider.System).Single(one => one.Kind == MessageChannelKind.Sms);
        await channel.SendAsync(new OutgoingMessage("k1", MessageChannelKind.Sms, "138****0000", "【社保认证】验证码123456，5分钟内有效。<b>x</b>"), CancellationToken.None);
        await Expect(test.Page.GetByTestId("message")).ToContainTextAsync("验证码123456，5分钟内有效。<b>x</b>", new() { Timeout = 30_000 });
        await BrowserFixture.SaveAsync(test.Page, "outbox-390");
        await AssertInOrderAsync(test);
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(195, ColorScheme.Light)]
    public async Task Unknown_address_says_so_in_one_language_and_leads_on(int width, ColorScheme scheme)
    {
        await using var test = await PaperUnderTest.StartAsync(browser, width: width, scheme: scheme);
        await test.OpenAsync("/no/such/address");
        await Expect(test.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("没有找到这个页面");
        await Expect(test.Page.GetByTestId("missing")).ToContainTextAsync("这不影响您的待遇。");
        Assert.DoesNotMatch("[A-Za-z]{3}", await test.Page.GetByTestId("missing").InnerTextAsync());
        await BrowserFixture.SaveAsync(test.Page, $"missing-{width}-{scheme.ToString().ToLowerInvariant()}");
        Assert.Contains("status of 404", Assert.Single(test.Complaints), StringComparison.Ordinal);
        await AssertInOrderAsync(test, ownComplaints: 1);

        await test.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        Assert.NotEqual(
            await test.Page.Locator(".band").EvaluateAsync<string>("one => getComputedStyle(one).backgroundColor"),
            await test.Page.Locator(".mark path").EvaluateAsync<string>("one => getComputedStyle(one).stroke"));
        await test.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Expect(test.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("We could not find this page");
        Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}", await test.Page.GetByTestId("missing").InnerTextAsync());
        await test.Page.GetByRole(AriaRole.Link, new() { Name = "Go to certification" }).ClickAsync();
        await Expect(test.Page.Locator("main[data-screen='welcome'] h1")).ToHaveCountAsync(1);
    }

    /// <summary>No violation, nothing refused by the policy, no other origin, no sideways scrolling, large enough for the elderly.</summary>
    private static async Task AssertInOrderAsync(PaperUnderTest test, int ownComplaints = 0)
    {
        Assert.Empty((await test.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.True(await test.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways");
        var smallest = await test.Page.EvaluateAsync<double>("""
            () => Math.min(...[...document.querySelectorAll('main *, header *')]
              .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) && one.getClientRects().length)
              .map(one => parseFloat(getComputedStyle(one).fontSize)))
            """);
        var heights = await test.Page.Locator(".button").EvaluateAllAsync<double[]>("all => all.map(one => one.offsetHeight)");
        Assert.True(smallest >= 16, $"the smallest text is {smallest} px");
        Assert.All(heights, height => Assert.True(height >= 60, $"a button is {height} px"));
        Assert.All(test.Requests, request => Assert.Equal(test.Platform.Address.Authority, request.Authority));
        Assert.Equal(ownComplaints, test.Complaints.Count);
    }
}
