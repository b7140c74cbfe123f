using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Storage.Sql;

/// <summary>References that were refreshed and those kept for audit, and what happened to the templates' keys.</summary>
internal sealed partial class EnrolmentTable
{
    private const string SelectRefresh =
        """
        SELECT f.audit_sequence, f.superseded_id, f.reference_id, e.beneficiary_id, f.decision_id, f.basis, f.supervisor, f.keep_until, f.recorded_at
        FROM reference_refresh f LEFT JOIN reference_enrolment e ON e.id = f.superseded_id
        """;

    private const string SelectErasure =
        """
        SELECT x.audit_sequence, x.reference_id, e.beneficiary_id, x.recorded_at
        FROM reference_erasure x LEFT JOIN reference_enrolment e ON e.id = x.reference_id
        """;

    private const string SelectKeyEvent = "SELECT audit_sequence, key_id, change, templates, recorded_at FROM template_key_event";

    private const string Retained =
        """
        NOT EXISTS (SELECT 1 FROM reference_erasure x WHERE x.reference_id = f.superseded_id)
        AND NOT EXISTS (SELECT 1 FROM reference_withdrawal w WHERE w.reference_id = f.superseded_id)
        """;

    public async Task<IReadOnlyList<ReferenceId>> ListKeptAsync(CancellationToken cancellationToken) =>
        await session.ListAsync(
            $"""
            SELECT id FROM reference_enrolment WHERE {NotWithdrawn}
            AND NOT EXISTS (SELECT 1 FROM reference_erasure x WHERE x.reference_id = reference_enrolment.id)
            """,
            static row => new ReferenceId(row.GetId(0)),
            cancellationToken);

    public async Task<IReadOnlyList<ReferenceId>> ListRetainedAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        await session.ListAsync(
            $"{SelectRefresh} WHERE e.beneficiary_id = @beneficiary AND {Retained}",
            static row => MapRefresh(row).Superseded,
            cancellationToken,
            beneficiary.Value);

    public async Task<IReadOnlyList<ReferenceRefresh>> ListOverdueAsync(DateOnly asOf, DateTimeOffset supersededBefore, CancellationToken cancellationToken) =>
        await session.ListAsync(
            $"{SelectRefresh} WHERE (f.keep_until <= @as_of OR f.recorded_at < @superseded_before) AND {Retained} ORDER BY f.audit_sequence",
            MapRefresh,
            cancellationToken,
            asOf.ToColumn(),
            supersededBefore.ToColumn());

    public async Task AddRefreshAsync(ReferenceRefresh refresh, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(refresh, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO reference_refresh (audit_sequence, superseded_id, reference_id, decision_id, basis, supervisor, keep_until, recorded_at)
            VALUES (@sequence, @superseded, @reference, @decision, @basis, @supervisor, @keep_until, @recorded_at)
            """,
            cancellationToken,
            sequence,
            refresh.Superseded.Value.ToColumn(),
            refresh.Reference.Value.ToColumn(),
            refresh.Decision.Value.ToColumn(),
            (long)refresh.Basis,
            refresh.Supervisor?.Value,
            refresh.KeepUntil.ToColumn(),
            refresh.RecordedAt.ToColumn());
    }

    public async Task AddErasureAsync(ReferenceErasure erasure, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(erasure, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO reference_erasure (audit_sequence, reference_id, recorded_at) VALUES (@sequence, @reference, @recorded_at)",
            cancellationToken,
            sequence,
            erasure.Reference.Value.ToColumn(),
            erasure.RecordedAt.ToColumn());
    }

    public async Task AddKeyEventAsync(TemplateKeyEvent keyEvent, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(keyEvent, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO template_key_event (audit_sequence, key_id, change, templates, recorded_at)
            VALUES (@sequence, @key, @change, @templates, @recorded_at)
            """,
            cancellationToken,
            sequence,
            (long)keyEvent.KeyId,
            (long)keyEvent.Change,
            keyEvent.Templates,
            keyEvent.RecordedAt.ToColumn());
    }

    internal static string AuditedRefreshes => $"{SelectRefresh} WHERE f.audit_sequence >= @from AND f.audit_sequence < @until";

    internal static string AuditedErasures => $"{SelectErasure} WHERE x.audit_sequence >= @from AND x.audit_sequence < @until";

    internal static string AuditedKeyEvents => $"{SelectKeyEvent} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static ReferenceRefresh MapRefresh(DbDataReader row) => new(
        new ReferenceId(row.GetId(1)),
        new ReferenceId(row.GetId(2)),
        new BeneficiaryId(row.GetString(3)),
        new DecisionId(row.GetId(4)),
        (RefreshBasis)row.GetInt64(5),
        row.FindString(6) is { } supervisor ? new CaseworkerId(supervisor) : null,
        row.GetDate(7),
        row.GetInstant(8));

    internal static ReferenceErasure MapErasure(DbDataReader row) =>
        new(new ReferenceId(row.GetId(1)), new BeneficiaryId(row.GetString(2)), row.GetInstant(3));

    internal static TemplateKeyEvent MapKeyEvent(DbDataReader row) => new(
        checked((uint)row.GetInt64(1)), (TemplateKeyChange)row.GetInt64(2), row.GetInt64(3), row.GetInstant(4));
}
