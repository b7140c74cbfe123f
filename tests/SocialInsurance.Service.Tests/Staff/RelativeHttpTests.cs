using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Cases;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests.Staff;

/// <summary>Whose cases an account may not get, and to whom one may be assigned.</summary>
public sealed class RelativeHttpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Declared_relative_keeps_the_cases_away_until_somebody_else_withdraws_it()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var clerk = await platform.SignInAsync("clerk", StaffRoles.Caseworker | StaffRoles.Supervisor, "9901");
        using var keeper = await platform.SignInAsync("keeper", StaffRoles.Administrator);

        var declared = await RunningPlatform.ReadAsync(await DeclareAsync(keeper, "clerk", "H00000001"), ContractsJson.Default.DeclaredRelativeListDto);
        Assert.Equal(["P000001"], declared.Relatives.Select(relative => relative.BeneficiaryId));
        Assert.Single((await RunningPlatform.ReadAsync(await DeclareAsync(keeper, "clerk", "H00000001"), ContractsJson.Default.DeclaredRelativeListDto)).Relatives);
        Assert.Equal(HttpStatusCode.Conflict, (await AssignAsync(clerk, id)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await WithdrawAsync(clerk, "clerk", "P000001")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await WithdrawAsync(keeper, "clerk", "P000001")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await WithdrawAsync(keeper, "clerk", "P000001")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AssignAsync(clerk, id)).StatusCode);
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Fact]
    public async Task Declaration_names_nobody_asks_for_a_whole_number_and_writes_down_who_searched()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var keeper = await platform.SignInAsync("keeper", StaffRoles.Administrator);
        using var near = await platform.SignInAsync("near", StaffRoles.Supervisor, "9901");
        using var clerk = await platform.SignInAsync("clerk", StaffRoles.Caseworker, "9901");
        using var far = await platform.SignInAsync("far", StaffRoles.Caseworker, "9902");
        using var auditor = await platform.SignInAsync("auditor", StaffRoles.Auditor);
        Assert.Equal(HttpStatusCode.BadRequest, (await DeclareAsync(keeper, "clerk", " ")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await DeclareAsync(keeper, "clerk", "H99999999")).StatusCode);
        // nobody whom the account could get, and no account of the own region
        Assert.Equal(HttpStatusCode.NotFound, (await DeclareAsync(keeper, "far", "H00000001")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await DeclareAsync(near, "far", "H00000001")).StatusCode);
        using var answer = await DeclareAsync(near, "clerk", "H00000001");
        Assert.DoesNotContain("H00000001", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Single((await RunningPlatform.ReadAsync(await auditor.GetAsync("/api/v1/staff/accounts/clerk/relatives", Token), ContractsJson.Default.DeclaredRelativeListDto)).Relatives);
        var reads = await RunningPlatform.ReadAsync(await auditor.GetAsync("/api/v1/staff/reads", Token), ContractsJson.Default.StaffReadListDto);
        Assert.Contains(reads.Reads, read => (read.Account, read.What, read.Subject) == ("near", "search", "P000001"));
        Assert.Equal(2, reads.Reads.Count(read => (read.Account, read.What, read.Subject) == ("keeper", "search", "-")));
        Assert.DoesNotContain(platform.Logs.Lines, line => line.Contains("H00000001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Colleagues_are_caseworkers_of_the_region_own_team_first()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var me = await platform.SignInAsync("me", StaffRoles.Caseworker, "9901", "team-b");
        using var same = await platform.SignInAsync("zoe", StaffRoles.Caseworker, "990101", "team-b");
        using var whole = await platform.SignInAsync("abe", StaffRoles.Caseworker, string.Empty, "team-a");
        using var far = await platform.SignInAsync("far", StaffRoles.Caseworker, "9902", "team-b");
        using var chief = await platform.SignInAsync("chief", StaffRoles.Supervisor, "9901", "team-b");
        using var closed = await platform.SignInAsync("gone", StaffRoles.Caseworker, "9901", "team-b");
        Assert.NotNull((await platform.Accounts.CloseAsync(new CaseworkerId("gone"), new CaseworkerId("test"), Token)).Account);
        foreach (var browser in new[] { me, chief })
        {
            var list = await RunningPlatform.ReadAsync(await browser.GetAsync("/api/v1/staff/colleagues", Token), ContractsJson.Default.ColleagueListDto);
            Assert.Equal([("me", "team-b"), ("zoe", "team-b"), ("abe", "team-a")], list.Colleagues.Select(one => (one.Account, one.Team)));
        }
    }

    private static Task<HttpResponseMessage> DeclareAsync(HttpClient browser, string account, string document) => RunningPlatform.SendAsync(
        browser, HttpMethod.Post, $"/api/v1/staff/accounts/{account}/relatives", new DeclareRelativeRequest(document), ContractsJson.Default.DeclareRelativeRequest);

    private static Task<HttpResponseMessage> WithdrawAsync(HttpClient browser, string account, string beneficiary) => RunningPlatform.SendAsync(
        browser, HttpMethod.Delete, $"/api/v1/staff/accounts/{account}/relatives", new WithdrawRelativeRequest(beneficiary), ContractsJson.Default.WithdrawRelativeRequest);

    private static Task<HttpResponseMessage> AssignAsync(HttpClient browser, Eligibility.Cases.CaseId id) => RunningPlatform.SendAsync(
        browser, HttpMethod.Post, $"/api/v1/staff/cases/{id}/assignment", new AssignCaseRequest(1, null), ContractsJson.Default.AssignCaseRequest);
}
