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
            .WithName("findPeople").WithSummary("按证件号码查找 (find people by document number)")
            .Accepts<FindPeopleRequest>("application/json").Produces<FoundPeopleDto>()
            .ForStaff(StaffRoles.Caseworker | StaffRoles.Auditor, StaffScope.Region, writesReading: true);
        routes.MapPost("/api/v1/staff/confirmations", ConfirmAsync)
            .WithName("confirmAlive").WithSummary("窗口、上门或视频确认健在 (the caseworker met the person)")
            .Accepts<ConfirmAliveRequest>("application/json").Produces<ConfirmedAliveDto>(StatusCodes.Status201Created)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(StaffRoles.Caseworker, StaffScope.Region);
        routes.MapGet("/api/v1/staff/appointments", ListAppointmentsAsync)
            .WithName("listAppointments").WithSummary("待办预约 (open appointments)").Produces<StaffAppointmentListDto>()
            .ForStaff(StaffRoles.Caseworker | StaffRoles.Supervisor | StaffRoles.Auditor, StaffScope.Region);
        routes.MapPost("/api/v1/staff/receipts/{receiptId}/revocation", RevokeAsync)
            .WithName("revokeReceipt").WithSummary("撤销凭证 (revoke a receipt)")
            .Accepts<RevokeReceiptRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(StaffRoles.Approver, StaffScope.Region);
    }

    private static async Task FindAsync(HttpContext context, StaffDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.FindPeopleRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (!DocumentNumber.TryCreate(request.DocumentNumber, out var document))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await context.Response.WriteAsJsonAsync(
            await desk.FindAsync(context.Staff(), document, context.RequestAborted), ContractsJson.Default.FoundPeopleDto, cancellationToken: context.RequestAborted);
    }

    private static async Task ConfirmAsync(HttpContext context, StaffDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.ConfirmAliveRequest, ownPage: true) is not { } request)
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

        if (await desk.FindPersonAsync(context.Staff(), beneficiary, context.RequestAborted) is null)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
            return;
        }

        var (confirmed, refusal) = await desk.ConfirmAsync(beneficiary, context.Staff().Id, place!, metOn, key, context.RequestAborted);
        if (confirmed is null)
        {
            await ProblemWriter.WriteAsync(context, refusal is BeneficiaryUnknown ? ServiceFailure.NotFound : ServiceFailure.Conflict);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(confirmed, ContractsJson.Default.ConfirmedAliveDto, cancellationToken: context.RequestAborted);
    }

    private static async Task ListAppointmentsAsync(HttpContext context, StaffDesk desk) => await context.Response.WriteAsJsonAsync(
        await desk.AppointmentsAsync(context.Staff(), context.RequestAborted), ContractsJson.Default.StaffAppointmentListDto, cancellationToken: context.RequestAborted);

    private static async Task RevokeAsync(HttpContext context, string receiptId, StaffDesk desk, PlatformPorts ports, TimeProvider clock)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.RevokeReceiptRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var reason = ReasonOf(request.Reason);
        if (reason is null)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var result = ReceiptId.TryParse(receiptId, out var id) && await desk.IsInRegionAsync(context.Staff(), id, context.RequestAborted)
            ? await new RevokeReceipt(ports.Store, clock).ExecuteAsync(id, reason.Value, context.Staff().Id, context.RequestAborted)
            : new RevokeReceiptResult(null, new ReceiptUnknown(default));
        if (result.Refusal is { } refusal)
        {
            await ProblemWriter.WriteAsync(context, refusal is ReceiptUnknown ? ServiceFailure.NotFound : ServiceFailure.Conflict);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    internal static MeetingKind KindOf(string? kind) => kind switch
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

    internal static string? KeyOf(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is [{ Length: >= 8 and <= 64 } key] && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? key : null;
}
