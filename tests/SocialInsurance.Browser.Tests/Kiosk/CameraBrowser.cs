using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SocialInsurance.Browser.Tests.Kiosk.CameraBrowser))]

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>One Chromium whose camera shows a moving face made from a public-domain portrait. A context without the permission is refused.</summary>
public sealed class CameraBrowser : IAsyncLifetime
{
    private string _video = Path.Combine(BrowserFixture.Setting("SamplesFolder"), "faces", "camera_hopper.mjpeg");
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Another browser with another clip before its camera.</summary>
    internal static async Task<CameraBrowser> LaunchAsync(string video)
    {
        var browser = new CameraBrowser { _video = video };
        await browser.InitializeAsync();
        return browser;
    }

    public async ValueTask InitializeAsync()
    {
        await ChromiumSetup.EnsureAsync();

        // a loaded machine is slow, not wrong
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumSetup.Executable,
            Timeout = 120_000,
            Args =
            [
                .. BrowserFixture.Quiet, "--use-fake-device-for-media-stream", "--deny-permission-prompts",
                "--use-file-for-fake-video-capture=" + _video,
            ],
        });
    }

    internal async Task<IBrowserContext> OpenAsync(Device device)
    {
        var context = await _browser!.NewContextAsync(device.Options());
        context.SetDefaultTimeout(60_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>The device a reader holds or stands before.</summary>
internal sealed record Device(int Width = 390, int Height = 844, ColorScheme Scheme = ColorScheme.Light, bool CameraAllowed = true)
{
    internal static readonly Device Machine = new(1080, 1920);

    internal BrowserNewContextOptions Options() => new()
    {
        ViewportSize = new ViewportSize { Width = Width, Height = Height },
        ColorScheme = Scheme,
        Locale = "zh-CN",
        TimezoneId = "Asia/Shanghai",
        Permissions = CameraAllowed ? ["camera"] : [],
    };
}
