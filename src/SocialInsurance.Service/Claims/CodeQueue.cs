using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Claims;

/// <summary>
/// Sends codes after their claims were answered, so that no answer waits for the register or a gateway. Bounded: a claim that
/// finds no place is refused. Shutdown sends what waits. Holds tokens only. Not counted in the metrics: whoever watched them
/// would see who is registered.
/// </summary>
internal sealed class CodeQueue(SendClaimCode sender, ILogger<CodeQueue> logger) : BackgroundService
{
    private const int Places = 1_000;
    private const int Senders = 4;

    private readonly Channel<ClaimToken> waiting = Channel.CreateBounded<ClaimToken>(Places);

    /// <summary>False when all places are taken.</summary>
    internal bool TryAdd(ClaimToken token) => waiting.Writer.TryWrite(token);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        await (ExecuteTask?.WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAllAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host ends; a code that was not sent is asked for again
        }
    }

    private async Task SendAllAsync(CancellationToken stoppingToken)
    {
        await foreach (var token in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (await sender.ExecuteAsync(token, stoppingToken) == CodeDelivery.NotTaken)
                {
                    ServiceLog.ClaimCodeNotTaken(logger);
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                ServiceLog.ClaimCodeFailed(logger, fault.GetType().FullName!, fault.StackTrace);
            }
        }
    }
}
