using System.Net;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Service.Failures;

namespace SocialInsurance.Service.Hosting;

/// <summary>
/// Answers only under its own name: the stated origin, <c>localhost</c> or an address. A page of another site that turns its own name
/// to this machine (DNS rebinding) asks under that name and gets nothing. Requests under an https origin count as https, because the
/// gateway in front ended TLS there.
/// </summary>
internal sealed class HostGate
{
    private readonly RequestDelegate next;
    private readonly Uri? origin;

    public HostGate(RequestDelegate next, ServiceOptions options) =>
        (this.next, origin) = (next, options.PublicOrigin is { } stated ? ServiceOptions.ParseOrigin(stated) : null);

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        var isOrigin = origin is not null
            && string.Equals(host.Host, origin.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is null ? origin.IsDefaultPort : host.Port == origin.Port);
        if (isOrigin)
        {
            context.Request.Scheme = origin!.Scheme;
        }

        // HTTP/1.0 states none
        return isOrigin || !host.HasValue || IsOfThisMachine(host.Host) ? next(context) : RefuseAsync(context);
    }

    private static bool IsOfThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return ProblemWriter.WriteAsync(context, ServiceFailure.BadRequest);
    }
}
