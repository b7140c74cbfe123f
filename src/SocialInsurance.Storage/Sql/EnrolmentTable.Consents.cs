using System.Data.Common;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Storage.Sql;

/// <summary>Consents to face processing and their ends.</summary>
internal sealed partial class EnrolmentTable
{
    private const string SelectConsent = "SELECT audit_sequence, id, beneficiary_id, text_version, recorded_at, helper_id FROM face_consent";

    private const string SelectConsentWithdrawal = "SELECT audit_sequence, beneficiary_id, helper_id, recorded_at FROM face_consent_withdrawal";

    // before withdrawals were records of their own, only the withdrawal of a reference showed that a consent had ended
    private const string TakenBack =
        """
        (EXISTS (SELECT 1 FROM face_consent_withdrawal t WHERE t.beneficiary_id = face_consent.beneficiary_id AND t.audit_sequence > face_consent.audit_sequence)
         OR EXISTS (SELECT 1 FROM reference_withdrawal w JOIN reference_enrolment e ON e.id = w.reference_id
                    WHERE e.beneficiary_id = face_consent.beneficiary_id AND w.reason = @reason AND w.audit_sequence > face_consent.audit_sequence))
        """;

    public async Task<FaceConsent?> FindConsentAsync(ConsentId id, CancellationToken cancellationToken) =>
        (await session.FindAsync($"{SelectConsent} WHERE id = @id", MapConsent, cancellationToken, id.Value.ToColumn())).Consent;

    public async Task<bool> IsConsentWithdrawnAsync(ConsentId id, CancellationToken cancellationToken) =>
        await session.FindAsync(
            $"SELECT 1 FROM face_consent WHERE id = @consent AND {TakenBack}",
            static _ => true,
            cancellationToken,
            id.Value.ToColumn(),
            (long)WithdrawalReason.ConsentWithdrawn);

    public async Task<FaceConsent?> FindConsentInForceAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        (await session.FindAsync(
            $"{SelectConsent} WHERE beneficiary_id = @beneficiary AND NOT {TakenBack} ORDER BY audit_sequence DESC LIMIT 1",
            MapConsent,
            cancellationToken,
            beneficiary.Value,
            (long)WithdrawalReason.ConsentWithdrawn)).Consent;

    public async Task AddConsentAsync(FaceConsent consent, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(consent, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO face_consent (audit_sequence, id, beneficiary_id, text_version, recorded_at, helper_id)
            VALUES (@sequence, @id, @beneficiary, @text_version, @recorded_at, @helper)
            """,
            cancellationToken,
            sequence,
            consent.Id.Value.ToColumn(),
            consent.Beneficiary.Value,
            consent.TextVersion,
            consent.RecordedAt.ToColumn(),
            consent.Helper?.Value);
    }

    public async Task AddConsentWithdrawalAsync(FaceConsentWithdrawal withdrawal, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(withdrawal, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO face_consent_withdrawal (audit_sequence, beneficiary_id, helper_id, recorded_at)
            VALUES (@sequence, @beneficiary, @helper, @recorded_at)
            """,
            cancellationToken,
            sequence,
            withdrawal.Beneficiary.Value,
            withdrawal.Helper?.Value,
            withdrawal.RecordedAt.ToColumn());
    }

    internal static string AuditedConsents => $"{SelectConsent} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static string AuditedConsentWithdrawals => $"{SelectConsentWithdrawal} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static (long AuditSequence, FaceConsent Consent) MapConsent(DbDataReader row) => (
        row.GetInt64(0),
        new FaceConsent(
            new ConsentId(row.GetId(1)), new BeneficiaryId(row.GetString(2)), row.GetString(3), row.GetInstant(4), HelperOf(row, 5)));

    internal static FaceConsentWithdrawal MapConsentWithdrawal(DbDataReader row) =>
        new(new BeneficiaryId(row.GetString(1)), HelperOf(row, 2), row.GetInstant(3));

    private static HelperId? HelperOf(DbDataReader row, int ordinal) => row.FindString(ordinal) is { } helper ? new HelperId(helper) : null;
}
