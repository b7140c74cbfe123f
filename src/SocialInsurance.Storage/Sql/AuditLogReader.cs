using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Retention;

namespace SocialInsurance.Storage.Sql;

/// <summary>Verification and proofs over one snapshot of the log. Reads in windows, so memory does not grow with the log.</summary>
/// <param name="tiles">kept between readings; null: proofs read the whole log</param>
internal sealed class AuditLogReader(SqlSession session, AuditSealer sealer, AuditTiles? tiles = null)
{
    private const int WindowSize = 8192;

    private const string SelectWindow =
        """
        SELECT sequence, recorded_at, kind, subject_commitment, payload_digest, seal FROM audit_entry
        WHERE sequence >= @from ORDER BY sequence LIMIT @count
        """;

    private readonly CanonicalWriter scratch = new();

    public async Task<AuditHead> ReadHeadAsync(CancellationToken cancellationToken) =>
        (await AuditCheckpoint.FindLastAsync(session, cancellationToken))?.Head ?? AuditHead.Empty;

    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) => VerifyAsync(new MerkleFrontier(), null, cancellationToken);

    /// <param name="frontier">entries found whole before; moves on over what is found whole now</param>
    /// <param name="visit">gets every record that was not erased, in order, once it was found to be the one that its entry commits to; null: nobody does</param>
    public async Task<AuditVerification> VerifyAsync(MerkleFrontier frontier, Action<IAuditable>? visit, CancellationToken cancellationToken)
    {
        var checkpoints = new CheckpointWalk(await AuditCheckpoint.ListAsync(session, frontier.Size, cancellationToken), frontier.Size, sealer);
        var fault = await FindNegativeAsync(cancellationToken)
            ?? (frontier.Size > 0 && !checkpoints.Agrees(frontier) ? new Fault(AuditFault.CheckpointAltered, frontier.Size - 1) : null);
        while (fault is null)
        {
            var from = frontier.Size;
            var window = await ReadWindowAsync(from, cancellationToken);
            if (window.Count == 0)
            {
                break;
            }

            var records = await AuditedRecords.ReadAsync(session, from, from + window.Count, cancellationToken);
            var erased = await ErasureTable.ReadErasedAsync(session, from, from + window.Count, cancellationToken);
            fault = Walk(window, new Behind(records, erased), frontier, checkpoints, visit);
        }

        fault ??= checkpoints.FindBeyond(frontier.Size);
        fault ??= await AuditedRecords.FindOutsideAsync(session, frontier.Size, cancellationToken) is { } outside
            ? new Fault(AuditFault.RecordUnaudited, outside)
            : null;
        return new AuditVerification(fault?.Kind ?? AuditFault.None, frontier.Size, frontier.Root(), fault?.Sequence);
    }

    public async Task<AuditInclusion?> ProveInclusionAsync(long sequence, CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(cancellationToken);
        if (sequence < 0 || sequence >= head.Size)
        {
            return null;
        }

        var proof = await (tiles ?? new AuditTiles()).ProveAsync(
            (from, count) => ReadLeavesAsync(from, count, cancellationToken), sequence, head.Size);
        var row = (await session.ListAsync(SelectWindow, Map, cancellationToken, sequence, 1L))[0];
        return new AuditInclusion(row.Entry, sealer.SaltsOf(sequence), head, proof);
    }

    public async Task<AuditConsistency?> ProveConsistencyAsync(long oldSize, CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(cancellationToken);
        return oldSize < 1 || oldSize > head.Size
            ? null
            : new AuditConsistency(
                head, await (tiles ?? new AuditTiles()).ProveConsistencyAsync((from, count) => ReadLeavesAsync(from, count, cancellationToken), oldSize, head.Size));
    }

    public async Task<IReadOnlyList<AuditEntry>> ReadEntriesAsync(long from, int count, CancellationToken cancellationToken) =>
        [.. (await session.ListAsync(SelectWindow, Map, cancellationToken, from, (long)count)).Select(row => row.Entry)];

    private static SealedEntry Map(DbDataReader row)
    {
        try
        {
            return new SealedEntry(
                row.GetInt64(0),
                new AuditEntry(row.GetInt64(0), row.GetInstant(1), (AuditKind)row.GetInt64(2), row.GetDigest(3), row.GetDigest(4)),
                row.GetDigest(5));
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or InvalidOperationException or InvalidCastException)
        {
            return new SealedEntry(row.GetInt64(0), default, default);
        }
    }

    private Task<List<SealedEntry>> ReadWindowAsync(long from, CancellationToken cancellationToken) =>
        session.ListAsync(SelectWindow, Map, cancellationToken, from, (long)WindowSize);

    private Task<Fault?> FindNegativeAsync(CancellationToken cancellationToken) =>
        session.FindAsync<Fault?>(
            "SELECT sequence FROM audit_entry WHERE sequence < 0 ORDER BY sequence LIMIT 1",
            static row => new Fault(AuditFault.EntryAltered, row.GetInt64(0)),
            cancellationToken);

    private async Task<Sha256Digest[]> ReadLeavesAsync(long from, int count, CancellationToken cancellationToken)
    {
        var leaves = new Sha256Digest[count];
        for (var read = 0; read < count;)
        {
            var window = await session.ListAsync(SelectWindow, Map, cancellationToken, from + read, (long)Math.Min(WindowSize, count - read));
            foreach (var row in window)
            {
                leaves[read++] = row.Entry.LeafHash(scratch);
            }

            if (window.Count == 0)
            {
                throw new StorageRefusedException(
                    StorageFault.AuditDamaged, $"审计日志缺少条目。 The audit log states {from + count} entries, found {from + read}; run audit verify.");
            }
        }

        return leaves;
    }

    private Fault? Walk(List<SealedEntry> window, Behind behind, MerkleFrontier frontier, CheckpointWalk checkpoints, Action<IAuditable>? visit)
    {
        foreach (var row in window)
        {
            var sequence = frontier.Size;
            var fault = row.Sequence == sequence ? Examine(row, behind) : AuditFault.EntryMissing;
            if (fault != AuditFault.None)
            {
                return new Fault(fault, sequence);
            }

            frontier.Append(row.Entry.LeafHash(scratch));
            if (!checkpoints.Agrees(frontier))
            {
                return new Fault(AuditFault.CheckpointAltered, sequence);
            }

            if (behind.Records[sequence].FirstOrDefault().Record is { } record)
            {
                visit?.Invoke(record);
            }
        }

        return null;
    }

    private AuditFault Examine(SealedEntry row, Behind behind)
    {
        if (row.Entry.Sequence != row.Sequence || sealer.SealOfEntry(row.Entry.LeafHash(scratch)) != row.Seal)
        {
            return AuditFault.EntryAltered;
        }

        var records = behind.Records[row.Sequence].ToList();
        if (!AuditedRecords.Knows(row.Entry.Kind))
        {
            // sealed, so written by a program that had the key: a newer one beside this one. Its record is that one's to examine.
            return records.Count == 0 ? AuditFault.None : AuditFault.RecordUnaudited;
        }

        if (records.Count == 0 && behind.Erased.Contains(new ErasableRecord(row.Sequence, row.Entry.Kind)))
        {
            return AuditFault.None; // explained by a later entry, which is examined when its turn comes
        }

        if (!records.Exists(claim => claim.Kind == row.Entry.Kind))
        {
            return AuditFault.RecordMissing;
        }

        if (records.Count > 1)
        {
            return AuditFault.RecordUnaudited;
        }

        return records[0].Record is { } record && sealer.EntryFor(record, row.Sequence, scratch) == row.Entry
            ? AuditFault.None
            : AuditFault.RecordAltered;
    }

    /// <param name="Erased">entries whose records were erased, with their kinds</param>
    private sealed record Behind(ILookup<long, AuditedRecords.ClaimedRecord> Records, HashSet<ErasableRecord> Erased);

    private readonly record struct Fault(AuditFault Kind, long Sequence);

    /// <param name="Entry">default when the row does not read as an entry</param>
    private readonly record struct SealedEntry(long Sequence, AuditEntry Entry, Sha256Digest Seal);

    /// <summary>Meets each stored checkpoint when the recomputed tree has its size.</summary>
    /// <param name="from">size at which the walk begins; checkpoints before it were met earlier</param>
    private sealed class CheckpointWalk(List<AuditCheckpoint> checkpoints, long from, AuditSealer sealer)
    {
        private int next = checkpoints.TakeWhile(checkpoint => checkpoint.Size < from).Count();

        public bool Agrees(MerkleFrontier frontier)
        {
            if (next == checkpoints.Count || checkpoints[next].Size > frontier.Size)
            {
                return true;
            }

            var checkpoint = checkpoints[next++];
            return checkpoint.TryOpen(sealer) is not null && checkpoint.Head == new AuditHead(frontier.Size, frontier.Root());
        }

        /// <summary>Entries after the last checkpoint, or a checkpoint after the last entry.</summary>
        public Fault? FindBeyond(long size)
        {
            if (next < checkpoints.Count)
            {
                return new Fault(AuditFault.EntryMissing, size);
            }

            var covered = checkpoints.Count == 0 ? 0 : checkpoints[^1].Size;
            return covered == size ? null : new Fault(AuditFault.CheckpointAltered, covered);
        }
    }
}
