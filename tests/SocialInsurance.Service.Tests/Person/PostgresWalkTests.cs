using System.Net;
using System.Net.Http.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service.Limits;
using SocialInsurance.Service.Platform;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Service.Tests.Sessions;
using SocialInsurance.Storage;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Service.Tests.Person;

/// <summary>The retiree's way over HTTP with the books in PostgreSQL and the real models behind it; the other tests of this folder run on files.</summary>
public sealed class PostgresWalkTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IAsyncLifetime
{
    private const string Phone = "13900000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(71);

    private PersonPlatform platform = null!;
    private BeneficiaryId person;
    private LiveFaces? faces;

    private static CancellationToken Token => PersonPlatform.Token;

    public async ValueTask InitializeAsync()
    {
        var connection = (await postgres.CreateDatabaseAsync()).Replace("Pooling=false;", string.Empty, StringComparison.Ordinal);
        platform = await PersonPlatform.StartAsync(
            postgres: connection,
            running: true,
            change: options => options with
            {
                Sessions = new LiveSessionOptions { FixedChallengeForTests = LivePlatform.ClipOrder },
                Velocity = new VelocityOptions { SessionsPerPerson = 2, Window = TimeSpan.FromHours(24) },
            },
            more: WithFacesAsync);
        person = await platform.RegisterAsync("B1", Number, "张小明", Phone);
        await LivePlatform.EnrolAsync(platform.Storage, person);
    }

    public async ValueTask DisposeAsync()
    {
        await platform.DisposeAsync();
        faces?.Dispose();
    }

    [Fact]
    public async Task Retiree_walks_from_claim_over_code_consent_and_session_to_a_receipt_that_anybody_checks()
    {
        var page = platform.NewPage();
        var due = await page.SignInAsync(Number, "张小明", Phone);
        Assert.Contains("刷脸", due.Headline.Zh, StringComparison.Ordinal);
        using var consented = await page.GiveConsentAsync(FaceConsentText.CurrentVersion);
        Assert.Equal(HttpStatusCode.OK, consented.StatusCode);
        using var client = new SessionClient(platform.Service.Addresses.Http, person) { CookieHeader = page.Cookies.GetCookieHeader(platform.Service.Addresses.Http) };

        using var opened = await client.PostAsync(key: "walk-opening-1");
        using var again = await client.PostAsync(key: "walk-opening-1");
        var session = (await opened.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto, Token))!;
        Assert.Equal(session.SessionId, (await again.Content.ReadFromJsonAsync(ContractsJson.Default.SessionOpenedDto, Token))!.SessionId);
        await client.HelloAsync(session);
        var end = await client.PlayAsync(LivePlatform.Clip);

        Assert.Equal("Certified", end!.Result!.Decision);
        using var shown = await page.GetAsync($"/api/v1/me/receipts/{end.Result.Receipt!.ReceiptId}");
        var receipt = await PersonPage.ReadAsync(shown, HttpStatusCode.OK, ContractsJson.Default.ReceiptDto);
        using var verified = await platform.Service.Http.PostAsJsonAsync(
            "/api/v1/receipts/verify", new VerifyReceiptRequest(receipt.Token), ContractsJson.Default.VerifyReceiptRequest, Token);
        Assert.Equal("genuine", (await PersonPage.ReadAsync(verified, HttpStatusCode.OK, ContractsJson.Default.ReceiptVerdictDto)).State);
        Assert.Equal("selfFace", (await page.StatusAsync()).CertifiedBy);
        var verdict = await platform.Storage.AuditLog.VerifyAsync(Token);
        Assert.Equal((AuditFault.None, null), (verdict.Fault, verdict.FirstBadEntry));
    }

    [Fact]
    public async Task Sessions_codes_and_writes_are_limited_and_repeated_as_on_files()
    {
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        await page.GiveConsentAsync(FaceConsentText.CurrentVersion);
        using var client = new SessionClient(platform.Service.Addresses.Http, person) { CookieHeader = page.Cookies.GetCookieHeader(platform.Service.Addresses.Http) };
        (await client.PostAsync()).Dispose();
        (await client.PostAsync()).Dispose();

        using var third = await client.PostAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.NotNull(third.Headers.RetryAfter);

        using var first = await page.RequestAppointmentAsync("homeVisit", null, "walk-appointment-1");
        using var repeated = await page.RequestAppointmentAsync("homeVisit", null, "walk-appointment-1");
        using var otherBody = await page.RequestAppointmentAsync("window", null, "walk-appointment-1");
        Assert.Equal(HttpStatusCode.Conflict, otherBody.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await repeated.Content.ReadAsStringAsync(Token));

        var stranger = platform.NewPage();
        var claim = await stranger.OpenedAsync(new OpenClaimRequest(PersonPlatform.CitizenNumber(99), "无名氏"));
        using var guessed = await stranger.ProveAsync(claim.ClaimId, new ProveClaimRequest("123456"));
        Assert.Equal(HttpStatusCode.Unauthorized, guessed.StatusCode);
        Assert.Single(platform.Phones.Messages);
    }

    [Fact]
    public async Task Relative_who_acts_and_consent_that_is_taken_back_are_kept_as_on_files()
    {
        var helper = platform.NewPage();
        await helper.SignInAsHelperAsync(PersonPlatform.CitizenNumber(80), "李强", "13900000008");
        using var added = await helper.AddRepresentedAsync(Number, "张小明");
        var link = (await PersonPage.ReadAsync(added, HttpStatusCode.Created, ContractsJson.Default.RepresentedListDto)).People[0];
        using var selected = await helper.SelectAsync(link.LinkId);
        using var consented = await helper.GiveConsentAsync(FaceConsentText.CurrentVersion);
        Assert.Equal(HttpStatusCode.OK, consented.StatusCode);

        var own = platform.NewPage();
        await own.SignInAsync(Number, "张小明", Phone);
        using var withdrawn = await own.DeleteAsync("/api/v1/me/consents/face");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (selected.StatusCode, withdrawn.StatusCode));
        Assert.Null((await own.StatusAsync()).FaceConsent);
        Assert.Equal(AuditFault.None, (await platform.Storage.AuditLog.VerifyAsync(Token)).Fault);
    }

    private async Task<PlatformPorts> WithFacesAsync(PlatformStorage storage, PlatformPorts ports)
    {
        faces = await LiveFaces.OpenAsync(storage.Templates.Protection, 1, Token);
        return ports with { Faces = faces, Receipts = storage.Receipts, ReceiptSigner = storage.ReceiptSigner };
    }
}
