using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Operations;

/// <summary>Reads now and then what <see cref="OperationMeter"/> shows, each part by itself, never for more than a hundredth of the time.</summary>
internal sealed class OperationGauge(PlatformPorts ports, OperationMeter meter, TimeProvider clock, ILogger<OperationGauge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly CaseworkerId Nobody = new("metrics");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            await ReadAsync(ReadBooksAsync, stoppingToken);
            await ReadAsync(ReadCasesAsync, stoppingToken);
            await ReadAsync(ReadFactsAsync, stoppingToken);
            await ReadAsync(ReadFilesAsync, stoppingToken);
            var wait = Stopwatch.GetElapsedTime(start) * 100;
            await Task.Delay(wait > Interval ? wait : Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(Func<CancellationToken, Task> read, CancellationToken stoppingToken)
    {
        try
        {
            await read(stoppingToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            ServiceLog.GaugeFailed(logger, fault.GetType().FullName!, fault.StackTrace);
        }
        catch (OperationCanceledException)
        {
            // the end of the host
        }
    }

    private async Task ReadBooksAsync(CancellationToken cancellationToken)
    {
        var head = await ports.AuditLog.ReadHeadAsync(cancellationToken);
        meter.Books(head.Size, (await ports.Reader.FindLastRunAsync(cancellationToken))?.RecordedAt);
    }

    private async Task ReadCasesAsync(CancellationToken cancellationToken)
    {
        if (ports.Cases is { } cases)
        {
            var now = clock.GetUtcNow();
            var endOfDay = new DateTimeOffset(ports.LocalDay(now).AddDays(1).ToDateTime(TimeOnly.MinValue), ports.LocalOffset).ToUniversalTime();
            meter.Cases = await cases.CountAsync(string.Empty, Nobody, now, endOfDay, cancellationToken);
        }
    }

    private async Task ReadFactsAsync(CancellationToken cancellationToken)
    {
        if (ports.FactMessages is { } facts)
        {
            meter.FactStates = await facts.CountMessagesAsync(cancellationToken);
        }
    }

    private Task ReadFilesAsync(CancellationToken cancellationToken)
    {
        meter.Notes = ports.Operations?.Invoke() ?? [];
        if (ports.Runs is { } runs)
        {
            meter.HeldFeeds = runs.ListHeld().Count(static held => held.ReleasedBy is null);
        }

        return Task.CompletedTask;
    }
}

internal static class OperationSetup
{
    internal static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<OperationMeter>();
        services.AddHostedService<OperationGauge>();
    }
}
