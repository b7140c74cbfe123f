using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Eligibility.Tests.Rules;

namespace SocialInsurance.Eligibility.Tests.Supervision;

public sealed class FigureTests
{
    private static readonly DateTimeOffset Opened = new(2026, 10, 1, 1, 0, 0, TimeSpan.Zero);
    private static readonly ObservedShare Half = new(50, 100);

    [Fact]
    public void Composite_score_is_the_weighted_sum_of_its_parts()
    {
        var score = CompositeScore.Of(new(90, 100), new(80, 100), new(70, 100), new(60, 100), new(50, 100));
        Assert.Equal((0.35 * 90) + (0.25 * 80) + (0.20 * 70) + (0.10 * 60) + (0.10 * 50), score.Score!.Value, 9);
        Assert.Equal(1.0, score.Parts.Sum(part => part.Weight), 9);
    }

    [Fact]
    public void Composite_score_stays_open_while_one_part_has_no_data()
    {
        for (var missing = 0; missing < 5; missing++)
        {
            ObservedShare[] parts = [Half, Half, Half, Half, Half];
            parts[missing] = default;
            var score = CompositeScore.Of(parts[0], parts[1], parts[2], parts[3], parts[4]);
            Assert.Null(score.Score);
            Assert.Equal([missing], score.Parts.Index().Where(part => part.Item.Value is null).Select(part => part.Index));
        }
    }

    [Fact]
    public void Median_lies_in_the_middle() => Prop.ForAll(
        Gen.Choose(-50, 50).Select(value => (double)value).NonEmptyListOf().ToArbitrary(),
        values =>
        {
            var median = Median.Of(values)!.Value;
            Assert.True(values.Count(value => value < median) <= values.Count / 2);
            Assert.True(values.Count(value => value > median) <= values.Count / 2);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Median_of_nothing_is_not_made_up() => Assert.Null(Median.Of([]));

    [Fact]
    public void Source_fades_with_its_age_and_never_delivered_has_no_freshness()
    {
        var policy = SamplePolicy.Policy;
        var (first, second) = (policy.Sources[0], policy.Sources[1]);
        var today = new DateOnly(2026, 11, 3);
        var fresh = SourceFreshness.Of(policy, new Dictionary<string, DateOnly> { [first.Name] = today.AddDays(-first.TtlDays) }, today);
        Assert.Equal(policy.Sources.Count, fresh.Count);
        Assert.Equal((first.TtlDays, Math.Exp(-1)), (fresh[0].Days, fresh[0].Freshness!.Value));
        Assert.Equal((second.Name, null, null), (fresh[1].Source, fresh[1].Days, fresh[1].Freshness));
        Assert.Equal((0, 1.0), (SourceFreshness.Of(policy, new Dictionary<string, DateOnly> { [first.Name] = today.AddDays(2) }, today)[0] is var ahead ? (ahead.Days, ahead.Freshness) : default));
    }

    [Fact]
    public void Cases_are_told_apart_by_kind_colour_and_who_closed_them()
    {
        var counts = Counts(
            [new(new("DeathSuspected"), RiskColour.Red, new("w1"), 3, 1), new(new("DeathSuspected"), RiskColour.Red, null, 2, 0)],
            [Closed("DeathSuspected", "w1", CaseConclusion.FindingRefuted, 10, 8), Closed("DeathSuspected", "w2", CaseConclusion.LossConfirmed, 30, 40), Closed("Appeal", "w2", CaseConclusion.AppealGranted, 5, null)]);
        var sla = CaseFigures.SlaOf(counts);
        Assert.Equal(new SlaFigure(new("DeathSuspected"), RiskColour.Red, 2, 1, 5, 1, 20), sla.Single(row => row.Kind.Code == "DeathSuspected"));
        var work = CaseFigures.WorkloadOf(counts, new Dictionary<CaseworkerId, string> { [new("w1")] = "east" });
        Assert.Equal([new("w1"), new CaseworkerId("w2")], work.Select(row => row.Account));
        Assert.Equal(("east", 3L, 1L, 1L, 1.0), (work[0].Team, work[0].Open, work[0].Closed, work[0].Overdue, work[0].RefutedShare!.Value));
        Assert.Equal((string.Empty, 0L, 2L, 0.0, 17.5), (work[1].Team, work[1].Open, work[1].Closed, work[1].RefutedShare!.Value, work[1].MedianHours!.Value));
        Assert.Equal(new AppealFigures(7, 1, 1, 1, 1.0), CaseFigures.AppealsOf(counts));
    }

    [Fact]
    public void Inspected_pass_weighs_by_its_chance_and_unweighted_when_a_chance_is_lost()
    {
        var counts = Counts([], [Inspection(1, failed: true), Inspection(2, failed: false), Inspection(3, failed: false)]);
        var weighted = ErrorFigures.Of(counts, new Chances(new() { [Id(1)] = 0.5, [Id(2)] = 0.1, [Id(3)] = 0.1 })).Single(rate => rate.Name == ErrorName.WrongSilent);
        Assert.Equal((1, 3), (weighted.Errors, weighted.N));
        Assert.Equal(2.0 / 22, weighted.Rate!.Value, 9);
        Assert.InRange(weighted.Rate.Value, weighted.Interval!.Value.Low, weighted.Interval.Value.High);
        var plain = ErrorFigures.Of(counts, new Chances(new() { [Id(1)] = 0.5, [Id(2)] = 0.1 })).Single(rate => rate.Name == ErrorName.WrongSilent);
        Assert.Equal(1.0 / 3, plain.Rate!.Value, 9);
    }

    [Fact]
    public void Rate_of_nothing_is_not_made_up_and_of_no_error_ends_at_three_over_n()
    {
        Assert.All(ErrorFigures.Of(Counts([], []), new Chances([])), rate => Assert.Equal((0, null, null), (rate.N, rate.Rate, rate.Interval)));
        var deaths = Enumerable.Range(0, 60).Select(_ => Closed("DeathSuspected", "w1", CaseConclusion.LossConfirmed, 1, null)).ToArray();
        var rate = ErrorFigures.Of(Counts([], deaths), new Chances([])).Single(rate => rate.Name == ErrorName.WrongDeathFinding);
        Assert.Equal((60L, 0d, 0d, 0.05), (rate.N, rate.Rate!.Value, rate.Interval!.Value.Low, rate.Interval.Value.High));
    }

    [Fact]
    public void Single_pair_of_judgements_has_no_kappa()
    {
        BlindReview Pair(string team, BlindConclusion first, BlindConclusion second) =>
            new(new CaseId(Guid.CreateVersion7(Opened)), new("r"), second, first, new("w"), team, Opened);
        var teams = TeamAgreement.Of([Pair("b", BlindConclusion.Loss, BlindConclusion.NoLoss), Pair("a", BlindConclusion.Loss, BlindConclusion.Loss), Pair("a", BlindConclusion.NoLoss, BlindConclusion.NoLoss)]);
        Assert.Equal(["a", "b"], teams.Select(team => team.Team));
        Assert.Equal((2, 1.0), (teams[0].Agreement.Cases, teams[0].Agreement.Kappa!.Value));
        Assert.Equal((1, 0.0, null), (teams[1].Agreement.Cases, teams[1].Agreement.Observed!.Value, teams[1].Agreement.Kappa));
    }

    [Theory]
    [InlineData("99010x")]
    [InlineData("1234567890123")]
    public void Region_of_another_form_is_refused(string division) =>
        Assert.Throws<ArgumentException>(() => new SupervisionScope(new DateOnly(2026, 10, 1), new DateOnly(2026, 11, 1), TimeSpan.Zero, division));

    [Fact]
    public void Local_days_begin_where_the_agency_is()
    {
        var scope = new SupervisionScope(new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 2), TimeSpan.FromHours(8), string.Empty);
        Assert.True(scope.Covers(new DateTimeOffset(2026, 9, 30, 16, 0, 0, TimeSpan.Zero)));
        Assert.False(scope.Covers(new DateTimeOffset(2026, 10, 1, 16, 0, 0, TimeSpan.Zero)));
    }

    private static BeneficiaryId Id(int number) => new($"B{number}");

    private static ClosedCase Inspection(int number, bool failed) => new(
        new CaseId(Guid.CreateVersion7(Opened)), Id(number), FindingKind.AuditSample, RiskColour.Blue, "audit-sample.csv@2026-10-31", Opened, Opened.AddHours(1), new("w1"), failed ? CaseConclusion.InspectionFailed : CaseConclusion.InspectionPassed, null);

    private static ClosedCase Closed(string kind, string by, CaseConclusion conclusion, int hours, int? dueAfterHours) => new(
        new CaseId(Guid.CreateVersion7(Opened)),
        Id(1),
        new(kind),
        RiskColour.Red,
        "f.csv:1",
        Opened,
        Opened.AddHours(hours),
        new(by),
        conclusion,
        dueAfterHours is { } due ? Opened.AddHours(due) : null);

    private static SupervisionCounts Counts(IReadOnlyList<OpenCases> open, IReadOnlyList<ClosedCase> closed) =>
        new(100, default, 0, open, closed, default, 7, 0, [], default, []);

    private sealed class Chances(Dictionary<BeneficiaryId, double> chances) : IAuditChances
    {
        public IReadOnlyDictionary<BeneficiaryId, double> Of(DateOnly asOf) => asOf == new DateOnly(2026, 10, 31) ? chances : new Dictionary<BeneficiaryId, double>();
    }
}
