using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Feedback;

namespace SocialInsurance.Storage.Sql;

/// <summary>What people said of a certification, and who saw to complaints: append-only, audited.</summary>
internal sealed class FeedbackTable(SqlSession session, AuditAppender? audit) : IFeedbackRecords
{
    private const string Given = "SELECT audit_sequence, id, beneficiary_id, decision_id, rating, complaint, recorded_at FROM feedback";

    private const string Rows =
        """
        SELECT f.audit_sequence, f.id, f.beneficiary_id, f.decision_id, f.rating, f.complaint, f.recorded_at, b.division_code, r.resolved_by, r.recorded_at
        FROM feedback f JOIN beneficiary b ON b.id = f.beneficiary_id LEFT JOIN feedback_resolution r ON r.feedback_id = f.id
        """;

    internal static string AuditedFeedback => $"{Given} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedResolutions =>
        """
        SELECT r.audit_sequence, r.feedback_id, f.beneficiary_id, r.resolved_by, r.recorded_at
        FROM feedback_resolution r LEFT JOIN feedback f ON f.id = r.feedback_id WHERE r.audit_sequence >= @from AND r.audit_sequence < @until
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Feedback: opened for reading only.");

    public Task<FeedbackGiven?> FindAboutAsync(DecisionId decision, CancellationToken cancellationToken) =>
        session.FindAsync<FeedbackGiven?>($"{Given} WHERE decision_id = @decision", MapGiven, cancellationToken, decision.Value.ToColumn());

    public Task<FeedbackRow?> FindAsync(FeedbackId id, CancellationToken cancellationToken) =>
        session.FindAsync<FeedbackRow?>($"{Rows} WHERE f.id = @id", MapRow, cancellationToken, id.Value.ToColumn());

    public Task<List<FeedbackRow>> ListComplaintsAsync(string division, int limit, CancellationToken cancellationToken) => session.ListAsync(
        $"""
        {Rows} WHERE f.complaint = 1 AND r.feedback_id IS NULL AND b.division_code >= @division AND b.division_code < @after
        ORDER BY f.audit_sequence LIMIT @limit
        """,
        MapRow,
        cancellationToken,
        division,
        CaseQuery.After(division),
        (long)limit);

    public async Task AddAsync(FeedbackGiven given, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(given, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO feedback (audit_sequence, id, beneficiary_id, decision_id, rating, complaint, recorded_at)
            VALUES (@sequence, @id, @beneficiary, @decision, @rating, @complaint, @recorded_at)
            """,
            cancellationToken,
            sequence,
            given.Id.Value.ToColumn(),
            given.Beneficiary.Value,
            given.About.Value.ToColumn(),
            (long)given.Rating,
            given.IsComplaint ? 1L : 0L,
            given.RecordedAt.ToColumn());
    }

    public async Task AddAsync(FeedbackResolved resolved, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(resolved, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO feedback_resolution (audit_sequence, feedback_id, resolved_by, recorded_at) VALUES (@sequence, @feedback, @resolved_by, @recorded_at)",
            cancellationToken,
            sequence,
            resolved.Feedback.Value.ToColumn(),
            resolved.By.Value,
            resolved.RecordedAt.ToColumn());
    }

    internal static FeedbackGiven MapGiven(DbDataReader row) => new(
        new FeedbackId(row.GetId(1)),
        new BeneficiaryId(row.GetString(2)),
        new DecisionId(row.GetId(3)),
        row.GetInt32(4),
        row.GetInt64(5) switch
        {
            0 => false,
            1 => true,
            var other => throw new FormatException($"feedback {row.GetInt64(0)}: expected complaint 0 or 1, found {other}."),
        },
        row.GetInstant(6));

    internal static FeedbackResolved MapResolved(DbDataReader row) => new(
        new FeedbackId(row.GetId(1)), new BeneficiaryId(row.GetString(2)), new CaseworkerId(row.GetString(3)), row.GetInstant(4));

    private static FeedbackRow MapRow(DbDataReader row)
    {
        var given = MapGiven(row);
        return new FeedbackRow(
            given,
            row.GetString(7),
            row.IsDBNull(8) ? null : new FeedbackResolved(given.Id, given.Beneficiary, new CaseworkerId(row.GetString(8)), row.GetInstant(9)));
    }
}
