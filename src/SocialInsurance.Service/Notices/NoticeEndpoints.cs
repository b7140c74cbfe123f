using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Notices;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Notices;

internal static class NoticeEndpoints
{
    /// <summary>The ports as the host uses them: every decision queues its notice.</summary>
    internal static PlatformPorts WithNotices(this PlatformPorts ports) => ports.Notices is { } policy
        ? ports with { Store = new NotifyingStore(ports.Store, new NoticePlanner(policy)) }
        : ports;

    internal static void AddNotices(this IServiceCollection services, PlatformPorts ports)
    {
        services.AddSingleton<PlatformMeter>();
        services.AddHostedService<CertifiedGauge>();
        if (ports is { Notices: { } policy, NoticeOutbox: { } outbox })
        {
            services.AddSingleton(outbox);
            services.AddSingleton(built => new DispatchNotices(
                ports.Store, new NoticeWays(ports.Channels, ports.Contacts), policy, built.GetRequiredService<TimeProvider>()));
            services.AddHostedService<NoticeDispatcher>();
        }
    }

    /// <summary>The outbox, for demonstrations: only when switched on, and only to this machine.</summary>
    internal static void MapNotices(this WebApplication app, ServiceOptions options)
    {
        if (options.ShowOutbox && app.Services.GetService<PlatformPorts>()?.Outbox is not null)
        {
            app.MapGet("/api/v1/outbox", WriteAsync)
                .WithName("readOutbox").WithTags("demonstration").WithSummary("演示用发件箱 (outbox, for demonstrations)")
                .Produces<OutboxDto>().Produces<ProblemDto>(StatusCodes.Status404NotFound, "application/problem+json");
        }
    }

    private static Task WriteAsync(HttpContext context, PlatformPorts ports)
    {
        if (ports.Outbox is not { } outbox || !IsAtThisMachine(context))
        {
            return ProblemWriter.WriteAsync(context, ServiceFailure.NotFound);
        }

        context.Response.Headers.CacheControl = "no-store";
        var shown = new OutboxDto([.. outbox.List().Select(message => new OutboxMessageDto(
            JsonNamingPolicy.CamelCase.ConvertName(message.Channel.ToString()), message.Address, message.Text, message.SentAt))]);
        return context.Response.WriteAsJsonAsync(shown, ContractsJson.Default.OutboxDto, cancellationToken: context.RequestAborted);
    }

    // a gateway on this machine speaks for strangers
    private static bool IsAtThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded")
        && !context.Request.Headers.ContainsKey("Via");
}
