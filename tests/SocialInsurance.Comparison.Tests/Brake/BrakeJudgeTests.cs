using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

/// <summary>The arithmetic of the bounds.</summary>
public sealed class BrakeJudgeTests
{
    static DeliveryStatistics Month(long read, long checksum = 0) => new()
    {
        Subjects = 100_000, Read = read, Accepted = read - checksum, ChecksumFailures = checksum, Matched = read / 4, NameDisagreed = 0,
        Sampled = read, SampleStride = 1, NewestAgeDays = 1, Recent = read / 2, OnBusiestDay = read / 20,
    };

    static IReadOnlyList<BrakeCheck> Check(DeliveryStatistics now, params DeliveryStatistics[] past) => BrakeJudge.Check(BrakeLimits.Standard, now, past);

    static BrakeCheck? Of(BrakeMeasure measure, IEnumerable<BrakeCheck> checks) => checks.SingleOrDefault(c => c.Measure == measure);

    [Fact]
    public void Feed_has_bounds_of_its_own_from_the_third_delivery_on()
    {
        DeliveryStatistics month = Month(3000);
        Assert.Null(Of(BrakeMeasure.Volume, Check(Month(1), month, month)));
        Assert.Equal(BrakeBasis.History, Of(BrakeMeasure.Volume, Check(Month(1), month, month, month))!.Basis);
        Assert.True(Of(BrakeMeasure.Volume, Check(Month(1), month, month, month))!.IsOutside);
    }

    [Theory]
    [InlineData(3000, false)]
    [InlineData(8000, false)]
    [InlineData(12000, true)]
    [InlineData(1200, false)]
    [InlineData(300, true)]
    [InlineData(0, true)]
    public void Volume_is_a_matter_of_ratio(long read, bool isOutside) =>
        Assert.Equal(isOutside, Of(BrakeMeasure.Volume, Check(Month(read), Month(3000), Month(3100), Month(2900)))!.IsOutside);

    [Fact]
    public void Three_records_or_nine_are_the_same() =>
        Assert.False(Of(BrakeMeasure.Volume, Check(Month(9), Month(3), Month(3), Month(3), Month(2)))!.IsOutside);

    [Fact]
    public void One_slip_in_thirty_records_is_no_alarm_and_two_in_a_hundred_of_thousands_are()
    {
        DeliveryStatistics small = Month(30);
        Assert.False(Of(BrakeMeasure.ChecksumFailureShare, Check(Month(30, 1), small, small, small, small))!.IsOutside);
        DeliveryStatistics large = Month(50_000, 100);
        Assert.True(Of(BrakeMeasure.ChecksumFailureShare, Check(Month(50_000, 1000), large, large, large, large))!.IsOutside);
    }

    [Fact]
    public void Bound_of_a_share_is_no_more_than_the_whole()
    {
        DeliveryStatistics month = Month(3000) with { Matched = 2900, Recent = Month(3000).Sampled };
        BrakeCheck[] shares = [.. Check(month, month, month, month).Where(c => c.Unit.StartsWith("share", StringComparison.Ordinal))];
        Assert.Contains(shares, c => c.Measure == BrakeMeasure.RecentShare);
        Assert.All(shares, c => Assert.InRange(c.High!.Value, 0, 1));
    }

    [Fact]
    public void Regular_exception_is_normal_and_a_single_one_is_not()
    {
        DeliveryStatistics[] weeks = [.. Enumerable.Range(0, 35).Select(i => Month(i % 7 < 5 ? 3000 : 150))];
        Assert.False(Of(BrakeMeasure.Volume, Check(Month(150), weeks))!.IsOutside);
        DeliveryStatistics[] once = [.. Enumerable.Range(0, 35).Select(i => Month(i == 9 ? 150 : 3000))];
        Assert.True(Of(BrakeMeasure.Volume, Check(Month(150), once))!.IsOutside);
    }

    [Fact]
    public void Delivery_like_all_before_it_is_never_outside() => Prop.ForAll<uint, ushort, byte>((read, checksum, months) =>
    {
        long records = read % 1_000_000;
        DeliveryStatistics month = Month(records, Math.Min(records, checksum));
        return !Check(month, [.. Enumerable.Repeat(month, 3 + months % 40)]).Any(c => c.IsOutside);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_of_the_history_does_not_matter() => Prop.ForAll<uint, uint[]>((now, past) =>
    {
        DeliveryStatistics[] months = [.. past.Select(p => Month(p % 100_000, Math.Min(p % 100_000, p % 7)))];
        return Check(Month(now % 100_000), months).SequenceEqual(Check(Month(now % 100_000), [.. months.Reverse()]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Verdict_agrees_with_the_bounds_that_are_shown() => Prop.ForAll<uint, uint[]>((now, past) =>
    {
        DeliveryStatistics[] months = [.. past.Select(p => Month(1000 + p % 100_000, p % 50))];
        return Check(Month(1000 + now % 100_000, now % 500), months).Where(c => c.Basis == BrakeBasis.History).All(c =>
            (c.Low ?? 0) <= c.High && c.IsOutside == (c.Value > c.High + 1e-9 || c.Value < c.Low - 1e-9));
    }).QuickCheckThrowOnFailure();
}
