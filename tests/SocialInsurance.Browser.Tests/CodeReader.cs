using System.Diagnostics;

namespace SocialInsurance.Browser.Tests;

/// <summary>Reads QR codes off pictures and printed sheets with programs that know nothing of ours: Debian's zbar and poppler.</summary>
internal static class CodeReader
{
    private const string Zbar = "/usr/bin/zbarimg";
    private const string Poppler = "/usr/bin/pdftoppm";
    private const string Packages = "zbar-tools poppler-utils";

    /// <summary>What the one code on a PNG says.</summary>
    internal static async Task<string> ReadAsync(string png)
    {
        await EnsureAsync();
        return (await RunAsync(Zbar, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", png)).Trim();
    }

    /// <summary>The first sheet as a PNG, as a scanner or a telephone would see it.</summary>
    internal static async Task<string> SheetAsync(byte[] pdf, int dotsPerInch, string folder, string name)
    {
        await EnsureAsync();
        var (file, picture) = (Path.Combine(folder, name + ".pdf"), Path.Combine(folder, name));
        await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
        await RunAsync(Poppler, "-png", "-r", $"{dotsPerInch}", "-f", "1", "-l", "1", "-singlefile", file, picture);
        return picture + ".png";
    }

    private static async Task EnsureAsync()
    {
        if (File.Exists(Zbar) && File.Exists(Poppler))
        {
            return;
        }

        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException($"Reading QR codes needs {Packages}; run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends {Packages}");
        }

        await RunAsync("apt-get", "update", "-qq");
        await RunAsync("apt-get", ["install", "--yes", "-qq", "--no-install-recommends", .. Packages.Split(' ')]);
    }

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
