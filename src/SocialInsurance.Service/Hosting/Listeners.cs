using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Storage;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Service.Hosting;

/// <summary>The two listeners; Kestrel writes the bound end point back into the options kept here.</summary>
internal sealed class Listeners
{
    private ListenOptions? _http;
    private ListenOptions? _grpc;
    private string _grpcScheme = Uri.UriSchemeHttp;

    internal void Configure(KestrelServerOptions kestrel, ServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 2_000;
        kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100;
        kestrel.Listen(Required(options.HttpUrl), listen => (_http = listen).Protocols = HttpProtocols.Http1);
        kestrel.Listen(Required(options.GrpcUrl), listen =>
        {
            (_grpc = listen).Protocols = HttpProtocols.Http2;
            if (options.GrpcTls is { } tls)
            {
                listen.UseHttps(HandshakeOf(tls));
                _grpcScheme = Uri.UriSchemeHttps;
            }
        });
    }

    /// <exception cref="InvalidOperationException">the host has not started</exception>
    internal ServiceAddresses Addresses() => new(Address(_http, Uri.UriSchemeHttp), Address(_grpc, _grpcScheme));

    private static Uri Address(ListenOptions? listen, string scheme)
    {
        var bound = listen?.IPEndPoint;
        return bound is null || bound.Port == 0
            ? throw new InvalidOperationException("The host is not listening; expected a started host")
            : new Uri($"{scheme}://{bound}/");
    }

    /// <exception cref="StorageRefusedException">others may read the key</exception>
    private static HttpsConnectionAdapterOptions HandshakeOf(GrpcTlsOptions tls)
    {
        SecretFiles.Check(tls.KeyFile);
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile),
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateMode = tls.RequireClientCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.AllowCertificate,
            // who signed it does not count: the gate compares it with the one that the agency bound to the partner
            ClientCertificateValidation = static (_, _, _) => true,
        };
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
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => listeners.Configure(kestrel, options));
    }
}
