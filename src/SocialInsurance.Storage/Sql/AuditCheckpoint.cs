using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>A checkpoint as it lies in its row; nothing in it is trusted before <see cref="TryOpen"/>.</summary>
internal sealed record AuditCheckpoint(long Size, byte[] RootHash, byte[] Frontier, DateTimeOffset RecordedAt, byte[] Seal)
{
    private const string Columns = "size, root_hash, frontier, recorded_at, seal";

    /// <summary>As stated; an empty digest when the root column has another size.</summary>
    public AuditHead Head => new(Size, RootHash.Length == Sha256Digest.SizeBytes ? new Sha256Digest(RootHash) : default);

    public static Task<AuditCheckpoint?> FindLastAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.FindAsync($"SELECT {Columns} FROM audit_checkpoint ORDER BY size DESC LIMIT 1", Map, cancellationToken);

    /// <summary>Those of at least <paramref name="from"/> entries, and the last one before them.</summary>
    public static Task<List<AuditCheckpoint>> ListAsync(SqlSession session, long from, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"SELECT {Columns} FROM audit_checkpoint WHERE size >= (SELECT COALESCE(MAX(size), 0) FROM audit_checkpoint WHERE size < @from) ORDER BY size",
            Map,
            cancellationToken,
            from);

    /// <summary>The frontier, when seal, root and frontier agree; else null.</summary>
    public MerkleFrontier? TryOpen(AuditSealer sealer)
    {
        var frontier = MerkleFrontier.TryRead(Frontier);
        var agrees = frontier is not null
            && frontier.Size == Size
            && frontier.Root() == Head.RootHash
            && Seal.AsSpan().SequenceEqual(sealer.SealOfCheckpoint(Head, RecordedAt).ToArray());
        return agrees ? frontier : null;
    }

    private static AuditCheckpoint Map(DbDataReader row) =>
        new(row.GetInt64(0), row.GetDigestBytes(1), row.GetDigestBytes(2), row.GetInstant(3), row.GetDigestBytes(4));
}
