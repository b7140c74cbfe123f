using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Service;

namespace SocialInsurance.Browser.Tests;

/// <summary>A real host, a real page, and everything the page asked for or complained about.</summary>
internal sealed class PageUnderTest : IPlatformOverview, IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<Uri> _requests = new();
    private WebApplication? _app;
    private IBrowserContext? _context;

    internal OverviewDto? Answer { get; set; } = Service.Tests.KnownOverview.Create();

    internal IPage Page { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    /// <summary>Console errors and warnings, script errors, content that the policy refused.</summary>
    internal IReadOnlyCollection<string> Complaints => _complaints;

    internal IReadOnlyCollection<Uri> Requests => _requests;

    internal static async Task<PageUnderTest> StartAsync(
        BrowserFixture browser, int width = 1080, ColorScheme scheme = ColorScheme.Light, OverviewDto? answer = null, bool fails = false)
    {
        var test = new PageUnderTest();
        test.Answer = fails ? null : answer ?? test.Answer;
        var options = new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0", OverviewLifetime = TimeSpan.Zero };
        test._app = ServiceHost.Build(options, test);
        await test._app.StartAsync(TestContext.Current.CancellationToken);
        test.Address = ServiceHost.AddressesOf(test._app).Http;
        test._context = await browser.OpenAsync(width, scheme: scheme);
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

    internal Task OpenAsync(string query = "") =>
        Page.GotoAsync(new Uri(Address, "/" + query).ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });

    public ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken) =>
        Answer is null ? throw new IOException("planted") : ValueTask.FromResult(Answer);

    public async ValueTask DisposeAsync()
    {
        await _context!.DisposeAsync();
        await _app!.DisposeAsync();
    }
}
