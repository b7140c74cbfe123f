using Microsoft.AspNetCore.Http;

namespace SocialInsurance.Service.Hosting;

/// <summary>Whether a request comes from our own page: other sites can send neither this header nor our origin.</summary>
internal static class OwnPage
{
    internal const string Header = "X-Sicert";

    /// <summary>A read, or a write with the header; for every request that a cookie authorises.</summary>
    internal static bool Sent(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers[Header] == "1";

    /// <summary>For a WebSocket, which may not carry headers of a page: browsers state the origin; programs need not.</summary>
    internal static bool OpenedSocket(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
}
