using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Storage.Sql;

/// <summary>Second, blind judgements of closed cases: append-only, audited; which cases were drawn stands in the queue.</summary>
internal sealed class BlindReviewTable(SqlSession session, AuditAppender? audit) : IBlindReviewRecords
{
    private const string Columns = "r.audit_sequence, r.case_id, r.reviewer, r.conclusion, r.first_conclusion, r.first_by, r.team, r.recorded_at";

    internal static string AuditedReviews => $"SELECT {Columns} FROM blind_review r WHERE r.audit_sequence >= @from AND r.audit_sequence < @until";

    public async Task<bool> AddAsync(BlindReview review, CancellationToken cancellationToken)
    {
        var appender = audit ?? throw new InvalidOperationException("Blind reviews: opened for reading only.");
        if (await session.FindAsync("SELECT 1 FROM blind_review WHERE case_id = @case", static _ => true, cancellationToken, review.Case.Value.ToColumn()))
        {
            return false;
        }

        var sequence = await appender.AppendAsync(review, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO blind_review (audit_sequence, case_id, reviewer, conclusion, first_conclusion, first_by, team, recorded_at)
            VALUES (@sequence, @case, @reviewer, @conclusion, @first, @first_by, @team, @recorded_at)
            """,
            cancellationToken,
            sequence,
            review.Case.Value.ToColumn(),
            review.By.Value,
            (long)review.Conclusion,
            (long)review.First,
            review.FirstBy.Value,
            review.Team,
            review.RecordedAt.ToColumn());
        return true;
    }

    public Task DrawAsync(CaseId @case, DateTimeOffset at, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE review_case SET drawn_at = @at WHERE id = @id AND state = 3 AND drawn_at IS NULL", cancellationToken, at.ToColumn(), @case.Value.ToColumn());

    public Task<List<BlindReview>> ListAsync(DateTimeOffset from, DateTimeOffset until, string division, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"""
            SELECT {Columns} FROM blind_review r JOIN review_case c ON c.id = r.case_id
            WHERE r.recorded_at >= @from AND r.recorded_at < @until AND c.division_code >= @division AND c.division_code < @after
            ORDER BY r.audit_sequence
            """,
            MapReview,
            cancellationToken,
            from.ToColumn(),
            until.ToColumn(),
            division,
            CaseQuery.After(division));

    internal static BlindReview MapReview(DbDataReader row) => new(
        new CaseId(row.GetId(1)),
        new CaseworkerId(row.GetString(2)),
        (BlindConclusion)row.GetInt64(3),
        (BlindConclusion)row.GetInt64(4),
        new CaseworkerId(row.GetString(5)),
        row.GetString(6),
        row.GetInstant(7));
}
