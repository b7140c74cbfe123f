using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>Letter, frames, blind reviews, and the rules that the forms offer.</summary>
internal static class CaseReadEndpoints
{
    internal static void MapCaseReads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{CaseCommandRoutes.Cases}/{{caseId}}/letter", ReadLetterAsync)
            .WithName("readCorrectionLetter").WithSummary("更正告知书 (correction letter)").Produces<CorrectionLetterDto>()
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem)
            .Produces<CaseProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(CaseRights.Of("identity"), StaffScope.Region, writesReading: true);
        routes.MapGet($"{CaseCommandRoutes.Cases}/{{caseId}}/frames/{{frameId}}", FrameEndpoints.ReadAsync)
            .WithName("readCaseFrame").WithSummary("人脸会话画面 (a frame of the face session)")
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem)
            .ForStaff(CaseRights.Of("identity"), StaffScope.Region, writesReading: true);
        routes.MapGet("/api/v1/staff/review-rules", (Delegate)ReadRulesAsync)
            .WithName("readReviewRules").WithSummary("核查规则与法律依据 (rules of reviewing)").Produces<ReviewRulesDto>()
            .ForStaff(StaffRights.Readers, StaffScope.Nobody);
        routes.MapGet("/api/v1/staff/blind-reviews", ListBlindAsync)
            .WithName("listBlindReviews").WithSummary("盲评任务 (cases to judge unseen)").Produces<BlindReviewListDto>()
            .ForStaff(StaffRoles.Caseworker | StaffRoles.Approver, StaffScope.Region, writesReading: true);
        routes.MapPost("/api/v1/staff/blind-reviews/{caseId}", JudgeBlindAsync)
            .WithName("judgeBlind").WithSummary("提交盲评 (judge unseen)").Accepts<JudgeBlindRequest>("application/json").Produces(StatusCodes.Status204NoContent)
            .Produces<CaseProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(StaffRoles.Caseworker | StaffRoles.Approver, StaffScope.Region);
    }

    private static async Task ReadLetterAsync(HttpContext context, CaseIdentities identities)
    {
        var caller = context.Caller();
        var (letter, refusal) = await identities.LetterAsync(caller.Account, caller.Case!, context.RequestAborted);
        await (letter is not null
            ? context.Response.WriteAsJsonAsync(letter, ContractsJson.Default.CorrectionLetterDto, cancellationToken: context.RequestAborted)
            : refusal is not null ? CaseProblems.WriteAsync(context, refusal) : ProblemWriter.WriteAsync(context, ServiceFailure.NotFound));
    }

    private static async Task ListBlindAsync(HttpContext context, BlindDesk desk) => await context.Response.WriteAsJsonAsync(
        await desk.ListAsync(context.Staff(), context.RequestAborted), ContractsJson.Default.BlindReviewListDto, cancellationToken: context.RequestAborted);

    private static async Task JudgeBlindAsync(HttpContext context, BlindDesk desk)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.JudgeBlindRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (CaseWords.Read<BlindConclusion>(request.Conclusion) is not { } conclusion || CaseBodies.Words(request.Reason, 1, CaseBodies.SummaryMax) is not { } reason)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        var caller = context.Caller();
        if (await desk.JudgeAsync(caller.Case!.Id, caller.Account.Id, conclusion, reason, context.RequestAborted) is { } refusal)
        {
            await CaseProblems.WriteAsync(context, refusal);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task ReadRulesAsync(HttpContext context, CaseCommands commands, PlatformPorts ports, Eligibility.Cases.CaseSurroundings surroundings) =>
        context.Response.WriteAsJsonAsync(RulesOf(surroundings.RulesAt(commands.Today), ports, commands.Today), ContractsJson.Default.ReviewRulesDto, cancellationToken: context.RequestAborted);

    private static ReviewRulesDto RulesOf(ReviewRules rules, PlatformPorts ports, DateOnly today)
    {
        var policy = ports.PolicyAt(today);
        return new ReviewRulesDto(
            rules.Version,
            [.. rules.LegalBases.Select(basis => new LegalBasisDto(
                basis.Code, new TextDto(basis.Zh, basis.En), [.. basis.Measures.Select(measure => measure.Dto())], [.. basis.Grounds.Select(ground => CaseWords.Of(ground))]))],
            Write(rules.Loss.AtLeast(BenefitLaw.LossFloor)),
            Write(rules.Silence.AtLeast(BenefitLaw.SilenceFloor)),
            [.. rules.Deadlines.Select(deadline => new ReviewDeadlineDto(
                deadline.Kind?.Code, deadline.Kind is { } kind ? CaseTexts.KindOf(kind) : null, deadline.Colour?.Dto(), deadline.WorkingDays))],
            rules.PauseMaxDays,
            rules.Calendar.CoveredUntil,
            [.. policy.Sources.Select(source => source.Name).Concat(CaseCommands.SourcesByHand)
                .Select(source => new EvidenceSourceDto(source, CaseTexts.SourceOf(policy, source)))]);
    }

    private static NoticeDemandDto Write(NoticeDemand demand) =>
        new(demand.Notices, demand.Channels, demand.WaitDays, demand.LastWaitDays, demand.VisitOffered);
}
