using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Contacts;

/// <summary>What an import did: read = accepted + rejected, accepted = recorded + unchanged.</summary>
/// <param name="Unchanged">the number was on record already</param>
public sealed record ContactImport(long Read, long Recorded, long Unchanged, long Rejected)
{
    public long Accepted => Recorded + Unchanged;
}

/// <summary>A row that was not used.</summary>
/// <param name="Line">from 1</param>
public readonly record struct RejectedContact(long Line, string? Column, ContactReject Reason);

/// <summary>
/// Records the telephone numbers of a file, a thousand rows a transaction. Stopped at any moment it may be called again: what
/// is on record is left alone. Of two rows with one id the later counts.
/// </summary>
public sealed class ImportContacts(IEligibilityStore store, TimeProvider time)
{
    private const int BatchSize = 1_000;

    private readonly RecordContact record = new(store, time);

    /// <param name="rejected">called once for each row that is not used, in no promised order within a thousand rows</param>
    /// <param name="progress">rows read so far</param>
    public async Task<ContactImport> ExecuteAsync(
        IEnumerable<ContactRow> rows, Action<RejectedContact> rejected, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var total = new ContactImport(0, 0, 0, 0);
        foreach (var batch in rows.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var row in batch.Where(row => row.Reject is not null))
            {
                rejected(new RejectedContact(row.Line, row.Column, row.Reject!.Value));
            }

            total = Add(total, batch, await RecordAsync([.. batch.Where(row => row.Reject is null)], rejected, cancellationToken));
            progress?.Report(total.Read);
        }

        return total;
    }

    private async Task<IReadOnlyList<ContactResult>> RecordAsync(
        ContactRow[] rows, Action<RejectedContact> rejected, CancellationToken cancellationToken)
    {
        if (rows.Length == 0)
        {
            return [];
        }

        var now = time.GetStoredNow();
        var results = await record.ExecuteAsync(
            [.. rows.Select(row => new NewContact(row.Beneficiary, row.Phone!, ContactSource.Import, null, now))], cancellationToken);
        for (var index = 0; index < rows.Length; index++)
        {
            if (results[index].Status == ContactStatus.Refused)
            {
                rejected(new RejectedContact(rows[index].Line, ContactRows.IdColumn, ContactReject.NotRegistered));
            }
        }

        return results;
    }

    private static ContactImport Add(ContactImport total, ContactRow[] batch, IReadOnlyList<ContactResult> results)
    {
        var recorded = results.Count(result => result.Status == ContactStatus.Recorded);
        var unchanged = results.Count(result => result.Status == ContactStatus.AlreadyRecorded);
        return new ContactImport(
            total.Read + batch.Length,
            total.Recorded + recorded,
            total.Unchanged + unchanged,
            total.Rejected + batch.Length - recorded - unchanged);
    }
}
