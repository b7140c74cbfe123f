using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.FeedEvents;

/// <summary>Events inside a transaction.</summary>
public interface IFeedEventRecords
{
    /// <summary>The partner's stored events of these ids; ids that are not stored are absent.</summary>
    Task<IReadOnlyDictionary<string, FeedEvent>> FetchAsync(PartnerId partner, IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken);

    /// <summary>Stores events that are not stored yet, one audit entry each.</summary>
    Task AddAsync(IReadOnlyList<FeedEvent> events, DateTimeOffset recordedAt, CancellationToken cancellationToken);

    /// <summary>Keeps what was rejected, sealed.</summary>
    Task AddRejectedAsync(IReadOnlyList<RejectedFeedEvent> rejected, CancellationToken cancellationToken);
}

/// <summary>Counts of what is stored.</summary>
public sealed record FeedEventCounts(long Accepted, long Rejected);

/// <summary>Stored events in their order. Thread-safe.</summary>
public interface IFeedEventReader
{
    /// <summary>Events after a place in the audit log, oldest first.</summary>
    /// <param name="after">-1 for the beginning</param>
    /// <param name="limit">1..10,000</param>
    Task<IReadOnlyList<StoredFeedEvent>> ReadAsync(long after, int limit, CancellationToken cancellationToken);

    Task<FeedEventCounts> CountAsync(CancellationToken cancellationToken);
}
