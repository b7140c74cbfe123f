using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Platform;
using BenefitMeasure = SocialInsurance.Contracts.Cases.BenefitMeasure;
using BenefitState = SocialInsurance.Contracts.Cases.BenefitState;
using CaseState = SocialInsurance.Contracts.Cases.CaseState;

namespace SocialInsurance.Service.Tests.Cases;

/// <summary>The three ways that a case goes, over HTTP with real storage and a clock that the test moves.</summary>
public sealed class JourneyTests
{
    private const string Basis = "SBJB-2023-26";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Death_suspected_goes_from_the_feed_to_the_approval_of_a_second_person_after_notice_and_waiting()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await CaseSamples.OpenFromFeedAsync(platform);
        var id = Assert.Single(await platform.Storage.Cases.ListOfAsync(RunningPlatform.Id(1), RunningPlatform.Token)).Id;
        var approver = await SuspendAsync(platform, id);

        var file = await approver.ReadAsync(id);
        Assert.Equal((CaseState.Closed, BenefitState.Suspended, new DateOnly(2026, 12, 1)), (file.Case.State, file.Benefit.State, file.Benefit.SinceMonth));
        var change = Assert.Single(file.Benefit.History);
        Assert.Equal(("cw-1", "ap-1", Basis), (change.ProposedBy, change.ApprovedBy, change.LegalBasis));
        var told = Assert.Single(await platform.Storage.FactMessages.ListMessagesAsync(id, Token));
        Assert.Equal((FactKind.Suspension, "payment"), (told.Message.Kind, told.Message.Receiver));
        Assert.Contains(file.Notices, notice => notice.Kind == "suspended");
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Token)).Ok);
        approver.Dispose();
    }

    [Fact]
    public async Task Face_that_failed_goes_to_a_person_who_certifies_by_video_with_a_receipt()
    {
        await using var platform = await RunningPlatform.StartAsync();
        await new RecordFaceDecision(platform.Storage.Store, platform.Clock).ExecuteAsync(
            new FaceSessionDecision(
                new SessionId("session-1"), 1, RunningPlatform.Id(2), CertificationMethod.SelfFace, DecisionOutcome.Review, "face.AttackSuspected",
                RecordRun.PolicyOf(RunningPlatform.Policy.Stamp), DeciderKind.Automatic, "match=00", 12,
                [new Finding(new FindingKind("FaceReferred"), RiskColour.Yellow, "session-1")]),
            RunningPlatform.AsOf,
            Token);
        var id = Assert.Single(await platform.Storage.Cases.ListOfAsync(RunningPlatform.Id(2), Token)).Id;
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker, "9901"));
        var file = await caseworker.DoAsync(id, "assignment", version => new AssignCaseRequest(version, null));
        Assert.NotNull(file.Face);
        Assert.Contains("confirmation", file.Allowed);

        var request = new ConfirmCaseAliveRequest(file.Case.Version, "video", "视频大厅");
        var confirmed = await CaseBrowser.DoneAsync(await caseworker.PostAsync(id, "confirmation", request, "meeting-0001"));
        var again = await CaseBrowser.DoneAsync(await caseworker.PostAsync(id, "confirmation", request, "meeting-0001"));

        Assert.Equal((CaseState.Closed, CaseState.Closed), (confirmed.Case.State, again.Case.State));
        Assert.Equal(confirmed.Case.Version, again.Case.Version);
        Assert.Equal(new DateOnly(2026, 11, 3), confirmed.Person.LastCertifiedOn);
        var decisions = await platform.Storage.Reader.ReadDecisionsAsync(RunningPlatform.Id(2), Token);
        var human = Assert.Single(decisions, one => one.Decision.Decider == DeciderKind.Human).Decision;
        Assert.NotNull(await platform.Storage.Receipts.FindOfDecisionAsync(human.Id, Token));
    }

    [Fact]
    public async Task Wrongly_dead_is_put_right_by_one_confirmation_with_back_pay_corrections_and_a_letter()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var id = await CaseSamples.OpenAsync(platform, 1);
        (await SuspendAsync(platform, id)).Dispose();
        platform.Clock.Now = new DateTimeOffset(2027, 2, 3, 2, 0, 0, TimeSpan.Zero);
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-9", StaffRoles.Caseworker, "9901"));
        var opened = await RunningPlatform.ReadAsync(
            await caseworker.PostAsync("/api/v1/staff/people/alive", new AliveClaimRequest("P000001")), ContractsJson.Default.AliveClaimOpenedDto, HttpStatusCode.Created);
        var again = await RunningPlatform.ReadAsync(await caseworker.PostAsync("/api/v1/staff/people/alive", new AliveClaimRequest("P000001")), ContractsJson.Default.AliveClaimOpenedDto);
        Assert.Equal(opened.CaseId, again.CaseId);
        Assert.Equal(new DateTimeOffset(2027, 2, 3, 9, 30, 0, TimeSpan.Zero), opened.DueAt);
        var claim = new CaseId(Guid.Parse(opened.CaseId));
        Assert.Equal("nothingCorrected", (await CaseBrowser.RefusedAsync(await caseworker.Http.GetAsync($"/api/v1/staff/cases/{claim}/letter", Token))).Code);
        Assert.Equal((false, false), ((await caseworker.ReadAsync(claim)).HasLetter, (await caseworker.ReadAsync(id)).HasLetter));

        var file = await CaseBrowser.DoneAsync(await caseworker.PostAsync(claim, "confirmation", new ConfirmCaseAliveRequest(1, "homeVisit", "试验村"), "meeting-0002"));

        Assert.Equal((CaseState.Closed, BenefitState.InPayment), (file.Case.State, file.Benefit.State));
        var pay = file.Benefit.History[^1].BackPay!;
        Assert.Equal((new DateOnly(2026, 12, 1), new DateOnly(2027, 2, 1), 2, 2 * 318_400L), (pay.FromMonth, pay.UntilMonth, pay.Months, pay.AmountFen));
        var letter = await RunningPlatform.ReadAsync(await caseworker.Http.GetAsync($"/api/v1/staff/cases/{id}/letter", Token), ContractsJson.Default.CorrectionLetterDto);
        Assert.Equal(("试验者1号", 2), (letter.Name, letter.BackPay?.Months));
        Assert.Equal((true, true), (file.HasLetter, (await caseworker.ReadAsync(id)).HasLetter));
        platform.Clock.Now += TimeSpan.FromDays(1);
        using var later = new CaseBrowser(await platform.SignInOnlyAsync("cw-9", RunningPlatform.PasswordOf("cw-9")));
        foreach (var one in (CaseId[])[claim, id])
        {
            await later.DoAsync(one, "notes", version => new NoteCaseRequest(version, "告知书已寄出。"));
            var noted = await RunningPlatform.ReadAsync(await later.Http.GetAsync($"/api/v1/staff/cases/{one}/letter", Token), ContractsJson.Default.CorrectionLetterDto);
            Assert.Equal((letter.CorrectedOn, letter.Receivers.Count), (noted.CorrectedOn, noted.Receivers.Count));
            Assert.Contains("疑似死亡", noted.Paragraphs[0].Zh, StringComparison.Ordinal);
        }

        Assert.Contains(letter.Receivers, receiver => receiver.Receiver == "payment");
        Assert.Contains(letter.Receivers, receiver => receiver.Receiver.StartsWith("source:", StringComparison.Ordinal));
        Assert.DoesNotContain(platform.Logs.Lines, line => line.Contains("试验者", StringComparison.Ordinal) || line.Contains("H0000000", StringComparison.Ordinal) || line.Contains("P00000", StringComparison.Ordinal));
        Assert.DoesNotContain("P00000", await platform.Http.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
        Assert.True((await platform.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Fact]
    public async Task Letter_is_for_who_was_wrongly_reported_and_for_nobody_else()
    {
        await using var platform = await RunningPlatform.StartAsync();
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-9", StaffRoles.Caseworker, "9901"));
        using var supervisor = new CaseBrowser(await platform.SignInAsync("sv-1", StaffRoles.Supervisor, "9901"));
        foreach (var (person, kind, conclusion, said) in new[]
        {
            (1, "AuditSample", "findingRefuted", null), (2, "DeathSuspected", "handedToInvestigation", null), (3, "LongUncertified", "certifiedInPerson", null),
            (4, "DeathSuspected", "recordOfAnotherPerson", "您本人健在"), (5, "DuplicateBenefit", "findingRefuted", "该疑点不成立"),
        })
        {
            var id = await CaseSamples.OpenAsync(platform, person, kind, $"feed.csv:{person}");
            await caseworker.DoAsync(id, "assignment", version => new AssignCaseRequest(version, null));
            var file = await caseworker.DoAsync(id, "closing", version => new CloseCaseRequest(version, conclusion, "已核对。"));
            var answer = await caseworker.Http.GetAsync($"/api/v1/staff/cases/{id}/letter", Token);
            Assert.Equal((kind, said is not null), (kind, file.HasLetter));
            Assert.False((await supervisor.ReadAsync(id)).HasLetter);
            if (said is null)
            {
                var refused = await CaseBrowser.RefusedAsync(answer);
                Assert.Equal(("nothingCorrected", "本任务没有更正关于当事人的错误信息，因此没有更正告知书。"), (refused.Code, refused.Text.Zh));
                continue;
            }

            var letter = await RunningPlatform.ReadAsync(answer, ContractsJson.Default.CorrectionLetterDto);
            Assert.Contains(said, letter.Paragraphs[1].Zh, StringComparison.Ordinal);
            Assert.Equal("核实期间您的待遇一直照常发放。", letter.Paragraphs[2].Zh);
        }
    }

    [Fact]
    public async Task Death_that_three_departments_report_is_corrected_at_each_and_the_letter_calls_them_by_their_names()
    {
        var run = string.Empty;
        await using var platform = await RunningPlatform.StartAsync(ports: given => given with { ExplainRun = (_, who, _) => Task.FromResult(Explain(run, who)) });
        await CaseSamples.OpenFromFeedsAsync(platform, folder => run = folder, "cremation", "death_certificate", "household_deregistration");
        var id = Assert.Single(await platform.Storage.Cases.ListOfAsync(RunningPlatform.Id(1), RunningPlatform.Token)).Id;
        using var caseworker = new CaseBrowser(await platform.SignInAsync("cw-9", StaffRoles.Caseworker, "9901"));
        var version = (await caseworker.DoAsync(id, "assignment", seen => new AssignCaseRequest(seen, null))).Case.Version;
        await CaseBrowser.DoneAsync(await caseworker.PostAsync(id, "confirmation", new ConfirmCaseAliveRequest(version, "window", "试验窗口"), "meeting-0003"));

        var told = await platform.Storage.FactMessages.ListMessagesAsync(id, Token);
        Assert.Equal(
            ["source:cremation.csv", "source:death_certificate.csv", "source:household_deregistration.csv"],
            told.Where(one => one.Message.Kind == FactKind.SourceReversal).Select(one => one.Message.Receiver).Order(StringComparer.Ordinal));
        var letter = await RunningPlatform.ReadAsync(await caseworker.Http.GetAsync($"/api/v1/staff/cases/{id}/letter", Token), ContractsJson.Default.CorrectionLetterDto);
        Assert.Equal(
            ["户籍注销（公安）", "死亡医学证明（卫生健康）", "火化信息（民政）"],
            letter.Receivers.Select(receiver => receiver.ReceiverText?.Zh).Order(StringComparer.Ordinal));
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(run))!, recursive: true);
    }

    private static DecisionExplanation? Explain(string run, BeneficiaryId who)
    {
        using var opened = PublishedRun.Open(run);
        return ExplainDecision.Execute(opened.State, opened.Compiled, who.Value);
    }

    /// <summary>Assigned, told, waited, met with the family, investigated, proposed by one and approved by another.</summary>
    internal static async Task<CaseBrowser> SuspendAsync(RunningPlatform platform, CaseId id)
    {
        var caseworker = new CaseBrowser(await platform.SignInAsync("cw-1", StaffRoles.Caseworker | StaffRoles.Approver, "9901"));
        await caseworker.DoAsync(id, "assignment", version => new AssignCaseRequest(version, null));
        await caseworker.DoAsync(id, "notices", version => new SendDoubtNoticeRequest(version, "sms"));
        await CaseSamples.SendAllAsync(platform);
        var file = await caseworker.DoAsync(id, "contacts", version => new RecordContactRequest(version, "visit", "familyConfirmsLoss", new DateOnly(2026, 11, 3), "长子在家"));
        Assert.DoesNotContain("proposal", file.Allowed);
        file = await caseworker.DoAsync(id, "investigation", version => new RecordInvestigationRequest(version, "lossConfirmed", "家属出示死亡证明，与殡葬记录一致。"));
        Assert.Equal("lawNotSatisfied", Assert.Single(file.Reasons, reason => reason.Command == "proposal").Code);
        var proposal = new ProposeMeasureRequest(file.Case.Version, BenefitMeasure.Suspend, "death", Basis, "家属确认，证明齐全，已告知。", new DateOnly(2026, 12, 1), 318_400);
        Assert.Equal("lawNotSatisfied", (await CaseBrowser.RefusedAsync(await caseworker.PostAsync(id, "proposal", proposal))).Code);

        platform.Clock.Now += TimeSpan.FromDays(16);
        using var later = new CaseBrowser(await platform.SignInOnlyAsync("cw-1", RunningPlatform.PasswordOf("cw-1")));
        file = await CaseBrowser.DoneAsync(await later.PostAsync(id, "proposal", proposal));
        Assert.Equal(CaseState.Proposed, file.Case.State);
        Assert.All(file.Proposal!.Requirements.Where(asked => asked.Code != "otherApprover"), asked => Assert.True(asked.IsMet, asked.Code));
        Assert.Equal("ownWorkApproved", (await CaseBrowser.RefusedAsync(await later.PostAsync(id, "approval", new CaseStepRequest(file.Case.Version)))).Code);
        caseworker.Dispose();

        var approver = new CaseBrowser(await platform.SignInAsync("ap-1", StaffRoles.Approver, "9901"));
        file = await approver.ReadAsync(id);
        Assert.All(file.Proposal!.Requirements, asked => Assert.True(asked.IsMet, asked.Code));
        Assert.Equal(["notes", "approval", "return", "identity"], file.Allowed);
        await approver.DoAsync(id, "approval", version => new CaseStepRequest(version));
        return approver;
    }
}
