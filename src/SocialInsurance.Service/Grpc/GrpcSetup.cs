using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialInsurance.Service.Health;
using SocialInsurance.Service.Metrics;
using SocialInsurance.Service.Partners;

namespace SocialInsurance.Service.Grpc;

internal static class GrpcSetup
{
    /// <summary>The transport with health and reflection; other services register themselves as <see cref="IGrpcService"/>.</summary>
    internal static void AddGrpcTransport(this IServiceCollection services)
    {
        services.AddSingleton<GrpcStopping>();
        services.AddSingleton<IGrpcService, HealthService>();
        services.AddSingleton<IGrpcService>(provider => new ReflectionService(
            Contracts.Grpc.Reflection.V1.ReflectionReflection.Descriptor.Services[0], provider.GetRequiredService<GrpcStopping>()));
        services.AddSingleton<IGrpcService>(provider => new ReflectionService(
            Contracts.Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor.Services[0], provider.GetRequiredService<GrpcStopping>()));
        services.AddSingleton(provider => new GrpcCatalogue(provider.GetServices<IGrpcService>().Concat(PartnerSetup.FindCertification(provider))));
        services.AddSingleton(provider => new GrpcTransport(
            provider.GetRequiredService<GrpcCatalogue>(),
            provider.GetService<PartnerGate>(),
            provider.GetRequiredService<ServiceOptions>(),
            provider.GetRequiredService<ServiceMeter>(),
            provider.GetRequiredService<Health.StoreWatch>(),
            provider.GetRequiredService<ILogger<GrpcTransport>>()));
    }

    /// <summary>HTTP/2 reaches only the gRPC listener, so the protocol tells the listeners apart.</summary>
    internal static void UseGrpcTransport(this WebApplication app)
    {
        var transport = app.Services.GetRequiredService<GrpcTransport>();
        app.MapWhen(context => HttpProtocol.IsHttp2(context.Request.Protocol), grpc => grpc.Run(transport.InvokeAsync));
    }
}
