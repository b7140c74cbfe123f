using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Notices;

/// <summary>Reads now and then how many people were certified by which method and how many faces are stored, never for more than a hundredth of the time.</summary>
internal sealed class CertifiedGauge(PlatformPorts ports, PlatformMeter meter, TimeProvider clock, ILogger<CertifiedGauge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                (meter.Certified, meter.StoredFaces) = (await ports.Reader.CountCertifiedAsync(stoppingToken), await ports.Reader.ReadStoredFacesAsync(stoppingToken));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                ServiceLog.GaugeFailed(logger, fault.GetType().FullName!, fault.StackTrace);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var wait = Stopwatch.GetElapsedTime(start) * 100;
            await Task.Delay(wait > Interval ? wait : Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
