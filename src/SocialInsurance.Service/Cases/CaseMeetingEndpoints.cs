using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Staff;
using CaseState = SocialInsurance.Eligibility.Cases.CaseState;

namespace SocialInsurance.Service.Cases;

/// <summary>What touches the person behind a case: a meeting that undoes everything, a notice of the doubt, the identity behind the mask.</summary>
internal static class CaseMeetingEndpoints
{
    private const int ReasonMax = 200;

    internal static void MapCaseMeetings(this IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{CaseCommandRoutes.Cases}/{{caseId}}/confirmation", ConfirmAsync)
            .DescribedAs("confirmation", "当面或视频确认健在 (the person was met and is alive)").Accepts<ConfirmCaseAliveRequest>("application/json")
            .ForStaff(CaseRights.Of("confirmation"), StaffScope.Region, writesReading: true);
        routes.MapPost($"{CaseCommandRoutes.Cases}/{{caseId}}/notices", SendNoticeAsync)
            .DescribedAs("notices", "向本人发送核实通知 (tell the person of the doubt)").Accepts<SendDoubtNoticeRequest>("application/json")
            .ForStaff(CaseRights.Of("notices"), StaffScope.Region, writesReading: true);
        routes.MapPost($"{CaseCommandRoutes.Cases}/{{caseId}}/identity", RevealAsync)
            .WithName("caseIdentity").WithSummary("写明理由后查看身份 (name and number, with a reason)")
            .Accepts<RevealIdentityRequest>("application/json").Produces<RevealedIdentityDto>()
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem)
            .ForStaff(CaseRights.Of("identity"), StaffScope.Region, writesReading: true);
    }

    private static async Task ConfirmAsync(HttpContext context, CaseCommands commands, StaffDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.ConfirmCaseAliveRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var caller = context.Caller();
        var row = caller.Case!;
        var metOn = request.MetOn ?? desk.Today;
        if (!MeetingPlace.TryCreate(WorkEndpoints.KindOf(request.Kind), request.Place, out var place) || WorkEndpoints.KeyOf(context) is not { } key || !desk.CanHaveMetOn(metOn))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        // closed: the same meeting sent again, or a colleague was faster; the person is as alive as before
        if (request.Version != row.Version && row.State != CaseState.Closed)
        {
            await commands.AnswerAsync(context, new CaseResult(null, new CaseMoved(row.Id, row.Version)));
            return;
        }

        var (confirmed, refusal) = await desk.ConfirmAsync(row.Beneficiary, caller.Account.Id, place!, metOn, key, context.RequestAborted);
        await (confirmed is null ? CaseProblems.WriteAsync(context, refusal!) : commands.AnswerAsync(context, row.Id));
    }

    private static async Task SendNoticeAsync(HttpContext context, CaseCommands commands)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.SendDoubtNoticeRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (CaseWords.Read<MessageChannelKind>(request.Channel) is not { } channel)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var caller = context.Caller();
        var refusal = await commands.SendNoticeAsync(caller.Case!, request.Version, caller.Account.Id, channel, context.RequestAborted);
        await (refusal is null ? commands.AnswerAsync(context, caller.Case!.Id) : commands.AnswerAsync(context, new CaseResult(null, refusal)));
    }

    private static async Task RevealAsync(HttpContext context, CaseIdentities identities)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.RevealIdentityRequest, ownPage: true) is not { } request)
        {
            return;
        }

        var caller = context.Caller();
        var reason = CaseBodies.Words(request.Reason, 1, ReasonMax);
        var revealed = reason is null ? null : await identities.RevealAsync(caller.Account, caller.Case!, reason, context.RequestAborted);
        if (revealed is null)
        {
            await ProblemWriter.WriteAsync(context, reason is null ? ServiceFailure.BadRequest : ServiceFailure.NotFound);
            return;
        }

        await context.Response.WriteAsJsonAsync(revealed, ContractsJson.Default.RevealedIdentityDto, cancellationToken: context.RequestAborted);
    }
}
