using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Eligibility.Scheduling;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Health;

internal static class HealthEndpoints
{
    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/readyz", WriteReadinessAsync)
            .WithName("readReadiness")
            .WithTags("operation")
            .WithSummary("是否接收新请求：供负载均衡使用 (readiness: whether a balancer shall send requests here)")
            .Produces<ReadinessDto>()
            .Produces<ReadinessDto>(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/healthz", WriteAsync)
            .WithName("readHealth")
            .WithTags("operation")
            .WithSummary("健康状态：存储可读即为正常 (health: serving while the stores answer)")
            .Produces<HealthDto>()
            .Produces<HealthDto>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task WriteReadinessAsync(HttpContext context, Readiness readiness)
    {
        var ready = await readiness.ReadAsync(context.RequestAborted);
        var response = context.Response;
        response.StatusCode = ready.Status == ReadyState.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync(JsonSerializer.Serialize(ready, ContractsJson.Default.ReadinessDto), context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, HealthState health, StoreWatch store)
    {
        var state = await health.ReadAsync(context.RequestAborted);
        var response = context.Response;
        response.StatusCode = state == ServingState.Serving ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync(
            JsonSerializer.Serialize(new HealthDto(state, Version, JobsOf(context), await store.AskAsync(context.RequestAborted), FacesOf(context), ReplicaOf(context)), ContractsJson.Default.HealthDto),
            context.RequestAborted);
    }

    private static FacesHealth? FacesOf(HttpContext context) =>
        context.RequestServices.GetService<PlatformPorts>() is { } ports ? ports.Faces is null ? FacesHealth.Closed : FacesHealth.Open : null;

    private static ReplicaHealthDto? ReplicaOf(HttpContext context) => context.RequestServices.GetService<PlatformPorts>()?.Freshness?.Standing is { } standing
        ? new ReplicaHealthDto(standing.IsUsed, standing.Lag is { } lag ? Math.Round(lag.TotalSeconds, 3) : null, standing.ReadsFromCopy, standing.ReadsFromPrimary)
        : null;

    private static JobsHealthDto? JobsOf(HttpContext context) => context.RequestServices.GetService<JobScheduler>() is { Standing: var standing }
        ? new JobsHealthDto(standing.IsLeader, [.. standing.Failing])
        : null;
}
