using Microsoft.AspNetCore.Http;

namespace SocialInsurance.Service.Hosting;

/// <summary>
/// Cookies that authorise: out of reach of scripts, for requests from our own pages only. Over https the name begins with
/// <c>__Host-</c>, which a browser takes from this very host alone: neither a sibling domain nor plain http can plant one.
/// </summary>
internal static class OwnCookie
{
    private const string HostPrefix = "__Host-";

    internal static string NameOf(HttpContext context, string name) => context.Request.IsHttps ? HostPrefix + name : name;

    /// <param name="lifetime">null: gone with the browser</param>
    internal static CookieOptions Options(HttpContext context, TimeSpan? lifetime = null) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Secure = context.Request.IsHttps,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
