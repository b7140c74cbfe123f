using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;

namespace SocialInsurance.Service.Failures;

/// <summary>Writes RFC 9457 problem details.</summary>
internal static class ProblemWriter
{
    internal static string TraceIdOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    internal static Task WriteAsync(HttpContext context, ServiceFailure failure)
    {
        var (code, title) = failure.Text();
        var problem = new ProblemDto($"urn:socialinsurance:problem:{code}", title, failure.HttpStatus(), code, TraceIdOf(context));
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(JsonSerializer.Serialize(problem, ContractsJson.Default.ProblemDto), context.RequestAborted);
    }

    /// <summary>Gives a body to every error that the framework answers with a bare status code.</summary>
    internal static void UseProblemDetails(this IApplicationBuilder app) =>
        app.UseStatusCodePages(pages => WriteAsync(pages.HttpContext, FailureMap.FromHttpStatus(pages.HttpContext.Response.StatusCode)));
}
