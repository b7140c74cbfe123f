using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SocialInsurance.Service.Hosting;

/// <summary>
/// The end of an instance among others, in order: readiness says no, nothing new begins and connections are closed with their answers,
/// while running sessions go on; after <see cref="ServiceOptions.DrainFor"/> what still runs is handed over and the host stops. Thread-safe.
/// </summary>
internal sealed class Drain(ServiceOptions options, IHostApplicationLifetime lifetime, ILogger<Drain> logger)
{
    /// <summary>What whoever wants something new is told to wait: the balancer in front has another instance by then.</summary>
    internal static readonly TimeSpan TryElsewhere = TimeSpan.FromSeconds(2);

    private int begun;

    /// <summary>Whether this instance takes nothing new any more.</summary>
    internal bool IsUnderWay => Volatile.Read(ref begun) != 0 || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>The first call counts.</summary>
    internal void Begin()
    {
        if (Interlocked.Exchange(ref begun, 1) == 0)
        {
            _ = StopAfterwardsAsync(options.DrainTime);
        }
    }

    private async Task StopAfterwardsAsync(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            ServiceLog.Draining(logger, (int)time.TotalSeconds);
            await Task.Delay(time, options.Clock, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lifetime.StopApplication();
    }
}

/// <summary>Signals belong to whoever runs the host: two that listen would stop it before it has drained.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainSetup
{
    internal static void AddDrain(this IServiceCollection services)
    {
        services.AddSingleton<Drain>();
        services.AddSingleton<IHostLifetime, CallersLifetime>();
    }

    /// <summary>A connection that is kept would come back here with its next request, past the balancer.</summary>
    internal static void UseDrain(this IApplicationBuilder app)
    {
        var drain = app.ApplicationServices.GetRequiredService<Drain>();
        app.Use(next => context =>
        {
            if (drain.IsUnderWay && context.Request.Headers.Upgrade.Count == 0)
            {
                context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }

            return next(context);
        });
    }
}
