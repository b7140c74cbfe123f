using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Claims;

/// <summary>The cookie of a proven claim: for this origin's own pages only, out of reach of scripts, gone with the browser.</summary>
internal static class ClaimCookie
{
    private const string Name = "sicert-claim";

    internal static void Set(HttpContext context, ClaimToken token) =>
        context.Response.Cookies.Append(OwnCookie.NameOf(context, Name), token.Reveal(), OwnCookie.Options(context));

    internal static void Clear(HttpContext context) => context.Response.Cookies.Delete(OwnCookie.NameOf(context, Name), OwnCookie.Options(context));

    /// <summary>Null when the request has none that could be one.</summary>
    internal static ClaimToken? Find(HttpContext context) =>
        ClaimToken.TryParse(context.Request.Cookies[OwnCookie.NameOf(context, Name)], out var token) ? token : null;
}
