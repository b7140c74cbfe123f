using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Staff;

/// <summary>A one-time code for somebody at a window or a kiosk who has no telephone.</summary>
internal static class CounterCodeEndpoints
{
    internal static void MapCounterCodes(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/staff/people/counter-code", IssueAsync)
            .WithName("issueCounterCode").WithSummary("核对证件后开具窗口验证码 (a one-time code for somebody without a telephone)")
            .Accepts<CounterCodeRequest>("application/json").Produces<CounterCodeDto>(StatusCodes.Status201Created)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .Produces<ProblemDto>(StatusCodes.Status429TooManyRequests, StaffRights.Problem)
            .ForStaff(StaffRoles.Caseworker, StaffScope.Region);

    private static async Task IssueAsync(HttpContext context, StaffDesk people, IssueCounterCode issue, ClaimLimits limits)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.CounterCodeRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var answer = !BeneficiaryId.TryCreate(request.BeneficiaryId, out var beneficiary) ? ApiAnswer.Of(ServiceFailure.BadRequest)
            : await people.FindPersonAsync(context.Staff(), beneficiary, context.RequestAborted) is not { } person ? ApiAnswer.Of(ServiceFailure.NotFound)
            : AnswerOf(await issue.ExecuteAsync(person, context.Staff().Id, context.RequestAborted), limits);
        await answer.WriteAsync(context);
    }

    private static ApiAnswer AnswerOf(CounterCodeIssued issued, ClaimLimits limits) => issued switch
    {
        { Code: { } code } => ApiAnswer.Ok(
            new CounterCodeDto(code, (int)limits.CounterCodeLifetime.TotalSeconds), ContractsJson.Default.CounterCodeDto, StatusCodes.Status201Created),
        { RetryAfter: { } wait } => ApiAnswer.Of(ServiceFailure.TooManyRequests, wait),
        _ => ApiAnswer.Of(ServiceFailure.Conflict),
    };
}
