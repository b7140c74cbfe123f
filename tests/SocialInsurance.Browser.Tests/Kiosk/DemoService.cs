using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>
/// The product as a newcomer starts it: <c>sicert demo</c> in a process of its own, with real books, real models and the outbox
/// page on which a newcomer finds the code.
/// </summary>
internal sealed partial class DemoService : IRetireeService
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;

    private DemoService(Process process, DirectoryInfo folder, JsonElement demo)
    {
        (_process, _folder) = (process, folder);
        Address = new Uri(demo.GetProperty("url").GetString()!);
        var visit = demo.GetProperty("visit");
        DuePerson = (visit.GetProperty("documentNumber").GetString()!, visit.GetProperty("name").GetString()!);
        _http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public (string Number, string Name) DuePerson { get; }

    /// <summary>All that the process said on standard error: progress, the first administrator, then the log.</summary>
    internal Task<string> Log { get; private init; } = Task.FromResult(string.Empty);

    internal static async Task<DemoService> StartAsync(params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("sicert-demo-walk-");
        var start = new ProcessStartInfo(
            BrowserFixture.Setting("Sicert"),
            ["demo", "--json", "--data", Path.Combine(folder.FullName, "data"), "--beneficiaries", "500", "--records", "5000", "--urls", "http://127.0.0.1:0", "http://127.0.0.1:0", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var log = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var timeout = new CancellationTokenSource(StartTimeout);
        var text = string.Empty;
        while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            text += line + "\n";
            if (line is "}" || (text.Length == line.Length + 1 && line.EndsWith('}')))
            {
                return new DemoService(process, folder, JsonDocument.Parse(text).RootElement.Clone()) { Log = log };
            }
        }

        throw new InvalidOperationException($"the demonstration ended with exit code {process.ExitCode}: {await log}");
    }

    public async Task<string> NewestCodeAsync()
    {
        for (var patience = 0; patience < 50; patience++)
        {
            var outbox = await _http.GetFromJsonAsync<JsonElement>("/api/v1/outbox", TestContext.Current.CancellationToken);
            var code = outbox.GetProperty("messages").EnumerateArray().Select(m => Code().Match(m.GetProperty("text").GetString()!)).FirstOrDefault(m => m.Success);
            if (code is not null)
            {
                return code.Value;
            }

            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("no code came to the outbox");
    }

    /// <summary>Asks the process to end, as a service manager does, and waits. SIGINT would not do: whatever a shell starts in the background ignores it.</summary>
    internal async Task<int> StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(StopTimeout, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex Code();
}
