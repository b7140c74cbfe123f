using System.Globalization;
using Google.Protobuf.Reflection;
using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Grpc;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Partners;

/// <summary><c>socialinsurance.v1.Verification</c>: whether a person's certification is in force. Each question is kept.</summary>
internal sealed class VerificationService(PlatformPorts ports, TimeProvider clock) : IGrpcService
{
    private readonly AnswerPartner answer = new(ports.Store, ports.Identities, clock, ports.LocalDay);

    public ServiceDescriptor Descriptor => VerificationReflection.Descriptor.Services[0];

    public IEnumerable<GrpcMethod> Methods(GrpcCatalogue catalogue) =>
    [
        new GrpcUnaryMethod<GetStatusRequest, GetStatusResponse>(Descriptor.PathOf("GetStatus"), GetStatusRequest.Parser, GetStatusAsync)
        {
            Scope = PartnerScope.Verification,
        },
    ];

    private async ValueTask<GrpcReply<GetStatusResponse>> GetStatusAsync(GetStatusRequest request, GrpcCall call)
    {
        var problem = PartnerQuestion.TryCreate(request.DocumentNumber, request.Name, request.Purpose, request.ConsentReference, out var question);
        if (question is null)
        {
            return GrpcReply<GetStatusResponse>.Refuse(PartnerFailures.Of(problem, ports.UntilTomorrow(clock)));
        }

        var answered = await answer.ExecuteAsync(call.Caller, question, call.Aborted);
        return answered.Problem != QuestionProblem.None
            ? GrpcReply<GetStatusResponse>.Refuse(PartnerFailures.Of(answered.Problem, ports.UntilTomorrow(clock)))
            : GrpcReply<GetStatusResponse>.Of(new GetStatusResponse
            {
                State = answered.Answer == PartnerAnswer.Certified ? GetStatusResponse.Types.State.Certified : GetStatusResponse.Types.State.NotConfirmed,
                AsOf = ports.LocalDay(clock.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                QueryId = answered.Id.ToString(),
            });
    }
}
