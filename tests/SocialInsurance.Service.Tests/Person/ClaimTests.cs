using System.Buffers.Text;
using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;

namespace SocialInsurance.Service.Tests.Person;

public sealed class ClaimTests
{
    private const string Phone = "13900000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(11);

    private static CancellationToken Token => PersonPlatform.Token;

    [Fact]
    public async Task Person_with_the_code_sent_to_the_phone_on_record_is_let_in()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();

        var status = await page.SignInAsync(Number, "张小明", Phone);

        Assert.Equal("张*", status.MaskedName);
        Assert.StartsWith("990*", status.MaskedDocument, StringComparison.Ordinal);
        Assert.DoesNotContain(Number[3..16], status.MaskedDocument, StringComparison.Ordinal);
        var message = Assert.Single(platform.Phones.Messages);
        Assert.StartsWith("【社保认证】验证码", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", message.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Phone, message.Address);
        Assert.Equal(status.MaskedName, (await page.StatusAsync()).MaskedName);
    }

    [Fact]
    public async Task Cookie_of_a_proven_claim_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));

        using var proven = await page.ProveAsync(claim.ClaimId, new ProveClaimRequest(await platform.Phones.CodeAsync(Phone)));

        string[] cookies = [.. proven.Headers.GetValues("Set-Cookie")];
        Assert.Equal(["sicert-claim", "sicert-known"], cookies.Select(cookie => cookie.Split('=')[0]).Order());
        foreach (var cookie in cookies)
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(claim.ClaimId, cookie, StringComparison.Ordinal);
            Assert.DoesNotContain(Number, cookie, StringComparison.Ordinal);
        }

        Assert.Equal("no-store", proven.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Claim_of_a_stranger_gets_the_same_answer_and_no_code()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        OpenClaimRequest[] claims =
        [
            new(Number, "张小明"),
            new(Number, "李大山"),
            new(PersonPlatform.CitizenNumber(12), "张小明"),
            new("H99999999", "张小明"),
            new("?", "?"),
        ];
        List<string> answers = [];
        foreach (var claim in claims)
        {
            using var response = await page.OpenAsync(claim);
            platform.Clock.Now += TimeSpan.FromSeconds(61);
            var opened = await PersonPage.ReadAsync(response, HttpStatusCode.Accepted, ContractsJson.Default.ClaimOpenedDto);
            Assert.Matches("^[A-Za-z0-9_-]{22,64}$", opened.ClaimId);
            answers.Add(string.Join(',', response.Headers.Select(header => header.Key).Order()) + (opened with { ClaimId = "*", DeviceNonce = "*" }));
            await PersonPage.AssertProblemAsync(
                await page.ProveAsync(opened.ClaimId, new ProveClaimRequest("000000")), HttpStatusCode.Unauthorized, "unauthorized");
        }

        Assert.Single(answers.Distinct());
        await platform.Phones.CodeAsync(Phone);
        Assert.Single(platform.Phones.Messages);
    }

    [Fact]
    public async Task Person_without_a_phone_on_record_gets_the_same_answer_and_no_code()
    {
        await using var platform = await WithPersonAsync();
        await platform.RegisterAsync("B2", PersonPlatform.CitizenNumber(13), "王五", phone: null);
        var page = platform.NewPage();

        var claim = await page.OpenedAsync(new OpenClaimRequest(PersonPlatform.CitizenNumber(13), "王五"));
        await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));

        await platform.Phones.CodeAsync(Phone);
        Assert.Single(platform.Phones.Messages);
        Assert.Equal(300, claim.ExpiresInSeconds);
    }

    [Fact]
    public async Task Sixth_try_is_dead_even_with_the_right_code()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        var code = await platform.Phones.CodeAsync(Phone);
        var wrong = code == "111111" ? "222222" : "111111";
        for (var number = 1; number <= 5; number++)
        {
            await PersonPage.AssertProblemAsync(await page.ProveAsync(claim.ClaimId, new ProveClaimRequest(wrong)), HttpStatusCode.Unauthorized, "unauthorized");
        }

        await PersonPage.AssertProblemAsync(await page.ProveAsync(claim.ClaimId, new ProveClaimRequest(code)), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Fifth_try_with_the_right_code_is_let_in()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        var code = await platform.Phones.CodeAsync(Phone);
        for (var number = 1; number <= 4; number++)
        {
            (await page.ProveAsync(claim.ClaimId, new ProveClaimRequest(code == "111111" ? "222222" : "111111"))).Dispose();
        }

        using var proven = await page.ProveAsync(claim.ClaimId, new ProveClaimRequest(code));
        Assert.Equal(HttpStatusCode.OK, proven.StatusCode);
    }

    [Fact]
    public async Task Code_is_dead_after_five_minutes_and_after_it_was_used()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var first = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        var code = await platform.Phones.CodeAsync(Phone);
        platform.Clock.Now += TimeSpan.FromMinutes(5);
        await PersonPage.AssertProblemAsync(await page.ProveAsync(first.ClaimId, new ProveClaimRequest(code)), HttpStatusCode.Unauthorized, "unauthorized");

        var second = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        code = await platform.Phones.CodeAsync(Phone, 2);
        (await page.ProveAsync(second.ClaimId, new ProveClaimRequest(code))).Dispose();
        await PersonPage.AssertProblemAsync(
            await platform.NewPage().ProveAsync(second.ClaimId, new ProveClaimRequest(code)), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Of_two_proofs_at_once_one_is_let_in()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        var code = await platform.Phones.CodeAsync(Phone);

        var proofs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => platform.NewPage().ProveAsync(claim.ClaimId, new ProveClaimRequest(code))));

        Assert.Single(proofs, proof => proof.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Code_of_one_claim_does_not_prove_another()
    {
        await using var platform = await WithPersonAsync();
        await platform.RegisterAsync("B2", PersonPlatform.CitizenNumber(14), "赵六", "13900000002");
        var page = platform.NewPage();
        await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        var mine = await platform.Phones.CodeAsync(Phone);
        var others = await page.OpenedAsync(new OpenClaimRequest(PersonPlatform.CitizenNumber(14), "赵六"));
        var theirs = await platform.Phones.CodeAsync("13900000002");

        using var crossed = await page.ProveAsync(others.ClaimId, new ProveClaimRequest(mine));

        // one time in a million both codes are the same
        Assert.Equal(mine == theirs ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, crossed.StatusCode);
    }

    [Fact]
    public async Task Mended_name_need_not_wait_and_a_wrong_one_looks_like_it()
    {
        await using var platform = await WithPersonAsync();
        // registered or not: whoever asks cannot tell them apart
        foreach (var (document, names) in new[] { (Number, new[] { "张晓明", "张小明" }), (PersonPlatform.CitizenNumber(77), ["张晓明", "张小明"]) })
        {
            var page = platform.NewPage();
            foreach (var name in names)
            {
                using var opened = await page.OpenAsync(new OpenClaimRequest(document, name));
                Assert.Equal(HttpStatusCode.Accepted, opened.StatusCode);
                using var again = await page.OpenAsync(new OpenClaimRequest(document, $" {name[0]} {name[1..]} "));
                Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(60)), (again.StatusCode, again.Headers.RetryAfter?.Delta));
            }

            using var third = await page.OpenAsync(new OpenClaimRequest(document, "张小名"));
            using var fourth = await page.OpenAsync(new OpenClaimRequest(document, "张肖明"));
            Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests), (third.StatusCode, fourth.StatusCode));
            Assert.Equal(TimeSpan.FromHours(1), fourth.Headers.RetryAfter?.Delta);
        }

        Assert.Matches("^[0-9]{6}$", await platform.Phones.CodeAsync(Phone));
    }

    [Fact]
    public async Task Codes_for_one_document_are_sixty_seconds_apart_and_three_an_hour_registered_or_not()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        foreach (var document in new[] { Number, PersonPlatform.CitizenNumber(77) })
        {
            for (var number = 1; number <= 3; number++)
            {
                (await page.OpenAsync(new OpenClaimRequest(document, "张小明"))).Dispose();
                using var tooEarly = await page.OpenAsync(new OpenClaimRequest(document, "张小明"));
                Assert.Equal(HttpStatusCode.TooManyRequests, tooEarly.StatusCode);
                Assert.Equal(TimeSpan.FromSeconds(60), tooEarly.Headers.RetryAfter?.Delta);
                platform.Clock.Now += TimeSpan.FromSeconds(61);
            }

            using var fourth = await page.OpenAsync(new OpenClaimRequest(document, "张小明"));
            Assert.Equal(HttpStatusCode.TooManyRequests, fourth.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(3600 - 183), fourth.Headers.RetryAfter?.Delta);
            platform.Clock.Now += TimeSpan.FromHours(1);
        }

        using var later = await page.OpenAsync(new OpenClaimRequest(Number, "张小明"));
        Assert.Equal(HttpStatusCode.Accepted, later.StatusCode);
    }

    [Theory]
    [InlineData("H12345678", "陳大文", "h12345678", "陈 大文")]
    [InlineData("M12345678", "何厚", "M1234567801", "何厚")]
    [InlineData("01234567", "林志明", "0123456702", "林志明")]
    [InlineData("0123456701", "林志明", "01234567", "林志明")]
    [InlineData("0123456701", "林志明", "0123456703", "林志明")]
    [InlineData("AB1234567", "MARIA GARCIA LOPEZ", "ab1234567", "García López Maria")]
    [InlineData("USA110100000018", "JOHN SMITH", "USA1101 0000 0018", "Smith John")]
    [InlineData("K12345678", "欧阳·娜", "K12345678", "欧阳娜")]
    public async Task Residents_of_other_places_claim_with_their_own_documents(string registered, string name, string typed, string typedName)
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B9", registered, name, "+85291234567");

        var status = await platform.NewPage().SignInAsync(typed, typedName, "+85291234567");

        Assert.EndsWith("*", status.MaskedName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_number_of_fifteen_digits_finds_its_owner()
    {
        await using var platform = await WithPersonAsync();
        var old = Number[..6] + Number[8..17];

        Assert.Equal("张*", (await platform.NewPage().SignInAsync(old, "张 小明", Phone)).MaskedName);
    }

    [Fact]
    public async Task Taiwan_permit_of_somebody_with_another_name_is_not_taken_for_a_renewal()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B9", "0123456701", "林志明", "13900000009");
        await platform.RegisterAsync("B8", PersonPlatform.CitizenNumber(8), "哨兵", "13900000008");

        await platform.NewPage().OpenedAsync(new OpenClaimRequest("0123456702", "林志玲"));
        await platform.NewPage().SignInAsync(PersonPlatform.CitizenNumber(8), "哨兵", "13900000008");

        Assert.DoesNotContain(platform.Phones.Messages, message => message.Address == "13900000009");
    }

    [Fact]
    public async Task Signed_out_cookie_is_worth_nothing()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        var kept = page.Cookies.GetCookieHeader(platform.Service.Addresses.Http);

        using var ended = await page.DeleteAsync("/api/v1/claims/current");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.DoesNotContain(page.Cookies.GetCookies(platform.Service.Addresses.Http), cookie => cookie.Name == "sicert-claim");
        using var stolen = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        stolen.Headers.Add("Cookie", kept);
        using var bare = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = platform.Service.Addresses.Http };
        await PersonPage.AssertProblemAsync(await bare.SendAsync(stolen, Token), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Proven_claim_ends_by_itself_after_an_hour()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        platform.Clock.Now += TimeSpan.FromMinutes(59);
        await page.StatusAsync();
        platform.Clock.Now += TimeSpan.FromMinutes(2);

        await PersonPage.AssertProblemAsync(await page.GetAsync("/api/v1/me"), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Open_claim_as_a_cookie_lets_nobody_in()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        page.Cookies.Add(platform.Service.Addresses.Http, new Cookie("sicert-claim", claim.ClaimId, "/"));

        await PersonPage.AssertProblemAsync(await page.GetAsync("/api/v1/me"), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Nonce_is_new_for_every_claim()
    {
        await using var platform = await WithPersonAsync();
        var page = platform.NewPage();
        var first = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明", DeviceId: Guid.Empty.ToString()));
        var second = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明", DeviceId: Guid.Empty.ToString()));

        Assert.NotEqual(first.DeviceNonce, second.DeviceNonce);
        Assert.Equal(32, Base64Url.DecodeFromChars(first.DeviceNonce).Length);
        Assert.Empty(platform.Phones.Messages);
    }

    private static async Task<PersonPlatform> WithPersonAsync()
    {
        var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        return platform;
    }
}
