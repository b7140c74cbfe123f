using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Service.Tests.Person;

/// <summary>Somebody without a telephone proves a claim with a code that a caseworker gave.</summary>
public sealed class CounterCodeTests
{
    private static readonly string Number = PersonPlatform.CitizenNumber(31);
    private static readonly string OtherNumber = PersonPlatform.CitizenNumber(32);

    [Fact]
    public async Task Person_without_a_telephone_is_let_in_consents_and_sees_who_gave_the_code()
    {
        await using var platform = await WithPeopleAsync();
        var desk = await CounterDesk.OpenAsync(platform, "clerk", StaffRoles.Caseworker);
        var auditor = await CounterDesk.OpenAsync(platform, "auditor", StaffRoles.Auditor);
        var page = platform.NewPage();
        var claim = await page.OpenedAsync(new OpenClaimRequest(Number, "张小明"));

        var given = await desk.GiveAsync("B1");
        using var proven = await page.ProveAsync(claim.ClaimId, new ProveClaimRequest(given.Code));

        Assert.Matches("^[0-9]{6}$", given.Code);
        Assert.Equal(600, given.ExpiresInSeconds);
        Assert.Equal("张*", (await PersonPage.ReadAsync(proven, HttpStatusCode.OK, ContractsJson.Default.PersonStatusDto)).MaskedName);
        Assert.True((await page.GiveConsentAsync(FaceConsentText.CurrentVersion)).IsSuccessStatusCode);
        Assert.Equal("张*", (await page.StatusAsync()).MaskedName);
        using var accesses = await page.GetAsync("/api/v1/me/accesses");
        var seen = Assert.Single((await PersonPage.ReadAsync(accesses, HttpStatusCode.OK, ContractsJson.Default.AccessListDto)).Accesses);
        Assert.Contains("核查人员", seen.Who, StringComparison.Ordinal);
        Assert.Contains("one-time code", seen.Purpose, StringComparison.Ordinal);
        using var reads = await auditor.Page.GetAsync("/api/v1/staff/reads");
        var read = Assert.Single((await PersonPage.ReadAsync(reads, HttpStatusCode.OK, ContractsJson.Default.StaffReadListDto)).Reads, one => one.Subject == "B1");
        Assert.Equal(("clerk", "search", IssueCounterCode.Reason), (read.Account, read.What, read.Reason));
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(PersonPlatform.Token)).Ok);
        Assert.Empty(platform.Phones.Messages);
        Assert.DoesNotContain(platform.Service.Logs.Lines, line => line.Contains(given.Code, StringComparison.Ordinal) || line.Contains(Number, StringComparison.Ordinal));
        await PersonPage.AssertProblemAsync(await desk.Page.GetAsync("/api/v1/me"), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Code_is_taken_once_and_of_two_codes_the_newer_counts()
    {
        await using var platform = await WithPeopleAsync();
        var desk = await CounterDesk.OpenAsync(platform, "clerk", StaffRoles.Caseworker);
        string[] claims = [await ClaimAsync(platform), await ClaimAsync(platform), await ClaimAsync(platform), await ClaimAsync(platform)];

        var first = await desk.GiveAsync("B1");
        var second = await desk.GiveAsync("B1");
        Assert.Equal(first.Code == second.Code, await ProvesAsync(platform, claims[0], first.Code));
        var proofs = await Task.WhenAll(claims.Skip(1).Select(claim => ProvesAsync(platform, claim, second.Code)));

        Assert.Single(proofs, proven => proven);
        Assert.False(await ProvesAsync(platform, await ClaimAsync(platform), second.Code));
    }

    [Fact]
    public async Task Code_is_dead_after_ten_minutes()
    {
        await using var platform = await WithPeopleAsync();
        var desk = await CounterDesk.OpenAsync(platform, "clerk", StaffRoles.Caseworker);
        var (early, late) = (await desk.GiveAsync("B1"), await desk.GiveAsync("B2"));

        platform.Clock.Now += TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1);
        Assert.True(await ProvesAsync(platform, await ClaimAsync(platform), early.Code));
        platform.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.False(await ProvesAsync(platform, await ClaimAsync(platform, OtherNumber, "李大山"), late.Code));
    }

    [Fact]
    public async Task Code_proves_no_claim_of_another_document_another_name_or_a_helper()
    {
        await using var platform = await WithPeopleAsync();
        var desk = await CounterDesk.OpenAsync(platform, "clerk", StaffRoles.Caseworker);
        var given = await desk.GiveAsync("B1");
        var helper = await platform.NewPage().OpenedAsync(new OpenClaimRequest(Number, "张小明", ClaimRole.Helper, "13900000055"));

        Assert.False(await ProvesAsync(platform, await ClaimAsync(platform, OtherNumber, "李大山"), given.Code));
        Assert.False(await ProvesAsync(platform, await ClaimAsync(platform, Number, "李大山"), given.Code));
        // somebody else registered under the same number: not the one for whom the code was given
        await platform.RegisterAsync("B4", Number, "王五", phone: null);
        Assert.False(await ProvesAsync(platform, await ClaimAsync(platform, Number, "王五"), given.Code));
        Assert.False(await ProvesAsync(platform, helper.ClaimId, given.Code));
        Assert.True(await ProvesAsync(platform, await ClaimAsync(platform), given.Code));
    }

    [Fact]
    public async Task Sixth_try_of_a_claim_and_eleventh_of_a_code_are_dead()
    {
        await using var platform = await WithPeopleAsync();
        var desk = await CounterDesk.OpenAsync(platform, "clerk", StaffRoles.Caseworker);
        var given = await desk.GiveAsync("B1");
        var wrong = given.Code == "111111" ? "222222" : "111111";
        var (first, second) = (await ClaimAsync(platform), await ClaimAsync(platform));
        for (var number = 1; number <= 5; number++)
        {
            Assert.False(await ProvesAsync(platform, first, wrong));
        }

        Assert.False(await ProvesAsync(platform, first, given.Code));
        for (var number = 1; number <= 4; number++)
        {
            Assert.False(await ProvesAsync(platform, second, wrong));
        }

        Assert.True(await ProvesAsync(platform, second, given.Code));
        given = await desk.GiveAsync("B1");
        wrong = given.Code == "111111" ? "222222" : "111111";
        for (var number = 1; number <= 10; number++)
        {
            Assert.False(await ProvesAsync(platform, await ClaimAsync(platform), wrong));
        }

        Assert.False(await ProvesAsync(platform, await ClaimAsync(platform), given.Code));
    }

    [Fact]
    public async Task Only_a_caseworker_of_the_region_who_is_no_relative_gives_a_code()
    {
        await using var platform = await WithPeopleAsync();
        var desk = await CounterDesk.OpenAsync(platform, "clerk", StaffRoles.Caseworker);
        var far = await CounterDesk.OpenAsync(platform, "far", StaffRoles.Caseworker, "9902");
        var approver = await CounterDesk.OpenAsync(platform, "approver", (StaffRoles)63 & ~StaffRoles.Caseworker);
        await new DeclaredRelatives(platform.Storage.Store, platform.Clock)
            .DeclareAsync(new CaseworkerId("clerk"), [new BeneficiaryId("B2")], new CaseworkerId("keeper"), PersonPlatform.Token);
        await platform.RegisterAsync("B3", Number, "张小明", phone: null);

        await PersonPage.AssertProblemAsync(await approver.AskAsync("B1"), HttpStatusCode.Forbidden, "forbidden");
        await PersonPage.AssertProblemAsync(await far.AskAsync("B1"), HttpStatusCode.NotFound, "not-found");
        await PersonPage.AssertProblemAsync(await desk.AskAsync("nobody"), HttpStatusCode.NotFound, "not-found");
        await PersonPage.AssertProblemAsync(await desk.AskAsync(" "), HttpStatusCode.BadRequest, "bad-request");
        await PersonPage.AssertProblemAsync(await desk.AskAsync("B2"), HttpStatusCode.Conflict, "conflict");
        // the second entry of a double registration: a claim finds the first
        await PersonPage.AssertProblemAsync(await desk.AskAsync("B3"), HttpStatusCode.Conflict, "conflict");
        await PersonPage.AssertProblemAsync(await platform.NewPage().SendRawAsync(
            HttpMethod.Post, "/api/v1/staff/people/counter-code", """{"beneficiaryId":"B1"}""", "application/json"), HttpStatusCode.Unauthorized, "unauthorized");
        Assert.DoesNotContain(await platform.Storage.StaffReads.ListReadsAsync(null, 100, PersonPlatform.Token), read => read.Reason is not null);
    }

    [Fact]
    public async Task Account_that_gave_sixty_codes_in_an_hour_waits()
    {
        await using var platform = await WithPeopleAsync();
        var desk = await CounterDesk.OpenAsync(platform, "clerk", StaffRoles.Caseworker);
        var colleague = await CounterDesk.OpenAsync(platform, "colleague", StaffRoles.Caseworker);
        for (var number = 1; number <= 60; number++)
        {
            await desk.GiveAsync("B1");
        }

        using var refused = await desk.AskAsync("B1");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromHours(1), refused.Headers.RetryAfter?.Delta);
        await colleague.GiveAsync("B1");
    }

    private static async Task<bool> ProvesAsync(PersonPlatform platform, string claim, string code)
    {
        using var answer = await platform.NewPage().ProveAsync(claim, new ProveClaimRequest(code));
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>An open claim for which no message is asked, so that no limit of messages is met.</summary>
    private static async Task<string> ClaimAsync(PersonPlatform platform, string? number = null, string name = "张小明") =>
        (await platform.NewPage().OpenedAsync(new OpenClaimRequest(number ?? Number, name, DeviceId: Guid.Empty.ToString()))).ClaimId;

    private static async Task<PersonPlatform> WithPeopleAsync()
    {
        var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", phone: null);
        await platform.RegisterAsync("B2", OtherNumber, "李大山", phone: null);
        return platform;
    }
}
