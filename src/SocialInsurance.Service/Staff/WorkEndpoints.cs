using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>Entries at the window, on a visit and by video; appointments; revocation of receipts.</summary>
internal static class WorkEndpoints
{
    internal static void MapStaffWork(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/staff/people/search", FindAsync)
            .WithName("findPeople").WithTags("staff").WithSummary("按证件号码查找 (find people by document number)")
            .Accepts<FindPeopleRequest>("application/json").Produces<FoundPeopleDto>();
        routes.MapPost("/api/v1/staff/confirmations", ConfirmAsync)
            .WithName("confirmAlive").WithTags("staff").WithSummary("窗口、上门或视频确认健在 (the caseworker met the person)")
            .Accepts<ConfirmAliveRequest>("application/json").Produces<ConfirmedAliveDto>(StatusCodes.Status201Created)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffEndpoints.Problem).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffEndpoints.Problem);
        routes.MapGet("/api/v1/staff/appointments", ListAppointmentsAsync)
            .WithName("listAppointments").WithTags("staff").WithSummary("待办预约 (open appointments)").Produces<StaffAppointmentListDto>();
        routes.MapPost("/api/v1/staff/receipts/{receiptId}/revocation", RevokeAsync)
            .WithName("revokeReceipt").WithTags("staff").WithSummary("撤销凭证 (revoke a receipt)")
            .Accepts<RevokeReceiptRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffEndpoints.Problem).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffEndpoints.Problem);
    }

    private static async Task FindAsync(HttpContext context, StaffAccess access, StaffDesk desk)
    {
        if (await access.RequireAsync(context, StaffRoles.Caseworker, ContractsJson.Default.FindPeopleRequest) is not ({ }, { } request))
        {
            return;
        }

        if (!DocumentNumber.TryCreate(request.DocumentNumber, out var document))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await context.Response.WriteAsJsonAsync(
            await desk.FindAsync(document, context.RequestAborted), ContractsJson.Default.FoundPeopleDto, cancellationToken: context.RequestAborted);
    }

    private static async Task ConfirmAsync(HttpContext context, StaffAccess access, StaffDesk desk)
    {
        if (await access.RequireAsync(context, StaffRoles.Caseworker, ContractsJson.Default.ConfirmAliveRequest) is not ({ } caseworker, { } request))
        {
            return;
        }

        var metOn = request.MetOn ?? desk.Today;
        if (!BeneficiaryId.TryCreate(request.BeneficiaryId, out var beneficiary)
            || !MeetingPlace.TryCreate(KindOf(request.Kind), request.Place, out var place)
            || KeyOf(context) is not { } key
            || !desk.CanHaveMetOn(metOn))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var (confirmed, refusal) = await desk.ConfirmAsync(beneficiary, caseworker.Id, place!, metOn, key, context.RequestAborted);
        if (confirmed is null)
        {
            await ProblemWriter.WriteAsync(context, refusal is BeneficiaryUnknown ? ServiceFailure.NotFound : ServiceFailure.Conflict);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(confirmed, ContractsJson.Default.ConfirmedAliveDto, cancellationToken: context.RequestAborted);
    }

    private static async Task ListAppointmentsAsync(HttpContext context, StaffAccess access, StaffDesk desk)
    {
        if (await access.RequireAsync(context, StaffRoles.Caseworker) is not null)
        {
            await context.Response.WriteAsJsonAsync(
                await desk.AppointmentsAsync(context.RequestAborted), ContractsJson.Default.StaffAppointmentListDto, cancellationToken: context.RequestAborted);
        }
    }

    private static async Task RevokeAsync(HttpContext context, string receiptId, StaffAccess access, PlatformPorts ports, TimeProvider clock)
    {
        if (await access.RequireAsync(context, StaffRoles.Approver, ContractsJson.Default.RevokeReceiptRequest) is not ({ } approver, { } request))
        {
            return;
        }

        var reason = ReasonOf(request.Reason);
        if (reason is null)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var result = ReceiptId.TryParse(receiptId, out var id)
            ? await new RevokeReceipt(ports.Store, clock).ExecuteAsync(id, reason.Value, approver.Id, context.RequestAborted)
            : new RevokeReceiptResult(null, new ReceiptUnknown(default));
        if (result.Refusal is { } refusal)
        {
            await ProblemWriter.WriteAsync(context, refusal is ReceiptUnknown ? ServiceFailure.NotFound : ServiceFailure.Conflict);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static MeetingKind KindOf(string? kind) => kind switch
    {
        "window" => MeetingKind.Window,
        "homeVisit" => MeetingKind.HomeVisit,
        "video" => MeetingKind.Video,
        _ => default,
    };

    private static RevocationReason? ReasonOf(string? reason) => reason switch
    {
        "decisionUndone" => RevocationReason.DecisionUndone,
        "certificationCorrected" => RevocationReason.CertificationCorrected,
        "issuedInError" => RevocationReason.IssuedInError,
        _ => null,
    };

    private static string? KeyOf(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is [{ Length: >= 8 and <= 64 } key] && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? key : null;
}
