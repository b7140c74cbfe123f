using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.FeedEvents;

/// <summary>An event as a partner pushed it. A record for the comparison; nothing follows from it by itself.</summary>
/// <param name="EventId">the partner's own id, 1..64 of [A-Za-z0-9._-]</param>
/// <param name="Source">a source granted to the partner</param>
/// <param name="Name">null only for an activity</param>
public sealed record FeedEvent(
    PartnerId Partner, string EventId, FeedEventKind Kind, string Source, DocumentNumber Document, PersonName? Name, DateOnly OccurredOn);

/// <summary>A stored event with its place in the audit log, which is also its place among all events.</summary>
public sealed record StoredFeedEvent(long AuditSequence, FeedEvent Event, DateTimeOffset RecordedAt);

/// <summary>What the audit log holds of an event: number and name by the digests of their sealed forms.</summary>
public sealed record FeedEventEntry(
    PartnerId Partner,
    string EventId,
    FeedEventKind Kind,
    string Source,
    DateOnly OccurredOn,
    Sha256Digest SealedDocument,
    Sha256Digest? SealedName,
    DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.FeedEventAccepted;

    string IAuditable.AuditSubject => $"feed-event/{Partner}/{EventId}";

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("feed-event/1");
        writer.Add(Partner.Value);
        writer.Add(EventId);
        writer.Add((long)Kind);
        writer.Add(Source);
        writer.Add((DateOnly?)OccurredOn);
        writer.Add(SealedDocument);
        if (SealedName is { } name)
        {
            writer.Add(name);
        }
        else
        {
            writer.AddAbsent();
        }

        writer.Add(RecordedAt);
    }
}

/// <summary>An event that could not be used, kept as it came.</summary>
/// <param name="Raw">the message's bytes; sealed in the store</param>
public sealed record RejectedFeedEvent(PartnerId Partner, string EventId, FeedEventProblem Problem, ReadOnlyMemory<byte> Raw, DateTimeOffset RecordedAt);
