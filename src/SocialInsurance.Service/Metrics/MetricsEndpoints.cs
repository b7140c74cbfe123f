using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Service.Metrics;

internal static class MetricsEndpoints
{
    internal static void AddServiceMetrics(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<ServiceMeter>();
        services.AddSingleton<MetricsCollector>();
    }

    internal static void MapMetrics(this WebApplication app)
    {
        // made now, so that it hears the first request
        app.Services.GetRequiredService<MetricsCollector>();
        if (app.Services.CanCarrySessions())
        {
            // an alarm must not take a series that nobody made yet for silence
            app.Services.GetRequiredService<SessionMeter>();
        }

        app.MapGet("/metrics", WriteAsync)
            .WithName("readMetrics")
            .WithTags("operation")
            .WithSummary("运行指标，Prometheus 文本格式 (metrics, Prometheus text)")
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
    }

    private static Task WriteAsync(HttpContext context, MetricsCollector collector)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(collector.Write(), context.RequestAborted);
    }
}
