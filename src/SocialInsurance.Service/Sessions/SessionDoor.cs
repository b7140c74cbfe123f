using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Receipts;

namespace SocialInsurance.Service.Sessions;

/// <summary>All that the endpoints of live sessions need, in one hand.</summary>
internal sealed record SessionDoor(
    IClaimAccess Access,
    SessionDesk Desk,
    SessionSocket Socket,
    SessionPlaces Places,
    SessionRooms Rooms,
    SessionMeter Meter,
    VelocityLimits Limits,
    VelocityOptions Velocity,
    Drain Drain);

internal static class SessionSetup
{
    /// <summary>Places for each worker when the options name no number: a session at 8 frames a second needs 4 to 7 % of a core (session.md).</summary>
    private const int SessionsPerWorker = 10;

    internal static void AddSessions(this IServiceCollection services, ServiceOptions options, PlatformPorts ports)
    {
        var capacity = options.Sessions.MaximumSessions ?? SessionsPerWorker * (ports.Faces?.Workers ?? 1);
        services.AddSingleton(options.Sessions);
        services.AddSingleton<IShortLivedStore>(ports.ShortLived);
        services.AddSingleton(options.Velocity);
        services.AddSingleton<VelocityLimits>();
        services.AddSingleton<SessionLedger>();
        services.AddSingleton<SessionRooms>();
        services.AddSingleton<SessionMeter>();
        services.AddSingleton(new SessionPlaces(capacity, options.Sessions.PlaceHeldFor, options.Clock));
        services.AddSingleton(of => new SessionDesk(ports, of.GetRequiredService<SessionLedger>(), of.GetRequiredService<SessionPlaces>(), options.Sessions, options.Clock)
        {
            Consent = of.GetRequiredService<IConsentGate>(),
            Receipts = of.GetService<IReceiptDesk>(),
            Watch = options.Sessions.WatchesInjection ? new InjectionWatch(ports.ShortLived, options.Clock) : null,
            FramesLost = fault => ServiceLog.ReviewFramesLost(of.GetRequiredService<ILogger<SessionDesk>>(), fault),
        });
        services.AddSingleton(of => new SessionSocket(
            of.GetRequiredService<SessionDesk>(),
            of.GetRequiredService<SessionLedger>(),
            of.GetRequiredService<SessionPlaces>(),
            of.GetRequiredService<SessionRooms>(),
            of.GetRequiredService<SessionMeter>())
        {
            Drain = of.GetRequiredService<Drain>(),
            Options = options.Sessions,
            Clock = options.Clock,
        });
        services.AddSingleton<SessionDoor>();
        if (ports.Faces is { Cohorts: not null } compared)
        {
            services.AddHostedService(of => new CohortRefresh(compared, options.Clock, of.GetRequiredService<IMeterFactory>(), of.GetRequiredService<ILogger<CohortRefresh>>()));
        }

        if (ports.Faces is not null && ports.LiveSessions is null)
        {
            services.AddSingleton<ILiveSessionHost, LiveSessionHost>();
        }
    }

    /// <summary>Whether this host has all that the face way needs; without it the human ways remain.</summary>
    internal static bool CanCarrySessions(this IServiceProvider services) =>
        services.GetService<PlatformPorts>()?.Faces is not null
        && services.GetService<IClaimAccess>() is not null
        && services.GetService<IConsentGate>() is not null;
}
