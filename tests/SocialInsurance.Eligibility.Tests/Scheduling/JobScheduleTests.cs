using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Scheduling;

namespace SocialInsurance.Eligibility.Tests.Scheduling;

public sealed class JobScheduleTests
{
    internal static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    private static readonly Arbitrary<JobSchedule> Schedules = Gen.OneOf(
        Gen.Choose(0, 1439).Select(minute => (JobSchedule)new JobSchedule.Daily(new TimeOnly(minute / 60, minute % 60))),
        Gen.Choose(1, 1440).Select(minutes => (JobSchedule)new JobSchedule.Every(minutes)),
        Gen.Choose(1, 28).SelectMany(day => Gen.Choose(0, 1439).Select(minute => (JobSchedule)new JobSchedule.Monthly(day, new TimeOnly(minute / 60, minute % 60))))).ToArbitrary();

    private static readonly Arbitrary<DateTimeOffset> Instants = Gen.Choose(0, 600_000_000)
        .Select(seconds => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds)).ToArbitrary();

    private static readonly Arbitrary<TimeSpan> Offsets = Gen.Choose(-48, 56).Select(quarters => TimeSpan.FromMinutes(15 * quarters)).ToArbitrary();

    [Fact]
    public void Every_instant_lies_in_exactly_one_slot() => Prop.ForAll(Schedules, Instants, Offsets, (schedule, instant, offset) =>
    {
        var slot = schedule.AtOrBefore(instant, offset);
        return slot <= instant && instant < schedule.After(slot, offset) && slot.Offset == TimeSpan.Zero;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Slots_are_one_row_in_both_directions() => Prop.ForAll(Schedules, Instants, Offsets, (schedule, instant, offset) =>
    {
        var slot = schedule.AtOrBefore(instant, offset);
        var next = schedule.After(slot, offset);
        return schedule.AtOrBefore(slot, offset) == slot && schedule.AtOrBefore(next, offset) == next && schedule.Before(next, offset) == slot;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Daily_slot_has_the_local_time_that_was_asked_for() => Prop.ForAll(Instants, Offsets, (instant, offset) =>
        TimeOnly.FromDateTime(new JobSchedule.Daily(new TimeOnly(2, 30)).AtOrBefore(instant, offset).ToOffset(offset).DateTime) == new TimeOnly(2, 30)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-11-21T18:29:59Z", "2026-11-20T18:30:00Z")]
    [InlineData("2026-11-21T18:30:00Z", "2026-11-21T18:30:00Z")]
    [InlineData("2026-12-31T20:00:00Z", "2026-12-31T18:30:00Z")]
    public void Daily_slot_is_that_of_the_local_day(string instant, string slot) =>
        Assert.Equal(Instant(slot), new JobSchedule.Daily(new TimeOnly(2, 30)).AtOrBefore(Instant(instant), Beijing));

    [Theory]
    [InlineData("2027-02-28T00:00:00Z", "2027-02-27T16:00:00Z")]
    [InlineData("2027-02-27T15:59:59Z", "2027-01-27T16:00:00Z")]
    [InlineData("2028-03-01T00:00:00Z", "2028-02-27T16:00:00Z")]
    public void Monthly_slot_is_in_every_month(string instant, string slot) =>
        Assert.Equal(Instant(slot), new JobSchedule.Monthly(28, TimeOnly.MinValue).AtOrBefore(Instant(instant), Beijing));

    [Fact]
    public void Schedule_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobSchedule.Every(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobSchedule.Every(1441));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobSchedule.Monthly(29, TimeOnly.MinValue));
        Assert.Throws<ArgumentException>(() => new JobPlan("two words", new JobSchedule.Every(5), CatchUp.NewestOnly));
    }

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}
