using SocialInsurance.Service.Overview;
using SocialInsurance.Service.Platform;
using SocialInsurance.Storage;

namespace SocialInsurance.Service.Health;

/// <summary>What the stores answered when last asked.</summary>
/// <param name="Books">the database</param>
/// <param name="Shared">the short-lived store</param>
internal sealed record StoresAnswer(bool Books, bool Shared);

/// <summary>
/// Whether the stores answer: one small read of each a second, however many ask and however much they hold. Thread-safe.
/// </summary>
internal sealed class StoreProbe(OverviewReader overview, TimeProvider clock, PlatformPorts? ports) : IDisposable
{
    private const string Probe = "readiness";
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim gate = new(1, 1);
    private long askedAt;

    /// <summary>Null before the first question.</summary>
    internal StoresAnswer? Last { get; private set; }

    internal async ValueTask<StoresAnswer> AskAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (Last is null || clock.GetElapsedTime(askedAt) >= Kept)
            {
                Last = await AskStoresAsync(cancellationToken);
                askedAt = clock.GetTimestamp();
            }

            return Last;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<StoresAnswer> AskStoresAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var books = await AnswersAsync(() => AskBooksAsync(either.Token), cancellationToken);
        var shared = ports is null || await AnswersAsync(() => ports.ShortLived.FindAsync(Probe, either.Token), cancellationToken);
        return new StoresAnswer(books, shared);
    }

    /// <summary>A host without books has its overview only.</summary>
    private async Task AskBooksAsync(CancellationToken cancellationToken)
    {
        if (ports is not null)
        {
            await ports.AuditLog.ReadHeadAsync(cancellationToken);
        }
        else if (await overview.ReadAsync(cancellationToken) is null)
        {
            throw new StorageRefusedException(StorageFault.Unavailable, "no overview");
        }
    }

    private static async Task<bool> AnswersAsync(Func<Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask();
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
