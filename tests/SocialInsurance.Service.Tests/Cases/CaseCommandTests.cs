using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Platform;
using CaseState = SocialInsurance.Contracts.Cases.CaseState;

namespace SocialInsurance.Service.Tests.Cases;

/// <summary>Stale tabs, double clicks, two people on one case, clocks and policies that are gone: named refusals or success, nothing lost, nothing twice.</summary>
public sealed class CaseCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stale_tab_gets_the_file_as_it_stands_and_a_double_click_is_done_once()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var one = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));
        using var two = new CaseBrowser(await platform.SignInAsync("cw-2", StaffRoles.Caseworker));
        var taken = await CaseBrowser.DoneAsync(await one.PostAsync(id, "assignment", new AssignCaseRequest(1, null)));
        var again = await CaseBrowser.DoneAsync(await one.PostAsync(id, "assignment", new AssignCaseRequest(1, null)));
        Assert.Equal((2, 2), (taken.Case.Version, again.Case.Version));

        var stale = await CaseBrowser.RefusedAsync(await two.PostAsync(id, "assignment", new AssignCaseRequest(1, null)));

        Assert.Equal(("caseMoved", "cw-1", 2), (stale.Code, stale.CaseFile?.Case.AssignedTo, stale.CaseFile?.Case.Version));
        Assert.Equal("urn:socialinsurance:problem:caseMoved", stale.Type);
        Assert.NotEqual(stale.Text.Zh, stale.Text.En);
        Assert.Equal("caseAssignedToAnother", (await CaseBrowser.RefusedAsync(await two.PostAsync(id, "closing", new CloseCaseRequest(2, "findingRefuted", "记录有误")))).Code);
        Assert.Equal(2, (await one.ReadAsync(id)).Events.Count);
    }

    [Fact]
    public async Task Two_people_on_one_case_give_one_decision()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var one = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));
        using var two = new CaseBrowser(await platform.SignInAsync("cw-2", StaffRoles.Caseworker));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            (number % 2 == 0 ? one : two).PostAsync(id, "assignment", new AssignCaseRequest(1, null))));

        var owner = (await one.ReadAsync(id)).Case.AssignedTo;
        for (var number = 0; number < answers.Length; number++)
        {
            var mine = owner == (number % 2 == 0 ? "cw-1" : "cw-2");
            Assert.Equal(mine ? HttpStatusCode.OK : HttpStatusCode.Conflict, answers[number].StatusCode);
        }

        Assert.Single((await one.ReadAsync(id)).Events, happened => happened.Type == "assigned");
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Fact]
    public async Task Many_are_assigned_each_on_its_own_and_nothing_is_lost()
    {
        await using var platform = await RunningPlatform.StartAsync();
        List<CaseId> cases = [];
        for (var person = 1; person <= 3; person++)
        {
            cases.Add(await CaseSamples.OpenAsync(platform, person));
        }

        using var supervisor = new CaseBrowser(await platform.SignInAsync("sup-1", StaffRoles.Supervisor));
        using var _ = await platform.SignInAsync("cw-1", StaffRoles.Caseworker, "9901");
        using var far = await platform.SignInAsync("cw-far", StaffRoles.Caseworker, "98");
        var asked = cases.Select(id => new CaseVersionDto(id.ToString(), 1)).ToList();
        asked[2] = asked[2] with { Version = 7 };
        var request = new AssignCasesRequest([.. asked, new CaseVersionDto("not-a-case", 1)], "cw-1");

        var done = await RunningPlatform.ReadAsync(await supervisor.PostAsync("/api/v1/staff/cases/assignments", request), ContractsJson.Default.CasesAssignedDto);
        var unfit = await RunningPlatform.ReadAsync(await supervisor.PostAsync("/api/v1/staff/cases/assignments", request with { To = "cw-far" }), ContractsJson.Default.CasesAssignedDto);

        Assert.Equal([(asked[0].CaseId, 2), (asked[1].CaseId, 2)], done.Assigned.Select(one => (one.CaseId, one.Version)));
        Assert.Equal(["caseMoved", "caseUnknown"], done.Refused.Select(one => one.Code));
        Assert.Equal(4, unfit.Refused.Count);
        Assert.Equal(3, unfit.Refused.Count(one => one.Code == "assigneeUnfit"));
        Assert.Equal(HttpStatusCode.BadRequest, (await supervisor.PostAsync("/api/v1/staff/cases/assignments", new AssignCasesRequest([], "cw-1"))).StatusCode);
    }

    [Fact]
    public async Task Decision_after_the_deadline_is_taken_and_the_case_is_shown_as_late()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        platform.Clock.Now += TimeSpan.FromDays(40);
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));
        var queue = await RunningPlatform.ReadAsync(await caseworker.Http.GetAsync("/api/v1/staff/cases?due=overdue", Token), ContractsJson.Default.CaseQueueDto);
        Assert.Equal(SlaState.Overdue, Assert.Single(queue.Cases).Sla);
        var file = await caseworker.DoAsync(id, "assignment", version => new AssignCaseRequest(version, null));
        Assert.Equal(SlaState.Overdue, file.Case.Sla);

        file = await caseworker.DoAsync(id, "closing", version => new CloseCaseRequest(version, "findingRefuted", "电话联系到本人，记录属误报。"));

        Assert.Equal((CaseState.Closed, SlaState.None), (file.Case.State, file.Case.Sla));
    }

    [Fact]
    public async Task Clock_that_jumps_back_loses_and_doubles_nothing()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));
        await caseworker.DoAsync(id, "assignment", version => new AssignCaseRequest(version, null));
        platform.Clock.Now -= TimeSpan.FromDays(2);
        using var later = new CaseBrowser(await platform.SignInOnlyAsync("cw-1", RunningPlatform.PasswordOf("cw-1")));

        var noted = await CaseBrowser.DoneAsync(await later.PostAsync(id, "notes", new NoteCaseRequest(2, "钟表被拨回")));
        var again = await CaseBrowser.DoneAsync(await later.PostAsync(id, "notes", new NoteCaseRequest(2, "钟表被拨回")));
        var refused = await CaseBrowser.RefusedAsync(await later.PostAsync(id, "contacts", new RecordContactRequest(3, "phone", "notReached", new DateOnly(2026, 11, 3), string.Empty)));

        Assert.Equal((3, 3, "dayNotCome"), (noted.Case.Version, again.Case.Version, refused.Code));
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Fact]
    public async Task Policy_version_that_is_gone_leaves_the_file_open_and_says_so()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1, policy: new PolicyReference("province-2019@1", Sha256Digest.Of("gone"u8)));
        var kept = await CaseSamples.OpenAsync(platform, 2);
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));

        var gone = (await caseworker.ReadAsync(id)).Explanation!;

        Assert.Equal("province-2019@1", gone.PolicyVersion);
        Assert.Contains(gone.Lines, line => line.Zh.Contains("province-2019@1 已不在政策库中", StringComparison.Ordinal));
        Assert.DoesNotContain((await caseworker.ReadAsync(kept)).Explanation!.Lines, line => line.Zh.Contains("已不在政策库中", StringComparison.Ordinal));
        Assert.Contains("assignment", (await caseworker.ReadAsync(id)).Allowed);
    }

    [Fact]
    public async Task File_explains_by_the_run_where_it_is_kept_and_says_when_it_is_not()
    {
        await using var platform = await RunningPlatform.StartAsync(ports: ports => ports with { ExplainRun = (_, _, _) => Task.FromResult<Eligibility.DataComparison.DecisionExplanation?>(null) });
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));

        var file = await caseworker.ReadAsync(id);

        Assert.Contains(file.Explanation!.Lines, line => line.En.Contains("run-DeathSuspected-1", StringComparison.Ordinal));
        var evidence = Assert.Single(file.Evidence);
        Assert.Equal(("civil-deaths", "civil-deaths.csv:12", new DateOnly(2026, 10, 20)), (evidence.Source, evidence.RecordPlace, evidence.OccurredOn));
        Assert.Equal("试***", file.Person.MaskedName);
    }

    [Fact]
    public async Task Every_reading_is_written_down_before_it_is_answered_and_identity_needs_a_reason()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var auditor = new CaseBrowser(await platform.SignInAsync("audit-1", StaffRoles.Auditor));
        await auditor.ReadAsync(id);
        (await auditor.Http.GetAsync("/api/v1/staff/cases/counts", Token)).Dispose();
        Assert.Equal(HttpStatusCode.BadRequest, (await auditor.PostAsync(id, "identity", new RevealIdentityRequest(" "))).StatusCode);
        var shown = await RunningPlatform.ReadAsync(await auditor.PostAsync(id, "identity", new RevealIdentityRequest("抽查核对")), ContractsJson.Default.RevealedIdentityDto);

        Assert.Equal(("试验者1号", "H00000001", "13800001111"), (shown.Name, shown.DocumentNumber, shown.Phone));
        var reads = await platform.Storage.StaffReads.ListReadsAsync(null, 100, Token);
        Assert.Equal(
            [(StaffReadKind.Identity, "P000001", "抽查核对"), (StaffReadKind.Log, "-", "countCases"), (StaffReadKind.CaseFile, "P000001", null)],
            reads.Select(read => (read.Kind, read.Subject, read.Reason)));
        Assert.Equal("forbidden", await RunningPlatform.ProblemAsync(await auditor.PostAsync(id, "notes", new NoteCaseRequest(1, "x")), HttpStatusCode.Forbidden));
        Assert.DoesNotContain(platform.Logs.Lines, line => line.Contains("P000001", StringComparison.Ordinal) || line.Contains("试验者", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Appeal_is_for_somebody_else_and_joined_cases_go_on_in_their_lead()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        var second = await CaseSamples.OpenAsync(platform, 1, "PossibleDeathLink", "civil-deaths.csv:99");
        using var one = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));
        using var two = new CaseBrowser(await platform.SignInAsync("cw-2", StaffRoles.Caseworker));
        await one.DoAsync(second, "assignment", version => new AssignCaseRequest(version, null));
        var joined = await one.DoAsync(second, "joining", version => new JoinCaseRequest(version, id.ToString()));
        Assert.Equal((CaseState.Closed, id.ToString()), (joined.Case.State, joined.Case.LeadCaseId));
        Assert.Equal("joined", Assert.Single(joined.Related).Relation);
        await one.DoAsync(id, "assignment", version => new AssignCaseRequest(version, null));
        await one.DoAsync(id, "closing", version => new CloseCaseRequest(version, "inspectionPassed", "抽查通过"));

        var appeal = await RunningPlatform.ReadAsync(
            await two.PostAsync(id, "appeals", new AppealRequest("认为核查方式不当")), ContractsJson.Default.AppealOpenedDto, HttpStatusCode.Created);

        var appealed = new CaseId(Guid.Parse(appeal.CaseId));
        Assert.Equal("conflictOfInterest", (await CaseBrowser.RefusedAsync(await one.PostAsync(appealed, "assignment", new AssignCaseRequest(2, null)))).Code);
        Assert.DoesNotContain("closing", (await one.ReadAsync(appealed)).Allowed);
        var taken = await two.DoAsync(appealed, "assignment", version => new AssignCaseRequest(version, null));
        Assert.Contains(taken.Related, related => related.CaseId == id.ToString() && related.Relation == "appealOf");
    }

    [Fact]
    public async Task Rules_that_the_forms_offer_are_those_that_judge()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker));

        var rules = await RunningPlatform.ReadAsync(await caseworker.Http.GetAsync("/api/v1/staff/review-rules", Token), ContractsJson.Default.ReviewRulesDto);

        Assert.Contains(rules.LegalBases, basis => basis.Code == "SBJB-2023-26" && basis.Grounds.Contains("death"));
        Assert.True(rules.Silence.Notices >= BenefitLaw.SilenceFloor.Notices && rules.Silence.WaitDays >= 60);
        Assert.Contains(rules.Sources, source => source.Source == "document");
    }

    [Theory]
    [InlineData("?state=asleep")]
    [InlineData("?colour=green")]
    [InlineData("?kind=a%20b")]
    [InlineData("?due=someday")]
    [InlineData("?sort=beauty")]
    [InlineData("?offset=-1")]
    [InlineData("?limit=501")]
    [InlineData("?limit=0")]
    [InlineData("?division=99x")]
    [InlineData("?assignedTo=%27%20or%201=1")]
    public async Task Query_that_the_contract_does_not_know_is_refused(string query)
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var caseworker = await platform.SignInAsync("cw-1", StaffRoles.Caseworker);
        Assert.Equal("bad-request", await RunningPlatform.ProblemAsync(await caseworker.GetAsync($"/api/v1/staff/cases{query}", Token), HttpStatusCode.BadRequest));
    }
}
