using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Tests;

/// <summary>A real host on ports that the system chose.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private RunningService(WebApplication app, StubOverview overview, RecordingLogs logs)
    {
        (App, Overview, Logs) = (app, overview, logs);
        Addresses = ServiceHost.AddressesOf(app);
        Http = new HttpClient { BaseAddress = Addresses.Http };
        Grpc = new HttpClient
        {
            BaseAddress = Addresses.Grpc,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public WebApplication App { get; }

    public StubOverview Overview { get; }

    public RecordingLogs Logs { get; }

    public ServiceAddresses Addresses { get; }

    public HttpClient Http { get; }

    public HttpClient Grpc { get; }

    /// <param name="lifetime">how long one reading serves; zero reads the port for every request</param>
    public static async Task<RunningService> StartAsync(
        TimeSpan lifetime = default,
        Action<WebApplication>? configure = null,
        TimeProvider? clock = null,
        PlatformPorts? ports = null,
        Func<ServiceOptions, ServiceOptions>? change = null)
    {
        var (overview, logs) = (new StubOverview(), new RecordingLogs());
        var options = new ServiceOptions
        {
            HttpUrl = "http://127.0.0.1:0",
            GrpcUrl = "http://127.0.0.1:0",
            OverviewLifetime = lifetime,
            Clock = clock ?? TimeProvider.System,
            SecondFactorFor = Eligibility.Staff.StaffRoles.None,
        };
        var app = ServiceHost.Build(change?.Invoke(options) ?? options, overview, ports);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
        configure?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningService(app, overview, logs);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Grpc.Dispose();
        await App.DisposeAsync();
    }
}

/// <summary>The port, standing in for the stores.</summary>
public sealed class StubOverview : IPlatformOverview
{
    private int _reads;

    public OverviewDto Answer { get; set; } = KnownOverview.Create();

    public Exception? Fault { get; set; }

    public int Reads => _reads;

    public async ValueTask<OverviewDto> ReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Task.Yield();
        return Fault is null ? Answer : throw Fault;
    }
}

/// <summary>Everything the host logs.</summary>
public sealed class RecordingLogs : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}

/// <summary>The system's clock, with a record of every timer asked of it.</summary>
public sealed class RecordingClock : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Timers { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timers.Enqueue(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
