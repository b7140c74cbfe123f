using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Overview;

namespace SocialInsurance.Storage.Sql;

/// <summary>Runs, decisions and the periods that they opened.</summary>
internal sealed class DecisionTable(SqlSession session, AuditAppender? audit) : IDecisionRecords
{
    private static readonly string[] Columns =
    [
        "audit_sequence", "id", "beneficiary_id", "method", "outcome", "rule_code", "policy_version", "policy_digest", "evidence_source",
        "evidence_on", "evidence_places", "decided_at", "decider", "run_id", "session_id", "session_attempt", "model_digests",
    ];

    private static readonly string[] PeriodColumns = ["opened_by", "beneficiary_id", "valid_from", "valid_until"];

    private const string InsertRun =
        """
        INSERT INTO comparison_run (audit_sequence, id, as_of, policy_version, policy_digest, cycle_months, decisions_digest, recorded_at)
        VALUES (@sequence, @id, @as_of, @policy_version, @policy_digest, @cycle_months, @decisions_digest, @recorded_at)
        """;

    private const string RunColumns =
        "SELECT audit_sequence, id, as_of, policy_version, policy_digest, cycle_months, decisions_digest, recorded_at FROM comparison_run";

    // the period stands with its decision, because the decision's audit entry covers both
    private const string Select =
        """
        SELECT d.audit_sequence, d.id, d.beneficiary_id, d.method, d.outcome, d.rule_code, d.policy_version, d.policy_digest,
          d.evidence_source, d.evidence_on, d.evidence_places, d.decided_at, d.decider, d.run_id, d.session_id,
          d.session_attempt, d.model_digests, p.beneficiary_id, p.valid_from, p.valid_until
        FROM decision d LEFT JOIN certification_period p ON p.opened_by = d.audit_sequence
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Decisions: opened for reading only.");

    public async Task<RecordedRun?> FindRunAsync(RunId run, CancellationToken cancellationToken) =>
        (await session.FindAsync($"{RunColumns} WHERE id = @id", MapRun, cancellationToken, run.Value))?.Run;

    public Task<SequencedRun?> FindLastRunAsync(CancellationToken cancellationToken) =>
        session.FindAsync($"{RunColumns} ORDER BY audit_sequence DESC LIMIT 1", MapRun, cancellationToken);

    public async Task<IReadOnlyDictionary<BeneficiaryId, DecisionFingerprint>> FetchRunDecisionsAsync(
        RunId run, IReadOnlyList<BeneficiaryId> ids, CancellationToken cancellationToken)
    {
        var decided = await session.FindManyAsync<(string Id, DecisionFingerprint Decision)?>(
            "SELECT beneficiary_id, outcome, rule_code FROM decision WHERE beneficiary_id = @beneficiary AND run_id = @run",
            static row => (row.GetString(0), new DecisionFingerprint((DecisionOutcome)row.GetInt64(1), row.GetString(2))),
            [.. ids.Distinct().Select(id => new object?[] { id.Value, run.Value })],
            cancellationToken);
        return decided.OfType<(string Id, DecisionFingerprint Decision)>().ToDictionary(found => new BeneficiaryId(found.Id), found => found.Decision);
    }

    public async Task<CertificationDecision?> FindSessionDecisionAsync(
        SessionId id, int attempt, CancellationToken cancellationToken) =>
        (await session.FindAsync(
            $"{Select} WHERE d.session_id = @session AND d.session_attempt = @attempt", Map, cancellationToken, id.Value, (long)attempt))
            ?.Decision;

    public Task<List<AuditedDecision>> ReadOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"{Select} WHERE d.beneficiary_id = @beneficiary ORDER BY d.audit_sequence DESC", Map, cancellationToken, beneficiary.Value);

    public async Task AddRunAsync(RecordedRun run, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(run, cancellationToken);
        await session.ExecuteAsync(
            InsertRun,
            cancellationToken,
            sequence,
            run.Run.Id.Value,
            run.Run.AsOf.ToColumn(),
            run.Run.Policy.Version,
            run.Run.Policy.Digest.ToArray(),
            (long)run.Run.CycleMonths,
            run.Run.DecisionsDigest.ToArray(),
            run.RecordedAt.ToColumn());
    }

    public async Task AddAsync(IReadOnlyList<CertificationDecision> decisions, CancellationToken cancellationToken)
    {
        var first = await Audit.AppendManyAsync(decisions, cancellationToken);
        await session.InsertManyAsync(
            "decision", Columns, [.. decisions.Select((decision, index) => RowOf(first + index, decision))], cancellationToken);
        var opening = decisions.Select((decision, index) => (Sequence: first + index, decision.Period)).Where(row => row.Period is not null);
        await session.InsertManyAsync(
            "certification_period", PeriodColumns, [.. opening.Select(row => RowOf(row.Sequence, row.Period!))], cancellationToken);
    }

    internal static string AuditedDecisions => $"{Select} WHERE d.audit_sequence >= @from AND d.audit_sequence < @until";

    internal static string AuditedRuns => $"{RunColumns} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static SequencedRun MapRun(DbDataReader row) => new(
        row.GetInt64(0),
        new RecordedRun(
            new SilentRun(
                new RunId(row.GetString(1)),
                row.GetDate(2),
                new PolicyReference(row.GetString(3), row.GetDigest(4)),
                row.GetInt32(5),
                row.GetDigest(6)),
            row.GetInstant(7)));

    internal static AuditedDecision Map(DbDataReader row)
    {
        var id = new DecisionId(row.GetId(1));
        return new AuditedDecision(
            new CertificationDecision(
                id,
                new BeneficiaryId(row.GetString(2)),
                (CertificationMethod)row.GetInt64(3),
                (DecisionOutcome)row.GetInt64(4),
                row.GetString(5),
                new PolicyReference(row.GetString(6), row.GetDigest(7)),
                MapEvidence(row),
                row.GetInstant(11),
                (DeciderKind)row.GetInt64(12),
                MapOrigin(row),
                row.FindString(16),
                row.IsDBNull(17) ? null : new CertificationPeriod(new BeneficiaryId(row.GetString(17)), row.GetDate(18), row.GetDate(19), id)),
            row.GetInt64(0));
    }

    // columns that belong together are present together; a row that says otherwise was not written here
    private static DecisionEvidence? MapEvidence(DbDataReader row) => (row.IsDBNull(8), row.IsDBNull(9), row.IsDBNull(10)) switch
    {
        (true, true, true) => null,
        (false, false, false) => new DecisionEvidence(row.GetString(8), row.GetDate(9), row.GetString(10)),
        _ => throw new FormatException($"decision {row.GetInt64(0)}: evidence is stated in part."),
    };

    private static DecisionOrigin MapOrigin(DbDataReader row) => (row.IsDBNull(13), row.IsDBNull(14), row.IsDBNull(15)) switch
    {
        (false, true, true) => new DecisionOrigin.ComparisonRun(new RunId(row.GetString(13))),
        (true, false, false) => new DecisionOrigin.FaceSession(new SessionId(row.GetString(14)), row.GetInt32(15)),
        _ => throw new FormatException($"decision {row.GetInt64(0)}: expected a run or a session attempt."),
    };

    private static object?[] RowOf(long sequence, CertificationPeriod period) =>
        [sequence, period.Beneficiary.Value, period.From.ToColumn(), period.Until.ToColumn()];

    private static object?[] RowOf(long sequence, CertificationDecision decision)
    {
        var face = decision.Origin as DecisionOrigin.FaceSession;
        return
        [
            sequence,
            decision.Id.Value.ToColumn(),
            decision.Beneficiary.Value,
            (long)decision.Method,
            (long)decision.Outcome,
            decision.RuleCode,
            decision.Policy.Version,
            decision.Policy.Digest.ToArray(),
            decision.Evidence?.Source,
            (decision.Evidence?.OccurredOn).ToColumn(),
            decision.Evidence?.Places,
            decision.DecidedAt.ToColumn(),
            (long)decision.Decider,
            (decision.Origin as DecisionOrigin.ComparisonRun)?.Run.Value,
            face?.Session.Value,
            (long?)face?.Attempt,
            decision.ModelDigests,
        ];
    }
}

/// <summary>A run with the audit entry that records it.</summary>
internal sealed record SequencedRun(long AuditSequence, RecordedRun Run);
