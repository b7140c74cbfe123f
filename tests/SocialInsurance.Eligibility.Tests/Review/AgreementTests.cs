using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Tests.Review;

public sealed class AgreementTests
{
    private static readonly DateTimeOffset At = new(2026, 10, 31, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Fleiss, Statistical Methods for Rates and Proportions, the table of 100 diagnoses: kappa 0.68. The standard error was worked out apart from this code.</summary>
    [Fact]
    public void Kappa_of_the_textbook_diagnoses_is_the_textbook_s()
    {
        var agreement = Agreement.Of(new[,] { { 75, 1, 4 }, { 5, 4, 1 }, { 0, 0, 10 } });
        Assert.Equal((100, 0.89), (agreement.Cases, agreement.Observed!.Value));
        Assert.Equal(0.23 / 0.34, agreement.Kappa!.Value, 12);
        var error = (agreement.High!.Value - agreement.Low!.Value) / 2 / 1.959963984540054;
        Assert.Equal(0.087703, error, 6);
    }

    [Fact]
    public void Kappa_of_two_by_two_is_as_by_hand()
    {
        var agreement = Agreement.Of(new[,] { { 20, 5 }, { 10, 15 } });
        Assert.Equal(0.7, agreement.Observed!.Value, 12);
        Assert.Equal(0.4, agreement.Kappa!.Value, 12);
    }

    [Fact]
    public void Kappa_without_cases_or_with_one_answer_only_is_not_known()
    {
        Assert.Equal(default, Agreement.Of([]));
        Assert.Equal(new Agreement(2, 1, null, null, null), Agreement.Of([Review(1, 1), Review(1, 1)]));
        Assert.Equal(1, Agreement.Of([Review(1, 1), Review(2, 2)]).Kappa!.Value, 12);
    }

    [Fact]
    public void Kappa_does_not_care_who_judged_first_nor_how_the_answers_are_called() => Prop.ForAll(
        Gen.Choose(0, 30).ArrayOf(9).ToArbitrary(),
        drawn =>
        {
            int[,] table = new int[3, 3], turned = new int[3, 3], renamed = new int[3, 3];
            for (var i = 0; i < 9; i++)
            {
                table[i / 3, i % 3] = turned[i % 3, i / 3] = renamed[((i / 3) + 1) % 3, ((i % 3) + 1) % 3] = drawn[i];
            }

            var agreement = Agreement.Of(table);
            return Near(agreement, Agreement.Of(turned)) && Near(agreement, Agreement.Of(renamed))
                && (agreement.Kappa is not { } kappa || (kappa >= -1 && kappa <= 1 + 1e-12 && agreement.Low <= kappa + 1e-12 && agreement.High >= kappa - 1e-12));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Kappa_of_independent_answers_is_zero()
    {
        var agreement = Agreement.Of(new[,] { { 40, 20 }, { 20, 10 } });
        Assert.Equal(0, agreement.Kappa!.Value, 12);
        Assert.True(agreement.Low < 0 && agreement.High > 0);
    }

    /// <summary>A second way to the same standard error: the sum over all cells of the squared influence of one case (delta method, numerically).</summary>
    [Fact]
    public void Interval_agrees_with_the_influence_of_single_cases()
    {
        int[,] table = { { 250, 31, 14 }, { 22, 330, 29 }, { 9, 41, 274 } };
        var agreement = Agreement.Of(table);
        double total = agreement.Cases, sum = 0;
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var more = (int[,])table.Clone();
                more[i, j]++;
                var influence = (Agreement.Of(more).Kappa!.Value - agreement.Kappa!.Value) * (total + 1);
                sum += table[i, j] * influence * influence;
            }
        }

        var half = 1.959963984540054 * Math.Sqrt(sum) / total;
        Assert.Equal(half, (agreement.High!.Value - agreement.Low!.Value) / 2, 4);
    }

    [Fact]
    public void Draw_takes_the_share_of_the_rules_and_never_changes()
    {
        var rules = ReviewRulesFile.Default.Rules;
        var closed = Enumerable.Range(0, 20_000).Select(i => Closed(i, CaseConclusion.FindingRefuted)).ToList();
        var drawn = closed.Count(file => BlindDraw.IsDrawn(file, rules));
        // 20,000 draws at 5 %: 1,000 with a standard deviation of 31
        Assert.InRange(drawn, 850, 1150);
        Assert.Equal(drawn, closed.Count(file => BlindDraw.IsDrawn(file, rules)));
        Assert.All(closed, file => Assert.True(BlindDraw.IsDrawn(file, rules with { BlindSharePercent = 100 }) && !BlindDraw.IsDrawn(file, rules with { BlindSharePercent = 0 })));
        Assert.NotEqual(closed.Where(file => BlindDraw.IsDrawn(file, rules)), closed.Where(file => BlindDraw.IsDrawn(file, rules with { Version = "other" })));
    }

    [Theory]
    [InlineData(CaseConclusion.Joined)]
    [InlineData(CaseConclusion.AppealGranted)]
    [InlineData(CaseConclusion.AppealUpheld)]
    public void Draw_leaves_out_what_is_no_first_judgement(CaseConclusion conclusion) =>
        Assert.False(BlindDraw.IsDrawn(Closed(1, conclusion), ReviewRulesFile.Default.Rules with { BlindSharePercent = 100 }));

    private static bool Near(Agreement one, Agreement other) => one.Cases == other.Cases && one.Kappa is null == other.Kappa is null
        && Math.Abs((one.Kappa ?? 0) - (other.Kappa ?? 0)) < 1e-9 && Math.Abs((one.Low ?? 0) - (other.Low ?? 0)) < 1e-9;

    private static ReviewCase Closed(int number, CaseConclusion conclusion)
    {
        var id = new CaseId(new Guid(number, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8));
        var person = new Eligibility.Beneficiaries.BeneficiaryId("B1");
        var by = new CaseworkerId("wang");
        return ReviewCase.From(
        [
            new CaseOpened(id, person, new FindingKind("DeathSuspected"), RiskColour.Red, "d.csv:7", null, At),
            new CaseAssigned(id, person, 2, by, At),
            new CaseClosed(id, person, 3, by, conclusion, At),
        ]);
    }

    private static BlindReview Review(int first, int second) => new(
        new CaseId(Guid.CreateVersion7(At)), new CaseworkerId("li"), (BlindConclusion)second, (BlindConclusion)first, new CaseworkerId("wang"), "t", At);
}
