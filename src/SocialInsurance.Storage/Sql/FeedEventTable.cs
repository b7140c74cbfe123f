using System.Data.Common;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>Events that partners pushed. Number and name are sealed; the audit log holds the digests of the sealed forms.</summary>
internal sealed class FeedEventTable(SqlSession session, AuditAppender? audit, FieldSealer sealer) : IFeedEventRecords
{
    private const string Columns = "audit_sequence, partner_id, event_id, kind, source, document_sealed, name_sealed, occurred_on, recorded_at";

    private AuditAppender Audit => audit ?? throw new InvalidOperationException("Feed events: opened for reading only.");

    public async Task<IReadOnlyDictionary<string, FeedEvent>> FetchAsync(
        PartnerId partner, IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, FeedEvent>(StringComparer.Ordinal);
        foreach (var id in eventIds)
        {
            var stored = await session.FindAsync(
                $"SELECT {Columns} FROM feed_event WHERE partner_id = @partner AND event_id = @event", MapStored, cancellationToken, partner.Value, id);
            if (stored is not null)
            {
                found.Add(id, stored.Event);
            }
        }

        return found;
    }

    public async Task AddAsync(IReadOnlyList<FeedEvent> events, DateTimeOffset recordedAt, CancellationToken cancellationToken)
    {
        foreach (var one in events)
        {
            var place = $"{one.Partner}/{one.EventId}";
            var document = sealer.Seal(one.Document.Reveal(), DocumentPlace(place));
            var name = one.Name is null ? null : sealer.Seal(one.Name.Reveal(), NamePlace(place));
            var entry = new FeedEventEntry(
                one.Partner, one.EventId, one.Kind, one.Source, one.OccurredOn, Sha256Digest.Of(document), name is null ? null : Sha256Digest.Of(name), recordedAt);
            var sequence = await Audit.AppendAsync(entry, cancellationToken);
            await session.ExecuteAsync(
                """
                INSERT INTO feed_event (audit_sequence, partner_id, event_id, kind, source, document_sealed, name_sealed, occurred_on, recorded_at)
                VALUES (@sequence, @partner, @event, @kind, @source, @document, @name, @occurred_on, @recorded_at)
                """,
                cancellationToken,
                sequence,
                one.Partner.Value,
                one.EventId,
                (long)one.Kind,
                one.Source,
                document,
                name,
                one.OccurredOn.ToColumn(),
                recordedAt.ToColumn());
        }
    }

    public async Task AddRejectedAsync(IReadOnlyList<RejectedFeedEvent> rejected, CancellationToken cancellationToken)
    {
        foreach (var one in rejected)
        {
            var id = Guid.CreateVersion7(one.RecordedAt).ToColumn();
            await session.ExecuteAsync(
                """
                INSERT INTO feed_event_rejected (id, partner_id, event_id, problem, message_sealed, recorded_at)
                VALUES (@id, @partner, @event, @problem, @message, @recorded_at)
                """,
                cancellationToken,
                id,
                one.Partner.Value,
                one.EventId,
                (long)one.Problem,
                sealer.Seal(one.Raw.Span, $"feed_event_rejected/message/{id}"),
                one.RecordedAt.ToColumn());
        }
    }

    public Task<List<StoredFeedEvent>> ReadAsync(long after, int limit, CancellationToken cancellationToken) =>
        session.ListAsync(
            $"SELECT {Columns} FROM feed_event WHERE audit_sequence > @after ORDER BY audit_sequence LIMIT @limit",
            MapStored,
            cancellationToken,
            after,
            (long)limit);

    public static async Task<FeedEventCounts> CountAsync(SqlSession session, CancellationToken cancellationToken) => new(
        await session.FindAsync("SELECT COUNT(*) FROM feed_event", static row => row.GetInt64(0), cancellationToken),
        await session.FindAsync("SELECT COUNT(*) FROM feed_event_rejected", static row => row.GetInt64(0), cancellationToken));

    internal static string AuditedEvents => $"SELECT {Columns} FROM feed_event WHERE audit_sequence >= @from AND audit_sequence < @until";

    /// <summary>Needs no key: what was sealed is judged by its digest.</summary>
    internal static FeedEventEntry MapEntry(DbDataReader row) => new(
        new PartnerId(row.GetString(1)),
        row.GetString(2),
        (FeedEventKind)row.GetInt64(3),
        row.GetString(4),
        row.GetDate(7),
        Sha256Digest.Of(row.GetFieldValue<byte[]>(5)),
        row.IsDBNull(6) ? null : Sha256Digest.Of(row.GetFieldValue<byte[]>(6)),
        row.GetInstant(8));

    private StoredFeedEvent MapStored(DbDataReader row)
    {
        var (partner, id) = (new PartnerId(row.GetString(1)), row.GetString(2));
        var place = $"{partner}/{id}";
        return new StoredFeedEvent(
            row.GetInt64(0),
            new FeedEvent(
                partner,
                id,
                (FeedEventKind)row.GetInt64(3),
                row.GetString(4),
                DocumentNumber.From(sealer.OpenText(row.GetFieldValue<byte[]>(5), DocumentPlace(place))),
                row.IsDBNull(6) ? null : new PersonName(sealer.OpenText(row.GetFieldValue<byte[]>(6), NamePlace(place))),
                row.GetDate(7)),
            row.GetInstant(8));
    }

    private static string DocumentPlace(string place) => $"feed_event/document/{place}";

    private static string NamePlace(string place) => $"feed_event/name/{place}";
}
