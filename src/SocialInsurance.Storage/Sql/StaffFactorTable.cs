using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Second factors of staff as they stand, secrets sealed; digests of recovery codes; what happened (audited).</summary>
internal sealed class StaffFactorTable(SqlSession session, AuditAppender? audit, FieldSealer? sealer) : IStaffFactorRecords
{
    private const string Upsert =
        """
        INSERT INTO staff_factor (account_id, secret_sealed, pending_sealed, confirmed_at, last_step, failed_count, locked_until, reset_asked_by, reset_asked_at)
        VALUES (@account, @secret, @pending, @confirmed_at, @last_step, @failed, @locked_until, @asked_by, @asked_at)
        ON CONFLICT (account_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, pending_sealed = excluded.pending_sealed,
          confirmed_at = excluded.confirmed_at, last_step = excluded.last_step, failed_count = excluded.failed_count,
          locked_until = excluded.locked_until, reset_asked_by = excluded.reset_asked_by, reset_asked_at = excluded.reset_asked_at
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Second factors: opened for reading only.");

    private FieldSealer Sealer => sealer ?? throw new InvalidOperationException("Second factors: opened without keys.");

    internal static string AuditedEvents =>
        """
        SELECT audit_sequence, account_id, change, changed_by, recorded_at FROM staff_security_event
        WHERE audit_sequence >= @from AND audit_sequence < @until
        """;

    public Task<StaffFactor?> FindAsync(CaseworkerId account, CancellationToken cancellationToken) => session.FindAsync(
        """
        SELECT secret_sealed, pending_sealed, confirmed_at, last_step, failed_count, locked_until, reset_asked_by, reset_asked_at
        FROM staff_factor WHERE account_id = @account
        """,
        row => Map(account, row),
        cancellationToken,
        account.Value);

    public async Task PutAsync(StaffFactor factor, StaffSecurityEvent? happened, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            Upsert,
            cancellationToken,
            factor.Account.Value,
            factor.Secret is { } secret ? Sealer.Seal(secret, PlaceOf("secret", factor.Account)) : null,
            factor.Pending is { } pending ? Sealer.Seal(pending, PlaceOf("pending", factor.Account)) : null,
            factor.Since?.ToColumn(),
            factor.LastStep,
            (long)factor.FailedCount,
            factor.LockedUntil?.ToColumn(),
            factor.ResetAskedBy?.Value,
            factor.ResetAskedAt?.ToColumn());
        if (happened is not null)
        {
            await AddAsync(happened, cancellationToken);
        }
    }

    public async Task RemoveAsync(CaseworkerId account, StaffSecurityEvent happened, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM staff_factor WHERE account_id = @account", cancellationToken, account.Value);
        await ReplaceCodesAsync(account, [], cancellationToken);
        await AddAsync(happened, cancellationToken);
    }

    public async Task AddAsync(StaffSecurityEvent happened, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(happened, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO staff_security_event (audit_sequence, account_id, change, changed_by, recorded_at)
            VALUES (@sequence, @account, @change, @changed_by, @recorded_at)
            """,
            cancellationToken,
            sequence,
            happened.Account.Value,
            (long)happened.Change,
            happened.By.Value,
            happened.RecordedAt.ToColumn());
    }

    public async Task ReplaceCodesAsync(CaseworkerId account, IReadOnlyList<Sha256Digest> codes, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM staff_recovery_code WHERE account_id = @account", cancellationToken, account.Value);
        await session.ExecuteManyAsync(
            "INSERT INTO staff_recovery_code (account_id, digest) VALUES (@account, @digest)",
            [.. codes.Select(code => new object?[] { account.Value, code.ToArray() })],
            cancellationToken);
    }

    public async Task<bool> UseCodeAsync(CaseworkerId account, Sha256Digest code, DateTimeOffset at, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE staff_recovery_code SET used_at = @at WHERE account_id = @account AND digest = @digest AND used_at IS NULL",
            cancellationToken,
            at.ToColumn(),
            account.Value,
            code.ToArray()) == 1;

    internal async Task<FactorStanding> ReadStandingAsync(CaseworkerId account, CancellationToken cancellationToken)
    {
        var left = await session.FindAsync(
            "SELECT COUNT(*) FROM staff_recovery_code WHERE account_id = @account AND used_at IS NULL", static row => row.GetInt32(0), cancellationToken, account.Value);
        return await session.FindAsync(
            "SELECT reset_asked_by, reset_asked_at FROM staff_factor WHERE account_id = @account",
            row => new FactorStanding(left, row.FindString(0) is { } by ? new CaseworkerId(by) : null, row.IsDBNull(1) ? null : row.GetInstant(1)),
            cancellationToken,
            account.Value) ?? new FactorStanding(left, null, null);
    }

    internal static StaffSecurityEvent MapEvent(DbDataReader row) => new(
        new CaseworkerId(row.GetString(1)), (StaffSecurityChange)row.GetInt64(2), new CaseworkerId(row.GetString(3)), row.GetInstant(4));

    private StaffFactor Map(CaseworkerId account, DbDataReader row) => new(account)
    {
        Secret = row.IsDBNull(0) ? null : Sealer.Open(row.GetFieldValue<byte[]>(0), PlaceOf("secret", account)),
        Pending = row.IsDBNull(1) ? null : Sealer.Open(row.GetFieldValue<byte[]>(1), PlaceOf("pending", account)),
        Since = row.IsDBNull(2) ? null : row.GetInstant(2),
        LastStep = row.GetInt64(3),
        FailedCount = row.GetInt32(4),
        LockedUntil = row.IsDBNull(5) ? null : row.GetInstant(5),
        ResetAskedBy = row.FindString(6) is { } by ? new CaseworkerId(by) : null,
        ResetAskedAt = row.IsDBNull(7) ? null : row.GetInstant(7),
    };

    private static string PlaceOf(string column, CaseworkerId account) => $"staff_factor/{column}/{account.Value}";
}
