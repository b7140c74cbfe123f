using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Storage.Sql;

/// <summary>Changes of keys other than those of templates: append-only, audited.</summary>
internal sealed class KeyChangeTable(SqlSession session, AuditAppender? audit) : IKeyChangeRecords
{
    internal static string Audited =>
        "SELECT audit_sequence, changed_key, key_name, change, brought, recorded_at FROM key_change WHERE audit_sequence >= @from AND audit_sequence < @until";

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Key changes: opened for reading only.");

    public async Task AddAsync(KeyChange change, CancellationToken cancellationToken)
    {
        var sequence = await Audit.AppendAsync(change, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO key_change (audit_sequence, changed_key, key_name, change, brought, recorded_at)
            VALUES (@sequence, @key, @name, @change, @brought, @recorded_at)
            """,
            cancellationToken,
            sequence,
            (long)change.Key,
            change.KeyName,
            (long)change.Change,
            change.Values,
            change.RecordedAt.ToColumn());
    }

    internal static KeyChange Map(DbDataReader row) =>
        new((ChangedKey)row.GetInt64(1), row.GetString(2), (KeyChangeKind)row.GetInt64(3), row.GetInt64(4), row.GetInstant(5));
}
