using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.ReviewFrames;

namespace SocialInsurance.Storage.Sql;

/// <summary>Which frames are kept for which case, and when they were erased (append-only, audited).</summary>
internal sealed class ReviewFrameTable(SqlSession session, AuditAppender? audit) : IReviewFrameRecords
{
    private const string Columns = "k.audit_sequence, k.set_id, k.beneficiary_id, k.case_id, k.session_id, k.frames, k.content_digest, k.erase_on, k.recorded_at";
    private const string NotErased = "NOT EXISTS (SELECT 1 FROM review_frames_erased x WHERE x.set_id = k.set_id)";

    internal static string AuditedKept => $"SELECT {Columns} FROM review_frames_kept k WHERE k.audit_sequence >= @from AND k.audit_sequence < @until";

    internal static string AuditedErased =>
        """
        SELECT x.audit_sequence, x.set_id, k.beneficiary_id, x.reason, x.recorded_at
        FROM review_frames_erased x LEFT JOIN review_frames_kept k ON k.set_id = x.set_id WHERE x.audit_sequence >= @from AND x.audit_sequence < @until
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Review frames: opened for reading only.");

    public async Task AddKeptAsync(ReviewFramesKept kept, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(kept, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO review_frames_kept (audit_sequence, set_id, beneficiary_id, case_id, session_id, frames, content_digest, erase_on, recorded_at)
            VALUES (@sequence, @set, @beneficiary, @case, @session, @frames, @digest, @erase_on, @recorded_at)
            """,
            cancellationToken,
            sequence,
            kept.Set.Value.ToColumn(),
            kept.Beneficiary.Value,
            kept.Case.Value.ToColumn(),
            kept.Session.Value,
            (long)kept.Frames,
            kept.ContentDigest.ToArray(),
            kept.EraseOn.ToColumn(),
            kept.RecordedAt.ToColumn());
    }

    public async Task AddErasedAsync(ReviewFramesErased erased, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(erased, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO review_frames_erased (audit_sequence, set_id, reason, recorded_at) VALUES (@sequence, @set, @reason, @recorded_at)",
            cancellationToken,
            sequence,
            erased.Set.Value.ToColumn(),
            (long)erased.Reason,
            erased.RecordedAt.ToColumn());
    }

    public async Task<IReadOnlyList<ReviewFramesKept>> ListKeptAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        await session.ListAsync(
            $"SELECT {Columns} FROM review_frames_kept k WHERE k.beneficiary_id = @beneficiary AND {NotErased} ORDER BY k.audit_sequence",
            MapKept,
            cancellationToken,
            beneficiary.Value);

    public async Task<IReadOnlyList<FrameSetId>> ListKeptAsync(CancellationToken cancellationToken) => await session.ListAsync(
        $"SELECT k.set_id FROM review_frames_kept k WHERE {NotErased}", static row => new FrameSetId(row.GetId(0)), cancellationToken);

    public async Task<IReadOnlyList<EndedFrames>> ListEndedAsync(DateOnly today, DateTimeOffset keptBefore, int limit, CancellationToken cancellationToken) =>
        await session.ListAsync(
            $"""
            SELECT {Columns}, c.state FROM review_frames_kept k JOIN review_case c ON c.id = k.case_id
            WHERE {NotErased} AND (k.erase_on <= @today OR k.recorded_at < @kept_before OR c.state = @closed) ORDER BY k.audit_sequence LIMIT @limit
            """,
            static row => new EndedFrames(MapKept(row), row.GetInt64(9) == (long)CaseState.Closed ? FrameErasure.CaseClosed : FrameErasure.TimeOver),
            cancellationToken,
            today.ToColumn(),
            keptBefore.ToColumn(),
            (long)CaseState.Closed,
            (long)limit);

    public Task<ReviewFramesKept?> FindAsync(CaseId id, CancellationToken cancellationToken) => session.FindAsync(
        $"SELECT {Columns} FROM review_frames_kept k WHERE k.case_id = @case AND {NotErased}", MapKept, cancellationToken, id.Value.ToColumn());

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        session.FindAsync($"SELECT COUNT(*) FROM review_frames_kept k WHERE {NotErased}", static row => row.GetInt64(0), cancellationToken);

    internal static ReviewFramesKept MapKept(DbDataReader row) => new(
        new FrameSetId(row.GetId(1)),
        new BeneficiaryId(row.GetString(2)),
        new CaseId(row.GetId(3)),
        new SessionId(row.GetString(4)),
        (int)row.GetInt64(5),
        row.GetDigest(6),
        row.GetDate(7),
        row.GetInstant(8));

    internal static ReviewFramesErased MapErased(DbDataReader row) =>
        new(new FrameSetId(row.GetId(1)), new BeneficiaryId(row.GetString(2)), (FrameErasure)row.GetInt64(3), row.GetInstant(4));
}

/// <summary>Kept frames over snapshots. Safe on any thread.</summary>
internal sealed class ReviewFrameReader(SqlDatabase database) : IReviewFrameReader
{
    public Task<ReviewFramesKept?> FindAsync(CaseId @case, CancellationToken cancellationToken) =>
        database.ReadAsync(session => new ReviewFrameTable(session, null).FindAsync(@case, cancellationToken), cancellationToken);

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => new ReviewFrameTable(session, null).CountAsync(cancellationToken), cancellationToken);
}
