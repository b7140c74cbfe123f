using System.Reflection;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SocialInsurance.Browser.Tests.BrowserFixture))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace SocialInsurance.Browser.Tests;

/// <summary>Tests before real models and a moving picture: they need the machine to themselves and run one by one, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BeforeRealModels
{
    internal const string Name = "before real models";
}

/// <summary>One real Chromium for all tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>Arguments that keep a headless browser to itself.</summary>
    internal static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run", "--disable-domain-reliability",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        await ChromiumSetup.EnsureAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumSetup.Executable,
            Timeout = 120_000,
            Args = Quiet,
        });
    }

    /// <summary>A fresh profile; language and colour scheme as a reader's device would have them.</summary>
    public Task<IBrowserContext> OpenAsync(int width = 1080, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            Locale = "zh-CN",
        });

    public static async Task SaveAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Setting("ArtifactsFolder"), name + ".png"), FullPage = true });
    }

    /// <summary>A folder that the build knows.</summary>
    internal static string Setting(string name) =>
        typeof(BrowserFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == name).Value!;

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
