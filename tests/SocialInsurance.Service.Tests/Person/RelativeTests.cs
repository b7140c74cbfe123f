using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Service.Tests.Person;

public sealed class RelativeTests
{
    private const string OwnPhone = "13700000001";
    private const string PersonPhone = "13900000001";
    private static readonly string OwnNumber = PersonPlatform.CitizenNumber(60);
    private static readonly string Number = PersonPlatform.CitizenNumber(61);

    [Fact]
    public async Task Helper_names_selects_and_acts_but_never_sees_the_evidence()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var person = await platform.RegisterAsync("B1", Number, "张小明", PersonPhone);
        await platform.DecideAsync(person, DecisionOutcome.Certified, "run-1");
        var page = platform.NewPage();
        Assert.Empty((await page.SignInAsHelperAsync(OwnNumber, "张小红", OwnPhone)).People);
        await PersonPage.AssertProblemAsync(await page.GetAsync("/api/v1/me"), HttpStatusCode.Conflict, "conflict");

        var link = await AddAsync(page, Number, "张小明");
        using var selected = await page.SelectAsync(link);

        var status = await PersonPage.ReadAsync(selected, HttpStatusCode.OK, ContractsJson.Default.PersonStatusDto);
        Assert.Equal(("张*", "张*", StandingState.Certified), (status.MaskedName, status.HelperName, status.State));
        Assert.Empty(status.Evidence);
        Assert.Equal("张*", (await page.StatusAsync()).HelperName);
        await PersonPage.AssertProblemAsync(await page.GetAsync("/api/v1/me/accesses"), HttpStatusCode.Forbidden, "forbidden");
        await PersonPage.AssertProblemAsync(await page.RegisterDeviceAsync("AAAA"), HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Person_sees_what_the_helper_did_and_can_end_it_at_once()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", PersonPhone);
        var helper = platform.NewPage();
        await helper.SignInAsHelperAsync(OwnNumber, "李小红", OwnPhone);
        (await helper.SelectAsync(await AddAsync(helper, Number, "张小明"))).Dispose();
        platform.Clock.Now += TimeSpan.FromSeconds(1);
        (await helper.GiveConsentAsync(FaceConsentText.CurrentVersion)).Dispose();
        platform.Clock.Now += TimeSpan.FromSeconds(1);
        (await helper.DeleteAsync("/api/v1/me/consents/face")).Dispose();
        platform.Clock.Now += TimeSpan.FromSeconds(1);
        (await helper.RequestAppointmentAsync("video", null, "key-00000001")).Dispose();
        var person = platform.NewPage();
        Assert.Null((await person.SignInAsync(Number, "张小明", PersonPhone)).HelperName);

        var accesses = await AccessesAsync(person);

        Assert.Collection(
            accesses,
            access => Assert.StartsWith("代您预约了", access.Purpose, StringComparison.Ordinal),
            access => Assert.StartsWith("代您撤回", access.Purpose, StringComparison.Ordinal),
            access => Assert.StartsWith("代您作出", access.Purpose, StringComparison.Ordinal),
            access => Assert.StartsWith("代办：查看", access.Purpose, StringComparison.Ordinal),
            access => Assert.StartsWith("登记为您的代办人", access.Purpose, StringComparison.Ordinal));
        Assert.All(accesses, access => Assert.Equal("李*（子女 (child)）", access.Who));
        Assert.All(accesses, access => Assert.Equal(new TextDto("李*（子女）", "李* (child)"), access.WhoText));
        var link = Assert.Single(accesses.Select(access => access.LinkId).Distinct());
        using var ended = await person.DeleteAsync($"/api/v1/me/represented/{link}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        await PersonPage.AssertProblemAsync(await helper.GetAsync("/api/v1/me"), HttpStatusCode.Conflict, "conflict");
        await PersonPage.AssertProblemAsync(await helper.SelectAsync(link!), HttpStatusCode.NotFound, "not-found");
        Assert.All(await AccessesAsync(person), access => Assert.Null(access.LinkId));
    }

    [Fact]
    public async Task Whatever_does_not_agree_is_refused_in_the_same_words()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", PersonPhone);
        var page = platform.NewPage();
        await page.SignInAsHelperAsync(OwnNumber, "李小红", OwnPhone);
        List<string> answers = [];
        foreach (var (document, name) in new[] { (Number, "张小民"), (PersonPlatform.CitizenNumber(62), "张小明"), ("H99999999", "无名"), ("?", "?") })
        {
            using var refused = await page.AddRepresentedAsync(document, name);
            var problem = await PersonPage.ReadAsync(refused, HttpStatusCode.UnprocessableEntity, ContractsJson.Default.ProblemDto);
            answers.Add((problem with { TraceId = "*" }).ToString());
        }

        Assert.Single(answers.Distinct());
        Assert.Empty(await platform.Storage.People.ReadAccessesAsync(new("B1"), 10, PersonPlatform.Token));
    }

    [Fact]
    public async Task Ninth_person_is_refused_and_naming_somebody_twice_is_one_link()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = platform.NewPage();
        await page.SignInAsHelperAsync(OwnNumber, "李小红", OwnPhone);
        for (var number = 1; number <= 9; number++)
        {
            await platform.RegisterAsync($"B{number}", PersonPlatform.CitizenNumber(60 + number), "张小明", null);
        }

        for (var number = 1; number <= 8; number++)
        {
            await AddAsync(page, PersonPlatform.CitizenNumber(60 + number), "张小明");
        }

        using var again = await page.AddRepresentedAsync(PersonPlatform.CitizenNumber(61), "张小明");
        Assert.Equal(8, (await PersonPage.ReadAsync(again, HttpStatusCode.OK, ContractsJson.Default.RepresentedListDto)).People.Count);
        await PersonPage.AssertProblemAsync(
            await page.AddRepresentedAsync(PersonPlatform.CitizenNumber(69), "张小明"), HttpStatusCode.UnprocessableEntity, "not-confirmed");
    }

    [Fact]
    public async Task Guessing_people_ends_after_sixteen_an_hour()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var page = platform.NewPage();
        await page.SignInAsHelperAsync(OwnNumber, "李小红", OwnPhone);
        for (var number = 1; number <= 16; number++)
        {
            (await page.AddRepresentedAsync(PersonPlatform.CitizenNumber(100 + number), "无名")).Dispose();
        }

        using var refused = await page.AddRepresentedAsync(PersonPlatform.CitizenNumber(200), "无名");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.FromMinutes(59));
    }

    [Fact]
    public async Task Helper_with_another_phone_sees_nothing_of_the_first()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", PersonPhone);
        var first = platform.NewPage();
        await first.SignInAsHelperAsync(OwnNumber, "李小红", OwnPhone);
        var link = await AddAsync(first, Number, "张小明");
        var impostor = platform.NewPage();

        Assert.Empty((await impostor.SignInAsHelperAsync(OwnNumber, "李小红", "13700000002")).People);
        await PersonPage.AssertProblemAsync(await impostor.SelectAsync(link), HttpStatusCode.NotFound, "not-found");
        await PersonPage.AssertProblemAsync(await impostor.DeleteAsync($"/api/v1/me/represented/{link}"), HttpStatusCode.NotFound, "not-found");
        platform.Clock.Now += TimeSpan.FromSeconds(61);
        Assert.Single((await platform.NewPage().SignInAsHelperAsync(OwnNumber, "李 小红", OwnPhone)).People);
    }

    [Fact]
    public async Task Helper_ends_a_link_and_a_beneficiary_is_no_helper()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", PersonPhone);
        var page = platform.NewPage();
        await page.SignInAsHelperAsync(OwnNumber, "李小红", OwnPhone);
        var link = await AddAsync(page, Number, "张小明");
        (await page.DeleteAsync($"/api/v1/me/represented/{link}")).Dispose();
        using var list = await page.GetAsync("/api/v1/me/represented");
        Assert.Empty((await PersonPage.ReadAsync(list, HttpStatusCode.OK, ContractsJson.Default.RepresentedListDto)).People);

        var person = platform.NewPage();
        await person.SignInAsync(Number, "张小明", PersonPhone);
        await PersonPage.AssertProblemAsync(await person.AddRepresentedAsync(Number, "张小明"), HttpStatusCode.Forbidden, "forbidden");
        await PersonPage.AssertProblemAsync(await person.GetAsync("/api/v1/me/represented"), HttpStatusCode.Forbidden, "forbidden");
        await PersonPage.AssertProblemAsync(await person.SelectAsync(link), HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData(ClaimRole.Helper, null)]
    [InlineData(ClaimRole.Helper, "12345")]
    [InlineData(ClaimRole.Helper, "+85291234567")]
    [InlineData(ClaimRole.Beneficiary, OwnPhone)]
    public async Task Helper_needs_a_mobile_number_and_a_beneficiary_may_give_none(ClaimRole role, string? phone)
    {
        await using var platform = await PersonPlatform.StartAsync();

        await PersonPage.AssertProblemAsync(
            await platform.NewPage().OpenAsync(new OpenClaimRequest(Number, "张小明", role, phone)), HttpStatusCode.BadRequest, "bad-request");
    }

    private static async Task<string> AddAsync(PersonPage page, string document, string name)
    {
        using var added = await page.AddRepresentedAsync(document, name);
        return (await PersonPage.ReadAsync(added, HttpStatusCode.Created, ContractsJson.Default.RepresentedListDto)).People[^1].LinkId;
    }

    private static async Task<IReadOnlyList<AccessDto>> AccessesAsync(PersonPage page)
    {
        using var response = await page.GetAsync("/api/v1/me/accesses");
        return (await PersonPage.ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.AccessListDto)).Accesses;
    }
}
