using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Staff;

/// <summary>Declared relatives of staff (回避), and to whom a case may be assigned.</summary>
internal static class RelativeEndpoints
{
    private const string Relatives = "/api/v1/staff/accounts/{account}/relatives";
    private const StaffRoles Keepers = StaffRoles.Administrator | StaffRoles.Supervisor;

    internal static void MapStaffRelatives(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Relatives, ListAsync)
            .WithName("listDeclaredRelatives").WithSummary("回避申报 (declared relatives of an account's owner)").Produces<DeclaredRelativeListDto>()
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem)
            .ForStaff(Keepers | StaffRoles.Auditor, StaffScope.Region);
        routes.MapPost(Relatives, DeclareAsync)
            .WithName("declareRelative").WithSummary("申报亲属回避 (declare a relative)")
            .Accepts<DeclareRelativeRequest>("application/json").Produces<DeclaredRelativeListDto>()
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem)
            .ForStaff(Keepers, StaffScope.Region, writesReading: true);
        routes.MapDelete(Relatives, WithdrawAsync)
            .WithName("withdrawRelative").WithSummary("撤销回避申报 (withdraw a declaration)")
            .Accepts<WithdrawRelativeRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(Keepers, StaffScope.Region);
        routes.MapGet("/api/v1/staff/colleagues", ListColleaguesAsync)
            .WithName("listColleagues").WithSummary("可分派的同事 (to whom a case may be assigned)").Produces<ColleagueListDto>()
            .ForStaff(StaffRoles.Caseworker | StaffRoles.Supervisor, StaffScope.Region);
    }

    private static async Task ListAsync(HttpContext context, string account, RelativeDesk desk)
    {
        if (await desk.FindAccountAsync(context.Staff(), account, context.RequestAborted) is not { } owner)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
            return;
        }

        await AnswerAsync(context, owner.Id, desk);
    }

    private static async Task DeclareAsync(HttpContext context, string account, RelativeDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.DeclareRelativeRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (!DocumentNumber.TryCreate(request.DocumentNumber, out var document))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        if (await desk.FindAccountAsync(context.Staff(), account, context.RequestAborted) is not { } owner
            || !await desk.DeclareAsync(context.Staff(), owner, document, context.RequestAborted))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
            return;
        }

        await AnswerAsync(context, owner.Id, desk);
    }

    private static async Task WithdrawAsync(HttpContext context, string account, RelativeDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.WithdrawRelativeRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (!BeneficiaryId.TryCreate(request.BeneficiaryId, out var relative))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var withdrawn = await desk.FindAccountAsync(context.Staff(), account, context.RequestAborted) is { } owner
            ? await desk.WithdrawAsync(context.Staff(), owner, relative, context.RequestAborted)
            : new RelativesChanged(0, null);
        if (withdrawn.Changed > 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await ProblemWriter.WriteAsync(context, withdrawn.Refusal is OwnDeclaration ? ServiceFailure.Conflict : ServiceFailure.NotFound);
    }

    private static async Task ListColleaguesAsync(HttpContext context, RelativeDesk desk) => await context.Response.WriteAsJsonAsync(
        await desk.ListColleaguesAsync(context.Staff(), context.RequestAborted), ContractsJson.Default.ColleagueListDto, cancellationToken: context.RequestAborted);

    private static async Task AnswerAsync(HttpContext context, CaseworkerId owner, RelativeDesk desk) => await context.Response.WriteAsJsonAsync(
        await desk.ListAsync(owner, context.RequestAborted), ContractsJson.Default.DeclaredRelativeListDto, cancellationToken: context.RequestAborted);
}
