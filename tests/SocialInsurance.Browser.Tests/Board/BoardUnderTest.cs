using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Contracts.Transparency;
using SocialInsurance.Service;

namespace SocialInsurance.Browser.Tests.Board;

/// <summary>Real pages from a real host with its security headers; the addresses under /api/v1 answer what the test gave.</summary>
internal sealed class BoardUnderTest : IPlatformOverview, IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<Uri> foreign = new();
    private WebApplication app = null!;
    private IBrowserContext context = null!;

    /// <summary>JSON by path under /api/v1; a number is a status without a body.</summary>
    internal ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>Method, path with query, body and the header that a write needs, in the order of their coming.</summary>
    internal ConcurrentQueue<(string Method, string Address, string? Body, string? Guard)> Calls { get; } = new();

    internal IReadOnlyCollection<string> Complaints => complaints;

    internal IPage Page { get; private set; } = null!;

    internal static async Task<BoardUnderTest> StartAsync(BrowserFixture browser, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var test = new BoardUnderTest();
        test.Answer("staff/session", new StaffAccountDto("song-supervisor", ["caseworker", "supervisor"], false, false));
        test.Answer("staff/supervision", KnownAnswers.Read<SupervisionDto>("supervision"));
        test.Answer("staff/supervision/recount", KnownAnswers.Read<RecountDto>("recount"));
        test.Answer("staff/visits", KnownAnswers.Read<VisitListDto>("visits"));
        test.Answer("transparency", KnownAnswers.Read<TransparencyDto>("transparency"));
        test.Answers["staff/feeds/release"] = "204";
        test.app = ServiceHost.Build(new ServiceOptions { HttpUrl = "http://127.0.0.1:0", GrpcUrl = "http://127.0.0.1:0" }, test);
        await test.app.StartAsync(TestContext.Current.CancellationToken);
        test.context = await browser.OpenAsync(width, scheme: scheme);
        await test.context.RouteAsync("**/api/v1/**", test.FulfilAsync);
        test.Page = await test.context.NewPageAsync();
        test.Listen();
        return test;
    }

    internal void Answer<T>(string path, T answer) => Answers[path] = KnownAnswers.Json(answer);

    internal Task OpenAsync(string path) => Page.GotoAsync(new Uri(ServiceHost.AddressesOf(app).Http, path).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

    /// <summary>No violation, nothing refused by the policy, no other origin, no sideways scrolling, no text below the smallest allowed.</summary>
    internal async Task AssertInOrderAsync(double smallestText)
    {
        var found = await Page.RunAxe();
        Assert.True(found.Passes.Length > 10, "axe has run");
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways");
        var smallest = await Page.EvaluateAsync<double>("""
            () => Math.min(...[...document.querySelectorAll('main *')]
              .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()) && one.getClientRects().length)
              .map(one => parseFloat(getComputedStyle(one).fontSize)))
            """);
        Assert.True(smallest >= smallestText - 0.01, $"the smallest text is {smallest} px");
        Assert.Empty(complaints);
        Assert.Empty(foreign);
    }

    public ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Service.Tests.KnownOverview.Create());

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await app.DisposeAsync();
    }

    private void Listen()
    {
        Page.Console += (_, message) =>
        {
            // a status that the test asked for is no complaint
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                complaints.Enqueue(message.Text);
            }
        };
        Page.PageError += (_, error) => complaints.Enqueue(error);
        context.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } uri && uri.Authority != ServiceHost.AddressesOf(app).Http.Authority)
            {
                foreign.Enqueue(uri);
            }
        };
    }

    private async Task FulfilAsync(IRoute route)
    {
        var request = route.Request;
        var address = new Uri(request.Url);
        var path = address.AbsolutePath["/api/v1/".Length..];
        Calls.Enqueue((request.Method, path + address.Query, request.PostData, request.Headers.GetValueOrDefault("x-sicert")));
        if (path == "overview")
        {
            await route.ContinueAsync();
            return;
        }

        var answer = Answers.GetValueOrDefault(path) ?? "404";
        await (int.TryParse(answer, out var status)
            ? route.FulfillAsync(new() { Status = status })
            : route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = answer }));
    }
}
