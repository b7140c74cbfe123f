using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests.Staff;

/// <summary>Sign-in with two factors before a real host with real storage.</summary>
public sealed class SecondFactorTests
{
    private const string Root = "/api/v1/staff";
    private const string Password = "a long pass phrase";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_administrator_changes_the_password_sets_the_factor_up_and_then_gets_in()
    {
        await using var platform = await StartAsync();
        var (name, oneTime) = (string.Empty, string.Empty);
        Assert.True(await platform.Accounts.CreateFirstAsync((account, password) => (name, oneTime) = (account, password), Token));
        using var browser = platform.Client();
        Assert.Equal(("setUp", true), await SignInAsync(browser, name, oneTime));
        // the one-time password is somebody else's: no factor over it
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(browser, "/factor", null)).StatusCode);
        await ReadAsync(await RunningPlatform.SendAsync(browser, HttpMethod.Post, $"{Root}/password", new ChangePasswordRequest(oneTime, Password), ContractsJson.Default.ChangePasswordRequest));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync($"{Root}/accounts", Token)).StatusCode);

        var setUp = await RunningPlatform.ReadAsync(await PostAsync(browser, "/factor", null), ContractsJson.Default.FactorSetUpDto);
        Assert.StartsWith("otpauth://totp/", setUp.Uri, StringComparison.Ordinal);
        Assert.Contains($"secret={setUp.Secret}", setUp.Uri, StringComparison.Ordinal);
        Assert.StartsWith("<svg", setUp.QrSvg, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(browser, "/factor/confirmation", "000000")).StatusCode);
        var secret = FromBase32(setUp.Secret);
        var confirmed = await RunningPlatform.ReadAsync(await PostAsync(browser, "/factor/confirmation", Code(platform, secret)), ContractsJson.Default.RecoveryCodesDto);
        Assert.Equal((10, "done", true), (confirmed.RecoveryCodes.Count, confirmed.Account.Step, confirmed.Account.HasFactor));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"{Root}/accounts", Token)).StatusCode);
        foreach (var hidden in new[] { setUp.Secret, setUp.Uri, confirmed.RecoveryCodes[0], oneTime, Password })
        {
            Assert.DoesNotContain(platform.Logs.Lines, line => line.Contains(hidden, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Password_alone_opens_nothing_and_each_step_forward_has_another_cookie()
    {
        await using var platform = await StartAsync();
        var secret = await MakeAsync(platform, "cw-1", StaffRoles.Caseworker);
        using var bare = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = platform.Address };
        using var first = await RunningPlatform.SendAsync(bare, HttpMethod.Post, $"{Root}/sign-in", new SignInRequest("cw-1", Password), ContractsJson.Default.SignInRequest);
        var half = CookieOf(first);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(bare, "/cases", half)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(bare, "/session", half)).StatusCode);
        using var wrong = await PostAsync(bare, "/sign-in/code", "000000", half);
        Assert.Equal("not-confirmed", await RunningPlatform.ProblemAsync(wrong, HttpStatusCode.UnprocessableEntity));
        using var second = await PostAsync(bare, "/sign-in/code", Code(platform, secret), half);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var whole = CookieOf(second);
        Assert.NotEqual(half, whole);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(bare, "/session", half)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(bare, "/cases", whole)).StatusCode);
        // shown once, conflict when shown again by a session that is through
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(bare, "/sign-in/code", Code(platform, secret), whole)).StatusCode);
    }

    [Fact]
    public async Task Password_whose_code_does_not_come_within_five_minutes_must_be_given_again()
    {
        await using var platform = await StartAsync();
        var secret = await MakeAsync(platform, "cw-1", StaffRoles.Caseworker);
        using var browser = platform.Client();
        Assert.Equal(("code", false), await SignInAsync(browser, "cw-1", Password));
        platform.Clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(browser, "/sign-in/code", Code(platform, secret))).StatusCode);
    }

    [Fact]
    public async Task Code_used_once_lets_no_second_browser_in_and_a_recovery_code_does()
    {
        await using var platform = await StartAsync();
        var id = new CaseworkerId("cw-1");
        var secret = await MakeAsync(platform, "cw-1", StaffRoles.Caseworker);
        var recovery = (await platform.Factors.RenewCodesAsync(id, Code(platform, secret), Token)).RecoveryCodes[0];
        platform.Clock.Now += TimeSpan.FromSeconds(30);
        using var owner = platform.Client();
        using var thief = platform.Client();
        await SignInAsync(owner, "cw-1", Password);
        await SignInAsync(thief, "cw-1", Password);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(owner, "/sign-in/code", Code(platform, secret))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/sign-in/code", Code(platform, secret))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(thief, "/sign-in/code", recovery.ToUpperInvariant())).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(thief, "/sign-in/code", recovery)).StatusCode);
    }

    [Fact]
    public async Task Signing_out_everywhere_and_another_factor_end_the_sessions_elsewhere()
    {
        await using var platform = await StartAsync();
        var secret = await MakeAsync(platform, "cw-1", StaffRoles.Caseworker);
        using var desk = await EnterAsync(platform, "cw-1", secret);
        using var tablet = await EnterAsync(platform, "cw-1", secret);
        platform.Clock.Now += TimeSpan.FromSeconds(30);
        var setUp = await RunningPlatform.ReadAsync(await PostAsync(desk, "/factor", Code(platform, secret)), ContractsJson.Default.FactorSetUpDto);
        Assert.Equal(HttpStatusCode.OK, (await tablet.GetAsync($"{Root}/cases", Token)).StatusCode);
        secret = FromBase32(setUp.Secret);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(desk, "/factor/confirmation", Code(platform, secret))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await tablet.GetAsync($"{Root}/cases", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await desk.GetAsync($"{Root}/cases", Token)).StatusCode);

        platform.Clock.Now += TimeSpan.FromSeconds(30);
        using var other = await EnterAsync(platform, "cw-1", secret);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(other, "/sessions/end", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await desk.GetAsync($"{Root}/session", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync($"{Root}/session", Token)).StatusCode);
    }

    [Fact]
    public async Task Lost_factor_is_reset_by_two_administrators_and_set_up_anew()
    {
        await using var platform = await StartAsync();
        var secret = await MakeAsync(platform, "cw-1", StaffRoles.Caseworker);
        using var one = await EnterAsync(platform, "admin-1", await MakeAsync(platform, "admin-1", StaffRoles.Administrator));
        using var two = await EnterAsync(platform, "admin-2", await MakeAsync(platform, "admin-2", StaffRoles.Administrator));
        const string Reset = "/accounts/cw-1/factor-reset";
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(one, "/accounts/admin-1/factor-reset", null)).StatusCode);
        Assert.False((await RunningPlatform.ReadAsync(await PostAsync(one, Reset, null), ContractsJson.Default.FactorResetDto)).Done);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(one, Reset, null)).StatusCode);
        using var owner = await EnterAsync(platform, "cw-1", secret);
        var seen = await RunningPlatform.ReadAsync(await owner.GetAsync($"{Root}/security", Token), ContractsJson.Default.StaffSecurityDto);
        Assert.Equal(("admin-1", 10, true), (seen.ResetAskedBy, seen.RecoveryCodesLeft, seen.FactorRequired));
        Assert.True((await RunningPlatform.ReadAsync(await PostAsync(two, Reset, null), ContractsJson.Default.FactorResetDto)).Done);
        Assert.Equal(HttpStatusCode.Unauthorized, (await owner.GetAsync($"{Root}/cases", Token)).StatusCode);
        Assert.Equal(("setUp", false), await SignInAsync(owner, "cw-1", Password));
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Fact]
    public async Task Factor_is_asked_for_by_role_and_always_where_one_stands()
    {
        await using var platform = await RunningPlatform.StartAsync(options => options with { SecondFactorFor = StaffRoles.Approver });
        var secret = await MakeAsync(platform, "cw-1", StaffRoles.Caseworker);
        await NewAsync(platform, "cw-2", StaffRoles.Caseworker);
        await NewAsync(platform, "ap-1", StaffRoles.Approver | StaffRoles.Caseworker);
        Assert.Equal(("done", false), await SignInAsync(platform.Client(), "cw-2", Password));
        Assert.Equal(("setUp", false), await SignInAsync(platform.Client(), "ap-1", Password));
        Assert.Equal(("code", false), await SignInAsync(platform.Client(), "cw-1", Password));
        Assert.NotEmpty(secret);
    }

    [Fact]
    public async Task Strangers_wrong_passwords_hold_up_no_browser_that_the_owner_signed_in_with()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await NewAsync(platform, "cw-1", StaffRoles.Caseworker);
        using var desk = platform.Client();
        Assert.Equal(("done", false), await SignInAsync(desk, "cw-1", Password));
        using var stranger = platform.Client();
        for (var hours = 0; hours < 12; hours++)
        {
            for (var tries = 0; tries < 3; tries++)
            {
                Assert.NotEqual(HttpStatusCode.OK, (await TrySignInAsync(stranger, "cw-1", "wrong")).StatusCode);
            }

            platform.Clock.Now += TimeSpan.FromMinutes(5);
        }

        Assert.NotEqual(HttpStatusCode.OK, (await TrySignInAsync(stranger, "cw-1", "wrong")).StatusCode);
        // the stranger is locked out with the right password too; the owner's desk is not, and a new browser waits a quarter of an hour at most
        Assert.Equal(HttpStatusCode.Unauthorized, (await TrySignInAsync(stranger, "cw-1", Password)).StatusCode);
        Assert.Equal(("done", false), await SignInAsync(desk, "cw-1", Password));
        platform.Clock.Now += TimeSpan.FromMinutes(15);
        Assert.Equal(("done", false), await SignInAsync(platform.Client(), "cw-1", Password));
    }

    [Fact]
    public async Task Browser_that_is_known_for_one_account_is_unknown_for_another_and_slowed_down_by_itself()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await NewAsync(platform, "cw-1", StaffRoles.Caseworker);
        await NewAsync(platform, "cw-2", StaffRoles.Caseworker);
        using var desk = platform.Client();
        await SignInAsync(desk, "cw-1", Password);
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await TrySignInAsync(desk, "cw-2", "wrong")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await TrySignInAsync(desk, "cw-2", Password)).StatusCode);
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await TrySignInAsync(desk, "cw-1", "wrong")).StatusCode);
        }

        using var waiting = await TrySignInAsync(desk, "cw-1", Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, waiting.StatusCode);
        Assert.NotNull(waiting.Headers.RetryAfter);
        platform.Clock.Now += TimeSpan.FromSeconds(61);
        Assert.Equal(("done", false), await SignInAsync(desk, "cw-1", Password));
    }

    private static Task<RunningPlatform> StartAsync() =>
        RunningPlatform.StartAsync(options => options with { SecondFactorFor = new ServiceOptions().SecondFactorFor });

    private static async Task NewAsync(RunningPlatform platform, string name, StaffRoles roles)
    {
        var oneTime = (await platform.Accounts.CreateAsync(new CaseworkerId(name), roles, new CaseworkerId("test"), Token)).OneTimePassword!;
        Assert.NotNull((await platform.Accounts.ChangePasswordAsync(new CaseworkerId(name), oneTime, Password, Token)).Account);
    }

    private static async Task<byte[]> MakeAsync(RunningPlatform platform, string name, StaffRoles roles)
    {
        await NewAsync(platform, name, roles);
        var secret = (await platform.Factors.BeginAsync(new CaseworkerId(name), null, Token)).Secret!;
        Assert.NotNull((await platform.Factors.ConfirmAsync(new CaseworkerId(name), Code(platform, secret), Token)).Account);
        platform.Clock.Now += TimeSpan.FromSeconds(30);
        return secret;
    }

    private static async Task<HttpClient> EnterAsync(RunningPlatform platform, string name, byte[] secret)
    {
        platform.Clock.Now += TimeSpan.FromSeconds(30);
        var browser = platform.Client();
        Assert.Equal(("code", false), await SignInAsync(browser, name, Password));
        Assert.Equal("done", (await ReadAsync(await PostAsync(browser, "/sign-in/code", Code(platform, secret)))).Step);
        return browser;
    }

    private static string Code(RunningPlatform platform, byte[] secret) => Totp.CodeAt(secret, Totp.StepAt(platform.Clock.Now));

    private static Task<HttpResponseMessage> TrySignInAsync(HttpClient browser, string name, string password) =>
        RunningPlatform.SendAsync(browser, HttpMethod.Post, $"{Root}/sign-in", new SignInRequest(name, password), ContractsJson.Default.SignInRequest);

    private static async Task<(string Step, bool MustChange)> SignInAsync(HttpClient browser, string name, string password)
    {
        var account = await ReadAsync(await TrySignInAsync(browser, name, password));
        return (account.Step, account.MustChange);
    }

    private static Task<StaffAccountDto> ReadAsync(HttpResponseMessage response) => RunningPlatform.ReadAsync(response, ContractsJson.Default.StaffAccountDto);

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string? code, string? cookie = null) => RunningPlatform.SendAsync(
        browser, HttpMethod.Post, Root + path, new FactorCodeRequest(code), ContractsJson.Default.FactorCodeRequest, cookie is null ? [] : [("Cookie", cookie)]);

    private static Task<HttpResponseMessage> GetAsync(HttpClient browser, string path, string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Root + path);
        request.Headers.Add("Cookie", cookie);
        return browser.SendAsync(request, Token);
    }

    private static string CookieOf(HttpResponseMessage response) =>
        response.Headers.GetValues("Set-Cookie").Last(cookie => cookie.StartsWith("sicert-staff=", StringComparison.Ordinal)).Split(';')[0];

    private static byte[] FromBase32(string text)
    {
        List<byte> bytes = [];
        var (buffer, bits) = (0, 0);
        foreach (var letter in text)
        {
            (buffer, bits) = (((buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal)) & 0xFFFF, bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return [.. bytes];
    }
}
