using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.Evaluation;

namespace SocialInsurance.Biometrics.Tests.Evaluation;

public sealed class ScoreSetTests
{
    private static readonly ScoreSet Small = new([0.9, 0.5, 0.7, 0.3], [0.1, 0.4, 0.2, 0.0]);

    [Fact]
    public void Score_at_the_threshold_matches()
    {
        Assert.Equal(new ErrorRate(1, 4), Small.FalseMatchAt(0.4));
        Assert.Equal(new ErrorRate(1, 4), Small.FalseNonMatchAt(0.5));
        Assert.Equal(new ErrorRate(0, 4), Small.FalseMatchAt(0.41));
    }

    [Fact]
    public void Equal_error_rate_of_one_misplaced_score_on_each_side_is_one_in_four() => Assert.Equal(0.25, Small.EqualErrorRate());

    [Fact]
    public void Equal_error_rate_of_separate_scores_is_zero_and_of_swapped_ones_is_one()
    {
        Assert.Equal(0, new ScoreSet([0.8, 0.9], [0.1, 0.2]).EqualErrorRate());
        Assert.Equal(1, new ScoreSet([0.1, 0.2], [0.8, 0.9]).EqualErrorRate());
    }

    [Fact]
    public void Equal_error_rate_of_two_overlapping_uniform_ranges_is_the_share_that_overlaps()
    {
        // mated 0.4..1.4, non-mated 0..1: at 0.7 three in ten of each are on the wrong side
        var scores = new ScoreSet(Enumerable.Range(0, 1000).Select(i => 0.4 + (i / 1000.0)), Enumerable.Range(0, 1000).Select(i => i / 1000.0));
        Assert.Equal(0.3, scores.EqualErrorRate(), 2);
    }

    [Fact]
    public void Equal_error_rate_without_one_kind_is_not_a_number() => Assert.True(double.IsNaN(new ScoreSet([0.5], []).EqualErrorRate()));

    [Fact]
    public void Threshold_for_a_rate_is_the_least_that_keeps_it() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var scores = new ScoreSet([], Enumerable.Range(0, 500).Select(_ => Math.Round(random.NextDouble(), 2)));
        var threshold = scores.ThresholdFor(0.01)!.Value;
        var below = scores.NonMated.ToArray().Last(s => s < threshold);
        return scores.FalseMatchAt(threshold).Rate <= 0.01 && scores.FalseMatchAt(below).Rate > 0.01;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rate_that_too_few_comparisons_could_show_has_no_threshold()
    {
        Assert.Null(Small.ThresholdFor(1e-3));
        Assert.Empty(Small.PointsByFalseMatchRate());
    }
}
