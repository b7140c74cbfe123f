using System.Diagnostics;

namespace SocialInsurance.Browser.Tests;

/// <summary>Finds Debian's chromium and a Chinese font; installs them when running as root, else says what to run.</summary>
internal static class ChromiumSetup
{
    internal const string Executable = "/usr/bin/chromium";
    private const string Packages = "chromium fonts-noto-cjk";
    private const string FontFolder = "/usr/share/fonts/opentype/noto";

    internal static async Task EnsureAsync()
    {
        if (IsPresent())
        {
            return;
        }

        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException($"The browser tests need chromium and a Chinese font; run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends {Packages}");
        }

        await RunAsync("apt-get", "update", "-qq");
        await RunAsync("apt-get", ["install", "--yes", "-qq", "--no-install-recommends", .. Packages.Split(' ')]);
        if (!IsPresent())
        {
            throw new InvalidOperationException($"Packages {Packages} are installed; expected {Executable} and a font in {FontFolder}");
        }
    }

    private static bool IsPresent() =>
        File.Exists(Executable) && Directory.Exists(FontFolder) && Directory.EnumerateFiles(FontFolder, "NotoSansCJK*").Any();

    private static async Task RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments);
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}; expected 0");
        }
    }
}
