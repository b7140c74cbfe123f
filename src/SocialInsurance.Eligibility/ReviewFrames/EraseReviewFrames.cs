using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Retention;

namespace SocialInsurance.Eligibility.ReviewFrames;

/// <summary>What an erasing run did.</summary>
/// <param name="Unlinked">sets that a fault had left without a link</param>
public readonly record struct FrameErasureRound(int CaseClosed, int TimeOver, int Unlinked);

/// <summary>
/// Erases frames whose case is closed or whose time is over. The frames go first, the record second: a fault between the two leaves a
/// record that the next run writes, never frames that are said to be gone.
/// </summary>
/// <param name="table">terms in force now; null: those that the program carries</param>
public sealed class EraseReviewFrames(IEligibilityStore store, IReviewFrameVault vault, TimeProvider time, RetentionTable? table = null)
{
    private const int BatchSize = 100;

    /// <param name="today">local day</param>
    public async Task<FrameErasureRound> ExecuteAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var (closed, over) = (0, 0);
        var keptBefore = (table ?? RetentionFile.Default)[RetainedKind.ReviewFrames].Keep.CutoffAt(time.GetStoredNow());
        for (var batch = BatchSize; batch == BatchSize;)
        {
            await using var work = await store.BeginAsync(cancellationToken);
            var ended = await work.ReviewFrames.ListEndedAsync(today, keptBefore, BatchSize, cancellationToken);
            foreach (var (kept, reason) in ended)
            {
                await vault.EraseAsync(kept.Set, cancellationToken);
                await work.ReviewFrames.AddErasedAsync(new ReviewFramesErased(kept.Set, kept.Beneficiary, reason, time.GetStoredNow()), cancellationToken);
            }

            if (ended.Count > 0)
            {
                await work.CommitAsync(cancellationToken);
            }

            batch = ended.Count;
            closed += ended.Count(one => one.Reason == FrameErasure.CaseClosed);
            over += ended.Count(one => one.Reason == FrameErasure.TimeOver);
        }

        return new FrameErasureRound(closed, over, await EraseUnlinkedAsync(cancellationToken));
    }

    // under the write lock, so that nobody is between the frames and their link
    private async Task<int> EraseUnlinkedAsync(CancellationToken cancellationToken)
    {
        await using var work = await store.BeginAsync(cancellationToken);
        var linked = await work.ReviewFrames.ListKeptAsync(cancellationToken);
        var unlinked = (await vault.ListAsync(cancellationToken)).Except(linked).ToList();
        foreach (var set in unlinked)
        {
            await vault.EraseAsync(set, cancellationToken);
        }

        return unlinked.Count;
    }
}
