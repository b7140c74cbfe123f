using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Service;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>The console before a desk, with everything that it asked for or complained about.</summary>
internal sealed class DeskUnderTest : IPlatformOverview, IAsyncDisposable
{
    private const string SmallText = """
        () => [...document.querySelectorAll('body *')]
          .filter(one => !one.closest('svg, .visually-hidden, noscript') && one.getClientRects().length
            && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
            && parseFloat(getComputedStyle(one).fontSize) < 14)
          .map(one => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 30)}`)
        """;

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<Uri> _requests = new();
    private WebApplication? _app;
    private IBrowserContext? _context;

    internal FakeDesk Desk { get; } = new();

    internal IPage Page { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    /// <summary>Console errors and warnings, script errors, content that the policy refused; without refusals that a test asked for.</summary>
    internal IEnumerable<string> Complaints => _complaints.Where(one => !one.Contains("status of 4", StringComparison.Ordinal));

    internal IReadOnlyCollection<Uri> Requests => _requests;

    internal static async Task<DeskUnderTest> StartAsync(
        BrowserFixture browser, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, Action<FakeDesk>? set = null)
    {
        var test = new DeskUnderTest();
        set?.Invoke(test.Desk);
        var options = new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0" };
        test._app = ServiceHost.Build(options, test);
        await test._app.StartAsync(TestContext.Current.CancellationToken);
        test.Address = ServiceHost.AddressesOf(test._app).Http;
        test._context = await browser.OpenAsync(width, height, scheme);
        await test._context.RouteAsync("**/api/v1/staff/**", test.Desk.AnswerAsync);
        test.Page = await test._context.NewPageAsync();
        test.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                test._complaints.Enqueue(message.Text);
            }
        };
        test.Page.PageError += (_, error) => test._complaints.Enqueue(error);
        test._context.Request += (_, request) => test._requests.Enqueue(new Uri(request.Url));
        return test;
    }

    internal Task GoAsync(string hash = "") => Page.GotoAsync(new Uri(Address, "/console/" + hash).ToString(), new() { WaitUntil = WaitUntilState.Load });

    /// <summary>Signed in and on a page.</summary>
    internal async Task OpenAsync(string hash = "#/")
    {
        Desk.IsSignedIn = true;
        await GoAsync(hash);
        await Page.Locator(hash.Contains("/cases/", StringComparison.Ordinal) ? "[data-testid=case-title]" : "main#main").WaitForAsync();
        if (hash == "#/")
        {
            await Expect(Row(0)).ToBeVisibleAsync();
        }
    }

    internal Task OpenCaseAsync() => OpenAsync($"#/cases/{KnownCases.First}");

    internal async Task SignInAsync(string account = KnownCases.Me, string password = FakeDesk.Password)
    {
        await Page.Locator("#account").FillAsync(account);
        await Page.Locator("#password").FillAsync(password);
        await Page.GetByTestId("enter").ClickAsync();
    }

    internal ILocator Row(int index) => Page.Locator($"#row-{index}");

    internal Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    internal int CountCalls(string call) => Desk.Calls.Count(one => one == call);

    /// <summary>Saves the picture of the window; then no violation, no text under 14 px, nothing sideways, nothing complained.</summary>
    internal async Task JudgeAsync(string name)
    {
        await Page.EvaluateAsync("() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0)))");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Setting("ArtifactsFolder"), $"console-{name}.png") });
        var found = await Page.RunAxe();
        Assert.True(found.Passes.Length > 10, "axe has run");
        None(found.Violations.Select(Describe));
        None(await Page.EvaluateAsync<string[]>(SmallText));
        Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
        None(Complaints);
        None(Desk.Faults);
    }

    public ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Service.Tests.KnownOverview.Create());

    public async ValueTask DisposeAsync()
    {
        await _context!.DisposeAsync();
        await _app!.DisposeAsync();
    }

    private static void None(IEnumerable<string> found)
    {
        var all = string.Join('\n', found);
        Assert.True(all.Length == 0, all);
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id} ({violation.Impact}): {string.Join(" | ", violation.Nodes.Select(node => node.Html))}";
}
