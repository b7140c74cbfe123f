using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Notices (append-only, audited) and their outbox with sealed text and address.</summary>
/// <param name="localOffset">from UTC to the local day on which a notice was sent: the law counts local days</param>
internal sealed class NoticeTable(SqlSession session, AuditAppender? audit, FieldSealer? sealer, TimeSpan localOffset) : INoticeRecords
{
    internal const string AddressPlacePrefix = "notice_outbox/address/";
    internal const string TextPlacePrefix = "notice_outbox/text/";

    private const string Columns = "SELECT audit_sequence, id, beneficiary_id, kind, channel, template_version, message_key, recorded_at FROM notice";

    private const string SelectDue =
        """
        SELECT o.notice_id, n.beneficiary_id, n.channel, n.message_key, o.address_sealed, o.text_sealed, o.tries
        FROM notice_outbox o JOIN notice n ON n.id = o.notice_id
        WHERE o.state = @queued AND o.due_at <= @now AND (o.leased_until IS NULL OR o.leased_until <= @now)
        ORDER BY o.due_at, o.notice_id LIMIT @limit
        """;

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Notices: opened for reading only.");

    private FieldSealer Sealer => sealer ?? throw new InvalidOperationException("Notices: opened without keys.");

    public async Task<bool> AddAsync(QueuedNotice queued, CancellationToken cancellationToken)
    {
        var notice = queued.Notice;
        if (await session.FindAsync("SELECT 1 FROM notice WHERE message_key = @key", static _ => true, cancellationToken, notice.Key))
        {
            return false;
        }

        var sequence = await Audit.AppendAsync(notice, cancellationToken);
        var id = notice.Id.Value.ToColumn();
        await session.ExecuteAsync(
            """
            INSERT INTO notice (audit_sequence, id, beneficiary_id, kind, channel, template_version, message_key, recorded_at)
            VALUES (@sequence, @id, @beneficiary, @kind, @channel, @template, @key, @recorded_at)
            """,
            cancellationToken,
            sequence,
            id,
            notice.Beneficiary.Value,
            (long)notice.Kind,
            (long)notice.Channel,
            notice.TemplateVersion,
            notice.Key,
            notice.RecordedAt.ToColumn());
        await session.ExecuteAsync(
            "INSERT INTO notice_outbox (notice_id, address_sealed, text_sealed, state, tries, due_at) VALUES (@id, @address, @text, @state, 0, @due_at)",
            cancellationToken,
            id,
            queued.Address is null ? null : Sealer.Seal(queued.Address, AddressPlace(id)),
            Sealer.Seal(queued.Text, TextPlace(id)),
            (long)NoticeState.Queued,
            queued.DueAt.ToColumn());
        return true;
    }

    public async Task<IReadOnlyList<SentNotice>> ReadSentAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken) =>
        await session.ListAsync(
            """
            SELECT n.channel, o.ended_at FROM notice n JOIN notice_outbox o ON o.notice_id = n.id
            WHERE n.beneficiary_id = @beneficiary AND n.kind = @doubt AND o.state = @sent AND o.ended_at >= @since ORDER BY o.ended_at, n.audit_sequence
            """,
            row => new SentNotice((MessageChannelKind)row.GetInt64(0), DateOnly.FromDateTime(row.GetInstant(1).ToOffset(localOffset).DateTime)),
            cancellationToken,
            beneficiary.Value,
            (long)NoticeKind.Doubt,
            (long)NoticeState.Sent,
            since.ToColumn());

    public async Task<IReadOnlyList<LeasedNotice>> LeaseAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var due = await session.ListAsync(SelectDue, MapDue, cancellationToken, (long)NoticeState.Queued, now.ToColumn(), (long)limit);
        foreach (var notice in due)
        {
            await session.ExecuteAsync(
                "UPDATE notice_outbox SET leased_until = @until WHERE notice_id = @id", cancellationToken, until.ToColumn(), notice.Id.Value.ToColumn());
        }

        return due;
    }

    public Task MarkSentAsync(NoticeId id, DateTimeOffset at, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            UPDATE notice_outbox SET state = @state, ended_at = @at, tries = tries + 1, leased_until = NULL, address_sealed = NULL, text_sealed = NULL
            WHERE notice_id = @id
            """,
            cancellationToken,
            (long)NoticeState.Sent,
            at.ToColumn(),
            id.Value.ToColumn());

    public Task MarkFailedAsync(NoticeId id, NoticeState state, DateTimeOffset nextTryAt, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            UPDATE notice_outbox SET state = @state, due_at = @due_at, tries = tries + 1, leased_until = NULL, ended_at = @ended_at
            WHERE notice_id = @id AND state = @queued
            """,
            cancellationToken,
            (long)state,
            nextTryAt.ToColumn(),
            state == NoticeState.Queued ? null : nextTryAt.ToColumn(),
            id.Value.ToColumn(),
            (long)NoticeState.Queued);

    public Task PutBackAsync(NoticeId id, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE notice_outbox SET due_at = @due_at, leased_until = NULL WHERE notice_id = @id AND state = @queued",
            cancellationToken,
            dueAt.ToColumn(),
            id.Value.ToColumn(),
            (long)NoticeState.Queued);

    public async Task<IReadOnlyDictionary<NoticeState, long>> CountAsync(CancellationToken cancellationToken)
    {
        var rows = await session.ListAsync(
            "SELECT state, COUNT(*) FROM notice_outbox GROUP BY state ORDER BY state",
            static row => (State: (NoticeState)row.GetInt64(0), Count: row.GetInt64(1)),
            cancellationToken);
        return rows.ToDictionary(row => row.State, row => row.Count);
    }

    /// <summary>Newest first.</summary>
    internal Task<List<NoticeStatus>> ListOfAsync(BeneficiaryId beneficiary, DateTimeOffset since, CancellationToken cancellationToken) =>
        session.ListAsync(
            """
            SELECT n.audit_sequence, n.id, n.beneficiary_id, n.kind, n.channel, n.template_version, n.message_key, n.recorded_at, o.state, o.ended_at
            FROM notice n JOIN notice_outbox o ON o.notice_id = n.id
            WHERE n.beneficiary_id = @beneficiary AND n.recorded_at >= @since ORDER BY n.audit_sequence DESC
            """,
            static row =>
            {
                var state = (NoticeState)row.GetInt64(8);
                return new NoticeStatus(MapNotice(row), state, state == NoticeState.Sent ? row.GetInstant(9) : null);
            },
            cancellationToken,
            beneficiary.Value,
            since.ToColumn());

    internal static string AuditedNotices => $"{Columns} WHERE audit_sequence >= @from AND audit_sequence < @until";

    internal static Notice MapNotice(DbDataReader row) => new(
        new NoticeId(row.GetId(1)),
        new BeneficiaryId(row.GetString(2)),
        (NoticeKind)row.GetInt64(3),
        (MessageChannelKind)row.GetInt64(4),
        row.GetString(5),
        row.GetString(6),
        row.GetInstant(7));

    private static string AddressPlace(string id) => AddressPlacePrefix + id;

    private static string TextPlace(string id) => TextPlacePrefix + id;

    private LeasedNotice MapDue(DbDataReader row)
    {
        var id = row.GetString(0);
        return new LeasedNotice(
            new NoticeId(row.GetId(0)),
            new BeneficiaryId(row.GetString(1)),
            (MessageChannelKind)row.GetInt64(2),
            row.GetString(3),
            row.IsDBNull(4) ? null : Sealer.OpenText(row.GetDigestBytes(4), AddressPlace(id)),
            Sealer.OpenText(row.GetDigestBytes(5), TextPlace(id)),
            row.GetInt32(6));
    }
}
