using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Visits;

/// <summary>The list of home visits.</summary>
internal static class VisitEndpoints
{
    internal static void AddVisits(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.Staff is not null)
        {
            services.AddSingleton(new VisitDesk(ports, DivisionPlaces.SampleProvince));
        }
    }

    internal static void MapVisits(this WebApplication app)
    {
        if (app.Services.GetService<VisitDesk>() is not null)
        {
            app.MapGet("/api/v1/staff/visits", ListAsync)
                .WithName("listVisits").WithSummary("上门核实路线 (home visits in the order of a short route)")
                .Produces<VisitListDto>()
                .ForStaff(StaffRoles.Caseworker | StaffRoles.Supervisor | StaffRoles.Auditor, StaffScope.Region);
        }
    }

    private static async Task ListAsync(HttpContext context, VisitDesk desk) =>
        await context.Response.WriteAsJsonAsync(
            await desk.ListAsync(context.Staff().Division, context.RequestAborted), ContractsJson.Default.VisitListDto, cancellationToken: context.RequestAborted);
}
