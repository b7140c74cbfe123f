using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Feedback;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Person;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Feedback;

/// <summary>How people found a certification, and who sees to their complaints.</summary>
internal static class FeedbackSetup
{
    private const int ShownComplaints = 200;
    private const StaffRoles Settlers = StaffRoles.Caseworker | StaffRoles.Supervisor;

    internal static void AddFeedback(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.Feedback is { } feedback)
        {
            services.AddSingleton(feedback);
            services.AddSingleton(of => new GiveFeedback(ports.Store, ports.Reader, of.GetRequiredService<TimeProvider>()));
            services.AddSingleton(of => new ResolveFeedback(ports.Store, of.GetRequiredService<TimeProvider>()));
            services.AddSingleton<FeedbackDesk>();
        }
    }

    internal static void MapFeedback(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<FeedbackDesk>() is null)
        {
            return;
        }

        routes.MapPerson<FeedbackDesk>("POST", "/feedback", (desk, call) => desk.GiveAsync(call))
            .WithName("giveFeedback").WithSummary("评价本次认证 (say how the certification was)").Accepts<FeedbackRequest>("application/json")
            .Produces(StatusCodes.Status204NoContent).Produces<ProblemDto>(StatusCodes.Status409Conflict, StaffRights.Problem);
        if (routes.ServiceProvider.GetService<StaffSessions>() is null)
        {
            return;
        }

        routes.MapGet("/api/v1/staff/feedback", ListAsync)
            .WithName("listComplaints").WithSummary("待处理意见 (complaints that wait)").Produces<ComplaintListDto>()
            .ForStaff(Settlers | StaffRoles.Auditor, StaffScope.Region);
        routes.MapPost("/api/v1/staff/feedback/{feedbackId}/resolution", ResolveAsync)
            .WithName("resolveComplaint").WithSummary("意见已处理 (a complaint was seen to)").Produces(StatusCodes.Status204NoContent)
            .Produces<ProblemDto>(StatusCodes.Status404NotFound, StaffRights.Problem).ForStaff(Settlers, StaffScope.Region);
    }

    private static async Task ListAsync(HttpContext context, IFeedbackReader reader)
    {
        var rows = await reader.ListComplaintsAsync(context.Staff().Division, ShownComplaints, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new ComplaintListDto([.. rows.Select(row => new ComplaintDto(
                row.Given.Id.ToString(), row.Given.Beneficiary.Value, row.DivisionCode, row.Given.Rating, row.Given.RecordedAt))]),
            ContractsJson.Default.ComplaintListDto,
            cancellationToken: context.RequestAborted);
    }

    private static async Task ResolveAsync(HttpContext context, string feedbackId, ResolveFeedback resolve)
    {
        var account = context.Staff();
        if (!Guid.TryParseExact(feedbackId, "D", out var id)
            || await resolve.ExecuteAsync(new FeedbackId(id), account.Id, account.Division, context.RequestAborted) is not null)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
