using Microsoft.AspNetCore.Http;

namespace SocialInsurance.Service.Hosting;

/// <summary>Puts the security headers on every response of the HTTP listener, errors included.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>Scripts, styles and pictures from this origin only, nothing inline, no frame around the page.</summary>
    internal const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state => Apply((IHeaderDictionary)state), context.Response.Headers);
        return next(context);
    }

    private static Task Apply(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
