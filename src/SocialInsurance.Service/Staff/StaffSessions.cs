using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>
/// Sign-ins of staff: a random token in a cookie, its hash in the short-lived store with account, stamp of the password and time of
/// opening. Over after 15 minutes without a request, after 8 hours in any case, when the password changes and when the account is
/// closed. Thread-safe.
/// </summary>
internal sealed class StaffSessions(PlatformPorts ports, IStaffReader staff, TimeProvider clock)
{
    internal const string Cookie = "sicert-staff";

    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestTime = TimeSpan.FromHours(8);

    internal async Task OpenAsync(HttpContext context, StaffAccount account, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await ports.ShortLived.TryAddAsync(KeyOf(token), ValueOf(account, clock.GetUtcNow()), IdleTime, cancellationToken);
        context.Response.Cookies.Append(Cookie, token, Options(context));
    }

    /// <summary>The account behind the request; null when nobody is signed in.</summary>
    internal async Task<StaffAccount?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (TokenOf(context) is not { } token || await ports.ShortLived.FindAsync(KeyOf(token), cancellationToken) is not { } value)
        {
            return null;
        }

        var fields = Encoding.UTF8.GetString(value).Split('|');
        var openedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture));
        var left = openedAt + LongestTime - clock.GetUtcNow();
        var account = left <= TimeSpan.Zero ? null : await staff.FindAsync(new CaseworkerId(fields[0]), cancellationToken);
        if (account is null || account.Closed || StampOf(account) != fields[1])
        {
            await ports.ShortLived.RemoveAsync(KeyOf(token), cancellationToken);
            return null;
        }

        await ports.ShortLived.ReplaceAsync(KeyOf(token), value, value, left < IdleTime ? left : IdleTime, cancellationToken);
        return account;
    }

    internal async Task EndAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (TokenOf(context) is { } token)
        {
            await ports.ShortLived.RemoveAsync(KeyOf(token), cancellationToken);
        }

        context.Response.Cookies.Delete(Cookie, Options(context));
    }

    private static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = context.Request.IsHttps };

    private static string? TokenOf(HttpContext context) => context.Request.Cookies[Cookie] is { Length: 43 } token ? token : null;

    // a reader of the store's keys cannot sign in with them
    private static string KeyOf(string token) => "staff/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static byte[] ValueOf(StaffAccount account, DateTimeOffset openedAt) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{account.Id.Value}|{StampOf(account)}|{openedAt.ToUnixTimeSeconds()}"));

    private static string StampOf(StaffAccount account) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.PasswordHash)).AsSpan(0, 16));
}
