using Google.Protobuf.Reflection;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Grpc;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Sessions;
using OpenSessionRequest = SocialInsurance.Contracts.Grpc.V1.OpenSessionRequest;

namespace SocialInsurance.Service.Partners;

/// <summary><c>socialinsurance.v1.Certification</c>: a face session at a partner's terminal, over the sessions that the pages use too.</summary>
internal sealed class CertificationService(PlatformPorts ports, ILiveSessionHost sessions, LiveSessionOptions limits, GrpcStopping stopping, TimeProvider clock) : IGrpcService
{
    /// <summary>Frames read ahead of the session; more wait in the client.</summary>
    private const int MaximumInFlight = 4;

    private const int FrameOverheadBytes = 64;

    private readonly AnswerPartner questions = new(ports.Store, ports.Identities, clock, ports.LocalDay);

    public ServiceDescriptor Descriptor => CertificationReflection.Descriptor.Services[0];

    public IEnumerable<GrpcMethod> Methods(GrpcCatalogue catalogue) =>
    [
        new GrpcUnaryMethod<OpenSessionRequest, OpenSessionResponse>(Descriptor.PathOf("OpenSession"), OpenSessionRequest.Parser, OpenAsync)
        {
            Scope = PartnerScope.Certification,
        },
        new GrpcBidirectionalMethod<FramesRequest, FramesResponse>(Descriptor.PathOf("Frames"), FramesRequest.Parser, MaximumInFlight, stopping, FramesAsync)
        {
            Scope = PartnerScope.Certification,
            MaxMessageBytes = limits.MaximumFrameBytes + FrameOverheadBytes,
        },
        new GrpcUnaryMethod<GetResultRequest, SessionResult>(Descriptor.PathOf("GetResult"), GetResultRequest.Parser, GetResultAsync)
        {
            Scope = PartnerScope.Certification,
        },
    ];

    private async ValueTask<GrpcReply<OpenSessionResponse>> OpenAsync(OpenSessionRequest request, GrpcCall call)
    {
        var problem = PartnerQuestion.TryCreate(request.DocumentNumber, request.Name, request.Purpose, request.ConsentReference, out var question);
        if (question?.Name is null)
        {
            return Refuse(question is null ? problem : QuestionProblem.NameInvalid);
        }

        // two registrations of one number are a caseworker's business
        var people = await questions.FindAsync(question, call.Aborted);
        var opening = people.Count == 1
            ? await sessions.OpenAsync(OwnerOf(call.Caller), people[0].Id, SessionMessages.Of(request), call.Aborted)
            : new SessionOpening(OpeningProblem.NotPossible, null);
        var answer = opening.Opened is null ? PartnerAnswer.SessionRefused : PartnerAnswer.SessionOpened;
        var recorded = await questions.RecordAsync(
            call.Caller, question, people.Select(person => person.Id), answer, clock.GetStoredNow(), call.Aborted);
        if (recorded.Problem != QuestionProblem.None)
        {
            await AbandonAsync(call.Caller, opening.Opened);
            return Refuse(recorded.Problem);
        }

        return opening.Opened is { } opened ? GrpcReply<OpenSessionResponse>.Of(SessionMessages.Of(opened))
            : GrpcReply<OpenSessionResponse>.Refuse(
                opening.Problem == OpeningProblem.PlacesTaken ? PartnerFailures.PlacesTaken(opening.Wait ?? TimeSpan.FromSeconds(30)) : PartnerFailures.SessionNotPossible);
    }

    private async ValueTask<GrpcOutcome> FramesAsync(GrpcRequests<FramesRequest> requests, GrpcAnswers<FramesResponse> answers, GrpcCall call)
    {
        if (await requests.ReadAsync() is not { Hello: { } hello })
        {
            return requests.Refusal.IsOk ? PartnerFailures.HelloExpected : requests.Refusal;
        }

        await using var session = await sessions.AttachAsync(OwnerOf(call.Caller), hello.SessionId, hello.Nonce, call.Aborted);
        if (session is null)
        {
            return PartnerFailures.SessionUnknown;
        }

        await answers.WriteAsync(SessionMessages.Of(session.Welcome));
        while (await requests.ReadAsync() is { } request)
        {
            if (request.ContentCase == FramesRequest.ContentOneofCase.Cancel)
            {
                await session.CancelAsync(call.Aborted);
                return GrpcOutcome.Ok;
            }

            var answer = request.ContentCase switch
            {
                FramesRequest.ContentOneofCase.Frame => await session.FeedAsync(
                    request.Frame.Sequence, request.Frame.ClientClockMs, request.Frame.Jpeg.Memory, call.Aborted),
                FramesRequest.ContentOneofCase.Finish => await session.FinishAsync(call.Aborted),
                _ => null,
            };
            if (answer is null or { Type: SessionMessages.Refused })
            {
                return answer is null ? request.Hello is null ? PartnerFailures.ContentMissing : PartnerFailures.HelloExpected : SessionMessages.Refusal(answer);
            }

            await answers.WriteAsync(SessionMessages.Of(answer));
            if (answer.Type == SessionMessages.Done)
            {
                return GrpcOutcome.Ok;
            }
        }

        // ended without finish: the session waits for another call until its time is over
        return requests.Refusal;
    }

    private async ValueTask<GrpcReply<SessionResult>> GetResultAsync(GetResultRequest request, GrpcCall call)
    {
        var found = await sessions.FindResultAsync(OwnerOf(call.Caller), request.SessionId, call.Aborted);
        return !found.IsKnown ? GrpcReply<SessionResult>.Refuse(PartnerFailures.SessionUnknown)
            : found.Result is { } result ? GrpcReply<SessionResult>.Of(SessionMessages.Of(result))
            : GrpcReply<SessionResult>.Refuse(PartnerFailures.SessionRunning);
    }

    private async ValueTask AbandonAsync(Partner partner, SessionOpenedDto? opened)
    {
        await using var session = opened is null
            ? null
            : await sessions.AttachAsync(OwnerOf(partner), opened.SessionId, opened.Nonce, CancellationToken.None);
        await (session?.CancelAsync(CancellationToken.None) ?? ValueTask.CompletedTask);
    }

    private GrpcReply<OpenSessionResponse> Refuse(QuestionProblem problem) =>
        GrpcReply<OpenSessionResponse>.Refuse(PartnerFailures.Of(problem, ports.UntilTomorrow(clock)));

    private static SessionOwner OwnerOf(Partner partner) => new($"partner/{partner.Id}");
}
