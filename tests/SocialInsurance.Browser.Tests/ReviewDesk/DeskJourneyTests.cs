using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Cases;
using SocialInsurance.Service.Tests.Platform;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>The three ways that a case goes, by hand in a real browser before the real service with real storage.</summary>
public sealed class DeskJourneyTests(BrowserFixture browser)
{
    [Fact]
    public async Task Death_suspicion_goes_from_the_feed_to_the_approval_of_a_second_person()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await CaseSamples.OpenFromFeedAsync(platform);
        await SuspendAsync(platform);
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(TestContext.Current.CancellationToken)).Ok);
    }

    [Fact]
    public async Task Failed_face_is_certified_by_a_person_over_video()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await new RecordFaceDecision(platform.Storage.Store, platform.Clock).ExecuteAsync(
            new FaceSessionDecision(
                new SessionId("session-1"), 1, RunningPlatform.Id(2), CertificationMethod.SelfFace, DecisionOutcome.Review, "face.NonMatch",
                RecordRun.PolicyOf(RunningPlatform.Policy.Stamp), DeciderKind.Automatic, "match=00", 12,
                [new Finding(new FindingKind("FaceReferred"), RiskColour.Yellow, "session-1")]),
            RunningPlatform.AsOf,
            TestContext.Current.CancellationToken);
        await using var caseworker = await ArriveAsync(platform, "cw-1", StaffRoles.Caseworker);

        await caseworker.OpenOnlyCaseAsync();
        await caseworker.Page.Keyboard.PressAsync("a");
        await caseworker.BeAtAsync(2);
        await caseworker.BeginAsync("confirmation");
        await caseworker.ChooseAsync("kind", "视频");
        await caseworker.WriteAsync("place", "视频大厅");
        await caseworker.JudgeAsync("video-form");
        await caseworker.SendAsync(3);

        await Expect(caseworker.Page.Locator(".case-title")).ToContainTextAsync("已结案");
        await Expect(caseworker.Page.GetByTestId("identity")).ToContainTextAsync("2026-11-03");
        await Expect(caseworker.Page.GetByRole(AriaRole.Link, new() { Name = "更正告知书" })).ToHaveCountAsync(0);
        await caseworker.JudgeAsync("video-done");
    }

    [Fact]
    public async Task Person_wrongly_reported_dead_is_put_right_by_one_confirmation_with_back_pay()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await CaseSamples.OpenAsync(platform, 1);
        await SuspendAsync(platform);
        platform.Clock.Now = new DateTimeOffset(2027, 2, 3, 2, 0, 0, TimeSpan.Zero);
        using (var window = await platform.SignInAsync("cw-9", StaffRoles.Caseworker, "9901"))
        {
            using var opened = await RunningPlatform.SendAsync(
                window, HttpMethod.Post, "/api/v1/staff/people/alive", new AliveClaimRequest(RunningPlatform.Id(1).Value), ContractsJson.Default.AliveClaimRequest);
            Assert.True(opened.IsSuccessStatusCode);
        }

        await using var caseworker = await DeskColleague.SitDownAsync(browser, platform, "cw-9");
        await caseworker.OpenOnlyCaseAsync("red");
        await Expect(caseworker.Page.Locator(".case-facts")).ToContainTextAsync("2027-02-03 17:30");
        await Expect(caseworker.Page.Locator(".benefit-now")).ToContainTextAsync("已暂停");
        await caseworker.JudgeAsync("wrongly-dead");
        await caseworker.BeginAsync("confirmation");
        await caseworker.ChooseAsync("kind", "上门");
        await caseworker.WriteAsync("place", "试验村");
        await caseworker.Page.GetByTestId("send").ClickAsync();

        await Expect(caseworker.Page.Locator(".benefit-now")).ToContainTextAsync("正常发放");
        await Expect(caseworker.Page.Locator(".back-pay")).ToContainTextAsync("补发 2026年12月 至 2027年2月");
        await Expect(caseworker.Page.Locator(".case-title")).ToContainTextAsync("已结案");
        await caseworker.JudgeAsync("put-right");
        await caseworker.Page.GetByRole(AriaRole.Link, new() { Name = "更正告知书" }).ClickAsync();
        await Expect(caseworker.Page.GetByTestId("letter")).ToContainTextAsync("（疑似死亡）");
        await Expect(caseworker.Page.GetByTestId("back-pay")).ToContainTextAsync("共 2 个月");
    }

    /// <summary>Taken, told, met with the family, investigated; waited for; proposed by one, approved by another.</summary>
    private async Task SuspendAsync(RunningPlatform platform)
    {
        await using var caseworker = await ArriveAsync(platform, "cw-1", StaffRoles.Caseworker);
        await InvestigateAsync(platform, caseworker);
        platform.Clock.Now += TimeSpan.FromDays(16);
        await caseworker.LookAtTheClockAsync();
        await caseworker.Page.Keyboard.PressAsync("g");
        await Expect(caseworker.Page.GetByTestId("session-ended")).ToBeVisibleAsync();
        await caseworker.SignInAsync();
        await caseworker.Page.Keyboard.PressAsync("g");
        await Expect(caseworker.Page.GetByTestId("command-proposal")).ToBeVisibleAsync();
        await ProposeAsync(caseworker);

        await using var approver = await ArriveAsync(platform, "ap-1", StaffRoles.Approver);
        await approver.OpenOnlyCaseAsync("approval");
        await Expect(approver.Page.GetByTestId("requirements").Locator(".unmet")).ToHaveCountAsync(0);
        await approver.JudgeAsync("proposal");
        await approver.BeginAsync("y");
        await approver.JudgeAsync("approval");
        await approver.Page.GetByTestId("send").ClickAsync();
        await Expect(approver.Page.Locator(".case-title")).ToContainTextAsync("已结案");
        await Expect(approver.Page.Locator(".benefit-now")).ToContainTextAsync("已暂停");
        await approver.JudgeAsync("suspended");
    }

    private static async Task InvestigateAsync(RunningPlatform platform, DeskColleague caseworker)
    {
        await caseworker.OpenOnlyCaseAsync("unassigned");
        await caseworker.Page.Keyboard.PressAsync("a");
        await caseworker.BeAtAsync(2);
        await caseworker.BeginAsync("notices");
        await caseworker.ChooseAsync("channel", "短信");
        await caseworker.SendAsync(2);
        await CaseSamples.SendAllAsync(platform);
        await caseworker.BeginAsync("c");
        await caseworker.PickAsync("channel", "上门");
        await caseworker.ChooseAsync("result", "亲属确认丧失");
        await caseworker.WriteAsync("summary", "长子在家");
        await caseworker.SendAsync(3);
        await caseworker.BeginAsync("i");
        await caseworker.ChooseAsync("established", "确认丧失资格");
        await caseworker.WriteAsync("summary", "家属出示死亡证明，与殡葬记录一致。");
        await caseworker.SendAsync(4);
        await caseworker.Page.Keyboard.PressAsync("p");
        await Expect(caseworker.Page.Locator(".el-message").Last).ToContainTextAsync("尚缺");
    }

    private static async Task ProposeAsync(DeskColleague caseworker)
    {
        await caseworker.BeginAsync("p");
        await caseworker.ChooseAsync("measure", "暂停发放");
        await caseworker.PickAsync("ground", "死亡");
        await caseworker.PickAsync("legalBasis", "《社会保险经办条例》第二十六条");
        await caseworker.WriteAsync("monthlyAmountFen", "3184.00");
        await caseworker.WriteAsync("reason", "家属确认，证明齐全，已告知。");
        await caseworker.SendAsync(5);
        await Expect(caseworker.Page.GetByTestId("proposal")).ToContainTextAsync("处理意见：暂停发放");
        await Expect(caseworker.Page.GetByTestId("proposal")).ToContainTextAsync("须由他人复核");
        await Expect(caseworker.Page.GetByTestId("command-approval")).ToBeHiddenAsync();
    }

    private async Task<DeskColleague> ArriveAsync(RunningPlatform platform, string account, StaffRoles role)
    {
        (await platform.SignInAsync(account, role, "9901")).Dispose();
        return await DeskColleague.SitDownAsync(browser, platform, account);
    }
}
