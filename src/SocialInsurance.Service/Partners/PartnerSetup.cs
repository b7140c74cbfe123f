using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Service.Grpc;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Service.Partners;

internal static class PartnerSetup
{
    /// <summary>The services for partners; none without <see cref="PlatformPorts.Partners"/>.</summary>
    internal static void AddPartners(this IServiceCollection services, PlatformPorts ports)
    {
        if (ports.Partners is not { } partners)
        {
            return;
        }

        services.AddSingleton(built => new PartnerGate(partners, built.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IGrpcService, VerificationService>();
        services.AddSingleton<IGrpcService, FeedsService>();
        if (ports.LiveSessions is { } sessions)
        {
            services.AddSingleton(sessions);
        }
    }

    /// <summary>Certification is served where face sessions are.</summary>
    internal static IEnumerable<IGrpcService> FindCertification(IServiceProvider provider) =>
        provider.GetService<PartnerGate>() is not null && provider.GetService<ILiveSessionHost>() is not null
            ? [ActivatorUtilities.CreateInstance<CertificationService>(provider)]
            : [];

    /// <summary>How long until the next local day, when quotas begin anew.</summary>
    internal static TimeSpan UntilTomorrow(this PlatformPorts ports, TimeProvider clock)
    {
        var local = clock.GetUtcNow().ToOffset(ports.LocalOffset);
        return TimeSpan.FromDays(1) - local.TimeOfDay;
    }
}
