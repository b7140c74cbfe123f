using System.Net;
using System.Net.Http.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Service.Tests.Person;

public sealed class BadInputTests
{
    private const string Json = "application/json";
    private const string Phone = "13900000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(71);

    private static CancellationToken Token => PersonPlatform.Token;

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":5,\"name\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"\",\"name\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"  \"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":null}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"身份证\",\"name\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"a\\nb\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"a\\u0000b\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"x\",\"role\":\"administrator\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"x\",\"role\":2}", HttpStatusCode.BadRequest)]
    [InlineData("{\"documentNumber\":\"';DROPTABLEbeneficiary;--\",\"name\":\"x\"}", HttpStatusCode.Accepted)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"'); DROP TABLE beneficiary; --\"}", HttpStatusCode.Accepted)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"<script>alert(1)</script>\"}", HttpStatusCode.Accepted)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"\\ud83d\\ude00\"}", HttpStatusCode.Accepted)]
    [InlineData("{\"documentNumber\":\"H12345678\",\"name\":\"\\ud83d\"}", HttpStatusCode.BadRequest)]
    public async Task Claim_of_any_text_is_answered_and_harms_nothing(string body, HttpStatusCode expected)
    {
        await using var platform = await WithPersonAsync();
        using (var response = await platform.NewPage().SendRawAsync(HttpMethod.Post, "/api/v1/claims", body, Json, withHeader: false))
        {
            Assert.Equal(expected, response.StatusCode);
        }

        Assert.Equal("张*", (await platform.NewPage().SignInAsync(Number, "张小明", Phone)).MaskedName);
    }

    [Fact]
    public async Task Nested_bomb_and_huge_body_are_refused()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        await PersonPage.AssertProblemAsync(
            await page.SendRawAsync(HttpMethod.Post, "/api/v1/claims", new string('[', 60_000), Json), HttpStatusCode.BadRequest, "bad-request");
        var huge = $"{{\"documentNumber\":\"H12345678\",\"name\":\"{new string('x', 70_000)}\"}}";
        await PersonPage.AssertProblemAsync(await page.SendRawAsync(HttpMethod.Post, "/api/v1/claims", huge, Json), HttpStatusCode.RequestEntityTooLarge, "too-large");
        await page.SignInAsync(Number, "张小明", Phone);
        await PersonPage.AssertProblemAsync(
            await page.SendRawAsync(HttpMethod.Put, "/api/v1/me/consents/face", huge, Json), HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    [InlineData(null)]
    public async Task Wrong_content_type_is_refused(string? contentType)
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var body = $"{{\"documentNumber\":\"{Number}\",\"name\":\"张小明\"}}";
        using var claim = await page.SendRawAsync(HttpMethod.Post, "/api/v1/claims", body, contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, claim.StatusCode);
        Assert.Empty(platform.Phones.Messages);
        await page.SignInAsync(Number, "张小明", Phone);
        using var consent = await page.SendRawAsync(HttpMethod.Put, "/api/v1/me/consents/face", "{\"textVersion\":\"face-2026.1\"}", contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, consent.StatusCode);
        Assert.Null((await page.StatusAsync()).FaceConsent);
    }

    [Fact]
    public async Task Write_without_the_header_of_our_own_pages_is_refused_and_does_nothing()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        (HttpMethod Method, string Path, string Body)[] writes =
        [
            (HttpMethod.Put, "/api/v1/me/consents/face", $"{{\"textVersion\":\"{FaceConsentText.CurrentVersion}\"}}"),
            (HttpMethod.Delete, "/api/v1/me/consents/face", "{}"),
            (HttpMethod.Post, "/api/v1/me/appointments", "{\"kind\":\"window\"}"),
            (HttpMethod.Post, "/api/v1/me/devices", "{\"publicKey\":\"AAAA\"}"),
            (HttpMethod.Delete, $"/api/v1/me/devices/{Guid.Empty}", "{}"),
            (HttpMethod.Post, "/api/v1/me/represented", "{}"),
            (HttpMethod.Delete, "/api/v1/claims/current", "{}"),
        ];
        var size = (await platform.Storage.AuditLog.ReadHeadAsync(Token)).Size;
        foreach (var (method, path, body) in writes)
        {
            await PersonPage.AssertProblemAsync(await page.SendRawAsync(method, path, body, Json, withHeader: false), HttpStatusCode.Forbidden, "forbidden");
        }

        Assert.Equal(size, (await platform.Storage.AuditLog.ReadHeadAsync(Token)).Size);
        await page.StatusAsync();
    }

    [Theory]
    [InlineData("GET", "/api/v1/me")]
    [InlineData("GET", "/api/v1/me/accesses")]
    [InlineData("GET", "/api/v1/me/held")]
    [InlineData("POST", "/api/v1/me/copy")]
    [InlineData("POST", "/api/v1/me/erasure")]
    [InlineData("GET", "/api/v1/me/represented")]
    [InlineData("PUT", "/api/v1/me/consents/face")]
    [InlineData("DELETE", "/api/v1/me/consents/face")]
    [InlineData("POST", "/api/v1/me/appointments")]
    [InlineData("POST", "/api/v1/me/devices")]
    [InlineData("DELETE", "/api/v1/me/devices/x")]
    [InlineData("POST", "/api/v1/me/represented")]
    [InlineData("POST", "/api/v1/me/represented/x/select")]
    [InlineData("DELETE", "/api/v1/me/represented/x")]
    public async Task Nobody_without_a_proven_claim_gets_anything(string method, string path)
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        await PersonPage.AssertProblemAsync(await page.SendAsync<string>(new HttpMethod(method), path, null, null), HttpStatusCode.Unauthorized, "unauthorized");
        foreach (var cookie in new[] { "x", new string('A', 32), new string('A', 4000) })
        {
            page.Cookies.Add(platform.Service.Addresses.Http, new Cookie("sicert-claim", cookie, "/"));
            await PersonPage.AssertProblemAsync(await page.SendAsync<string>(new HttpMethod(method), path, null, null), HttpStatusCode.Unauthorized, "unauthorized");
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"code\":\"12345\"}")]
    [InlineData("{\"code\":\"1234567\"}")]
    [InlineData("{\"code\":\"１２３４５６\"}")]
    [InlineData("{\"code\":\"123456\",\"deviceId\":\"x\",\"signature\":\"y\"}")]
    [InlineData("{\"deviceId\":\"x\",\"signature\":\"y\"}")]
    [InlineData("{\"deviceId\":\"00000000-0000-0000-0000-000000000000\"}")]
    public async Task Proof_that_is_none_is_a_bad_request_and_no_try(string body)
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        for (var number = 0; number < 7; number++)
        {
            using var refused = await page.SendRawAsync(HttpMethod.Post, $"/api/v1/claims/{claim.ClaimId}/proof", body, Json);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var proven = await page.ProveAsync(claim.ClaimId, new ProveClaimRequest(await platform.Phones.CodeAsync(Phone)));
        Assert.Equal(HttpStatusCode.OK, proven.StatusCode);
    }

    [Fact]
    public async Task Claim_ids_that_never_were_leave_nothing_behind()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        foreach (var id in new[] { "x", new string('A', 32), "..%2F..%2Fme", new string('B', 2000) })
        {
            using var refused = await page.ProveAsync(id, new ProveClaimRequest("123456"));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Addresses_of_the_person_do_not_exist_without_the_stores()
    {
        await using var service = await RunningService.StartAsync();
        using var response = await service.Http.GetAsync("/api/v1/me", Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Every_address_stands_in_the_open_api_document()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var document = await platform.Service.Http.GetStringAsync("/openapi/v1.json", Token);
        foreach (var path in new[] { "/api/v1/claims", "/api/v1/claims/{claimId}/proof", "/api/v1/claims/current", "/api/v1/me", "/api/v1/me/accesses", "/api/v1/me/held", "/api/v1/me/copy", "/api/v1/me/erasure", "/api/v1/me/consents/face", "/api/v1/me/appointments", "/api/v1/me/devices", "/api/v1/me/represented/{linkId}/select", "/api/v1/consent-texts/face" })
        {
            Assert.Contains($"\"{path}\"", document, StringComparison.Ordinal);
        }
    }

    private static async Task<PersonPlatform> WithPersonAsync()
    {
        var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        return platform;
    }
}
