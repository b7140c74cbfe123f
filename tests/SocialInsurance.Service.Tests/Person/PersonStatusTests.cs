using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;

namespace SocialInsurance.Service.Tests.Person;

public sealed class PersonStatusTests
{
    private const string Phone = "13900000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(21);
    private static readonly DateOnly FarDay = new(2027, 8, 1);

    [Fact]
    public async Task Silently_certified_person_reads_that_nothing_is_to_be_done_and_why()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var person = await platform.RegisterAsync("B1", Number, "张小明", Phone);
        await platform.DecideAsync(person, DecisionOutcome.Certified, "run-1");

        var status = await platform.NewPage().SignInAsync(Number, "张小明", Phone);

        Assert.Equal(StandingState.Certified, status.State);
        Assert.Equal("您已通过数据比对认证，无需操作，待遇照常发放。下次认证：2027年11月1日。", status.Headline.Zh);
        Assert.Equal("silent", status.CertifiedBy);
        Assert.Equal(new DateOnly(2027, 11, 1), status.DueOn);
        var evidence = Assert.Single(status.Evidence);
        Assert.Equal("疫苗接种（卫生健康）", evidence.Source.Zh);
        Assert.Equal("vaccinations", evidence.Source.En);
        Assert.Equal(new DateOnly(2026, 10, 20), evidence.OccurredOn);
        Assert.Equal("本人到场办理", evidence.Strength.Zh);
    }

    [Fact]
    public async Task Person_whose_records_do_not_suffice_is_asked_with_every_way_that_is_open_named()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var person = await platform.RegisterAsync("B1", Number, "张小明", Phone, FarDay);
        await platform.DecideAsync(person, DecisionOutcome.FaceRequired, "run-1");

        var status = await platform.NewPage().SignInAsync(Number, "张小明", Phone);

        Assert.Equal(StandingState.Due, status.State);
        Assert.DoesNotContain("刷脸", status.Headline.Zh, StringComparison.Ordinal); // nothing to compare a face with
        foreach (var way in new[] { "窗口", "上门", "视频" })
        {
            Assert.Contains(way, status.Headline.Zh, StringComparison.Ordinal);
        }

        Assert.Empty(status.Evidence);
        Assert.Null(status.CertifiedBy);
        Assert.Equal(3, status.AttemptsLeft);
    }

    [Fact]
    public async Task Person_with_an_open_finding_is_with_a_caseworker_and_told_that_payment_goes_on()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var person = await platform.RegisterAsync("B1", Number, "张小明", Phone, FarDay);
        await platform.DecideAsync(person, DecisionOutcome.Review, "run-1", new Finding(new FindingKind("DeathSuspected"), RiskColour.Red, "death.csv:3"));

        var status = await platform.NewPage().SignInAsync(Number, "张小明", Phone);

        Assert.Equal(StandingState.WithCaseworker, status.State);
        Assert.Contains("待遇照常发放", status.Headline.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("死", status.Headline.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drawn_sample_changes_nothing_for_the_person()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var person = await platform.RegisterAsync("B1", Number, "张小明", Phone);
        await platform.DecideAsync(person, DecisionOutcome.Certified, "run-1", new Finding(FindingKind.AuditSample, RiskColour.Blue, "sample"));

        Assert.Equal(StandingState.Certified, (await platform.NewPage().SignInAsync(Number, "张小明", Phone)).State);
    }

    [Theory]
    [InlineData("2026-12-02", null, StandingState.NotDue)]
    [InlineData("2026-12-02", "2025-12-02", StandingState.Certified)]
    [InlineData("2026-12-01", "2025-12-01", StandingState.Due)]
    [InlineData("2026-11-02", "2025-11-02", StandingState.Due)]
    [InlineData("2026-11-01", "2025-11-01", StandingState.Due)]
    [InlineData("0001-01-01", null, StandingState.Due)]
    public async Task State_follows_from_the_day(string dueOn, string? last, StandingState expected)
    {
        await using var platform = await PersonPlatform.StartAsync();
        await platform.RegisterAsync("B1", Number, "张小明", Phone, DateOnly.ParseExact(dueOn, "yyyy-MM-dd"), last is null ? null : DateOnly.ParseExact(last, "yyyy-MM-dd"));

        Assert.Equal(expected, (await platform.NewPage().SignInAsync(Number, "张小明", Phone)).State);
    }

    [Fact]
    public async Task Failed_tries_are_counted_and_a_referral_leaves_none()
    {
        await using var platform = await PersonPlatform.StartAsync();
        var person = await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var page = platform.NewPage();
        await page.SignInAsync(Number, "张小明", Phone);
        await AttemptAsync(platform, person, 1, DecisionOutcome.FaceRequired);
        Assert.Equal(2, (await page.StatusAsync()).AttemptsLeft);
        await AttemptAsync(platform, person, 2, DecisionOutcome.FaceRequired);
        Assert.Equal(1, (await page.StatusAsync()).AttemptsLeft);
        await AttemptAsync(platform, person, 3, DecisionOutcome.Review, new Finding(new FindingKind("FaceReferred"), RiskColour.Yellow, "session s-3"));

        var referred = await page.StatusAsync();

        Assert.Equal(0, referred.AttemptsLeft);
        Assert.Equal(StandingState.WithCaseworker, referred.State);
    }

    [Fact]
    public void Headlines_are_plain_and_short_in_both_languages()
    {
        var longest = new DateOnly(2027, 12, 31);
        foreach (var key in new[] { "HeadlineCertified", "HeadlineCertifiedSilent", "HeadlineDue", "HeadlineDueWithoutFace", "HeadlineNotDue", "HeadlineOverdue", "HeadlineOverdueWithoutFace", "HeadlineWithCaseworker" })
        {
            var text = Hosting.ServiceTexts.WithDay(key, longest);
            Assert.InRange(text.Zh.Length, 10, 60);
            Assert.InRange(text.En.Length, 10, 120);
            Assert.DoesNotContain("{", text.Zh + text.En, StringComparison.Ordinal);
        }
    }

    private static async Task AttemptAsync(PersonPlatform platform, BeneficiaryId person, int attempt, DecisionOutcome outcome, params Finding[] findings)
    {
        var session = new FaceSessionDecision(
            new SessionId($"s-{attempt}"), attempt, person, CertificationMethod.SelfFace, outcome, "face", new PolicyReference("2026.1", Sha256Digest.Of("p"u8)), DeciderKind.Automatic, "m=0", 12, findings);
        platform.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Null((await new RecordFaceDecision(platform.Storage.Store, platform.Clock).ExecuteAsync(session, new DateOnly(2026, 11, 1), PersonPlatform.Token)).Refusal);
    }
}
