using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Facts for receivers (append-only, audited, body sealed) and how far each came.</summary>
internal sealed class FactMessageTable(SqlSession session, AuditAppender? audit, FieldSealer? sealer) : IFactMessageRecords
{
    private const string Columns = "m.audit_sequence, m.id, m.beneficiary_id, m.case_id, m.kind, m.receiver, m.message_key, m.body_sealed, m.recorded_at";

    private const string SelectDue =
        $"""
        SELECT {Columns}, o.tries FROM fact_message_outbox o JOIN fact_message m ON m.id = o.message_id
        WHERE o.state = @queued AND o.due_at <= @now AND (o.leased_until IS NULL OR o.leased_until <= @now)
        ORDER BY o.due_at, m.audit_sequence LIMIT @limit
        """;

    private FieldSealer Sealer => sealer ?? throw new InvalidOperationException("Facts for receivers: opened without keys.");

    internal static string AuditedMessages => $"SELECT {Columns} FROM fact_message m WHERE m.audit_sequence >= @from AND m.audit_sequence < @until";

    public async Task<bool> AddAsync(NewFactMessage message, CancellationToken cancellationToken)
    {
        var appender = audit ?? throw new InvalidOperationException("Facts for receivers: opened for reading only.");
        if (await session.FindAsync("SELECT 1 FROM fact_message WHERE message_key = @key", static _ => true, cancellationToken, message.Key))
        {
            return false;
        }

        var id = new FactMessageId(Guid.CreateVersion7(message.RecordedAt));
        var body = Sealer.Seal(message.Body, PlaceOf(id));
        var stored = new FactMessage(
            id, message.Beneficiary, message.Case, message.Kind, message.Receiver, message.Key, Sha256Digest.Of(body), message.RecordedAt);
        var sequence = await appender.AppendAsync(stored, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO fact_message (audit_sequence, id, beneficiary_id, case_id, kind, receiver, message_key, body_sealed, recorded_at)
            VALUES (@sequence, @id, @beneficiary, @case, @kind, @receiver, @key, @body, @recorded_at)
            """,
            cancellationToken,
            sequence,
            id.Value.ToColumn(),
            stored.Beneficiary.Value,
            stored.Case.Value.ToColumn(),
            (long)stored.Kind,
            stored.Receiver,
            stored.Key,
            body,
            stored.RecordedAt.ToColumn());
        await session.ExecuteAsync(
            "INSERT INTO fact_message_outbox (message_id, state, tries, due_at) VALUES (@id, @state, 0, @due_at)",
            cancellationToken,
            id.Value.ToColumn(),
            (long)NoticeState.Queued,
            stored.RecordedAt.ToColumn());
        return true;
    }

    public async Task<IReadOnlyList<string>> ReadReceiversAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) =>
        await session.ListAsync(
            "SELECT DISTINCT receiver FROM fact_message WHERE beneficiary_id = @beneficiary ORDER BY receiver",
            static row => row.GetString(0),
            cancellationToken,
            beneficiary.Value);

    public async Task<IReadOnlyList<LeasedFactMessage>> LeaseAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var due = await session.ListAsync(SelectDue, MapDue, cancellationToken, (long)NoticeState.Queued, now.ToColumn(), (long)limit);
        await session.ExecuteManyAsync(
            "UPDATE fact_message_outbox SET leased_until = @until WHERE message_id = @id",
            [.. due.Select(message => new object?[] { until.ToColumn(), message.Id.Value.ToColumn() })],
            cancellationToken);
        return due;
    }

    public Task MarkSentAsync(FactMessageId id, DateTimeOffset at, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE fact_message_outbox SET state = @sent, ended_at = @at, tries = tries + 1, leased_until = NULL WHERE message_id = @id AND state <> @sent",
            cancellationToken,
            (long)NoticeState.Sent,
            at.ToColumn(),
            id.Value.ToColumn());

    public Task MarkFailedAsync(FactMessageId id, NoticeState state, DateTimeOffset nextTryAt, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            UPDATE fact_message_outbox SET state = @state, due_at = @due_at, tries = tries + 1, leased_until = NULL, ended_at = @ended_at
            WHERE message_id = @id AND state = @queued
            """,
            cancellationToken,
            (long)state,
            nextTryAt.ToColumn(),
            state == NoticeState.Queued ? null : nextTryAt.ToColumn(),
            id.Value.ToColumn(),
            (long)NoticeState.Queued);

    public Task<List<FactMessageStatus>> ListAsync(CaseId @case, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"""
            SELECT {Columns}, o.state, o.ended_at FROM fact_message m JOIN fact_message_outbox o ON o.message_id = m.id
            WHERE m.case_id = @case ORDER BY m.audit_sequence
            """,
            static row => StatusOf(MapMessage(row), (NoticeState)row.GetInt64(9), row.IsDBNull(10) ? null : row.GetInstant(10)),
            cancellationToken,
            @case.Value.ToColumn());

    public async Task<IReadOnlyDictionary<NoticeState, long>> CountAsync(CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            "SELECT state, COUNT(*) FROM fact_message_outbox GROUP BY state ORDER BY state",
            static row => (State: (NoticeState)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken);
        return rows.ToDictionary(row => row.State, row => row.Count);
    }

    /// <summary>Needs no key: the body is judged by the digest of its sealed form.</summary>
    internal static FactMessage MapMessage(DbDataReader row) => new(
        new FactMessageId(row.GetId(1)),
        new BeneficiaryId(row.GetString(2)),
        new CaseId(row.GetId(3)),
        (FactKind)row.GetInt64(4),
        row.GetString(5),
        row.GetString(6),
        Sha256Digest.Of(row.GetDigestBytes(7)),
        row.GetInstant(8));

    private static FactMessageStatus StatusOf(FactMessage message, NoticeState state, DateTimeOffset? endedAt) =>
        new(message, state, state == NoticeState.Sent ? endedAt : null);

    internal const string PlacePrefix = "fact_message/body/";

    private static string PlaceOf(FactMessageId id) => PlacePrefix + id.Value.ToColumn();

    private LeasedFactMessage MapDue(DbDataReader row)
    {
        var message = MapMessage(row);
        return new LeasedFactMessage(
            message.Id, message.Kind, message.Receiver, message.Key, Sealer.OpenText(row.GetDigestBytes(7), PlaceOf(message.Id)), row.GetInt32(9));
    }
}
