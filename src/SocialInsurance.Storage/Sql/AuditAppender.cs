using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// Appends audit entries within one write transaction and seals the checkpoint at its end. The frontier of the tree is
/// carried from the last checkpoint, so that appending never reads old entries.
/// </summary>
internal sealed class AuditAppender
{
    private static readonly string[] EntryColumns = ["sequence", "recorded_at", "kind", "subject_commitment", "payload_digest", "seal"];

    private const string InsertCheckpoint =
        """
        INSERT INTO audit_checkpoint (size, root_hash, frontier, recorded_at, seal)
        VALUES (@size, @root, @frontier, @recorded_at, @seal)
        """;

    private readonly SqlSession session;
    private readonly AuditSealer sealer;
    private readonly MerkleFrontier frontier;
    private readonly CanonicalWriter scratch = new();
    private readonly long sizeAtStart;
    private readonly List<(long Number, Sha256Digest Root)> tiles = [];

    private AuditAppender(SqlSession session, AuditSealer sealer, MerkleFrontier frontier)
    {
        this.session = session;
        this.sealer = sealer;
        this.frontier = frontier;
        sizeAtStart = frontier.Size;
    }

    public AuditHead Head => new(frontier.Size, frontier.Root());

    /// <param name="session">holds the write lock already</param>
    /// <exception cref="StorageRefusedException">the last checkpoint does not fit the log</exception>
    public static async Task<AuditAppender> BeginAsync(SqlSession session, AuditSealer sealer, CancellationToken cancellationToken)
    {
        var next = await session.FindAsync(
            "SELECT COALESCE(MAX(sequence) + 1, 0) FROM audit_entry", static row => row.GetInt64(0), cancellationToken);
        var last = await AuditCheckpoint.FindLastAsync(session, cancellationToken);
        if (last is null && next == 0)
        {
            return new AuditAppender(session, sealer, new MerkleFrontier());
        }

        var frontier = last?.TryOpen(sealer);
        return frontier is not null && frontier.Size == next
            ? new AuditAppender(session, sealer, frontier)
            : throw new StorageRefusedException(
                StorageFault.AuditDamaged,
                $"审计日志与最近检查点不一致，请先运行 audit verify。 The last audit checkpoint states {last?.Head.Size ?? 0} entries, found {next}, or its seal is wrong; run audit verify first.");
    }

    /// <returns>the sequence of the entry: key of the row that the entry records</returns>
    public Task<long> AppendAsync(IAuditable record, CancellationToken cancellationToken) => AppendManyAsync([record], cancellationToken);

    /// <returns>the sequence of the first entry; the others follow it in the order of their records</returns>
    public async Task<long> AppendManyAsync(IReadOnlyList<IAuditable> records, CancellationToken cancellationToken)
    {
        var first = frontier.Size;
        var leaves = new List<Sha256Digest>(records.Count);
        var rows = new List<object?[]>(records.Count);
        foreach (var record in records)
        {
            var entry = sealer.EntryFor(record, first + leaves.Count, scratch);
            leaves.Add(entry.LeafHash(scratch));
            rows.Add(
            [
                entry.Sequence,
                entry.RecordedAt.ToColumn(),
                (long)entry.Kind,
                entry.SubjectCommitment.ToArray(),
                entry.PayloadDigest.ToArray(),
                sealer.SealOfEntry(leaves[^1]).ToArray(),
            ]);
        }

        await session.InsertManyAsync("audit_entry", EntryColumns, rows, cancellationToken);
        foreach (var leaf in leaves)
        {
            if (frontier.Append(leaf, AuditTiles.Level) is { } tile)
            {
                tiles.Add(((frontier.Size / AuditTiles.Width) - 1, tile));
            }
        }

        return first;
    }

    /// <summary>Stores the checkpoint of this transaction and the tiles that it completed; nothing when it appended nothing.</summary>
    public async Task SealAsync(DateTimeOffset recordedAt, CancellationToken cancellationToken)
    {
        if (frontier.Size == sizeAtStart)
        {
            return;
        }

        var head = Head;
        await AuditTileBook.AddAsync(session, tiles, cancellationToken);
        await session.ExecuteAsync(
            InsertCheckpoint,
            cancellationToken,
            head.Size,
            head.RootHash.ToArray(),
            frontier.ToBytes(),
            recordedAt.ToColumn(),
            sealer.SealOfCheckpoint(head, recordedAt).ToArray());
    }
}
