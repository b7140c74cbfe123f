using Microsoft.AspNetCore.Http;

namespace SocialInsurance.Service.Hosting;

/// <summary>Puts the security headers on every response of the HTTP listener, errors included.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>Scripts, styles, pictures, manifest and worker from this origin only, nothing inline, no frame around the page.</summary>
    internal const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A year: whoever came once over https comes back over https only.</summary>
    internal const string StrictTransport = "max-age=31536000; includeSubDomains";

    private const string OtherDevices = "microphone=(), geolocation=(), payment=(), usb=()";

    // the one page that asks for a face
    private static readonly PathString CameraPage = "/kiosk";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state => Apply((HttpContext)state), context);
        return next(context);
    }

    private static Task Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = (context.Request.Path.StartsWithSegments(CameraPage) ? "camera=(self), " : "camera=(), ") + OtherDevices;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = StrictTransport;
        }

        return Task.CompletedTask;
    }
}
