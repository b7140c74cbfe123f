using System.Text;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Rules;
using FindingKind = SocialInsurance.Eligibility.Cases.FindingKind;

namespace SocialInsurance.Eligibility.Tests.Review;

public sealed class ReviewRulesFileTests
{
    private static readonly ReviewRules Carried = ReviewRulesFile.Default.Rules;

    [Theory]
    [InlineData("AliveClaim", RiskColour.Red, 0)]
    [InlineData("Appeal", RiskColour.Yellow, 5)]
    [InlineData("Appeal", RiskColour.Red, 5)]
    [InlineData("FaceReferred", RiskColour.Yellow, 5)]
    [InlineData("DeathSuspected", RiskColour.Red, 3)]
    [InlineData("DeathSuspected", RiskColour.Yellow, 10)]
    [InlineData("CustodialSentence", RiskColour.Red, 5)]
    [InlineData("LongUncertified", RiskColour.Yellow, 10)]
    [InlineData("LongUncertified", RiskColour.Blue, 20)]
    [InlineData("AuditSample", RiskColour.Blue, 20)]
    public void Deadline_follows_kind_and_colour(string kind, RiskColour colour, int days) =>
        Assert.Equal(days, Carried.WorkingDaysFor(new FindingKind(kind), colour));

    [Fact]
    public void Rules_carried_by_the_program_ask_what_the_issue_asks()
    {
        Assert.Equal(new NoticeDemand(1, 1, 15, 15, false), Carried.Loss);
        Assert.Equal(new NoticeDemand(3, 2, 60, 15, true), Carried.Silence);
        Assert.Equal((30, 5.0, false), (Carried.PauseMaxDays, Carried.BlindSharePercent, Carried.OwnRegionConflicts));
    }

    [Fact]
    public void No_legal_basis_carries_an_end_because_data_are_silent()
    {
        Assert.DoesNotContain(Carried.LegalBases, basis => basis.Carries(BenefitMeasure.Terminate, MeasureGround.SilenceOfData));
        Assert.DoesNotContain(Carried.LegalBases, basis => basis.Carries(BenefitMeasure.Suspend, MeasureGround.Alive));
        Assert.Contains(Carried.LegalBases, basis => basis.Carries(BenefitMeasure.Suspend, MeasureGround.SilenceOfData));
        Assert.Contains(Carried.LegalBases, basis => basis.Carries(BenefitMeasure.Resume, MeasureGround.Alive));
    }

    [Theory]
    [InlineData("silence: { notices: 3", "silence: { notices: 2", PolicyErrorKind.OutOfRange)]
    [InlineData("notices: 3, channels: 2", "notices: 3, channels: 1", PolicyErrorKind.OutOfRange)]
    [InlineData("waitDays: 60", "waitDays: 59", PolicyErrorKind.OutOfRange)]
    [InlineData("lastWaitDays: 15, visitOffered: true", "lastWaitDays: 15, visitOffered: false", PolicyErrorKind.UnsafeRule)]
    [InlineData("loss: { notices: 1", "loss: { notices: 0", PolicyErrorKind.OutOfRange)]
    [InlineData("colour: yellow", "colour: green", PolicyErrorKind.InvalidValue)]
    [InlineData("kind: AliveClaim", "kind: 我还健在", PolicyErrorKind.InvalidValue)]
    [InlineData("  - { kind: AliveClaim", "  - { workingDays: 3 }\n  - { kind: AliveClaim", PolicyErrorKind.UnreachableRule)]
    [InlineData("pauseMaxDays: 30", "pauseMaxDays: 91", PolicyErrorKind.OutOfRange)]
    [InlineData("blindSharePercent: 5", "blindSharePercent: 101", PolicyErrorKind.OutOfRange)]
    [InlineData("blindSharePercent", "blindSharePercnt", PolicyErrorKind.UnknownMember)]
    [InlineData("grounds: [silenceOfData, alive]", "grounds: [silence, alive]", PolicyErrorKind.InvalidValue)]
    [InlineData("measures: [suspend, resume]", "measures: []", PolicyErrorKind.WrongShape)]
    [InlineData("code: SBF-16", "code: RST-2018-54", PolicyErrorKind.Duplicate)]
    [InlineData("alive", "death", PolicyErrorKind.UnsafeRule)]
    [InlineData("version: review-2026.1", "version: 版本", PolicyErrorKind.InvalidValue)]
    [InlineData("effectiveFrom: 2025-01-01", "effectiveFrom: 2025-13-01", PolicyErrorKind.InvalidValue)]
    [InlineData("demands:", "demands: [", PolicyErrorKind.Unreadable)]
    public void Rules_with_a_fault_are_refused_with_its_place(string from, string to, PolicyErrorKind kind)
    {
        var load = Load(text => text.Replace(from, to, StringComparison.Ordinal));
        Assert.Null(load.File);
        Assert.Contains(load.Errors, error => error.Kind == kind && error is { Line: > 0, Column: > 0 });
    }

    [Fact]
    public void Faults_are_reported_all_at_once_in_the_order_of_the_text()
    {
        var load = Load(text => text
            .Replace("colour: yellow", "colour: green", StringComparison.Ordinal)
            .Replace("waitDays: 60", "waitDays: 6", StringComparison.Ordinal)
            .Replace("pauseMaxDays: 30", "pauseMaxDays: never", StringComparison.Ordinal));
        Assert.Equal(3, load.Errors.Count);
        Assert.Equal(load.Errors.OrderBy(error => error.Line), load.Errors);
    }

    [Fact]
    public void Rules_in_force_are_the_latest_that_began()
    {
        var early = ReviewRulesFile.Default with { EffectiveFrom = new DateOnly(2025, 1, 1) };
        var late = new ReviewRulesFile(new DateOnly(2026, 7, 1), early.Rules with { Version = "review-2026.2" });
        Assert.Equal("review-2026.1", ReviewRulesFile.At([late, early], new DateOnly(2026, 6, 30)).Version);
        Assert.Equal("review-2026.2", ReviewRulesFile.At([late, early], new DateOnly(2026, 7, 1)).Version);
        Assert.Equal("review-2026.1", ReviewRulesFile.At([late, early], new DateOnly(2020, 1, 1)).Version);
    }

    private static ReviewRulesLoad Load(Func<string, string> change)
    {
        var yaml = Encoding.UTF8.GetString(ReviewRulesFile.ReadEmbedded("review-rules.yaml"));
        var changed = change(yaml);
        Assert.NotEqual(yaml, changed);
        return ReviewRulesFile.Load(Encoding.UTF8.GetBytes(changed), HolidayFile.Default);
    }
}
