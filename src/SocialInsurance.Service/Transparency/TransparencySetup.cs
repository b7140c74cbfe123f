using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts.Transparency;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Transparency;

/// <summary>The public's page and the minutes of service that it shows.</summary>
internal static class TransparencySetup
{
    internal static void AddTransparency(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.Transparency is not null)
        {
            services.AddSingleton<TransparencyBooth>();
        }

        if (ports.Uptime is { } uptime)
        {
            services.AddSingleton(uptime);
            services.AddHostedService<UptimeBeat>();
        }
    }

    internal static void MapTransparency(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<TransparencyBooth>() is not null)
        {
            routes.MapGet("/api/v1/transparency", WriteAsync)
                .WithName("readTransparency").WithTags("public").WithSummary("向社会公开的月度数据 (monthly figures for everybody)")
                .Produces<TransparencyDto>().Produces(StatusCodes.Status304NotModified);
        }
    }

    private static async Task WriteAsync(HttpContext context, TransparencyBooth booth)
    {
        var document = await booth.ReadAsync(context.RequestAborted);
        var response = context.Response;
        response.Headers.ETag = document.ETag;
        response.Headers.CacheControl = $"public, max-age={(int)TransparencyBooth.Lifetime.TotalSeconds}";
        if (context.Request.Headers.IfNoneMatch.Contains(document.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        await response.Body.WriteAsync(document.Json, context.RequestAborted);
    }
}
