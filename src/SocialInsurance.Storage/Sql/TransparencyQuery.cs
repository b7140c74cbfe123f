using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Transparency;

namespace SocialInsurance.Storage.Sql;

/// <summary>
/// The public's counts over one snapshot, month by month. An age is (day - born on) / 10000 of dates written yyyymmdd: whole years.
/// Literals repeat those of the partial indexes of script 0009.
/// </summary>
internal sealed class TransparencyQuery(SqlSession session, TransparencyScope scope)
{
    // of nobody whose date of birth is not known
    private const int OldestAge = 150;

    /// <summary>Findings that a decision made, without inspections (抽查), which doubt nobody.</summary>
    private const string OfFindings = "source = 1 AND finding_kind <> 'AuditSample'";

    private const string FaceErrors =
        """
        SELECT (@day - b.born_on) / 10000, SUM(CASE WHEN d.outcome = 4 THEN 1 ELSE 0 END), COUNT(*)
        FROM decision d JOIN beneficiary b ON b.id = d.beneficiary_id
        WHERE d.outcome <> 2 AND d.outcome IN (1, 4) AND d.decided_at >= @from AND d.decided_at < @until AND d.method IN (2, 3) AND d.decider = 1
          AND (d.outcome = 1 OR EXISTS (
            SELECT 1 FROM decision h WHERE h.beneficiary_id = d.beneficiary_id AND h.outcome = 1 AND h.decider = 2 AND h.decided_at > d.decided_at))
        GROUP BY 1 ORDER BY 1
        """;

    private const string FindingErrors =
        $"""
        SELECT (@day - b.born_on) / 10000, SUM(CASE WHEN c.conclusion IN (1, 2) THEN 1 ELSE 0 END), COUNT(*)
        FROM review_case c JOIN beneficiary b ON b.id = c.beneficiary_id
        WHERE c.state = 3 AND c.closed_at >= @from AND c.closed_at < @until AND {OfFindings} AND c.conclusion IN (1, 2, 3, 4)
        GROUP BY 1 ORDER BY 1
        """;

    private const string ClosedCases =
        $"""
        SELECT COUNT(*), SUM(CASE WHEN {OfFindings} AND conclusion IN (1, 2) THEN 1 ELSE 0 END), SUM(CASE WHEN conclusion = @granted THEN 1 ELSE 0 END)
        FROM review_case WHERE state = 3 AND closed_at >= @from AND closed_at < @until
        """;

    public async Task<TransparencyCounts> ReadAsync(CancellationToken cancellationToken)
    {
        List<MonthCounts> months = [];
        List<AgeCount> ages = [];
        var first = await FindFirstMonthAsync(cancellationToken);
        for (var month = scope.Before.AddMonths(-1); months.Count < scope.Months && month >= first; month = month.AddMonths(-1))
        {
            months.Add(await ReadMonthAsync(month, cancellationToken));
            ages.AddRange(await ReadAgesAsync(ErrorMeasure.FaceRefused, FaceErrors, month, cancellationToken));
            ages.AddRange(await ReadAgesAsync(ErrorMeasure.WrongFinding, FindingErrors, month, cancellationToken));
        }

        var restored = months.Count == 0 ? [] : await ReadRestorationsAsync(months[^1].Month, cancellationToken);
        var uptime = await UptimeTable.ReadAsync(session, cancellationToken);
        return new TransparencyCounts(months, ages, restored, uptime?.Since, uptime?.Minutes ?? 0);
    }

    /// <summary>The month of the first decision; after every month before there is one.</summary>
    private async Task<DateOnly> FindFirstMonthAsync(CancellationToken cancellationToken)
    {
        var first = await session.FindAsync(
            "SELECT decided_at FROM decision ORDER BY audit_sequence LIMIT 1", static row => (DateTimeOffset?)row.GetInstant(0), cancellationToken);
        if (first is null)
        {
            return DateOnly.MaxValue;
        }

        var day = DateOnly.FromDateTime(first.Value.ToOffset(scope.LocalOffset).DateTime);
        return new DateOnly(day.Year, day.Month, 1);
    }

    private async Task<MonthCounts> ReadMonthAsync(DateOnly month, CancellationToken cancellationToken)
    {
        var (from, until) = SpanOf(month);
        var certified = await session.ListAsync(
            """
            SELECT method, COUNT(*) FROM decision WHERE outcome <> 2 AND outcome = 1 AND decided_at >= @from AND decided_at < @until GROUP BY method ORDER BY method
            """,
            static row => (Method: (CertificationMethod)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken,
            from,
            until);
        var opened = await session.FindAsync(
            "SELECT COUNT(*) FROM review_case WHERE opened_at >= @from AND opened_at < @until", static row => row.GetInt64(0), cancellationToken, from, until);
        var (closed, refuted, granted) = await session.FindAsync(
            ClosedCases,
            static row => (row.GetInt64(0), SupervisionQuery.SumAt(row, 1), SupervisionQuery.SumAt(row, 2)),
            cancellationToken,
            (long)CaseConclusion.AppealGranted,
            from,
            until);
        var measures = await session.ListAsync(
            "SELECT measure, COUNT(*) FROM benefit_change WHERE recorded_at >= @from AND recorded_at < @until GROUP BY measure ORDER BY measure",
            static row => (Measure: (BenefitMeasure)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken,
            from,
            until);
        long By(CertificationMethod method) => certified.FirstOrDefault(row => row.Method == method).Count;
        long Of(BenefitMeasure measure) => measures.FirstOrDefault(row => row.Measure == measure).Count;
        return new MonthCounts(
            month,
            By(CertificationMethod.Silent),
            By(CertificationMethod.SelfFace),
            By(CertificationMethod.Assisted),
            opened,
            closed,
            refuted,
            Of(BenefitMeasure.Suspend),
            Of(BenefitMeasure.Resume),
            granted);
    }

    private Task<List<AgeCount>> ReadAgesAsync(ErrorMeasure measure, string sql, DateOnly month, CancellationToken cancellationToken)
    {
        var (from, until) = SpanOf(month);
        return session.ListAsync(
            sql,
            row => new AgeCount(measure, row.GetInt64(0) is >= 0 and <= OldestAge and var age ? (int)age : null, SupervisionQuery.SumAt(row, 1), row.GetInt64(2)),
            cancellationToken,
            month.AddMonths(1).AddDays(-1).ToColumn(),
            from,
            until);
    }

    private Task<List<double>> ReadRestorationsAsync(DateOnly firstMonth, CancellationToken cancellationToken) => session.ListAsync(
        """
        SELECT opened_at, closed_at FROM review_case WHERE state = 3 AND closed_at >= @from AND closed_at < @until AND finding_kind = @kind
          AND conclusion IN (@refuted, @another, @met, @resumed) ORDER BY closed_at
        """,
        static row => (row.GetInstant(1) - row.GetInstant(0)).TotalHours,
        cancellationToken,
        scope.StartOf(firstMonth).ToColumn(),
        scope.StartOf(scope.Before).ToColumn(),
        FindingKind.AliveClaim.Code,
        (long)CaseConclusion.FindingRefuted,
        (long)CaseConclusion.RecordOfAnotherPerson,
        (long)CaseConclusion.CertifiedInPerson,
        (long)CaseConclusion.Resumed);

    private (long From, long Until) SpanOf(DateOnly month) => (scope.StartOf(month).ToColumn(), scope.StartOf(month.AddMonths(1)).ToColumn());
}
