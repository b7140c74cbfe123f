using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Service.Health;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Transparency;

/// <summary>
/// Marks each minute in which the host serves. A minute that the store could not take is marked later: the store was away, the
/// service was not; of a longer outage only the last day is kept.
/// </summary>
internal sealed class UptimeBeat(IUptimeRecords uptime, TimeProvider clock, StoreWatch store, ILogger<UptimeBeat> logger) : BackgroundService
{
    private const int MostKept = 24 * 60;
    private readonly SortedSet<long> kept = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await MarkAsync(stoppingToken);
            var into = TimeSpan.FromTicks(clock.GetUtcNow().Ticks % TimeSpan.TicksPerMinute);
            await Task.Delay(TimeSpan.FromMinutes(1) - into, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task MarkAsync(CancellationToken stoppingToken)
    {
        kept.Add(clock.GetUtcNow().ToUnixTimeSeconds() / 60);
        while (kept.Count > MostKept)
        {
            kept.Remove(kept.Min);
        }

        try
        {
            await uptime.MarkAsync(kept, stoppingToken);
            kept.Clear();
            store.Wrote();
        }
        catch (StorageRefusedException refused)
        {
            store.Refused(refused.Fault);
            ServiceLog.UptimeNotMarked(logger, refused.Fault.ToString());
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            ServiceLog.UptimeNotMarked(logger, fault.GetType().FullName!);
        }
        catch (OperationCanceledException)
        {
            // asked to end: the minute is the next start's
        }
    }
}
