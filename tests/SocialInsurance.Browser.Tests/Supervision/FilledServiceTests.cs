using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Cases;
using SocialInsurance.Service.Tests.Platform;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Supervision;

/// <summary>
/// The pages that show numbers, before the real service with real storage that the use cases filled: every number in their tables is the
/// one that the address gives.
/// </summary>
public sealed class FilledServiceTests(BrowserFixture browser)
{
    private const int Small = 390;
    private const int Large = 1440;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Supervisors_numbers_are_those_of_the_address_and_the_log_gives_them_again()
    {
        await using var platform = await FillAsync();
        using var chief = await platform.SignInAsync("chief", StaffRoles.Supervisor, "9901", "north");
        var shown = await ReadAsync(chief, "/api/v1/staff/supervision", ContractsJson.Default.SupervisionDto);
        Assert.True(shown.Funnel.CertifiedSilently > 0 && shown.Sla.Count > 1 && shown.Workload.Count > 1 && shown.Appeals.Opened == 1, "the service is filled");
        await using var desk = await OpenAsync(platform, "chief", "#/supervision", Large);
        await Expect(desk.Page.GetByTestId("recount")).ToBeVisibleAsync();

        Assert.Equal(
            new[] { shown.Funnel.CertifiedSilently, shown.Funnel.CertifiedByFace, shown.Funnel.CertifiedInPerson, shown.Funnel.Asked, shown.Funnel.InReview, shown.Funnel.Suspended, shown.Funnel.Terminated, shown.Funnel.Resumed }
                .Select(Count),
            (await TableAsync(desk.Page, "办理漏斗")).Select(row => row[1]));
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex($"^{Count(shown.Funnel.Beneficiaries)} 名待遇领取人员中") })).ToBeVisibleAsync();
        Assert.Equal(
            shown.Sla.Select(row => string.Join(' ', row.KindText.Zh, Count(row.ClosedInTime), Count(row.Closed - row.ClosedInTime), Count(row.Open), Count(row.Overdue), Hours(row.MedianHours))).Order(),
            (await TableAsync(desk.Page, "办理时限")).Select(row => string.Join(' ', row[0], row[2], row[3], row[4], row[5], row[6])).Order());
        Assert.Equal(
            shown.Workload.Select(row => string.Join(' ', row.Account, Count(row.Open), Count(row.Overdue), Count(row.Closed), Hours(row.MedianHours))).Order(),
            (await TableAsync(desk.Page, "工作量")).Select(row => string.Join(' ', row[0], row[2], row[3], row[4], row[7])).Order());
        Assert.Equal(
            shown.Load.Select(month => string.Create(CultureInfo.InvariantCulture, $"{month.Month:yyyy-MM} {month.Due} {month.Certified}")),
            (await TableAsync(desk.Page, "全年负荷")).Select(row => string.Join(' ', row)));
        Assert.Equal(
            shown.Errors.Select(rate => $"{rate.Text.Zh} {rate.Errors} {rate.N}"),
            (await TableAsync(desk.Page, "错误率")).Select(row => $"{row[0]} {row[1]} {row[2]}"));
        var appeals = shown.Appeals;
        Assert.Equal(
            new[] { appeals.Opened, appeals.Decided, appeals.InTime, appeals.Granted }.Select(Count),
            (await desk.Page.GetByTestId("appeals").Locator("dd").AllInnerTextsAsync()).Take(4));
        await desk.JudgeAsync("filled-supervision-1440");

        await RecountAsync(desk, chief);
        await desk.Page.SetViewportSizeAsync(Small, 900);
        await desk.JudgeAsync("filled-supervision-390");
    }

    [Fact]
    public async Task Visits_and_the_paper_file_show_what_the_addresses_give()
    {
        await using var platform = await FillAsync();
        using var clerk = await platform.SignInAsync("visitor", StaffRoles.Caseworker);
        var visits = await ReadAsync(clerk, "/api/v1/staff/visits", ContractsJson.Default.VisitListDto);
        Assert.Equal(["P000005", "P000007"], visits.Visits.Select(visit => visit.BeneficiaryId).Order());
        await using var desk = await OpenAsync(platform, "visitor", "#/visits", Large);
        await Expect(desk.Page.GetByTestId("visit")).ToHaveCountAsync(visits.Visits.Count);
        foreach (var visit in visits.Visits)
        {
            var row = desk.Page.GetByTestId("visit").Filter(new() { HasText = visit.BeneficiaryId });
            await Expect(row.Locator(".visit-number")).ToHaveTextAsync(visit.Order?.ToString(CultureInfo.InvariantCulture) ?? "—");
            await Expect(row).ToContainTextAsync(visit.MaskedName);
            await Expect(row).ToContainTextAsync(visit.DivisionCode);
        }

        Assert.Equal([1, 2], visits.Visits.Select(visit => visit.Order).Order());
        await Expect(desk.Page.Locator("main")).ToContainTextAsync(visits.Kilometres!.Value.ToString("0", CultureInfo.InvariantCulture));

        await desk.JudgeAsync("filled-visits-1440");
        await desk.Page.SetViewportSizeAsync(Small, 900);
        await desk.JudgeAsync("filled-visits-390");

        var line = (await ReadAsync(clerk, "/api/v1/staff/cases?state=closed", ContractsJson.Default.CaseQueueDto)).Cases[0];
        var file = await ReadAsync(clerk, $"/api/v1/staff/cases/{line.CaseId}", ContractsJson.Default.CaseFileDto);
        await desk.Page.SetViewportSizeAsync(Large, 900);
        await desk.GoAsync($"#/cases/{line.CaseId}/print");
        var paper = desk.Page.GetByTestId("case-file");
        await Expect(paper).ToContainTextAsync(line.CaseId);
        await Expect(paper).ToContainTextAsync(line.MaskedName);
        Assert.NotEmpty(file.Evidence);
        foreach (var evidence in file.Evidence)
        {
            await Expect(paper).ToContainTextAsync(evidence.SourceText.Zh);
        }

        foreach (var happened in file.Events.Select(one => one.By).OfType<string>().Distinct())
        {
            await Expect(paper).ToContainTextAsync(happened);
        }

        await desk.JudgeAsync("filled-print-1440");
        await desk.Page.SetViewportSizeAsync(Small, 900);
        await desk.JudgeAsync("filled-print-390");
    }

    [Fact]
    public async Task Relatives_colleagues_and_reads_are_the_services_own()
    {
        await using var platform = await FillAsync();
        (await platform.SignInAsync("keeper", StaffRoles.Administrator)).Dispose();
        await using (var desk = await OpenAsync(platform, "keeper", "#/accounts", Large))
        {
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "回避 clerk", Exact = true }).ClickAsync();
            await Expect(desk.Page.GetByText("没有申报。")).ToBeVisibleAsync();
            await desk.Page.Locator("#relative-number").FillAsync("H00000099");
            await desk.Page.GetByTestId("declare-relative").ClickAsync();
            await Expect(desk.Page.GetByText("没有登记此号码的人员")).ToBeVisibleAsync();
            await desk.Page.Locator("#relative-number").FillAsync("h0000 0009");
            await desk.Page.GetByTestId("declare-relative").ClickAsync();
            await Expect(desk.Page.GetByTestId("relatives").Locator("tbody tr")).ToHaveCountAsync(1);
            await Expect(desk.Page.GetByTestId("relatives")).ToContainTextAsync("P000009");
            await desk.JudgeAsync("filled-relatives-1440");
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "撤销 P000009" }).ClickAsync();
            await desk.Page.Locator(".el-popconfirm .el-button--primary").Last.ClickAsync();
            await Expect(desk.Page.GetByText("没有申报。")).ToBeVisibleAsync();
        }

        using var auditor = await platform.SignInAsync("auditor", StaffRoles.Auditor);
        await using var audit = await OpenAsync(platform, "auditor", "#/reads", Large);
        var reads = await ReadAsync(auditor, "/api/v1/staff/reads", ContractsJson.Default.StaffReadListDto);
        await audit.Page.GetByTestId("read-again").ClickAsync();
        await Expect(audit.Page.GetByTestId("reads").Locator("tbody tr")).ToHaveCountAsync(reads.Reads.Count + 1);
        Assert.Equal(reads.Reads.Select(read => read.Account), (await audit.Page.GetByTestId("reads").Locator("tbody th").AllInnerTextsAsync()).Skip(1));
        await audit.JudgeAsync("filled-reads-1440");
        await audit.Page.Locator("#reads-words").FillAsync("P000009");
        await Expect(audit.Page.GetByTestId("reads-count")).ToContainTextAsync("显示 1 条");
        await audit.Page.SetViewportSizeAsync(Small, 900);
        await audit.JudgeAsync("filled-reads-390");
    }

    private static async Task RecountAsync(Desk desk, HttpClient chief)
    {
        var recount = await ReadAsync(chief, "/api/v1/staff/supervision/recount", ContractsJson.Default.RecountDto);
        Assert.All(recount.Lines, line => Assert.Equal((line.Name, line.Shown), (line.Name, line.Recounted)));
        var panel = desk.Page.GetByTestId("recount");
        await panel.GetByRole(AriaRole.Button, new() { Name = "重新计数" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Heading)).ToHaveTextAsync($"{recount.Lines.Count} 项逐一相等");
        await Expect(panel.Locator("tbody tr")).ToHaveCountAsync(recount.Lines.Count);
        await Expect(panel.GetByTestId("not-recounted").Locator("dt")).ToHaveCountAsync(recount.NotRecounted.Count);
    }

    /// <summary>Cases of several kinds, one closed, one waiting, one overdue; an appeal; a complaint; two who asked to be visited.</summary>
    private static async Task<RunningPlatform> FillAsync()
    {
        var platform = await RunningPlatform.StartAsync(person: Living);
        using var clerk = await platform.SignInAsync("clerk", StaffRoles.Caseworker, "9901", "north");
        using var other = await platform.SignInAsync("other", StaffRoles.Caseworker, "9901", "south");
        var closed = (await CaseSamples.OpenAsync(platform, 1)).ToString();
        var waiting = (await CaseSamples.OpenAsync(platform, 2, "DeathContradicted", "cremation.csv:7")).ToString();
        await CaseSamples.OpenAsync(platform, 4, "LongUncertified", "watch:4");
        await SendAsync(clerk, closed, "assignment", new AssignCaseRequest(1, null), ContractsJson.Default.AssignCaseRequest);
        await SendAsync(other, waiting, "assignment", new AssignCaseRequest(1, null), ContractsJson.Default.AssignCaseRequest);
        platform.Clock.Now += TimeSpan.FromMinutes(10);
        await SendAsync(clerk, closed, "closing", new CloseCaseRequest(2, "findingRefuted", "与家属核实，本人健在。"), ContractsJson.Default.CloseCaseRequest);
        await SendAsync(other, closed, "appeals", new AppealRequest("对核查不服"), ContractsJson.Default.AppealRequest);
        await CaseSamples.ComplaintAsync(platform);
        foreach (var person in new[] { 5, 7 })
        {
            var today = DateOnly.FromDateTime(platform.Clock.Now.UtcDateTime);
            var asked = await new RequestAppointment(platform.Storage.Store, platform.Clock).ExecuteAsync(
                new AppointmentRequest(RunningPlatform.Id(person), AppointmentKind.HomeVisit, today.AddDays(3), null), today, Token);
            Assert.Null(asked.Refusal);
        }

        // past the deadlines of the day
        platform.Clock.Now += TimeSpan.FromDays(9);
        return platform;
    }

    /// <summary>Two who want a visit live where places are known.</summary>
    private static Beneficiary Living(int number) =>
        RunningPlatform.Person(number) is var person && number is 5 or 7 ? person with { DivisionCode = number == 5 ? "430104" : "431202" } : person;

    private static async Task SendAsync<T>(HttpClient browser, string id, string command, T body, JsonTypeInfo<T> type)
        where T : class
    {
        using var answer = await RunningPlatform.SendAsync(browser, HttpMethod.Post, $"/api/v1/staff/cases/{id}/{command}", body, type);
        Assert.True(answer.IsSuccessStatusCode, $"{command}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
    }

    private static async Task<T> ReadAsync<T>(HttpClient browser, string path, JsonTypeInfo<T> type) =>
        await RunningPlatform.ReadAsync(await browser.GetAsync(path, Token), type);

    private async Task<Desk> OpenAsync(RunningPlatform platform, string account, string hash, int width)
    {
        var context = await browser.OpenAsync(width);
        var desk = new Desk(platform, context, await context.NewPageAsync());
        await desk.EnterAsync(account, hash);
        return desk;
    }

    /// <summary>Rows of the table behind a chart, by the topic that is its caption.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<string>>> TableAsync(IPage page, string topic)
    {
        var rows = page.Locator("section.board-panel").Filter(new() { Has = page.GetByText(new Regex(topic)) }).First.Locator("table.data tbody tr");
        List<IReadOnlyList<string>> table = [];
        foreach (var row in await rows.AllAsync())
        {
            table.Add([.. (await row.Locator("th, td").AllTextContentsAsync()).Select(static cell => cell.Trim())]);
        }

        return table;
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Hours(double? hours) => hours is { } known ? Math.Round(known, 1, MidpointRounding.AwayFromZero).ToString("0.#", CultureInfo.InvariantCulture) : "—";

    /// <summary>A console before the real service; the browser's clock is the service's.</summary>
    private sealed class Desk(RunningPlatform platform, IBrowserContext context, IPage page) : IAsyncDisposable
    {
        private readonly List<string> complaints = [];

        internal IPage Page => page;

        internal async Task EnterAsync(string account, string hash)
        {
            page.Console += (_, message) =>
            {
                if (message.Type is "error" or "warning" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                {
                    complaints.Add(message.Text);
                }
            };
            page.PageError += (_, error) => complaints.Add(error);
            await page.Clock.SetFixedTimeAsync(platform.Clock.Now.UtcDateTime);
            await page.GotoAsync(new Uri(platform.Address, $"/console/{hash}").ToString());
            await page.Locator("#account").FillAsync(account);
            await page.Locator("#password").FillAsync(RunningPlatform.PasswordOf(account));
            await page.GetByTestId("enter").ClickAsync();
            await Expect(page.Locator("main#main")).ToBeVisibleAsync();
        }

        internal Task GoAsync(string hash) => page.EvaluateAsync("hash => { window.location.hash = hash }", hash);

        internal async Task JudgeAsync(string name)
        {
            await Expect(page.Locator("[class*=enter-active], [class*=leave-active]")).ToHaveCountAsync(0);
            await BrowserFixture.SaveAsync(page, name);
            Assert.Empty((await page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"), $"{name} scrolls sideways");
            Assert.Empty(complaints);
        }

        public async ValueTask DisposeAsync() => await context.DisposeAsync();
    }
}
