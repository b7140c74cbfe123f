using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Notices;

/// <summary>
/// Sends notices while the host runs; at shutdown the notice in hand is finished and the others are put back. The outbox is counted between
/// rounds, never for more than a hundredth of the time: it keeps every notice that was ever sent.
/// </summary>
internal sealed class NoticeDispatcher(
    DispatchNotices dispatch, INoticeReader outbox, PlatformMeter meter, TimeProvider clock, ILogger<NoticeDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(30);
    private const int CountingShare = 100;

    private long? countedAt;
    private TimeSpan rest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = await RunAsync(stoppingToken);
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>how long nothing is to be done</returns>
    private async Task<TimeSpan> RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            var round = await dispatch.RunOnceAsync(
                (channel, fault) => ServiceLog.NoticeNotSent(logger, channel.ToString(), fault), stoppingToken);
            meter.Dispatched(round);
            await CountAsync(stoppingToken);
            return round.IsIdle ? Idle : TimeSpan.Zero;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            ServiceLog.DispatchFailed(logger, fault.GetType().FullName!, fault.StackTrace);
            return AfterFault;
        }
        catch (OperationCanceledException)
        {
            return TimeSpan.Zero;
        }
    }

    private async Task CountAsync(CancellationToken stoppingToken)
    {
        if (countedAt is { } last && clock.GetElapsedTime(last) < rest)
        {
            return;
        }

        var start = clock.GetTimestamp();
        meter.Notices = await outbox.CountAsync(stoppingToken);
        var end = clock.GetTimestamp();
        (countedAt, rest) = (end, clock.GetElapsedTime(start, end) * CountingShare);
    }
}
