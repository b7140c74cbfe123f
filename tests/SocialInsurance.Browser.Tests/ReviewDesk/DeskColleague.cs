using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SocialInsurance.Service.Tests.Platform;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>One colleague at a real console before a real service; the browser's clock is the service's.</summary>
internal sealed class DeskColleague : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly RunningPlatform _platform;
    private readonly IBrowserContext _context;
    private readonly string _account;

    private DeskColleague(RunningPlatform platform, IBrowserContext context, IPage page, string account) =>
        (_platform, _context, Page, _account) = (platform, context, page, account);

    internal IPage Page { get; }

    /// <summary>Without the answers that a session which is over gives.</summary>
    internal IEnumerable<string> Complaints => _complaints.Where(one => !one.Contains("status of 4", StringComparison.Ordinal));

    /// <summary>Signs in as an account that stands already, with the password of the test's platform.</summary>
    internal static async Task<DeskColleague> SitDownAsync(BrowserFixture browser, RunningPlatform platform, string account)
    {
        var context = await browser.OpenAsync(1440);
        var colleague = new DeskColleague(platform, context, await context.NewPageAsync(), account);
        colleague.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                colleague._complaints.Enqueue(message.Text);
            }
        };
        colleague.Page.PageError += (_, error) => colleague._complaints.Enqueue(error);
        await colleague.LookAtTheClockAsync();
        await colleague.Page.GotoAsync(new Uri(platform.Address, "/console/").ToString());
        await colleague.SignInAsync();
        await Expect(colleague.Page.GetByTestId("total")).ToBeVisibleAsync();
        return colleague;
    }

    internal Task LookAtTheClockAsync() => Page.Clock.SetFixedTimeAsync(_platform.Clock.Now.UtcDateTime);

    internal async Task SignInAsync()
    {
        if (await Page.Locator("#account").InputValueAsync() != _account)
        {
            await Page.Locator("#account").FillAsync(_account);
        }

        await Page.Locator("#password").FillAsync(RunningPlatform.PasswordOf(_account));
        await Page.GetByTestId("enter").ClickAsync();
        await Expect(Page.GetByTestId("sign-in")).ToBeHiddenAsync();
    }

    /// <summary>From the queue to its only case of a filter.</summary>
    internal async Task OpenOnlyCaseAsync(string filter = "open")
    {
        await Page.GetByTestId($"filter-{filter}").ClickAsync();
        await Expect(Page.GetByTestId("total")).ToHaveTextAsync("1");
        await Expect(Page.Locator("#row-0 a")).ToBeVisibleAsync();
        await Page.GetByTestId("queue-view").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByTestId("case-title")).ToBeVisibleAsync();
    }

    /// <summary>Presses a key of the case and waits for the form; <c>command</c> for the button of a command without a key.</summary>
    internal async Task BeginAsync(string keyOrCommand)
    {
        await Expect(Page.GetByTestId("send")).ToBeHiddenAsync();
        await (keyOrCommand.Length == 1 ? Page.Keyboard.PressAsync(keyOrCommand) : Page.GetByTestId($"command-{keyOrCommand}").ClickAsync());
        await Expect(Page.GetByTestId("send")).ToBeVisibleAsync();
    }

    internal Task ChooseAsync(string field, string words) => Page.GetByTestId($"field-{field}").GetByText(words, new() { Exact = true }).ClickAsync();

    internal async Task PickAsync(string field, string words)
    {
        await Page.GetByTestId($"field-{field}").GetByRole(AriaRole.Combobox).ClickAsync();
        await Page.GetByRole(AriaRole.Option, new() { Name = words, Exact = true }).ClickAsync();
    }

    internal Task WriteAsync(string field, string words) => Page.GetByTestId($"field-{field}").GetByRole(AriaRole.Textbox).FillAsync(words);

    internal async Task SendAsync(int version)
    {
        await Page.GetByTestId("send").ClickAsync();
        await BeAtAsync(version);
        await Expect(Page.GetByTestId("send")).ToBeHiddenAsync();
    }

    internal Task BeAtAsync(int version) => Expect(Page.GetByTestId("version")).ToHaveTextAsync($"第 {version} 步");

    internal async Task JudgeAsync(string name)
    {
        // colours are judged as they stay, not while something fades
        await Expect(Page.Locator("[class*=enter-active], [class*=leave-active]")).ToHaveCountAsync(0);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Setting("ArtifactsFolder"), $"console-journey-{name}.png"), FullPage = true });
        Assert.Empty((await Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.Empty(Complaints);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
