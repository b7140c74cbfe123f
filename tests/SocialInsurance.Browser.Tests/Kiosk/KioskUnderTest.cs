using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>The kiosk page before a service, with everything it asked for or complained about, and the steps of a walk.</summary>
internal sealed class KioskUnderTest : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<Uri> _requests = new();
    private readonly IBrowserContext _context;
    private readonly IRetireeService _service;

    private KioskUnderTest(IRetireeService service, IBrowserContext context, IPage page) => (_service, _context, Page) = (service, context, page);

    internal IPage Page { get; private set; }

    /// <summary>Console errors and warnings, script errors, content that the policy refused.</summary>
    internal IReadOnlyCollection<string> Complaints => _complaints;

    internal IReadOnlyCollection<Uri> Requests => _requests;

    internal static async Task<KioskUnderTest> OpenAsync(IRetireeService service, IBrowserContext context, string query = "", bool clock = false)
    {
        var test = new KioskUnderTest(service, context, await context.NewPageAsync());
        test.Watch(test.Page);
        if (clock)
        {
            await test.Page.Clock.InstallAsync();
        }

        await test.GoAsync(query);
        return test;
    }

    /// <summary>The first or again the page; a new tab shares storage and cookies with the old.</summary>
    internal async Task GoAsync(string query = "", bool newTab = false)
    {
        if (newTab)
        {
            await Page.CloseAsync();
            Page = await _context.NewPageAsync();
            Watch(Page);
        }

        await Page.GotoAsync(new Uri(_service.Address, "/kiosk/" + query).ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await Page.Locator("main[data-screen] h1").WaitForAsync();
    }

    internal async Task BeOnAsync(string screen, float timeoutMs = 60_000) =>
        await Expect(Page.Locator($"main[data-screen='{screen}'] h1")).ToHaveCountAsync(1, new() { Timeout = timeoutMs });

    internal Task ClickAsync(string testId) => Page.GetByTestId(testId).ClickAsync();

    /// <summary>Who: number by the pad on the page, name by the keyboard.</summary>
    internal async Task SayWhoAsync(string? number = null, string? name = null)
    {
        await TypeOnPadAsync(number ?? _service.DuePerson.Number);
        await Page.GetByTestId("name").FillAsync(name ?? _service.DuePerson.Name);
    }

    internal async Task TypeOnPadAsync(string keys)
    {
        foreach (var key in keys)
        {
            await Page.Locator(".pad").GetByRole(AriaRole.Button, new() { Name = key.ToString(), Exact = true }).ClickAsync();
        }
    }

    /// <summary>From the welcome to the moment after the proof.</summary>
    internal async Task ProveAsync()
    {
        await ClickAsync("self");
        await SayWhoAsync();
        await ClickAsync("next");
        await BeOnAsync("code");
        await TypeOnPadAsync(await _service.NewestCodeAsync());
    }

    /// <summary>From the welcome to the camera.</summary>
    internal async Task ReachCameraAsync()
    {
        await ProveAsync();
        await BeOnAsync("consent");
        await ClickAsync("agree");
        await BeOnAsync("camera");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Text} {message.Location}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
    }
}
