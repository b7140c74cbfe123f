using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
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
                .WithName("listVisits").WithTags("staff").WithSummary("上门核实路线 (home visits in the order of a short route)")
                .Produces<VisitListDto>()
                .Produces<ProblemDto>(StatusCodes.Status401Unauthorized, StaffEndpoints.Problem).Produces<ProblemDto>(StatusCodes.Status403Forbidden, StaffEndpoints.Problem);
        }
    }

    private static async Task ListAsync(HttpContext context, StaffAccess access, VisitDesk desk)
    {
        if (await access.RequireAsync(context, StaffRoles.Caseworker) is not null)
        {
            await context.Response.WriteAsJsonAsync(
                await desk.ListAsync(division: "", context.RequestAborted), ContractsJson.Default.VisitListDto, cancellationToken: context.RequestAborted);
        }
    }
}
