using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Metrics;

namespace SocialInsurance.Service.Sessions;

/// <summary>Makes the cohorts of enrolled references at the start and once a day; before the first, scores are raw and the strict threshold applies.</summary>
internal sealed class CohortRefresh : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(24);
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(5);

    private readonly LiveFaces faces;
    private readonly TimeProvider clock;
    private readonly ILogger<CohortRefresh> logger;

    public CohortRefresh(LiveFaces faces, TimeProvider clock, IMeterFactory meters, ILogger<CohortRefresh> logger)
    {
        (this.faces, this.clock, this.logger) = (faces, clock, logger);
        meters.Create(ServiceMeter.MeterName).CreateObservableGauge(
            "socialinsurance.face.cohort", () => faces.Cohorts?.Standing?.Members ?? 0, "{person}", "Enrolled people beside whom faces are compared on this instance");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = await RefreshAsync(stoppingToken) ? Interval : AfterFault;
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> RefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            var standing = await faces.RefreshCohortsAsync(stoppingToken);
            ServiceLog.CohortsMade(logger, standing?.Members ?? 0, standing?.Groups ?? 0);
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault)
        {
            // those of before stay in use
            ServiceLog.CohortsNotMade(logger, fault.GetType().FullName!);
            return false;
        }
    }
}
