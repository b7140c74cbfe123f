using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Overview;

namespace SocialInsurance.Storage.Sql;

/// <summary>The first page in numbers, from one snapshot.</summary>
internal sealed class OverviewQuery(SqlSession session, AuditSealer auditSealer)
{
    private const string OutcomesOfRun = "SELECT outcome, COUNT(*) FROM decision WHERE run_id = @run GROUP BY outcome ORDER BY outcome";

    private const string FaceSessions =
        """
        SELECT outcome, COUNT(*) FROM decision d WHERE session_id IS NOT NULL AND decider = @automatic
          AND session_attempt = (SELECT MAX(session_attempt) FROM decision last WHERE last.session_id = d.session_id)
        GROUP BY outcome ORDER BY outcome
        """;

    private const string OpenCases =
        """
        SELECT finding_kind, colour, COUNT(*) FROM review_case WHERE state <> 3
        GROUP BY finding_kind, colour ORDER BY colour DESC, finding_kind
        """;

    public async Task<EligibilityOverview> ReadAsync(StoredFaces faces, CancellationToken cancellationToken)
    {
        var lastRun = await new DecisionTable(session, null).FindLastRunAsync(cancellationToken);
        return new EligibilityOverview(
            await session.FindAsync("SELECT COUNT(*) FROM beneficiary", static row => row.GetInt64(0), cancellationToken),
            lastRun?.Run,
            await ReadOutcomesAsync(lastRun, cancellationToken),
            await CountCertifiedAsync(cancellationToken),
            await ReadCountsAsync(FaceSessions, cancellationToken, (long)DeciderKind.Automatic),
            await session.ListAsync(
                OpenCases,
                static row => new OpenCaseCount(new FindingKind(row.GetString(0)), (RiskColour)row.GetInt64(1), row.GetInt64(2)),
                cancellationToken),
            await new AuditLogReader(session, auditSealer).ReadHeadAsync(cancellationToken),
            faces);
    }

    private async Task<IReadOnlyDictionary<DecisionOutcome, long>> ReadOutcomesAsync(SequencedRun? run, CancellationToken cancellationToken) =>
        run is null
            ? new Dictionary<DecisionOutcome, long>()
            : await ReadCountsAsync(OutcomesOfRun, cancellationToken, run.Run.Run.Id.Value);

    private async Task<IReadOnlyDictionary<DecisionOutcome, long>> ReadCountsAsync(
        string sql, CancellationToken cancellationToken, params object?[] values)
    {
        var rows = await session.ListAsync(
            sql,
            static row => (Outcome: (DecisionOutcome)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken,
            values);
        return rows.ToDictionary(row => row.Outcome, row => row.Count);
    }

    public async Task<IReadOnlyDictionary<CertificationMethod, long>> CountCertifiedAsync(CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            "SELECT certified_by, COUNT(*) FROM beneficiary WHERE certified_by IS NOT NULL GROUP BY certified_by ORDER BY certified_by",
            static row => (Method: (CertificationMethod)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken);
        return rows.ToDictionary(row => row.Method, row => row.Count);
    }
}
