using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Partners;

namespace SocialInsurance.Eligibility.FeedEvents;

/// <summary>What became of one event.</summary>
public enum FeedEventVerdict
{
    /// <summary>Stored now.</summary>
    Accepted = 1,

    /// <summary>The same event is stored already.</summary>
    Duplicate = 2,

    /// <summary>Not usable; kept with its reason.</summary>
    Rejected = 3,
}

public readonly record struct FeedEventAnswer(FeedEventVerdict Verdict, FeedEventProblem Problem);

/// <param name="Answers">of the first events, in their order: all of them, or as many as the quota allowed</param>
public sealed record AcceptedBatch(IReadOnlyList<FeedEventAnswer> Answers, bool IsQuotaExhausted);

/// <summary>
/// Stores a batch of pushed events in one transaction; answers only after the commit. Idempotent by partner and event id.
/// Stores records and nothing else: no case, no decision, no period follows from an event here.
/// </summary>
/// <param name="localDay">the local day of an instant</param>
public sealed class AcceptFeedEvents(IEligibilityStore store, TimeProvider time, Func<DateTimeOffset, DateOnly> localDay)
{
    /// <param name="events">at least one</param>
    public async Task<AcceptedBatch> ExecuteAsync(Partner partner, IReadOnlyList<PushedEvent> events, CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        await using var work = await store.BeginAsync(cancellationToken);
        var granted = await work.Partners.TakeQuotaAsync(partner, localDay(now), events.Count, cancellationToken);
        if (granted == 0)
        {
            return new AcceptedBatch([], IsQuotaExhausted: true);
        }

        var allowed = events.Take(granted).ToList();
        var ids = allowed.Select(pushed => pushed.EventId).Where(FeedEventCheck.IsEventId).ToHashSet(StringComparer.Ordinal);
        var plan = Plan(partner, allowed, await work.FeedEvents.FetchAsync(partner.Id, ids, cancellationToken), now);
        await work.FeedEvents.AddAsync(plan.Accepted, now, cancellationToken);
        await work.FeedEvents.AddRejectedAsync(plan.Rejected, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return new AcceptedBatch(plan.Answers, IsQuotaExhausted: granted < events.Count);
    }

    private BatchPlan Plan(Partner partner, List<PushedEvent> events, IReadOnlyDictionary<string, FeedEvent> stored, DateTimeOffset now)
    {
        var known = new Dictionary<string, FeedEvent>(stored, StringComparer.Ordinal);
        var plan = new BatchPlan([], [], []);
        foreach (var pushed in events)
        {
            var problem = FeedEventCheck.TryCreate(partner, pushed, localDay(now), out var sound);
            var before = sound is null ? null : known.GetValueOrDefault(sound.EventId);
            if (before is not null && before != sound)
            {
                problem = FeedEventProblem.EventIdReused;
            }

            if (problem != FeedEventProblem.None)
            {
                var id = FeedEventCheck.IsEventId(pushed.EventId) ? pushed.EventId : string.Empty;
                plan.Rejected.Add(new RejectedFeedEvent(partner.Id, id, problem, pushed.Raw, now));
                plan.Answers.Add(new FeedEventAnswer(FeedEventVerdict.Rejected, problem));
            }
            else if (before is not null)
            {
                plan.Answers.Add(new FeedEventAnswer(FeedEventVerdict.Duplicate, FeedEventProblem.None));
            }
            else
            {
                known.Add(sound!.EventId, sound);
                plan.Accepted.Add(sound);
                plan.Answers.Add(new FeedEventAnswer(FeedEventVerdict.Accepted, FeedEventProblem.None));
            }
        }

        return plan;
    }

    private sealed record BatchPlan(List<FeedEvent> Accepted, List<RejectedFeedEvent> Rejected, List<FeedEventAnswer> Answers);
}
