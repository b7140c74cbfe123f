using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.ReviewFrames;

namespace SocialInsurance.Eligibility.Retention;

/// <summary>What a retention run erased, or would erase, by kind; every kind that the program erases by term is there.</summary>
public sealed record RetentionRound(string TableVersion, IReadOnlyDictionary<RetainedKind, long> Counts)
{
    public long Total => Counts.Values.Sum();
}

/// <summary>
/// Erases what is over by the table of terms. Audited records go in batches, a transaction each with the record that explains their absence;
/// an interruption leaves a whole log and the rest for the next run. Frames and superseded references have jobs of their own that run more often.
/// </summary>
public sealed class ApplyRetention(IEligibilityStore store, RetentionTable table, TimeProvider time)
{
    private static readonly RetainedKind[] Audited = [RetainedKind.Contacts, RetainedKind.Devices, RetainedKind.Feedback, RetainedKind.FeedEvents];
    private static readonly RetainedKind[] Unaudited = [RetainedKind.NoticeTexts, RetainedKind.RejectedEvents];

    public async Task<RetentionRound> ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        var counts = new SortedDictionary<RetainedKind, long>();
        foreach (var kind in Audited)
        {
            counts[kind] = await EraseAuditedAsync(kind, table[kind].Keep.CutoffAt(now), cancellationToken);
        }

        await using var work = await store.BeginAsync(cancellationToken);
        foreach (var kind in Unaudited)
        {
            counts[kind] = await work.Retention.EraseUnauditedAsync(kind, table[kind].Keep.CutoffAt(now), cancellationToken);
        }

        var round = new RetentionRound(table.Version, counts);
        if (round.Total > 0)
        {
            var applied = counts.Where(one => one.Value > 0).Select(one => (one.Key, one.Value)).ToList();
            await work.Retention.AddAsync(new RetentionApplied(table.Version, applied, now), cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        return round;
    }

    /// <summary>What <see cref="ExecuteAsync"/>, the run over frames and the run over references would erase now; changes nothing.</summary>
    /// <param name="today">local day</param>
    public async Task<RetentionRound> CountAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        await using var work = await store.BeginAsync(cancellationToken);
        var counts = new SortedDictionary<RetainedKind, long>
        {
            [RetainedKind.ReviewFrames] = (await work.ReviewFrames.ListEndedAsync(today, table[RetainedKind.ReviewFrames].Keep.CutoffAt(now), int.MaxValue, cancellationToken)).Count,
            [RetainedKind.SupersededReferences] = (await work.Enrolments.ListOverdueAsync(today, table[RetainedKind.SupersededReferences].Keep.CutoffAt(now), cancellationToken)).Count,
        };
        foreach (var kind in Audited.Concat(Unaudited))
        {
            counts[kind] = await work.Retention.CountDueAsync(kind, table[kind].Keep.CutoffAt(now), cancellationToken);
        }

        return new RetentionRound(table.Version, counts);
    }

    private async Task<long> EraseAuditedAsync(RetainedKind kind, DateTimeOffset cutoff, CancellationToken cancellationToken)
    {
        for (var erased = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var work = await store.BeginAsync(cancellationToken);
            var due = await work.Retention.ListDueAsync(kind, cutoff, cancellationToken);
            if (due.Count == 0)
            {
                return erased;
            }

            await work.Retention.EraseAsync(new RecordsErased(null, ErasureGround.TermOver, due, time.GetStoredNow()), cancellationToken);
            await work.CommitAsync(cancellationToken);
            erased += due.Count;
        }
    }
}
