using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Claims;

namespace SocialInsurance.Service.Claims;

/// <summary>The cookie of a proven claim: for this origin's own pages only, out of reach of scripts, gone with the browser.</summary>
internal static class ClaimCookie
{
    internal const string Name = "sicert-claim";

    internal static void Set(HttpContext context, ClaimToken token) =>
        context.Response.Cookies.Append(Name, token.Reveal(), Options(context));

    internal static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    /// <summary>Null when the request has none that could be one.</summary>
    internal static ClaimToken? Find(HttpContext context) =>
        ClaimToken.TryParse(context.Request.Cookies[Name], out var token) ? token : null;

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
