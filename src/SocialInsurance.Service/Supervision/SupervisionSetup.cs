using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Supervision;

/// <summary>The supervisor's page, the log of readings, the release of held deliveries.</summary>
internal static class SupervisionSetup
{
    private const StaffRoles Watchers = StaffRoles.Supervisor | StaffRoles.Auditor | StaffRoles.Operator;

    internal static void AddSupervision(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports is { Supervision: { } supervision, Staff: { } staff })
        {
            services.AddSingleton(of => new ReadSupervision(
                supervision,
                staff,
                RunsOf(ports, of.GetRequiredService<TimeProvider>()),
                ports.PolicyAt,
                of.GetService<CaseSurroundings>() ?? CaseSurroundings.Default with { LocalOffset = ports.LocalOffset },
                of.GetRequiredService<TimeProvider>()));
            services.AddSingleton<SupervisionDesk>();
        }
    }

    internal static void MapSupervision(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<SupervisionDesk>() is null)
        {
            return;
        }

        routes.MapGet("/api/v1/staff/supervision", SupervisionEndpoints.ReadAsync)
            .WithName("readSupervision").WithSummary("监督指标 (the supervisor's figures)").Produces<SupervisionDto>()
            .Produces<ProblemDto>(StatusCodes.Status400BadRequest, StaffRights.Problem).ForStaff(Watchers, StaffScope.Region);
        routes.MapGet("/api/v1/staff/supervision.csv", SupervisionEndpoints.ReadCsvAsync)
            .WithName("exportSupervision").WithSummary("导出监督指标 (the same as CSV)").Produces<string>(StatusCodes.Status200OK, "text/csv").ForStaff(Watchers, StaffScope.Region);
        routes.MapGet("/api/v1/staff/supervision/recount", SupervisionEndpoints.RecountAsync)
            .WithName("recountSupervision").WithSummary("按存证日志重新计数 (count again from the audit log)").Produces<RecountDto>()
            .ForStaff(StaffRoles.Supervisor | StaffRoles.Auditor, StaffScope.Region);
        routes.MapPost("/api/v1/staff/feeds/release", SupervisionEndpoints.ReleaseAsync)
            .WithName("releaseFeed").WithSummary("放行暂扣数据 (let a held delivery through)").Accepts<ReleaseFeedRequest>("application/json")
            .Produces(StatusCodes.Status204NoContent).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem)
            .ForStaff(StaffRoles.Supervisor | StaffRoles.Operator, StaffScope.Nobody);
        routes.MapGet("/api/v1/staff/reads", SupervisionEndpoints.ListReadsAsync)
            .WithName("listStaffReads").WithSummary("查看记录：谁看了谁的数据 (who looked at whose data)").Produces<StaffReadListDto>()
            .ForStaff(StaffRoles.Auditor, StaffScope.Nobody);
    }

    /// <summary>Without folders there are no runs and no policies: a folder that does not exist is an empty book.</summary>
    internal static RunBook RunsOf(PlatformPorts ports, TimeProvider clock) => ports.Runs ?? new RunBook(string.Empty, string.Empty, clock);
}
