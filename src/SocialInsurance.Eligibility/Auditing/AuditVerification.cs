namespace SocialInsurance.Eligibility.Auditing;

/// <summary>Size and root of the log at one moment.</summary>
/// <param name="Size">number of entries</param>
public readonly record struct AuditHead(long Size, Sha256Digest RootHash)
{
    public static AuditHead Empty { get; } = new(0, MerkleTree.EmptyRoot);
}

/// <summary>Why verification stopped.</summary>
public enum AuditFault
{
    /// <summary>The log is whole.</summary>
    None = 0,

    /// <summary>An entry is missing.</summary>
    EntryMissing = 1,

    /// <summary>An entry is not the one that was written: changed, moved or inserted.</summary>
    EntryAltered = 2,

    /// <summary>The record of an entry is gone.</summary>
    RecordMissing = 3,

    /// <summary>The record of an entry is not the one that was written.</summary>
    RecordAltered = 4,

    /// <summary>A record claims an entry that does not record it.</summary>
    RecordUnaudited = 5,

    /// <summary>A stored checkpoint does not fit the entries before it.</summary>
    CheckpointAltered = 6,
}

/// <summary>The verdict on the whole log.</summary>
/// <param name="Size">entries found whole, from the first</param>
/// <param name="RootHash">root over those entries</param>
/// <param name="FirstBadEntry">sequence, from 0; null when the log is whole</param>
public sealed record AuditVerification(AuditFault Fault, long Size, Sha256Digest RootHash, long? FirstBadEntry)
{
    public bool Ok => Fault == AuditFault.None;
}

/// <summary>An entry with the proof that it is in the tree of <paramref name="Head"/>, and the salts that open its commitments.</summary>
public sealed record AuditInclusion(AuditEntry Entry, AuditSalts Salts, AuditHead Head, IReadOnlyList<Sha256Digest> Proof);

/// <summary>Proof (RFC 9162, 2.1.4.1) that an older log is the beginning of that of <paramref name="Head"/>.</summary>
public sealed record AuditConsistency(AuditHead Head, IReadOnlyList<Sha256Digest> Proof);

/// <summary>The reading side of the audit log; entries are appended by the store, in the transaction of the record.</summary>
public interface IAuditLog
{
    Task<AuditHead> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Recomputes the log from its rows and compares it with seals, checkpoints and the stored records. O(n).</summary>
    Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>The same from where an earlier verification of this log ended: O(entries since).</summary>
    /// <param name="whole">entries found whole before; moves on over what is found whole now, also when cancelled</param>
    Task<AuditVerification> VerifyAsync(MerkleFrontier whole, CancellationToken cancellationToken);

    /// <summary>Entries as they stand in their rows, nothing recomputed; fewer than asked for at the end.</summary>
    Task<IReadOnlyList<AuditEntry>> ReadEntriesAsync(long from, int count, CancellationToken cancellationToken);

    /// <summary>Proof for the current head; null when there is no such entry. O(n) the first time, then from kept tiles.</summary>
    Task<AuditInclusion?> ProveInclusionAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>Proof that the log of <paramref name="oldSize"/> entries is a prefix of today's; null when out of range. From kept tiles as well.</summary>
    Task<AuditConsistency?> ProveConsistencyAsync(long oldSize, CancellationToken cancellationToken);
}
