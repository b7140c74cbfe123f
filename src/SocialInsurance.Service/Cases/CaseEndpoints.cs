using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Cases;

/// <summary>Queue, files and commands of review cases, for staff.</summary>
internal static class CaseEndpoints
{
    private const int MostAtOnce = 500;

    internal static void AddCases(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports is not { Cases: not null, Benefits: not null, Staff: not null })
        {
            return;
        }

        if (ports.ExplainRun is { } explain)
        {
            services.AddSingleton(new ReportedDeaths(ports.Cases, ports.Reader, explain));
        }

        services.AddSingleton(of => new CaseSurroundings(ports.ReviewRulesAt ?? (_ => ReviewRulesFile.Default.Rules), ports.LocalOffset)
        {
            Notices = ports.Notices is { } words ? new NoticePlanner(words) : null,
            Deaths = of.GetService<ReportedDeaths>(),
        });
        services.AddSingleton(of => new HandleCase(ports.Store, of.GetRequiredService<CaseSurroundings>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CaseExplanations>();
        services.AddSingleton<CaseCorrections>();
        services.AddSingleton<CaseFiles>();
        services.AddSingleton<CaseCommands>();
        services.AddSingleton<CaseQueueDesk>();
        services.AddSingleton<CaseReceivers>();
        services.AddSingleton<CaseIdentities>();
        services.AddSingleton<BlindDesk>();
        services.AddSingleton<AliveDesk>();
        services.AddSingleton(of => new OpenAliveClaim(ports.Store, of.GetRequiredService<CaseSurroundings>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new OpenAppeal(ports.Store, of.GetRequiredService<CaseSurroundings>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new JudgeBlind(ports.Store, of.GetRequiredService<CaseSurroundings>(), of.GetRequiredService<TimeProvider>()));
        if (ports.Notices is not null)
        {
            services.AddSingleton(of => new SendDoubtNotice(ports.Store, of.GetRequiredService<CaseSurroundings>(), of.GetRequiredService<TimeProvider>()));
        }
    }

    internal static void MapCases(this WebApplication app)
    {
        if (app.Services.GetService<CaseCommands>() is null)
        {
            return;
        }

        app.MapGet(CaseCommandRoutes.Cases, ListAsync)
            .WithName("listCases").WithSummary("核查任务队列 (queue of review cases)").Produces<CaseQueueDto>()
            .ForStaff(StaffRights.Readers, StaffScope.Region);
        app.MapGet($"{CaseCommandRoutes.Cases}/counts", CountAsync)
            .WithName("countCases").WithSummary("队列计数 (what the filters hold)").Produces<CaseCountsDto>()
            .ForStaff(StaffRights.Readers, StaffScope.Region);
        app.MapPost($"{CaseCommandRoutes.Cases}/assignments", AssignAsync)
            .WithName("assignCases").WithSummary("批量分派 (assign many)").Accepts<AssignCasesRequest>("application/json").Produces<CasesAssignedDto>()
            .ForStaff(CaseRights.Of("assignment"), StaffScope.Region);
        app.MapGet($"{CaseCommandRoutes.Cases}/{{caseId}}", ReadAsync)
            .WithName("readCase").WithSummary("任务全卷 (the whole file)").Produces<CaseFileDto>()
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem)
            .ForStaff(StaffRights.Readers, StaffScope.Region, writesReading: true);
        app.MapCaseCommands();
        app.MapCaseMeetings();
        app.MapCaseReads();
        app.MapStaffAlive();
        app.MapOwnAlive();
    }

    private static async Task ListAsync(HttpContext context, CaseQueueDesk desk)
    {
        if (await desk.ListAsync(context.Staff(), context.Request.Query, context.RequestAborted) is not { } queue)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await context.Response.WriteAsJsonAsync(queue, ContractsJson.Default.CaseQueueDto, cancellationToken: context.RequestAborted);
    }

    private static async Task CountAsync(HttpContext context, CaseQueueDesk desk) => await context.Response.WriteAsJsonAsync(
        await desk.CountAsync(context.Staff(), context.RequestAborted), ContractsJson.Default.CaseCountsDto, cancellationToken: context.RequestAborted);

    private static async Task AssignAsync(HttpContext context, CaseCommands commands)
    {
        if (await JsonRequests.ReadAsync(context, ContractsJson.Default.AssignCasesRequest, ownPage: true) is not { } request)
        {
            return;
        }

        if (request.Cases is not { Count: >= 1 and <= MostAtOnce } || request.Cases.Any(one => one is null || one.CaseId is null))
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
            return;
        }

        await context.Response.WriteAsJsonAsync(
            await commands.AssignAllAsync(context.Staff(), request, context.RequestAborted), ContractsJson.Default.CasesAssignedDto, cancellationToken: context.RequestAborted);
    }

    private static Task ReadAsync(HttpContext context, CaseCommands commands) => commands.AnswerAsync(context, context.Caller().Case!.Id);
}
