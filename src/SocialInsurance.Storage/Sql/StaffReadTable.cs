using System.Data.Common;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>What staff looked at: append-only, audited, the reason sealed.</summary>
internal sealed class StaffReadTable(SqlSession session, AuditAppender? audit, FieldSealer sealer)
{
    private const string Columns = "SELECT audit_sequence, account_id, kind, subject, reason_sealed, recorded_at FROM staff_read";

    internal static string AuditedReads => $"{Columns} WHERE audit_sequence >= @from AND audit_sequence < @until";

    public async Task AddAsync(StaffRead read, CancellationToken cancellationToken)
    {
        var appender = audit ?? throw new InvalidOperationException("Readings of staff: opened for reading only.");
        var reason = read.Reason is null ? null : sealer.Seal(read.Reason, PlaceOf(read.Account, read.RecordedAt));
        var entry = new StaffReadEntry(read.Account, read.Kind, read.Subject, reason is null ? null : Sha256Digest.Of(reason), read.RecordedAt);
        var sequence = await appender.AppendAsync(entry, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO staff_read (audit_sequence, account_id, kind, subject, reason_sealed, recorded_at)
            VALUES (@sequence, @account, @kind, @subject, @reason, @recorded_at)
            """,
            cancellationToken,
            sequence,
            read.Account.Value,
            (long)read.Kind,
            read.Subject,
            reason,
            read.RecordedAt.ToColumn());
    }

    public Task<List<StaffRead>> ListAsync(string? subject, int limit, CancellationToken cancellationToken) => subject is null
        ? session.ListAsync($"{Columns} ORDER BY audit_sequence DESC LIMIT @limit", Map, cancellationToken, (long)limit)
        : session.ListAsync($"{Columns} WHERE subject = @subject ORDER BY audit_sequence DESC LIMIT @limit", Map, cancellationToken, subject, (long)limit);

    /// <summary>Needs no key: what was sealed is judged by its digest.</summary>
    internal static StaffReadEntry MapEntry(DbDataReader row) => new(
        new CaseworkerId(row.GetString(1)),
        (StaffReadKind)row.GetInt64(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : Sha256Digest.Of(row.GetDigestBytes(4)),
        row.GetInstant(5));

    private static string PlaceOf(CaseworkerId account, DateTimeOffset at) => $"staff_read/reason/{account}/{at.ToColumn()}";

    private StaffRead Map(DbDataReader row)
    {
        var (account, at) = (new CaseworkerId(row.GetString(1)), row.GetInstant(5));
        return new StaffRead(
            account,
            (StaffReadKind)row.GetInt64(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : sealer.OpenText(row.GetDigestBytes(4), PlaceOf(account, at)),
            at);
    }
}
