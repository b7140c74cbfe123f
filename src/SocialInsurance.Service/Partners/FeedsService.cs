using Google.Protobuf;
using Google.Protobuf.Reflection;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Grpc;
using SocialInsurance.Service.Platform;
using FeedEvent = SocialInsurance.Contracts.Grpc.V1.FeedEvent;

namespace SocialInsurance.Service.Partners;

/// <summary>
/// <c>socialinsurance.v1.Feeds</c>: takes events as they come, a transaction for whatever has arrived, and answers each after
/// the commit. What arrives faster than it is stored waits in the client.
/// </summary>
internal sealed class FeedsService(PlatformPorts ports, GrpcStopping stopping, TimeProvider clock) : IGrpcService
{
    /// <summary>Events of one transaction, and events read ahead of it.</summary>
    private const int MaxBatch = 256;

    private const int MaxReported = 1000;

    private readonly AcceptFeedEvents accept = new(ports.Store, clock, ports.LocalDay);

    public ServiceDescriptor Descriptor => FeedsReflection.Descriptor.Services[0];

    public IEnumerable<GrpcMethod> Methods(GrpcCatalogue catalogue) =>
    [
        new GrpcBidirectionalMethod<FeedEvent, PushResponse>(Descriptor.PathOf("Push"), FeedEvent.Parser, MaxBatch, stopping, PushAsync)
        {
            Scope = PartnerScope.Feeds,
        },
        new GrpcClientStreamMethod<FeedEvent, PushReport>(Descriptor.PathOf("PushAll"), FeedEvent.Parser, MaxBatch, stopping, PushAllAsync)
        {
            Scope = PartnerScope.Feeds,
        },
    ];

    private async ValueTask<GrpcOutcome> PushAsync(GrpcRequests<FeedEvent> requests, GrpcAnswers<PushResponse> answers, GrpcCall call)
    {
        var summary = new PushSummary();
        var outcome = await StoreAllAsync(
            requests, call, summary, batch => answers.WriteAsync(batch.Select(answer => new PushResponse { Answer = answer })));
        if (outcome.IsOk)
        {
            await answers.WriteAsync(new PushResponse { Summary = summary });
        }

        return outcome;
    }

    private async ValueTask<GrpcReply<PushReport>> PushAllAsync(GrpcRequests<FeedEvent> requests, GrpcCall call)
    {
        var report = new PushReport { Summary = new PushSummary() };
        var outcome = await StoreAllAsync(requests, call, report.Summary, batch =>
        {
            report.Rejected.AddRange(batch.Where(answer => answer.Verdict == EventVerdict.Rejected).Take(MaxReported - report.Rejected.Count));
            return ValueTask.CompletedTask;
        });
        return outcome.IsOk ? GrpcReply<PushReport>.Of(report) : GrpcReply<PushReport>.Refuse(outcome);
    }

    private async ValueTask<GrpcOutcome> StoreAllAsync(
        GrpcRequests<FeedEvent> requests, GrpcCall call, PushSummary summary, Func<IReadOnlyList<EventAnswer>, ValueTask> answered)
    {
        while (await requests.ReadAsync() is { } first)
        {
            var batch = new List<FeedEvent> { first };
            while (batch.Count < MaxBatch && requests.TryRead(out var next))
            {
                batch.Add(next);
            }

            var stored = await accept.ExecuteAsync(call.Caller, [.. batch.Select(Read)], call.Aborted);
            await answered([.. stored.Answers.Select((answer, index) => Count(summary, answer, batch[index]))]);
            if (stored.IsQuotaExhausted)
            {
                return PartnerFailures.QuotaExhausted(ports.UntilTomorrow(clock));
            }
        }

        return requests.Refusal;
    }

    private static EventAnswer Count(PushSummary summary, FeedEventAnswer answer, FeedEvent pushed)
    {
        summary.Read++;
        switch (answer.Verdict)
        {
            case FeedEventVerdict.Accepted: summary.Accepted++; break;
            case FeedEventVerdict.Duplicate: summary.Duplicates++; break;
            case FeedEventVerdict.Rejected: summary.Rejected++; break;
        }

        return new EventAnswer
        {
            Position = summary.Read,
            EventId = FeedEventCheck.IsEventId(pushed.EventId) ? pushed.EventId : string.Empty,
            Verdict = (EventVerdict)answer.Verdict,
            Reason = ReasonOf(answer.Problem),
        };
    }

    private static PushedEvent Read(FeedEvent wire) => new(
        wire.EventId,
        wire.Kind switch
        {
            FeedEvent.Types.Kind.Death => FeedEventKind.Death,
            FeedEvent.Types.Kind.Activity => FeedEventKind.Activity,
            _ => null,
        },
        wire.Source,
        wire.DocumentNumber,
        wire.Name,
        wire.OccurredOn,
        wire.ToByteArray());

    private static string ReasonOf(FeedEventProblem problem) => problem switch
    {
        FeedEventProblem.None => string.Empty,
        FeedEventProblem.EventIdInvalid => "EVENT_ID_INVALID",
        FeedEventProblem.EventIdReused => "EVENT_ID_REUSED",
        FeedEventProblem.KindUnknown => "KIND_UNKNOWN",
        FeedEventProblem.SourceNotGranted => "SOURCE_NOT_GRANTED",
        FeedEventProblem.DocumentInvalid => "DOCUMENT_INVALID",
        FeedEventProblem.NameInvalid => "NAME_INVALID",
        FeedEventProblem.DateInvalid => "DATE_INVALID",
        FeedEventProblem.DateInFuture => "DATE_IN_FUTURE",
    };
}
