using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Service.Failures;

namespace SocialInsurance.Service.Overview;

internal static class OverviewEndpoints
{
    internal static void MapOverview(this IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/overview", WriteAsync)
        .WithName("readOverview")
        .WithTags("public")
        .WithSummary("公开概览：认证结果、数据来源、核查任务与存证 (public overview: outcomes, feeds, review cases and audit log)")
        .Produces<OverviewDto>()
        .Produces(StatusCodes.Status304NotModified)
        .Produces<ProblemDto>(StatusCodes.Status503ServiceUnavailable, "application/problem+json");

    private static async Task WriteAsync(HttpContext context, OverviewReader reader)
    {
        if (await reader.ReadAsync(context.RequestAborted) is not { } document)
        {
            await ProblemWriter.WriteAsync(context, ServiceFailure.Unavailable);
            return;
        }

        var response = context.Response;
        response.Headers.ETag = document.ETag;
        response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(document.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        await response.Body.WriteAsync(document.Json, context.RequestAborted);
    }
}
