using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Storage.Sql;

/// <summary>Declared relatives of staff as they stand, and what happened to the declarations: append-only, audited.</summary>
internal sealed class StaffRelativeTable(SqlSession session, AuditAppender? audit)
{
    internal static string AuditedEvents =>
        """
        SELECT audit_sequence, account_id, beneficiary_id, change, changed_by, recorded_at FROM staff_relative_event
        WHERE audit_sequence >= @from AND audit_sequence < @until
        """;

    public Task<List<DeclaredRelative>> ListAsync(CaseworkerId account, CancellationToken cancellationToken) => session.ListAsync(
        "SELECT beneficiary_id, declared_at FROM staff_relative WHERE account_id = @account ORDER BY declared_at, beneficiary_id",
        static row => new DeclaredRelative(new BeneficiaryId(row.GetString(0)), row.GetInstant(1)),
        cancellationToken,
        account.Value);

    public async Task<bool> ChangeAsync(StaffRelativeEvent happened, CancellationToken cancellationToken)
    {
        var appender = audit ?? throw new InvalidOperationException("Relatives of staff: opened for reading only.");
        if (await StandAsync(happened, cancellationToken) == 0)
        {
            return false;
        }

        var sequence = await appender.AppendAsync(happened, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO staff_relative_event (audit_sequence, account_id, beneficiary_id, change, changed_by, recorded_at)
            VALUES (@sequence, @account, @beneficiary, @change, @changed_by, @recorded_at)
            """,
            cancellationToken,
            sequence,
            happened.Account.Value,
            happened.Beneficiary.Value,
            (long)happened.Change,
            happened.By.Value,
            happened.RecordedAt.ToColumn());
        return true;
    }

    internal static StaffRelativeEvent MapEvent(DbDataReader row) => new(
        new CaseworkerId(row.GetString(1)),
        new BeneficiaryId(row.GetString(2)),
        (StaffRelativeChange)row.GetInt64(3),
        new CaseworkerId(row.GetString(4)),
        row.GetInstant(5));

    /// <returns>rows changed: 0 when it stands so already</returns>
    private Task<int> StandAsync(StaffRelativeEvent happened, CancellationToken cancellationToken) => happened.Change switch
    {
        StaffRelativeChange.Declared => session.ExecuteAsync(
            """
            INSERT INTO staff_relative (account_id, beneficiary_id, declared_at) VALUES (@account, @beneficiary, @declared_at)
            ON CONFLICT (account_id, beneficiary_id) DO NOTHING
            """,
            cancellationToken,
            happened.Account.Value,
            happened.Beneficiary.Value,
            happened.RecordedAt.ToColumn()),
        StaffRelativeChange.Withdrawn => session.ExecuteAsync(
            "DELETE FROM staff_relative WHERE account_id = @account AND beneficiary_id = @beneficiary",
            cancellationToken,
            happened.Account.Value,
            happened.Beneficiary.Value),
        _ => throw new ArgumentException($"Change {(int)happened.Change} of a declaration is not known.", nameof(happened)),
    };
}
