using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Person;

/// <summary>The person's own addresses.</summary>
internal static class PersonEndpoints
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";

    internal static void MapPerson(this IEndpointRouteBuilder routes)
    {
        routes.MapPerson<PersonAnswers>("GET", string.Empty, (person, call) => person.StatusAsync(call.Claim, call.Aborted))
            .WithName("readMyStatus").WithSummary("我的认证状态 (how I stand)").Produces<PersonStatusDto>();
        routes.MapPerson<AccessDesk>("GET", "/accesses", (desk, call) => desk.ListAsync(call))
            .WithName("readMyAccesses").WithSummary("谁查看或代办过 (who looked or acted)").Produces<AccessListDto>();
        routes.MapHeldData();
        routes.MapConsents();
        routes.MapPerson<AppointmentDesk>("POST", "/appointments", (desk, call) => desk.RequestAsync(call), IdempotencyUse.Required)
            .WithName("requestAppointment").WithSummary("预约窗口、上门或视频 (appointment with a person)")
            .Accepts<RequestAppointmentRequest>(Json).Produces<AppointmentDto>(StatusCodes.Status201Created).Produces<AppointmentDto>();
        routes.MapPerson<DeviceDesk>("POST", "/devices", (desk, call) => desk.RegisterAsync(call), IdempotencyUse.Optional)
            .WithName("registerDevice").WithSummary("绑定设备密钥 (register a device key)")
            .Accepts<RegisterDeviceRequest>(Json).Produces<DeviceRegisteredDto>(StatusCodes.Status201Created);
        routes.MapPerson<DeviceDesk>("DELETE", "/devices/{deviceId}", (desk, call) => desk.RevokeAsync(call))
            .WithName("revokeDevice").WithSummary("解绑设备 (revoke a device)").Produces(StatusCodes.Status204NoContent);
        routes.MapRepresented();
    }

    private static void MapHeldData(this IEndpointRouteBuilder routes)
    {
        routes.MapPerson<HeldDataDesk>("GET", "/held", (desk, call) => desk.ListAsync(call))
            .WithName("readMyHeldData").WithSummary("保存了我的哪些信息、依据与期限 (what is held about me, why, until when)").Produces<HeldListDto>();
        routes.MapPerson<HeldDataDesk>("POST", "/copy", (desk, call) => desk.CopyAsync(call))
            .WithName("takeMyCopy").WithSummary("导出我的全部信息 (a file of everything held about me)").Produces(StatusCodes.Status200OK, contentType: Json);
        routes.MapPerson<HeldDataDesk>("POST", "/erasure", (desk, call) => desk.EraseAsync(call), IdempotencyUse.Optional)
            .WithName("eraseMyData").WithSummary("删除依法可删除的信息 (erase what law allows)").Accepts<ErasePersonDataRequest>(Json).Produces<ErasedPersonDataDto>();
    }

    private static void MapConsents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/consent-texts/face", (Delegate)ConsentDesk.WriteTextAsync)
            .WithName("readFaceConsentText").WithTags("person")
            .WithSummary("人脸信息单独同意书与同等的其他方式 (separate consent and the equal other ways)").Produces<ConsentTextDto>();
        routes.MapPerson<ConsentDesk>("PUT", "/consents/face", (desk, call) => desk.GiveAsync(call))
            .WithName("giveFaceConsent").WithSummary("同意 (consent)").Accepts<GiveConsentRequest>(Json)
            .Produces<PersonStatusDto>().Produces<ProblemDto>(StatusCodes.Status409Conflict, Problem);
        routes.MapPerson<ConsentDesk>("DELETE", "/consents/face", (desk, call) => desk.WithdrawAsync(call))
            .WithName("withdrawFaceConsent").WithSummary("撤回同意并删除人脸特征 (withdraw and erase)").Produces(StatusCodes.Status204NoContent);
    }

    private static void MapRepresented(this IEndpointRouteBuilder routes)
    {
        routes.MapPerson<RepresentedDesk>("GET", "/represented", (desk, call) => desk.ListAsync(call))
            .WithName("listRepresented").WithSummary("我代办的人 (those for whom I act)").Produces<RepresentedListDto>();
        routes.MapPerson<RepresentedDesk>("POST", "/represented", (desk, call) => desk.AddAsync(call), IdempotencyUse.Optional)
            .WithName("addRepresented").WithSummary("添加被代办人 (name somebody for whom I act)").Accepts<AddRepresentedRequest>(Json)
            .Produces<RepresentedListDto>(StatusCodes.Status201Created).Produces<ProblemDto>(StatusCodes.Status422UnprocessableEntity, Problem);
        routes.MapPerson<RepresentedDesk>("POST", "/represented/{linkId}/select", (desk, call) => desk.SelectAsync(call))
            .WithName("selectRepresented").WithSummary("选择为谁代办 (choose for whom to act)").Produces<PersonStatusDto>();
        routes.MapPerson<RepresentedDesk>("DELETE", "/represented/{linkId}", (desk, call) => desk.RemoveAsync(call))
            .WithName("removeRepresented").WithSummary("解除代办 (end it)").Produces(StatusCodes.Status204NoContent);
    }
}
