using System.Data.Common;
using System.Globalization;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Supervision;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// The supervisor's counts over one snapshot. Literals repeat those of the partial indexes of script 0009, which a parameter could
/// not match.
/// </summary>
internal sealed class SupervisionQuery(SqlSession session, CaseTable cases, SupervisionScope scope)
{
    private const int LoadMonths = 12;
    private const string Inside = "division_code >= @division AND division_code < @after";

    private readonly (string From, string Until) division = (scope.Division, CaseQuery.After(scope.Division));

    /// <summary>Limits rows of a table that names beneficiaries; empty for everybody, so that no person is looked up in vain.</summary>
    private string OfRegion(string table) => scope.Division.Length == 0
        ? string.Empty
        : $"JOIN beneficiary b ON b.id = {table}.beneficiary_id AND b.division_code >= '{division.From}' AND b.division_code < '{division.Until}'";

    public async Task<SupervisionCounts> ReadAsync(DateTimeOffset now, Func<ReviewCase, DateTimeOffset?> deadlineOf, CancellationToken cancellationToken) => new(
        await CountAsync($"SELECT COUNT(*) FROM beneficiary WHERE {Inside}", cancellationToken, division.From, division.Until),
        await ReadDecisionsAsync(cancellationToken),
        await CountAsync($"SELECT COUNT(DISTINCT beneficiary_id) FROM review_case WHERE state <> 3 AND {Inside}", cancellationToken, division.From, division.Until),
        await ReadOpenAsync(now, cancellationToken),
        await ReadClosedAsync(deadlineOf, cancellationToken),
        await ReadBenefitsAsync(cancellationToken),
        await CountAsync(
            $"SELECT COUNT(*) FROM review_case WHERE opened_at >= @from AND opened_at < @until AND finding_kind = @kind AND {Inside}",
            cancellationToken, From, Until, FindingKind.Appeal.Code, division.From, division.Until),
        await CountAsync(
            $"SELECT COUNT(*) FROM review_case WHERE drawn_at IS NOT NULL AND drawn_at >= @from AND drawn_at < @until AND {Inside}",
            cancellationToken, From, Until, division.From, division.Until),
        await new BlindReviewTable(session, null).ListAsync(scope.FromAt, scope.UntilAt, scope.Division, cancellationToken),
        await ReadFeedbackAsync(cancellationToken),
        await ReadLoadAsync(now, cancellationToken));

    private long From => scope.FromAt.ToColumn();

    private long Until => scope.UntilAt.ToColumn();

    private async Task<DecisionCounts> ReadDecisionsAsync(CancellationToken cancellationToken)
    {
        var certified = await session.ListAsync(
            $"""
            SELECT d.method, COUNT(DISTINCT d.beneficiary_id) FROM decision d {OfRegion("d")}
            WHERE d.outcome <> 2 AND d.outcome = 1 AND d.decided_at >= @from AND d.decided_at < @until GROUP BY d.method ORDER BY d.method
            """,
            static row => (Method: (CertificationMethod)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken,
            From,
            Until);
        var asked = await CountAsync(
            $"""
            SELECT COUNT(DISTINCT d.beneficiary_id) FROM decision d {OfRegion("d")}
            WHERE d.outcome <> 2 AND d.outcome = 3 AND d.decided_at >= @from AND d.decided_at < @until AND d.method = @method
            """,
            cancellationToken,
            From,
            Until,
            (long)CertificationMethod.Silent);
        long Of(CertificationMethod method) => certified.FirstOrDefault(row => row.Method == method).Count;
        return new DecisionCounts(Of(CertificationMethod.Silent), Of(CertificationMethod.SelfFace), Of(CertificationMethod.Assisted), asked);
    }

    private async Task<IReadOnlyList<OpenCases>> ReadOpenAsync(DateTimeOffset now, CancellationToken cancellationToken) => await session.ListAsync(
        $"""
        SELECT finding_kind, colour, assigned_to, COUNT(*), SUM(CASE WHEN due_at < @now THEN 1 ELSE 0 END) FROM review_case
        WHERE state <> 3 AND {Inside} GROUP BY finding_kind, colour, assigned_to ORDER BY finding_kind, colour, assigned_to
        """,
        static row => new OpenCases(new FindingKind(row.GetString(0)), (RiskColour)row.GetInt64(1), FindCaseworker(row, 2), row.GetInt64(3), SumAt(row, 4)),
        cancellationToken,
        now.ToColumn(),
        division.From,
        division.Until);

    private async Task<IReadOnlyList<ClosedCase>> ReadClosedAsync(Func<ReviewCase, DateTimeOffset?> deadlineOf, CancellationToken cancellationToken)
    {
        // a pause or an opening again moves the deadline: only such a file is read whole
        var closed = await session.ListAsync(
            $"""
            SELECT c.id, c.beneficiary_id, c.finding_kind, c.colour, c.record_place, c.opened_at, c.closed_at, c.closed_by, c.conclusion,
              (SELECT COUNT(*) FROM review_case_event e WHERE e.case_id = c.id AND e.kind IN (8, 16))
            FROM review_case c WHERE c.state = 3 AND c.closed_at >= @from AND c.closed_at < @until AND {Inside} ORDER BY c.closed_at, c.id
            """,
            static row => (Case: MapClosed(row), IsMoved: row.GetInt64(9) > 0),
            cancellationToken,
            From,
            Until,
            division.From,
            division.Until);
        var result = new List<ClosedCase>(closed.Count);
        foreach (var (one, isMoved) in closed)
        {
            var file = isMoved ? await cases.FindAsync(one.Id, cancellationToken) : null;
            result.Add(one with { DueAt = deadlineOf(file is null ? Opened(one) : BeforeClosing(file)) });
        }

        return result;
    }

    private static ReviewCase Opened(ClosedCase one) => ReviewCase.From(
        [new CaseOpened(one.Id, one.Beneficiary, one.Kind, one.Colour, one.RecordPlace, null, one.OpenedAt)]);

    private static ReviewCase BeforeClosing(ReviewCase file) =>
        ReviewCase.From([.. file.Events.Take(file.Events.Select((happened, index) => (happened, index)).Last(at => at.happened is CaseClosed).index)]);

    private async Task<BenefitCounts> ReadBenefitsAsync(CancellationToken cancellationToken)
    {
        var changes = await session.ListAsync(
            $"""
            SELECT s.measure, COUNT(*) FROM benefit_change s {OfRegion("s")}
            WHERE s.recorded_at >= @from AND s.recorded_at < @until GROUP BY s.measure ORDER BY s.measure
            """,
            static row => (Measure: (BenefitMeasure)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken,
            From,
            Until);
        var wrong = await CountAsync(
            $"""
            SELECT COUNT(*) FROM benefit_change s {OfRegion("s")}
            WHERE s.recorded_at >= @from AND s.recorded_at < @until AND s.measure = 1 AND EXISTS (
              SELECT 1 FROM benefit_change r WHERE r.beneficiary_id = s.beneficiary_id AND r.measure = 3 AND r.ground = @alive AND r.ordinal = (
                SELECT MIN(n.ordinal) FROM benefit_change n WHERE n.beneficiary_id = s.beneficiary_id AND n.ordinal > s.ordinal AND n.measure = 3))
            """,
            cancellationToken,
            From,
            Until,
            (long)MeasureGround.Alive);
        long Of(BenefitMeasure measure) => changes.FirstOrDefault(row => row.Measure == measure).Count;
        return new BenefitCounts(Of(BenefitMeasure.Suspend), Of(BenefitMeasure.Terminate), Of(BenefitMeasure.Resume), wrong);
    }

    private async Task<FeedbackCounts> ReadFeedbackAsync(CancellationToken cancellationToken) => await session.FindAsync(
        $"""
        SELECT COUNT(*), SUM(f.rating), SUM(f.complaint), SUM(CASE WHEN f.complaint = 1 AND r.feedback_id IS NOT NULL THEN 1 ELSE 0 END)
        FROM feedback f {OfRegion("f")} LEFT JOIN feedback_resolution r ON r.feedback_id = f.id
        WHERE f.recorded_at >= @from AND f.recorded_at < @until
        """,
        static row => new FeedbackCounts(row.GetInt64(0), SumAt(row, 1), SumAt(row, 2), SumAt(row, 3)),
        cancellationToken,
        From,
        Until);

    /// <summary>The year before this month, this month, and the year after it.</summary>
    private async Task<IReadOnlyList<MonthLoad>> ReadLoadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.ToOffset(scope.LocalOffset).DateTime);
        var first = new DateOnly(today.Year, today.Month, 1).AddMonths(-LoadMonths);
        List<MonthLoad> load = [];
        for (var month = first; month <= first.AddMonths(2 * LoadMonths); month = month.AddMonths(1))
        {
            var due = await CountAsync(
                $"SELECT COUNT(*) FROM beneficiary WHERE due_on >= @from AND due_on < @until AND {Inside}",
                cancellationToken, month.ToColumn(), month.AddMonths(1).ToColumn(), division.From, division.Until);
            var certified = month > today ? 0 : await CountAsync(
                $"SELECT COUNT(*) FROM decision d {OfRegion("d")} WHERE d.outcome <> 2 AND d.outcome = 1 AND d.decided_at >= @from AND d.decided_at < @until",
                cancellationToken, scope.StartOf(month).ToColumn(), scope.StartOf(month.AddMonths(1)).ToColumn());
            load.Add(new MonthLoad(month, due, certified));
        }

        return load;
    }

    private static ClosedCase MapClosed(DbDataReader row) => new(
        new CaseId(row.GetId(0)),
        new BeneficiaryId(row.GetString(1)),
        new FindingKind(row.GetString(2)),
        (RiskColour)row.GetInt64(3),
        row.GetString(4),
        row.GetInstant(5),
        row.GetInstant(6),
        new CaseworkerId(row.GetString(7)),
        (CaseConclusion)row.GetInt64(8),
        null);

    private Task<long> CountAsync(string sql, CancellationToken cancellationToken, params object?[] values) =>
        session.FindAsync(sql, static row => row.GetInt64(0), cancellationToken, values);

    /// <summary>A sum is a decimal on one database, an integer on the other, and nothing over no rows.</summary>
    internal static long SumAt(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? 0 : Convert.ToInt64(row.GetValue(ordinal), CultureInfo.InvariantCulture);

    private static CaseworkerId? FindCaseworker(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : new CaseworkerId(row.GetString(ordinal));
}
