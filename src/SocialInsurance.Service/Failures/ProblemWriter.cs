using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Pages;

namespace SocialInsurance.Service.Failures;

/// <summary>Writes RFC 9457 problem details; to a browser at an address that is no page, a page.</summary>
internal static class ProblemWriter
{
    // texts of this program alone, read as JSON only: Chinese stays Chinese
    private static readonly ContractsJson Json = new(new JsonSerializerOptions(ContractsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

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
            : context.Response.WriteAsync(JsonSerializer.Serialize(problem, Json.ProblemDto), context.RequestAborted);
    }

    /// <summary>Gives a body to every error that the framework answers with a bare status code.</summary>
    internal static void UseProblemDetails(this IApplicationBuilder app) =>
        app.UseStatusCodePages(pages => WantsPage(pages.HttpContext)
            ? WritePageAsync(pages.HttpContext)
            : WriteAsync(pages.HttpContext, FailureMap.FromHttpStatus(pages.HttpContext.Response.StatusCode)));

    private static bool WantsPage(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status404NotFound
        && HttpMethods.IsGet(context.Request.Method)
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    private static Task WritePageAsync(HttpContext context)
    {
        var page = PageEndpoints.MissingPage.Value;
        context.Response.ContentType = page.ContentType;
        context.Response.ContentLength = page.Content.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(page.Content, context.RequestAborted).AsTask();
    }
}
