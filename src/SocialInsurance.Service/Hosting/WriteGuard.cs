using Microsoft.AspNetCore.Http;

namespace SocialInsurance.Service.Hosting;

/// <summary>
/// Writes that a cookie authorises must carry <c>X-Sicert: 1</c>: a page of another site cannot send it without asking this
/// origin first, which never agrees.
/// </summary>
internal static class WriteGuard
{
    internal const string Header = "X-Sicert";

    internal static bool Allows(HttpContext context) => IsRead(context.Request.Method) || context.Request.Headers[Header] == "1";

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
