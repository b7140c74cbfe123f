using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Claims;

/// <summary>
/// Browsers in which somebody was let in before: a cookie holds keyed seals that say of whom to nobody without the key. A seal lets nobody
/// in; it takes the browser out of what strangers at other addresses may use up. Thread-safe.
/// </summary>
internal sealed class KnownBrowsers(IPseudonyms pseudonyms, TimeProvider clock)
{
    private const string Cookie = "sicert-known";

    // a family; a machine in a hall never sends more than this
    private const int MostSeals = 4;
    private const int LongestCookie = 256;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400); // from one yearly certification past the next

    /// <param name="subject">as of <see cref="ClaimRequest.CodeSubject"/></param>
    internal bool Knows(HttpContext context, string subject) => SealsOf(context).Any(seal => Fits(seal, subject));

    internal void Remember(HttpContext context, string subject)
    {
        var until = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var seals = SealsOf(context).Where(seal => !Fits(seal, subject)).Prepend($"{until}-{SealOf(subject, until)}").Take(MostSeals);
        context.Response.Cookies.Append(OwnCookie.NameOf(context, Cookie), string.Join('.', seals), OwnCookie.Options(context, Lifetime));
    }

    private static string[] SealsOf(HttpContext context) =>
        context.Request.Cookies[OwnCookie.NameOf(context, Cookie)] is { Length: > 0 and <= LongestCookie } cookie ? cookie.Split('.') : [];

    private bool Fits(string seal, string subject) =>
        seal.Split('-') is [var until, var given]
        && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
        && end > clock.GetUtcNow().ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SealOf(subject, until)), Encoding.UTF8.GetBytes(given));

    private string SealOf(string subject, string until) => pseudonyms.Of("claim-known-browser", $"{subject}|{until}");
}
