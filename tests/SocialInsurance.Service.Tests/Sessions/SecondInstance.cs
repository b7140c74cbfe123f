using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Service.Tests.Sessions;

/// <summary>Another process that serves the same people: this assembly, started with <see cref="Variable"/> set.</summary>
internal sealed class SecondInstance : IAsyncDisposable
{
    internal const string Variable = "SICERT_TEST_INSTANCE";
    internal static readonly TimeSpan DrainFor = TimeSpan.FromSeconds(1);

    private readonly Process _process;

    private SecondInstance(Process process, Uri http) => (_process, Http) = (process, http);

    internal Uri Http { get; }

    internal static Task<SecondInstance> StartAsync(string dataFolder, string redis, CancellationToken cancellationToken) =>
        StartAsync(dataFolder, redis, postgres: null, cancellationToken);

    /// <param name="postgres">connection; null: the files in the folder</param>
    internal static async Task<SecondInstance> StartAsync(string dataFolder, string redis, string? postgres, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(SecondInstance).Assembly.Location },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = JsonSerializer.Serialize(new Settings(dataFolder, redis, postgres));
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

    /// <summary>As an operator or an orchestrator does it: SIGTERM.</summary>
    internal async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Its end, by itself.</summary>
    internal async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
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
        var (folder, redis, postgres) = JsonSerializer.Deserialize<Settings>(settings)!;
        using var asked = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            asked.Cancel();
        });
        await using var storage = await PlatformStorage.OpenAsync(OptionsOf(folder, postgres), TimeProvider.System, CancellationToken.None);
        await using var store = await RedisShortLivedStore.OpenAsync(
            new RedisStoreOptions { EndPoint = redis, Password = SocialInsurance.Storage.Tests.RedisServer.Password }, CancellationToken.None);
        using var faces = await LiveFaces.OpenAsync(storage.Templates.Protection, 1, CancellationToken.None);
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0",
            GrpcUrl = "http://127.0.0.1:0",
            Instances = 2,
            DrainFor = DrainFor,
            Velocity = new VelocityOptions { SessionsPerAddress = 100_000, SessionsPerDevice = 100_000 },
            Sessions = new LiveSessionOptions { FixedChallengeForTests = LivePlatform.ClipOrder },
        };
        await using var app = LivePlatform.Build(options, LivePlatform.Ports(storage, store, faces));
        await ServiceHost.ServeAsync(app, addresses => Console.Out.WriteLine(addresses.Http), asked.Token);
        return 0;
    }

    internal static StorageOptions OptionsOf(string folder, string? postgres) => new()
    {
        Folder = folder,
        BusyTimeoutSeconds = 30,
        Postgres = postgres is null ? null : new PostgresOptions { ConnectionString = postgres, MaxConnections = 12 },
    };

    private sealed record Settings(string DataFolder, string Redis, string? Postgres);
}
