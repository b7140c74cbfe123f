using System.Net;
using System.Text;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Staff;

namespace SocialInsurance.Service.Tests.Platform;

public sealed class StaffHttpTests
{
    private const string SignInPath = "/api/v1/staff/sign-in";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_administrator_signs_in_changes_the_password_and_makes_a_caseworker()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var (name, oneTime) = (string.Empty, string.Empty);
        Assert.True(await platform.Accounts.CreateFirstAsync((account, password) => (name, oneTime) = (account, password), Token));
        using var browser = platform.Client();
        var signedIn = await RunningPlatform.ReadAsync(await SignInAsync(browser, name, oneTime), ContractsJson.Default.StaffAccountDto);
        Assert.True(signedIn.MustChange);
        Assert.Equal("forbidden", await RunningPlatform.ProblemAsync(await browser.GetAsync("/api/v1/staff/accounts", Token), HttpStatusCode.Forbidden));
        Assert.Equal("bad-request", await RunningPlatform.ProblemAsync(await ChangeAsync(browser, oneTime, "short"), HttpStatusCode.BadRequest));
        Assert.False((await RunningPlatform.ReadAsync(await ChangeAsync(browser, oneTime, "a long pass phrase"), ContractsJson.Default.StaffAccountDto)).MustChange);

        var created = await RunningPlatform.ReadAsync(await CreateAsync(browser, "cw-1", "caseworker"), ContractsJson.Default.StaffAccountCreatedDto, HttpStatusCode.Created);
        Assert.Equal("conflict", await RunningPlatform.ProblemAsync(await CreateAsync(browser, "cw-1", "caseworker"), HttpStatusCode.Conflict));
        Assert.Equal("bad-request", await RunningPlatform.ProblemAsync(await CreateAsync(browser, "Bad Name", "caseworker"), HttpStatusCode.BadRequest));
        Assert.Equal("bad-request", await RunningPlatform.ProblemAsync(await CreateAsync(browser, "cw-2", "king"), HttpStatusCode.BadRequest));
        Assert.Equal(["admin", "cw-1"], (await RunningPlatform.ReadAsync(await browser.GetAsync("/api/v1/staff/accounts", Token), ContractsJson.Default.StaffAccountListDto)).Accounts.Select(a => a.Account));

        using var other = platform.Client();
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(other, "cw-1", created.OneTimePassword)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await RunningPlatform.SendAsync<SignInRequest>(browser, HttpMethod.Delete, "/api/v1/staff/accounts/cw-1", null, null)).StatusCode);
        Assert.Equal("unauthorized", await RunningPlatform.ProblemAsync(await ChangeAsync(other, created.OneTimePassword, "another pass phrase"), HttpStatusCode.Unauthorized));
        Assert.DoesNotContain(platform.Logs.Lines, line => line.Contains(oneTime, StringComparison.Ordinal) || line.Contains(created.OneTimePassword, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cookie_is_hidden_from_scripts_and_from_other_sites()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var _ = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        using var handler = new HttpClientHandler { UseCookies = false };
        using var bare = new HttpClient(handler) { BaseAddress = platform.Address };
        using var answer = await SignInAsync(bare, "cw-1", RunningPlatform.PasswordOf("cw-1"));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), one => one.StartsWith("sicert-staff=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Write_without_the_header_or_the_content_type_of_our_page_is_refused()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var caseworker = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        using var crossSite = await caseworker.PostAsync("/api/v1/staff/people/search", new StringContent("{\"documentNumber\":\"H00000003\"}", Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.Forbidden, crossSite.StatusCode);
        using var form = new HttpRequestMessage(HttpMethod.Post, "/api/v1/staff/people/search") { Content = new StringContent("documentNumber=H00000003", Encoding.UTF8, "application/x-www-form-urlencoded") };
        form.Headers.Add("X-Sicert", "1");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await caseworker.SendAsync(form, Token)).StatusCode);
        using var signIn = await platform.Http.PostAsync(SignInPath, new StringContent("{\"account\":\"cw-1\",\"password\":\"x\"}", Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.Forbidden, signIn.StatusCode);
        using var signOut = await caseworker.PostAsync("/api/v1/staff/sign-out", null, Token);
        Assert.Equal(HttpStatusCode.Forbidden, signOut.StatusCode);
    }

    [Fact]
    public async Task Session_ends_when_idle_at_the_end_of_the_day_at_sign_out_and_with_the_password()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var browser = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        await MoveAsync(platform, browser, TimeSpan.FromMinutes(14), HttpStatusCode.OK);
        await MoveAsync(platform, browser, TimeSpan.FromMinutes(14), HttpStatusCode.OK);
        await MoveAsync(platform, browser, TimeSpan.FromMinutes(16), HttpStatusCode.Unauthorized);

        await SignInAsync(browser, "cw-1", RunningPlatform.PasswordOf("cw-1"));
        for (var minutes = 0; minutes < 470; minutes += 10)
        {
            await MoveAsync(platform, browser, TimeSpan.FromMinutes(10), HttpStatusCode.OK);
        }

        await MoveAsync(platform, browser, TimeSpan.FromMinutes(11), HttpStatusCode.Unauthorized);

        using var second = platform.Client();
        await SignInAsync(browser, "cw-1", RunningPlatform.PasswordOf("cw-1"));
        await SignInAsync(second, "cw-1", RunningPlatform.PasswordOf("cw-1"));
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(browser, RunningPlatform.PasswordOf("cw-1"), "quite another phrase")).StatusCode);
        await MoveAsync(platform, browser, TimeSpan.Zero, HttpStatusCode.OK);
        await MoveAsync(platform, second, TimeSpan.Zero, HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.NoContent, (await RunningPlatform.SendAsync<SignInRequest>(browser, HttpMethod.Post, "/api/v1/staff/sign-out", null, null)).StatusCode);
        await MoveAsync(platform, browser, TimeSpan.Zero, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Wrong_sign_ins_lock_the_account_and_a_crowd_is_asked_to_wait()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var _ = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        using var stranger = platform.Client();
        List<string> answers = [];
        for (var tries = 0; tries < 5; tries++)
        {
            answers.Add(await RunningPlatform.ProblemAsync(await SignInAsync(stranger, "cw-1", "wrong"), HttpStatusCode.Unauthorized));
        }

        answers.Add(await RunningPlatform.ProblemAsync(await SignInAsync(stranger, "cw-1", RunningPlatform.PasswordOf("cw-1")), HttpStatusCode.Unauthorized));
        answers.Add(await RunningPlatform.ProblemAsync(await SignInAsync(stranger, "nobody", "wrong"), HttpStatusCode.Unauthorized));
        Assert.Single(answers.Distinct());
        platform.Clock.Now = platform.Clock.Now.AddSeconds(61);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(stranger, "cw-1", RunningPlatform.PasswordOf("cw-1"))).StatusCode);
        var status = HttpStatusCode.OK;
        for (var tries = 0; tries < 31 && status != HttpStatusCode.TooManyRequests; tries++)
        {
            status = (await SignInAsync(stranger, "nobody", new string('x', 200))).StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
    }

    [Fact]
    public async Task Caseworker_finds_a_person_confirms_at_home_and_the_same_meeting_counts_once()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var caseworker = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        var found = Assert.Single((await RunningPlatform.ReadAsync(
            await RunningPlatform.SendAsync(caseworker, HttpMethod.Post, "/api/v1/staff/people/search", new FindPeopleRequest("h00000001"), ContractsJson.Default.FindPeopleRequest),
            ContractsJson.Default.FoundPeopleDto)).People);
        Assert.Equal(("P000001", "试***", null), (found.BeneficiaryId, found.MaskedName, found.CertifiedUntil));

        var request = new ConfirmAliveRequest(found.BeneficiaryId, "homeVisit", "试验村");
        var confirmed = await RunningPlatform.ReadAsync(await ConfirmAsync(caseworker, request, "key-00000001"), ContractsJson.Default.ConfirmedAliveDto, HttpStatusCode.Created);
        var again = await RunningPlatform.ReadAsync(await ConfirmAsync(caseworker, request, "key-00000001"), ContractsJson.Default.ConfirmedAliveDto, HttpStatusCode.Created);

        Assert.Equal(new DateOnly(2026, 11, 3), confirmed.CertifiedOn);
        Assert.Equal(confirmed.ReceiptId, again.ReceiptId);
        Assert.NotNull(confirmed.ReceiptId);
        Assert.Single(await platform.Storage.Reader.ReadDecisionsAsync(RunningPlatform.Id(1), Token), one => one.Decision.Decider == Eligibility.Certification.DeciderKind.Human);
        Assert.Equal("conflict", await RunningPlatform.ProblemAsync(await ConfirmAsync(caseworker, request with { BeneficiaryId = "P000002" }, "key-00000001"), HttpStatusCode.Conflict));
        Assert.Equal("not-found", await RunningPlatform.ProblemAsync(await ConfirmAsync(caseworker, request with { BeneficiaryId = "P999999" }, "key-00000002"), HttpStatusCode.NotFound));
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Theory]
    [InlineData("P000001", "window", "窗口", null, "short")]
    [InlineData("P000001", "window", "窗口", null, null)]
    [InlineData("P000001", "telepathy", "窗口", null, "key-00000001")]
    [InlineData("P000001", "window", "", null, "key-00000001")]
    [InlineData("P000001", "window", "窗口", "2026-11-04", "key-00000001")]
    [InlineData("P000001", "window", "窗口", "2026-10-03", "key-00000001")]
    [InlineData("P000001' OR 1=1", "window", "窗口", null, "key-00000001")]
    public async Task Confirmation_not_in_order_is_refused_and_decides_nothing(string person, string kind, string place, string? metOn, string? key)
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var caseworker = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        var day = metOn is null ? default(DateOnly?) : DateOnly.ParseExact(metOn, "yyyy-MM-dd", null);
        Assert.Equal("bad-request", await RunningPlatform.ProblemAsync(await ConfirmAsync(caseworker, new ConfirmAliveRequest(person, kind, place, day), key), HttpStatusCode.BadRequest));
        Assert.Single(await platform.Storage.Reader.ReadDecisionsAsync(RunningPlatform.Id(1), Token));
    }

    [Theory]
    [InlineData(StaffRoles.Administrator)]
    [InlineData(StaffRoles.Operator)]
    [InlineData(StaffRoles.None)]
    public async Task Roles_without_the_duty_see_no_person(StaffRoles roles)
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var browser = await platform.SignInAsync("someone", roles);
        Assert.Equal("forbidden", await RunningPlatform.ProblemAsync(
            await RunningPlatform.SendAsync(browser, HttpMethod.Post, "/api/v1/staff/people/search", new FindPeopleRequest("H00000001"), ContractsJson.Default.FindPeopleRequest), HttpStatusCode.Forbidden));
        Assert.Equal("forbidden", await RunningPlatform.ProblemAsync(await ConfirmAsync(browser, new ConfirmAliveRequest("P000001", "window", "窗口"), "key-00000001"), HttpStatusCode.Forbidden));
        Assert.Equal("forbidden", await RunningPlatform.ProblemAsync(await browser.GetAsync("/api/v1/staff/appointments", Token), HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Appointments_are_listed_with_masked_names()
    {
        await using var platform = await RunningPlatform.StartAsync(ports: ports => ports with { Appointments = new TwoAppointments() });
        using var caseworker = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        var listed = (await RunningPlatform.ReadAsync(await caseworker.GetAsync("/api/v1/staff/appointments", Token), ContractsJson.Default.StaffAppointmentListDto)).Appointments;
        Assert.Equal([("a-1", "试***", "homeVisit"), ("a-2", "试***", "window")], listed.Select(one => (one.AppointmentId, one.MaskedName, one.Kind)));
    }

    private static async Task MoveAsync(RunningPlatform platform, HttpClient browser, TimeSpan by, HttpStatusCode expected)
    {
        platform.Clock.Now += by;
        using var answer = await browser.GetAsync("/api/v1/staff/appointments", Token);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string account, string password) =>
        RunningPlatform.SendAsync(browser, HttpMethod.Post, SignInPath, new SignInRequest(account, password), ContractsJson.Default.SignInRequest);

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient browser, string current, string next) =>
        RunningPlatform.SendAsync(browser, HttpMethod.Post, "/api/v1/staff/password", new ChangePasswordRequest(current, next), ContractsJson.Default.ChangePasswordRequest);

    private static Task<HttpResponseMessage> CreateAsync(HttpClient browser, string account, string role) => RunningPlatform.SendAsync(
        browser, HttpMethod.Post, "/api/v1/staff/accounts", new CreateStaffAccountRequest(account, [role]), ContractsJson.Default.CreateStaffAccountRequest);

    private static Task<HttpResponseMessage> ConfirmAsync(HttpClient browser, ConfirmAliveRequest request, string? key) => RunningPlatform.SendAsync(
        browser, HttpMethod.Post, "/api/v1/staff/confirmations", request, ContractsJson.Default.ConfirmAliveRequest, key is null ? [] : [("Idempotency-Key", key)]);

    private sealed class TwoAppointments : IAppointmentReader
    {
        public Task<IReadOnlyList<OpenAppointment>> ListOpenAsync(string division, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<OpenAppointment>>(
        [
            new("a-1", RunningPlatform.Id(1), "homeVisit", new DateOnly(2026, 11, 9), DateTimeOffset.UnixEpoch),
            new("a-2", RunningPlatform.Id(2), "window", null, DateTimeOffset.UnixEpoch),
        ]);
    }
}
