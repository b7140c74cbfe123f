using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Staff;

/// <summary>From where somebody signs in.</summary>
/// <param name="Key">of its counters: an address, or a browser with which the account's owner signed in before</param>
internal sealed record SignInVisitor(string Key, bool IsKnown);

/// <summary>
/// Slows down who guesses, without handing out the power to lock a colleague out: a browser with which an owner signed in carries
/// proof of it (keyed, for this account, 90 days) and has counters of its own; everybody else is counted by address and by account.
/// What strangers do to an account or an address never holds up a known browser. Thread-safe.
/// </summary>
internal sealed class SignInGuard(PlatformPorts ports, ServiceOptions options, TimeProvider clock)
{
    // one office may stand behind one address
    private const int AddressTriesPerMinute = 30;
    private const int BrowserTriesPerMinute = 10;
    private const int AddressFreeFailures = 50;
    private const int BrowserFreeFailures = 5;
    private const int RandomCharacters = 32;
    private static readonly TimeSpan ProofLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly SignInDelays delays = new(ports.ShortLived, clock);

    internal SignInVisitor Recognise(HttpContext context, string? account)
    {
        var name = (account ?? string.Empty).ToLowerInvariant();
        var proof = context.Request.Cookies[CookieOf(context, name)];
        return proof is { Length: < 128 } && ReadProof(name, proof) is { } browser
            ? new SignInVisitor($"browser/{browser}", IsKnown: true)
            : new SignInVisitor($"address/{AddressOf(context)}", IsKnown: false);
    }

    /// <summary>Counts one more sign-in; how long to wait when that is one too many.</summary>
    internal async Task<TimeSpan?> CountAsync(SignInVisitor visitor, CancellationToken cancellationToken)
    {
        var most = visitor.IsKnown ? BrowserTriesPerMinute : AddressTriesPerMinute;
        return await ports.ShortLived.CountAsync($"staff-sign-in/{visitor.Key}", Minute, cancellationToken) > most
            ? Minute
            : await delays.FindWaitAsync(visitor.Key, cancellationToken);
    }

    internal Task FailedAsync(SignInVisitor visitor, CancellationToken cancellationToken) =>
        delays.CountFailureAsync(visitor.Key, visitor.IsKnown ? BrowserFreeFailures : AddressFreeFailures, cancellationToken);

    /// <summary>The owner is signed in: the browser is known from now on. An address stays as it is, others stand behind it.</summary>
    internal async Task SucceededAsync(HttpContext context, StaffAccount account, SignInVisitor visitor, CancellationToken cancellationToken)
    {
        if (visitor.IsKnown)
        {
            await delays.ForgetAsync(visitor.Key, cancellationToken);
        }

        var until = (clock.GetUtcNow() + ProofLifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var browser = visitor.IsKnown ? visitor.Key["browser/".Length..] : RandomNumberGenerator.GetHexString(RandomCharacters, lowercase: true);
        context.Response.Cookies.Append(
            CookieOf(context, account.Id.Value), $"{until}.{browser}.{SealOf(account.Id.Value, until, browser)}", OwnCookie.Options(context, ProofLifetime));
    }

    /// <summary>Wrong passwords of somebody who is signed in already are counted by account.</summary>
    internal static SignInVisitor Owner(StaffAccount account) => new($"owner/{HashOf(account.Id.Value)}", IsKnown: true);

    private string? ReadProof(string account, string proof)
    {
        var fields = proof.Split('.');
        var fits = fields.Length == 3
            && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && until > clock.GetUtcNow().ToUnixTimeSeconds()
            && fields[1].Length == RandomCharacters && fields[1].All(char.IsAsciiHexDigitLower)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SealOf(account, fields[0], fields[1])), Encoding.UTF8.GetBytes(fields[2]));
        return fits ? fields[1] : null;
    }

    private string SealOf(string account, string until, string browser) => ports.Pseudonyms.Of("staff-browser", $"{account}|{until}|{browser}");

    private string CookieOf(HttpContext context, string account) =>
        OwnCookie.NameOf(context, $"sicert-desk-{ports.Pseudonyms.Of("staff-desk", account)[..8]}");

    private string AddressOf(HttpContext context) => HashOf(ClientTraits.AddressOf(context, options.Velocity.AddressHeader));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
