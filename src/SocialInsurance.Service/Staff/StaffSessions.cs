using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>How far a sign-in has come.</summary>
internal enum SignInStep
{
    /// <summary>Everything that is asked for was shown.</summary>
    Done = 1,

    /// <summary>The password was right; a code of the second factor is awaited.</summary>
    Code = 2,

    /// <summary>The password was right; a role of the account needs a second factor and none was set up.</summary>
    SetUp = 3,
}

/// <summary>Who is behind a request, and how far.</summary>
internal sealed record StaffSession(StaffAccount Account, SignInStep Step);

/// <summary>
/// Sign-ins of staff: a random token in a cookie, its hash in the short-lived store with account, stamp, time of opening and whether a
/// second factor was shown. The stamp covers password, second factor and the round of sessions. Over after 15 minutes without a
/// request, after 8 hours in any case, when anything under the stamp changes and when the account is closed; 5 minutes after the
/// password when no code comes. Every step forward has a new token. Thread-safe.
/// </summary>
internal sealed class StaffSessions(PlatformPorts ports, IStaffReader staff, ServiceOptions options, TimeProvider clock)
{
    internal static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(15);
    internal static readonly TimeSpan LongestTime = TimeSpan.FromHours(8);

    private const string CookieName = "sicert-staff";
    private const string Both = "2";
    private const string PasswordOnly = "1";
    private static readonly TimeSpan CodeTime = TimeSpan.FromMinutes(5);

    /// <summary>A new session in the place of the one that the request has.</summary>
    /// <param name="factorShown">the second factor was shown to this browser</param>
    internal async Task<StaffSession> OpenAsync(HttpContext context, StaffAccount account, bool factorShown, CancellationToken cancellationToken)
    {
        await RemoveAsync(context, cancellationToken);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await ports.ShortLived.TryAddAsync(KeyOf(token), ValueOf(account, clock.GetUtcNow(), factorShown), IdleTime, cancellationToken);
        context.Response.Cookies.Append(OwnCookie.NameOf(context, CookieName), token, OwnCookie.Options(context));
        return new StaffSession(account, StepOf(account, factorShown));
    }

    /// <summary>The account behind the request; null when nobody is signed in.</summary>
    internal async Task<StaffSession?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (TokenOf(context) is not { } token || await ports.ShortLived.FindAsync(KeyOf(token), cancellationToken) is not { } value)
        {
            return null;
        }

        var fields = Encoding.UTF8.GetString(value).Split('|');
        var openedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture));
        var account = await staff.FindAsync(new CaseworkerId(fields[0]), cancellationToken);
        var step = account is null ? SignInStep.Code : StepOf(account, fields[3] == Both);
        var left = openedAt + (step == SignInStep.Code ? CodeTime : LongestTime) - clock.GetUtcNow();
        if (account is null || left <= TimeSpan.Zero || account.Closed || StampOf(account) != fields[1])
        {
            await ports.ShortLived.RemoveAsync(KeyOf(token), cancellationToken);
            return null;
        }

        await ports.ShortLived.ReplaceAsync(KeyOf(token), value, value, left < IdleTime ? left : IdleTime, cancellationToken);
        return new StaffSession(account, step);
    }

    internal async Task EndAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await RemoveAsync(context, cancellationToken);
        context.Response.Cookies.Delete(OwnCookie.NameOf(context, CookieName), OwnCookie.Options(context));
    }

    /// <summary>Whether one of the account's roles needs a second factor.</summary>
    internal bool Needs(StaffAccount account) => (account.Roles & options.SecondFactorFor) != 0;

    private SignInStep StepOf(StaffAccount account, bool factorShown) =>
        account.FactorSince is null ? (Needs(account) ? SignInStep.SetUp : SignInStep.Done)
        : factorShown ? SignInStep.Done
        : SignInStep.Code;

    private Task RemoveAsync(HttpContext context, CancellationToken cancellationToken) =>
        TokenOf(context) is { } token ? ports.ShortLived.RemoveAsync(KeyOf(token), cancellationToken) : Task.CompletedTask;

    private static string? TokenOf(HttpContext context) =>
        context.Request.Cookies[OwnCookie.NameOf(context, CookieName)] is { Length: 43 } token ? token : null;

    // a reader of the store's keys cannot sign in with them
    private static string KeyOf(string token) => "staff/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static byte[] ValueOf(StaffAccount account, DateTimeOffset openedAt, bool factorShown) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{account.Id.Value}|{StampOf(account)}|{openedAt.ToUnixTimeSeconds()}|{(factorShown ? Both : PasswordOnly)}"));

    private static string StampOf(StaffAccount account)
    {
        var since = account.FactorSince is { } at ? UtcMicroseconds.From(at) : 0;
        var covered = string.Create(CultureInfo.InvariantCulture, $"{account.PasswordHash}|{since}|{account.SessionRound}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(covered)).AsSpan(0, 16));
    }
}
