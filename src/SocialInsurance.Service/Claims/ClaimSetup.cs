using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Claims;

internal static class ClaimSetup
{
    internal static void AddClaims(this IServiceCollection services, PlatformPorts ports)
    {
        services.AddSingleton(new ClaimLimits());
        services.AddSingleton(new FindClaimant(ports.Identities));
        services.AddSingleton(of => new OpenClaim(ports.ShortLived, ports.Pseudonyms, of.GetRequiredService<ClaimLimits>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new SendClaimCode(
            ports.ShortLived,
            of.GetRequiredService<FindClaimant>(),
            ports.People,
            ports.Channels.FirstOrDefault(channel => channel.Kind == MessageChannelKind.Sms),
            ports.Pseudonyms,
            code => ServiceTexts.ChineseOf("SmsCode", code),
            of.GetRequiredService<ClaimLimits>(),
            of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new ProveClaim(
            ports.ShortLived, of.GetRequiredService<FindClaimant>(), ports.People, ports.Pseudonyms, of.GetRequiredService<ClaimLimits>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new IssueCounterCode(
            ports.Store, ports.ShortLived, of.GetRequiredService<FindClaimant>(), ports.Pseudonyms, of.GetRequiredService<ClaimLimits>(), of.GetRequiredService<TimeProvider>()));
        services.AddSingleton(of => new ActingClaims(ports.ShortLived, ports.People, of.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IClaimAccess, ClaimAccess>();
        services.AddSingleton<IConsentGate>(new ConsentGate(ports.People));
        services.AddSingleton<CodeQueue>();
        services.AddSingleton(of => new KnownBrowsers(ports.Pseudonyms, of.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ClaimDoor>();
        services.AddHostedService(of => of.GetRequiredService<CodeQueue>());
    }
}
