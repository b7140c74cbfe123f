using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Person;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>"我还健在" and appeals: from the person's own page, by a relative who acts, and by staff for somebody at a window.</summary>
internal static class AliveEndpoints
{
    /// <summary>For staff.</summary>
    internal static void MapStaffAlive(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/staff/people/alive", OpenAsync)
            .WithName("claimAliveFor").WithSummary("代为登记“我还健在” (somebody at the window says: I am alive)")
            .Accepts<AliveClaimRequest>("application/json").Produces<AliveClaimOpenedDto>(StatusCodes.Status201Created).Produces<AliveClaimOpenedDto>()
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem)
            .ForStaff(StaffRoles.Caseworker, StaffScope.Region);
        routes.MapPost($"{CaseCommandRoutes.Cases}/{{caseId}}/appeals", AppealAsync)
            .WithName("caseAppeals").WithSummary("代为登记申诉 (enter an appeal)")
            .Accepts<AppealRequest>("application/json").Produces<AppealOpenedDto>(StatusCodes.Status201Created).Produces<AppealOpenedDto>()
            .Produces<CaseProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(CaseRights.Of("appeals"), StaffScope.Region);
    }

    /// <summary>For the person, and for a relative who has chosen for whom to act.</summary>
    internal static void MapOwnAlive(this IEndpointRouteBuilder routes)
    {
        routes.MapPerson<AliveDesk>("POST", "/alive", (desk, call) => desk.ClaimAsync(call))
            .WithName("claimAlive").WithSummary("我还健在 (I am alive)")
            .Accepts<AliveClaimRequest>("application/json").Produces<AliveClaimOpenedDto>(StatusCodes.Status201Created).Produces<AliveClaimOpenedDto>();
        routes.MapPerson<AliveDesk>("POST", "/appeals", (desk, call) => desk.AppealAsync(call))
            .WithName("appeal").WithSummary("申诉 (appeal against a decision)")
            .Accepts<AppealRequest>("application/json").Produces<AppealOpenedDto>(StatusCodes.Status201Created).Produces<AppealOpenedDto>();
    }

    private static async Task OpenAsync(HttpContext context, AliveDesk desk, StaffDesk people)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.AliveClaimRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var answer = !BeneficiaryId.TryCreate(request.BeneficiaryId, out var beneficiary) ? ApiAnswer.Of(ServiceFailure.BadRequest)
            : await people.FindPersonAsync(context.Staff(), beneficiary, context.RequestAborted) is null ? ApiAnswer.Of(ServiceFailure.NotFound)
            : await desk.ClaimAsync(beneficiary, CaseSource.Staff, context.Staff().Id, context.RequestAborted);
        await answer.WriteAsync(context);
    }

    private static async Task AppealAsync(HttpContext context, AliveDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.AppealRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var row = context.Caller().Case!;
        var answer = await desk.AppealAsync(
            new AppealOpening(row.Beneficiary, row.Id, request.Reason ?? string.Empty, CaseSource.Staff, context.Staff().Id), context.RequestAborted);
        await answer.WriteAsync(context);
    }
}
