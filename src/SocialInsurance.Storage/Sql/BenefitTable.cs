using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Storage.Sql;

/// <summary>Changes of payment: append-only, audited. How a benefit stands is the fold of them.</summary>
internal sealed class BenefitTable(SqlSession session, AuditAppender? audit) : IBenefitRecords
{
    private const string Columns =
        """
        SELECT audit_sequence, beneficiary_id, ordinal, measure, ground, legal_basis, effective_month, case_id, proposed_by, approved_by,
          monthly_amount_fen, unpaid_from, unpaid_until, unpaid_fen, rules_version, recorded_at FROM benefit_change
        """;

    internal static string AuditedChanges => $"{Columns} WHERE audit_sequence >= @from AND audit_sequence < @until";

    public async Task<BenefitStanding> FindAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => BenefitStanding.Of(
        beneficiary,
        await session.ListAsync($"{Columns} WHERE beneficiary_id = @beneficiary ORDER BY ordinal", MapChange, cancellationToken, beneficiary.Value));

    public async Task AddAsync(BenefitChanged change, CancellationToken cancellationToken)
    {
        var appender = audit ?? throw new InvalidOperationException("Benefits: opened for reading only.");
        var sequence = await appender.AppendAsync(change, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO benefit_change (audit_sequence, beneficiary_id, ordinal, measure, ground, legal_basis, effective_month, case_id, proposed_by,
              approved_by, monthly_amount_fen, unpaid_from, unpaid_until, unpaid_fen, rules_version, recorded_at)
            VALUES (@sequence, @beneficiary, @ordinal, @measure, @ground, @legal_basis, @effective_month, @case, @proposed_by,
              @approved_by, @amount, @unpaid_from, @unpaid_until, @unpaid_fen, @rules, @recorded_at)
            """,
            cancellationToken,
            sequence,
            change.Beneficiary.Value,
            (long)change.Ordinal,
            (long)change.Measure,
            (long)change.Ground,
            change.LegalBasis,
            change.EffectiveMonth.ToColumn(),
            change.Case.Value.ToColumn(),
            change.ProposedBy.Value,
            change.ApprovedBy?.Value,
            change.MonthlyAmountFen,
            change.BackPay?.FromMonth.ToColumn(),
            change.BackPay?.UntilMonth.ToColumn(),
            change.BackPay?.AmountFen,
            change.RulesVersion,
            change.RecordedAt.ToColumn());
    }

    internal static BenefitChanged MapChange(DbDataReader row) => new(
        new BeneficiaryId(row.GetString(1)),
        row.GetInt32(2),
        (BenefitMeasure)row.GetInt64(3),
        (MeasureGround)row.GetInt64(4),
        row.GetString(5),
        row.GetDate(6),
        new CaseId(row.GetId(7)),
        new CaseworkerId(row.GetString(8)),
        row.IsDBNull(9) ? null : new CaseworkerId(row.GetString(9)),
        FindNumber(row, 10),
        MapUnpaid(row),
        row.GetString(14),
        row.GetInstant(15));

    private static BackPayment? MapUnpaid(DbDataReader row) => (row.FindDate(11), row.FindDate(12), FindNumber(row, 13)) switch
    {
        ({ } from, { } until, var amount) => new BackPayment(from, until, amount),
        (null, null, null) => null,
        _ => throw new FormatException($"benefit_change {row.GetInt64(0)}: months that were not paid are stated in part."),
    };

    private static long? FindNumber(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetInt64(ordinal);
}
