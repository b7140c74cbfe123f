using SocialInsurance.Contracts.Health;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Overview;
using SocialInsurance.Service.Platform;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Health;

/// <summary>
/// Whether a balancer shall send people here: not while this instance drains, and not while the store does not answer. One small read
/// a second, however many ask. Thread-safe.
/// </summary>
internal sealed class Readiness(Drain drain, OverviewReader overview, TimeProvider clock, PlatformPorts? ports) : IDisposable
{
    private const string Probe = "readiness";
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim gate = new(1, 1);
    private ReadinessDto? last;
    private long readAt;

    internal async ValueTask<ReadinessDto> ReadAsync(CancellationToken cancellationToken)
    {
        if (drain.IsUnderWay)
        {
            return new ReadinessDto(ReadyState.Draining, last?.Sessions ?? SharedState.Reached);
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (last is null || clock.GetElapsedTime(readAt) >= Kept)
            {
                last = await AskAsync(cancellationToken);
                readAt = clock.GetTimestamp();
            }

            return last;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<ReadinessDto> AskAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var store = await AnswersAsync(
            async () => _ = ports is null ? await overview.ReadAsync(either.Token) ?? throw new StorageRefusedException(StorageFault.Unavailable, "no overview") : (object)await ports.AuditLog.ReadHeadAsync(either.Token),
            cancellationToken);
        var shared = ports is null || await AnswersAsync(() => ports.ShortLived.FindAsync(Probe, either.Token), cancellationToken);
        return new ReadinessDto(store ? ReadyState.Ready : ReadyState.StoreAway, shared ? SharedState.Reached : SharedState.Away);
    }

    private static async Task<bool> AnswersAsync(Func<Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask();
            return true;
        }
        catch (Exception fault) when (fault is StorageRefusedException or ShortLivedStoreUnavailableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
