using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocialInsurance.Service.Auditing;
using SocialInsurance.Service.Cases;
using SocialInsurance.Service.Claims;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Feedback;
using SocialInsurance.Service.Grpc;
using SocialInsurance.Service.Health;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Metrics;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Operations;
using SocialInsurance.Service.Overview;
using SocialInsurance.Service.Pages;
using SocialInsurance.Service.Partners;
using SocialInsurance.Service.Person;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Receipts;
using SocialInsurance.Service.Scheduling;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Service.Staff;
using SocialInsurance.Service.Supervision;
using SocialInsurance.Service.Transparency;
using SocialInsurance.Service.Visits;

namespace SocialInsurance.Service;

/// <summary>Builds and runs the platform's host.</summary>
public static class ServiceHost
{
    /// <summary>Serves until <paramref name="cancellationToken"/>, then drains and stops. Signals are the caller's.</summary>
    /// <param name="ports">null: public pages only</param>
    /// <param name="started">called once with the bound addresses</param>
    /// <exception cref="ArgumentException">options that <see cref="ServiceOptions.Validate"/> refuses</exception>
    /// <exception cref="IOException">an address is already in use</exception>
    public static async Task RunAsync(
        ServiceOptions options,
        IPlatformOverview overview,
        PlatformPorts? ports = null,
        Action<ServiceAddresses>? started = null,
        CancellationToken cancellationToken = default)
    {
        await using var app = Build(options, overview, ports);
        await ServeAsync(app, started, cancellationToken);
    }

    /// <summary>Starts a built host and serves as <see cref="RunAsync"/> does; the caller disposes it.</summary>
    internal static async Task ServeAsync(WebApplication app, Action<ServiceAddresses>? started, CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        started?.Invoke(AddressesOf(app));
        await using var asked = cancellationToken.Register(app.Services.GetRequiredService<Drain>().Begin);
        await app.WaitForShutdownAsync(CancellationToken.None);
    }

    /// <summary>The host, built and not yet started; the caller owns and disposes it.</summary>
    /// <exception cref="ArgumentException">options that <see cref="ServiceOptions.Validate"/> refuses</exception>
    public static WebApplication Build(ServiceOptions options, IPlatformOverview overview, PlatformPorts? ports = null) =>
        Build(options, overview, ports, static _ => { });

    /// <param name="services">added last</param>
    internal static WebApplication Build(ServiceOptions options, IPlatformOverview overview, PlatformPorts? ports, Action<IServiceCollection> services)
    {
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join("; ", errors), nameof(options));
        }

        if (options.Instances > 1 && ports?.ShortLived.IsShared == false)
        {
            throw new ArgumentException(
                $"{nameof(ServiceOptions.Instances)}: expected 1 or a shared short-lived store (Redis), found {options.Instances} instances with a store of one process", nameof(options));
        }

        // Production whatever the environment says: the developer page would show exception text
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.AddListeners(options);
        builder.AddServiceLogging();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Clock);
        builder.Services.AddSingleton(overview);
        builder.Services.AddPublicApi();
        builder.Services.AddSingleton<OverviewReader>();
        builder.Services.AddDrain();
        builder.Services.AddSingleton<HealthState>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton(services => new StoreProbe(services.GetRequiredService<OverviewReader>(), options.Clock, ports));
        builder.Services.AddSingleton(services => new StoreWatch(services.GetRequiredService<ServiceOptions>().Clock, ports?.ProbeStore));
        builder.Services.AddServiceMetrics();
        builder.Services.AddGrpcTransport();
        if (ports?.WithNotices() is { } platform)
        {
            builder.Services.AddSingleton(platform);
            builder.Services.AddClaims(platform);
            builder.Services.AddPerson(platform, options.Clock);
            builder.Services.AddPartners(platform);
            builder.Services.AddReceipts(platform);
            builder.Services.AddAuditing(platform);
            builder.Services.AddNotices(platform);
            builder.Services.AddOperations();
            builder.Services.AddStaff(platform);
            builder.Services.AddVisits(platform);
            builder.Services.AddSupervision(platform);
            builder.Services.AddTransparency(platform);
            builder.Services.AddFeedback(platform);
            builder.Services.AddCases(platform);
            builder.Services.AddFrames(platform);
            builder.Services.AddJobs(options, platform);
            builder.Services.AddSessions(options, platform);
        }

        services(builder.Services);
        var app = builder.Build();
        app.UseMiddleware<FailureBoundary>();
        app.UseDrain();
        app.UseGrpcTransport();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HostGate>();
        app.UseResponseCompression();
        app.UseProblemDetails();
        app.UseWebSockets();
        app.UseRouting();
        app.UseMiddleware<StaffGate>();
        app.MapOverview();
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi();
        if (ports is not null)
        {
            app.MapClaims();
            app.MapPerson();
        }

        if (app.Services.CanCarrySessions())
        {
            app.MapSessions();
        }

        app.MapReceipts();
        app.MapAuditing();
        app.MapNotices(options);
        app.MapStaff();
        app.MapVisits();
        app.MapSupervision();
        app.MapTransparency();
        app.MapFeedback();
        app.MapCases();
        app.MapPages(options);
        return app;
    }

    /// <summary>Where a started host listens.</summary>
    /// <exception cref="InvalidOperationException">the host has not started</exception>
    public static ServiceAddresses AddressesOf(WebApplication app) => app.Services.GetRequiredService<Listeners>().Addresses();
}
