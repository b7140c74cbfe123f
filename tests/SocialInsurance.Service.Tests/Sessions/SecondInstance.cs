using System.Diagnostics;
using System.Text.Json;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.ShortLived;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>Another process that serves the same people: this assembly, started with <see cref="Variable"/> set.</summary>
internal sealed class SecondInstance : IAsyncDisposable
{
    internal const string Variable = "SICERT_TEST_INSTANCE";

    private readonly Process _process;

    private SecondInstance(Process process, Uri http) => (_process, Http) = (process, http);

    internal Uri Http { get; }

    internal static async Task<SecondInstance> StartAsync(string dataFolder, string redis, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(SecondInstance).Assembly.Location },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = JsonSerializer.Serialize(new Settings(dataFolder, redis));
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken);
        Assert.StartsWith("http://", address, StringComparison.Ordinal);
        return new SecondInstance(process, new Uri(address!));
    }

    /// <summary>As a power cut: no farewell.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>The other process.</summary>
    internal static async Task<int> RunAsync(string settings)
    {
        var (folder, redis) = JsonSerializer.Deserialize<Settings>(settings)!;
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = folder }, TimeProvider.System, CancellationToken.None);
        await using var store = await RedisShortLivedStore.OpenAsync(
            new RedisStoreOptions { EndPoint = redis, Password = SocialInsurance.Storage.Tests.RedisServer.Password }, CancellationToken.None);
        using var faces = await LiveFaces.OpenAsync(storage.Templates.Protection, 1, CancellationToken.None);
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0",
            GrpcUrl = "http://127.0.0.1:0",
            Instances = 2,
            Sessions = new LiveSessionOptions { FixedChallengeForTests = LivePlatform.ClipOrder },
        };
        await using var app = LivePlatform.Build(options, LivePlatform.Ports(storage, store, faces));
        await app.StartAsync();
        await Console.Out.WriteLineAsync(ServiceHost.AddressesOf(app).Http.ToString());
        await Task.Delay(Timeout.InfiniteTimeSpan);
        return 0;
    }

    private sealed record Settings(string DataFolder, string Redis);
}
