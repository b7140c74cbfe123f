using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace SocialInsurance.Service.Hosting;

/// <summary>The two listeners; Kestrel writes the bound end point back into the options kept here.</summary>
internal sealed class Listeners
{
    private ListenOptions? _http;
    private ListenOptions? _grpc;

    internal void Configure(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 2_000;
        kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100;
        kestrel.Listen(Required(options.HttpUrl), listen => (_http = listen).Protocols = HttpProtocols.Http1);
        kestrel.Listen(Required(options.GrpcUrl), listen => (_grpc = listen).Protocols = HttpProtocols.Http2);
    }

    /// <exception cref="InvalidOperationException">the host has not started</exception>
    internal ServiceAddresses Addresses() => new(Address(_http), Address(_grpc));

    private static Uri Address(ListenOptions? listen)
    {
        var bound = listen?.IPEndPoint;
        return bound is null || bound.Port == 0
            ? throw new InvalidOperationException("The host is not listening; expected a started host")
            : new Uri($"http://{bound}/");
    }

    private static IPEndPoint Required(string url) =>
        ServiceOptions.ParseUrl(url) ?? throw new InvalidOperationException("Options were not validated before listening");
}

internal static class ListenerSetup
{
    internal static void AddListeners(this WebApplicationBuilder builder, ServiceOptions options)
    {
        var listeners = new Listeners();
        builder.Services.AddSingleton(listeners);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => listeners.Configure(kestrel, options));
    }
}
