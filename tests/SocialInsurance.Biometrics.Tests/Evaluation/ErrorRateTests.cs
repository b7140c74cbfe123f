using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Biometrics.Evaluation;

namespace SocialInsurance.Biometrics.Tests.Evaluation;

public sealed class ErrorRateTests
{
    /// <summary>Wilson's interval, worked by hand to four digits from (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).</summary>
    [Theory]
    [InlineData(1, 10, 0.0179, 0.4042)]
    [InlineData(10, 100, 0.0552, 0.1744)]
    [InlineData(50, 100, 0.4038, 0.5962)]
    public void Interval_is_wilsons(long errors, long trials, double low, double high)
    {
        var interval = new ErrorRate(errors, trials).Interval95;
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void No_error_in_n_trials_is_bounded_by_three_over_n() =>
        Assert.Equal(new RateInterval(0, 0.003), new ErrorRate(0, 1000).Interval95);

    [Fact]
    public void No_trial_says_nothing()
    {
        Assert.True(double.IsNaN(new ErrorRate(0, 0).Rate));
        Assert.Equal(new RateInterval(0, 1), new ErrorRate(0, 0).Interval95);
    }

    [Fact]
    public void Interval_holds_its_rate() => Prop.ForAll<PositiveInt, NonNegativeInt>((trials, some) =>
    {
        var rate = new ErrorRate(some.Get % (trials.Get + 1), trials.Get);
        return rate.Interval95.Low <= rate.Rate && rate.Rate <= rate.Interval95.High && rate.Interval95 is { Low: >= 0, High: <= 1 };
    }).QuickCheckThrowOnFailure();
}
