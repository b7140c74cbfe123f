using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Storage.Sql;

/// <summary>Consents, references and their ends. The templates themselves lie in another database.</summary>
internal sealed partial class EnrolmentTable(SqlSession session, AuditAppender? audit) : IEnrolmentRecords
{
    private const string SelectEnrolment =
        "SELECT audit_sequence, id, beneficiary_id, consent_id, model_digest, quality_percent, recorded_at, captured_on, source FROM reference_enrolment";

    private const string SelectWithdrawal =
        """
        SELECT w.audit_sequence, w.reference_id, e.beneficiary_id, w.reason, w.recorded_at
        FROM reference_withdrawal w LEFT JOIN reference_enrolment e ON e.id = w.reference_id
        """;

    private const string NotWithdrawn = "NOT EXISTS (SELECT 1 FROM reference_withdrawal w WHERE w.reference_id = reference_enrolment.id)";

    private const string InUse =
        $"{NotWithdrawn} AND NOT EXISTS (SELECT 1 FROM reference_refresh f WHERE f.superseded_id = reference_enrolment.id)";

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Enrolments: opened for reading only.");

    public async Task<ReferenceEnrolment?> FindCurrentAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        (await session.FindAsync(
            $"{SelectEnrolment} WHERE beneficiary_id = @beneficiary AND {InUse} ORDER BY audit_sequence DESC LIMIT 1",
            MapEnrolment,
            cancellationToken,
            beneficiary.Value)).Enrolment;

    public async Task<IReadOnlyList<EnrolledReference>> SampleAsync(Sha256Digest model, int limit, CancellationToken cancellationToken)
    {
        var all = await session.FindAsync(
            $"SELECT COUNT(*) FROM reference_enrolment WHERE model_digest = @model AND {InUse}", static row => row.GetInt64(0), cancellationToken, model.ToArray());
        return await session.ListAsync(
            $"SELECT id, beneficiary_id FROM reference_enrolment WHERE model_digest = @model AND audit_sequence % @every = 0 AND {InUse} ORDER BY audit_sequence LIMIT @limit",
            static row => new EnrolledReference(new ReferenceId(row.GetId(0)), new BeneficiaryId(row.GetString(1))),
            cancellationToken,
            model.ToArray(),
            Math.Max(1, all / limit),
            (long)limit);
    }

    public async Task AddEnrolmentAsync(ReferenceEnrolment enrolment, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(enrolment, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO reference_enrolment (audit_sequence, id, beneficiary_id, consent_id, model_digest, quality_percent, recorded_at, captured_on, source)
            VALUES (@sequence, @id, @beneficiary, @consent, @model, @quality, @recorded_at, @captured_on, @source)
            """,
            cancellationToken,
            sequence,
            enrolment.Id.Value.ToColumn(),
            enrolment.Beneficiary.Value,
            enrolment.Consent.Value.ToColumn(),
            enrolment.ModelDigest.ToArray(),
            (long)enrolment.QualityPercent,
            enrolment.RecordedAt.ToColumn(),
            enrolment.Origin?.CapturedOn.ToColumn(),
            (long?)enrolment.Origin?.Source);
    }

    public async Task AddWithdrawalAsync(ReferenceWithdrawal withdrawal, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(withdrawal, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO reference_withdrawal (audit_sequence, reference_id, reason, recorded_at)
            VALUES (@sequence, @reference, @reason, @recorded_at)
            """,
            cancellationToken,
            sequence,
            withdrawal.Reference.Value.ToColumn(),
            (long)withdrawal.Reason,
            withdrawal.RecordedAt.ToColumn());
    }

    internal static string AuditedEnrolments => $"{SelectEnrolment} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedWithdrawals => $"{SelectWithdrawal} WHERE w.audit_sequence >= @from AND w.audit_sequence < @until";

    internal static (long AuditSequence, ReferenceEnrolment Enrolment) MapEnrolment(DbDataReader row) => (
        row.GetInt64(0),
        new ReferenceEnrolment(
            new ReferenceId(row.GetId(1)),
            new BeneficiaryId(row.GetString(2)),
            new ConsentId(row.GetId(3)),
            row.GetDigest(4),
            row.GetInt32(5),
            row.GetInstant(6),
            // day and source stand together or not at all: one alone does not read
            row.IsDBNull(7) && row.IsDBNull(8) ? null : new ReferenceOrigin(row.GetDate(7), (ReferenceSource)row.GetInt64(8))));

    internal static (long AuditSequence, ReferenceWithdrawal Withdrawal) MapWithdrawal(DbDataReader row) => (
        row.GetInt64(0),
        new ReferenceWithdrawal(
            new ReferenceId(row.GetId(1)), new BeneficiaryId(row.GetString(2)), (WithdrawalReason)row.GetInt64(3), row.GetInstant(4)));
}
