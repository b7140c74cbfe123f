using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Service.Tests.Person;

/// <summary>"我还健在" and appeals from the person's own page and by a relative who acts.</summary>
public sealed class OwnAliveTests
{
    private const string Phone = "13900000001";
    private const string HelperPhone = "13700000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(51);
    private static readonly string HelperNumber = PersonPlatform.CitizenNumber(52);
    private static readonly BeneficiaryId Person = new("B1");

    [Fact]
    public async Task Person_says_alive_once_however_often_and_a_red_case_is_due_on_the_working_day()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync(Person.Value, Number, "张小明", Phone);
        var page = platform.NewPage();
        await PersonPage.AssertProblemAsync(await ClaimAsync(page), HttpStatusCode.Unauthorized, "unauthorized");
        await page.SignInAsync(Number, "张小明", Phone);

        using var first = await ClaimAsync(page);
        using var again = await ClaimAsync(page);
        await PersonPage.AssertProblemAsync(await page.SendRawAsync(HttpMethod.Post, "/api/v1/me/alive", "{}", "application/json", withHeader: false), HttpStatusCode.Forbidden, "forbidden");

        var opened = await PersonPage.ReadAsync(first, HttpStatusCode.Created, ContractsJson.Default.AliveClaimOpenedDto);
        Assert.Equal(opened.CaseId, (await PersonPage.ReadAsync(again, HttpStatusCode.OK, ContractsJson.Default.AliveClaimOpenedDto)).CaseId);
        // said on a Sunday: Monday, 17:30 in China
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 9, 30, 0, TimeSpan.Zero), opened.DueAt);
        var row = Assert.Single(await platform.Storage.Cases.ListOfAsync(Person, PersonPlatform.Token));
        Assert.Equal((FindingKind.AliveClaim, RiskColour.Red), (row.Kind, row.Colour));
    }

    [Fact]
    public async Task Relative_who_acts_says_alive_and_appeals_and_nobody_appeals_anothers_case()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync(Person.Value, Number, "张小明", Phone);
        await platform.RegisterAsync("B2", PersonPlatform.CitizenNumber(53), "李大山", null);
        var page = platform.NewPage();
        await page.SignInAsHelperAsync(HelperNumber, "李小红", HelperPhone);
        await PersonPage.AssertProblemAsync(await ClaimAsync(page), HttpStatusCode.Conflict, "conflict");
        using var added = await page.AddRepresentedAsync(Number, "张小明");
        var link = Assert.Single((await PersonPage.ReadAsync(added, HttpStatusCode.Created, ContractsJson.Default.RepresentedListDto)).People).LinkId;
        (await page.SelectAsync(link)).Dispose();

        using var claim = await ClaimAsync(page);
        using var appeal = await AppealAsync(page, new AppealRequest("认证结果不对"));

        var opened = await PersonPage.ReadAsync(claim, HttpStatusCode.Created, ContractsJson.Default.AliveClaimOpenedDto);
        Assert.Equal(CaseSource.Relative, (await platform.Storage.Cases.FindAsync(new CaseId(Guid.Parse(opened.CaseId)), PersonPlatform.Token))!.Source);
        await PersonPage.ReadAsync(appeal, HttpStatusCode.Created, ContractsJson.Default.AppealOpenedDto);
        var other = await new OpenAliveClaim(platform.Storage.Store, CaseSurroundings.Default, platform.Clock)
            .ExecuteAsync(new BeneficiaryId("B2"), CaseSource.Staff, new("cw-1"), PersonPlatform.Token);
        await PersonPage.AssertProblemAsync(await AppealAsync(page, new AppealRequest("不是我的", other.Case!.Id.ToString())), HttpStatusCode.NotFound, "not-found");
        await PersonPage.AssertProblemAsync(await AppealAsync(page, new AppealRequest("  ")), HttpStatusCode.BadRequest, "bad-request");
        await PersonPage.AssertProblemAsync(await AppealAsync(page, new AppealRequest("x", "case")), HttpStatusCode.BadRequest, "bad-request");
    }

    private static Task<HttpResponseMessage> ClaimAsync(PersonPage page) =>
        page.SendAsync(HttpMethod.Post, "/api/v1/me/alive", new AliveClaimRequest(), ContractsJson.Default.AliveClaimRequest);

    private static Task<HttpResponseMessage> AppealAsync(PersonPage page, AppealRequest request) =>
        page.SendAsync(HttpMethod.Post, "/api/v1/me/appeals", request, ContractsJson.Default.AppealRequest);
}
