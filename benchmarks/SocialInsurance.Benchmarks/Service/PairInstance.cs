using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage;
using SocialInsurance.Storage.PostgreSql;
using SocialInsurance.Storage.ShortLived;

namespace SocialInsurance.Benchmarks;

/// <summary>One instance of the service as a process of its own: this program, called as <c>pair-instance</c>.</summary>
internal sealed class PairInstance : IDisposable
{
    internal const string Verb = "pair-instance";
    private const string Variable = "SICERT_PAIR_INSTANCE";
    internal static readonly string[] ClipOrder = ["turnLeft", "turnRight", "openMouth"];

    private readonly Process process;

    private PairInstance(Process process, Uri http) => (this.process, Http) = (process, http);

    internal Uri Http { get; }

    /// <summary>User and system time so far.</summary>
    internal TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    internal static async Task<PairInstance> StartAsync(PairSettings settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Verb]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = JsonSerializer.Serialize(settings);
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("an instance ended at its start");
        return new PairInstance(process, new Uri(address));
    }

    /// <summary>SIGTERM, and its end by itself.</summary>
    internal async Task EndAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    /// <summary>The other process.</summary>
    internal static async Task<int> RunAsync(string repoRoot)
    {
        var settings = JsonSerializer.Deserialize<PairSettings>(Environment.GetEnvironmentVariable(Variable)!)!;
        using var asked = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            asked.Cancel();
        });
        await using var storage = await PlatformStorage.OpenAsync(settings.Storage(), TimeProvider.System, default);
        await using var store = await RedisShortLivedStore.OpenAsync(new RedisStoreOptions { EndPoint = settings.Redis }, default);
        using var faces = await LiveFaces.OpenAsync(storage.Templates.Protection, Environment.ProcessorCount, default);
        var policy = Policy.Load(await File.ReadAllBytesAsync(Path.Combine(repoRoot, "samples", "policies", "province-2026.yaml"))).Policy!;
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0",
            GrpcUrl = "http://127.0.0.1:0",
            Instances = 2,
            DrainFor = TimeSpan.FromSeconds(1),
            Sessions = new LiveSessionOptions { FixedChallengeForTests = ClipOrder, MaximumSessions = 1_000 },
            Velocity = new VelocityOptions { SessionsPerAddress = 1_000_000, SessionsPerDevice = 1_000_000, SessionsPerPerson = 1_000_000 },
        };
        var ports = new PlatformPorts
        {
            Store = storage.Store,
            Reader = storage.Reader,
            Identities = storage.Identities,
            People = storage.People,
            Pseudonyms = storage.Pseudonyms,
            Templates = storage.Templates,
            AuditLog = storage.AuditLog,
            ShortLived = store,
            Channels = [],
            Faces = faces,
            PolicyAt = _ => policy,
        };
        await using var app = ServiceHost.Build(options, new ServiceScene.NoOverview(), ports, services => services
            .AddSingleton<IClaimAccess, ServiceScene.CookieClaims>()
            .AddSingleton<IConsentGate, ServiceScene.Consent>());
        await ServiceHost.ServeAsync(app, addresses => Console.Out.WriteLine(addresses.Http), asked.Token);
        return 0;
    }
}

internal sealed record PairSettings(string Folder, string Postgres, string Redis)
{
    internal StorageOptions Storage() => new()
    {
        Folder = Folder,
        BusyTimeoutSeconds = 60,
        Postgres = new PostgresOptions { ConnectionString = Postgres, MaxConnections = 24, Instances = 2 },
    };
}
