using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SocialInsurance.Service;
using SocialInsurance.Service.Receipts;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Browser.Tests;

/// <summary>A real platform with people and a real page, as somebody whose claim is proven or nobody.</summary>
internal sealed class PaperUnderTest : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<Uri> requests = new();

    private PaperUnderTest(RunningPlatform platform, IBrowserContext context, IPage page) => (Platform, Context, Page) = (platform, context, page);

    internal RunningPlatform Platform { get; }

    internal IBrowserContext Context { get; }

    internal IPage Page { get; }

    /// <summary>Console errors and warnings, script errors, content that the policy refused.</summary>
    internal IReadOnlyCollection<string> Complaints => complaints;

    internal IReadOnlyCollection<Uri> Requests => requests;

    /// <param name="person">number of the person whose claim is proven; null: nobody</param>
    internal static async Task<PaperUnderTest> StartAsync(
        BrowserFixture browser, int? person = null, int width = 1100, ColorScheme scheme = ColorScheme.Light, Func<ServiceOptions, ServiceOptions>? options = null)
    {
        var platform = await RunningPlatform.StartAsync(options);
        var context = await browser.OpenAsync(width, scheme: scheme);
        if (person is { } number)
        {
            await context.SetExtraHTTPHeadersAsync([new("Test-Person", RunningPlatform.Id(number).Value)]);
        }

        var test = new PaperUnderTest(platform, context, await context.NewPageAsync());
        test.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                test.complaints.Enqueue(message.Text);
            }
        };
        test.Page.PageError += (_, error) => test.complaints.Enqueue(error);
        context.Request += (_, request) => test.requests.Enqueue(new Uri(request.Url));
        return test;
    }

    /// <summary>The address of the page of a person's receipt.</summary>
    internal async Task<string> IssueAsync(int person) =>
        (await Platform.App.Services.GetRequiredService<IReceiptDesk>().FindOrIssueAsync(RunningPlatform.Id(person), RunningPlatform.Token))!.Url;

    internal Task OpenAsync(string path) => Page.GotoAsync(new Uri(Platform.Address, path).ToString());

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
