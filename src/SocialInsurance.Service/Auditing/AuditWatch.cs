using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Service.Auditing;

/// <summary>
/// What is known of the audit log. Verifying it reads every entry, seconds for each million, so it goes on beside the questions: the whole log when the
/// first asks and once a day, what was added since at most every ten minutes. A log that was found damaged is not asked again. Called by one caller at a time.
/// </summary>
internal sealed class AuditWatch(IAuditLog log, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How long the first questions wait: the verdict on a young log is there with the first answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan GrowthEvery = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan WholeEvery = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource stopping = new();
    private MerkleFrontier whole = new();
    private AuditVerification? verdict;
    private Task<AuditVerification>? running;
    private long wholeSince;
    private long verifiedAt;

    /// <param name="size">entries of the log now</param>
    /// <returns>the last verdict; null while there is none</returns>
    internal async ValueTask<AuditVerification?> LookAsync(long size, CancellationToken cancellationToken)
    {
        if (running is null && IsDue(size))
        {
            running = Begin();
        }

        if (running is not null && verdict is null)
        {
            await Task.WhenAny(running, Task.Delay(Patience, clock, cancellationToken));
        }

        if (running is { IsCompleted: true } ended)
        {
            running = null;
            verdict = await ended;
            verifiedAt = clock.GetTimestamp();
        }

        return verdict;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await (running ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private bool IsDue(long size) =>
        verdict is null || (verdict.Ok && (IsWholeDue || (verdict.Size != size && clock.GetElapsedTime(verifiedAt) >= GrowthEvery)));

    private bool IsWholeDue => clock.GetElapsedTime(wholeSince) >= WholeEvery;

    /// <summary>What an interrupted verification found whole stands: the next one goes on from there.</summary>
    private Task<AuditVerification> Begin()
    {
        if (verdict is not null && IsWholeDue)
        {
            whole = new MerkleFrontier();
        }

        if (whole.Size == 0)
        {
            wholeSince = clock.GetTimestamp();
        }

        return Task.Run(() => log.VerifyAsync(whole, stopping.Token), stopping.Token);
    }
}
