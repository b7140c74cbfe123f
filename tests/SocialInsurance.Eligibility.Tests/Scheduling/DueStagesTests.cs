using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Scheduling;

namespace SocialInsurance.Eligibility.Tests.Scheduling;

public sealed class DueStagesTests
{
    private static readonly Arbitrary<DateOnly> Days = Gen.Choose(0, 3650).Select(day => new DateOnly(2024, 1, 1).AddDays(day)).ToArbitrary();
    private static readonly Arbitrary<int> Distances = Gen.Choose(-200, 200).ToArbitrary();

    [Fact]
    public void Due_day_is_in_at_most_one_stage_of_reminding_and_in_one_from_three_months_to_the_day_itself() => Prop.ForAll(Days, Distances, (today, distance) =>
    {
        var due = today.AddDays(distance);
        var stages = Enum.GetValues<ReminderStage>().Where(stage => IsIn(DueStages.WindowOf(stage, today), due)).ToList();
        return stages.Count == (due >= today && due.AddMonths(-3) <= today ? 1 : 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Due_day_is_in_the_stage_of_the_watch_that_its_age_says() => Prop.ForAll(Days, Distances, (today, distance) =>
    {
        var due = today.AddDays(-distance);
        var stages = Enum.GetValues<WatchStage>().Where(stage => IsIn(DueStages.WindowOf(stage, today), due)).ToList();
        return stages.SequenceEqual(distance >= 120 ? [WatchStage.Yellow] : distance >= 90 ? [WatchStage.Blue] : []);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Person_is_reminded_once_a_stage_however_the_days_are_looked_at() => Prop.ForAll(Days, Gen.SubListOf(Enumerable.Range(-5, 110)).ToArbitrary(), (due, looked) =>
    {
        var told = looked.SelectMany(before => Enum.GetValues<ReminderStage>()
            .Where(stage => IsIn(DueStages.WindowOf(stage, due.AddDays(-before)), due))
            .Select(stage => DueStages.KeyOf(new DuePerson(new BeneficiaryId("B1"), due), stage))).ToHashSet();
        return told.Count <= 3 && told.All(key => key.StartsWith($"Reminder:B1:{due:yyyyMMdd}:", StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-02-28", "2026-05-31")]
    [InlineData("2026-11-30", "2027-02-28")]
    [InlineData("2026-08-31", "2026-11-30")]
    [InlineData("2026-05-31", "2026-08-31")]
    public void Three_months_ahead_reaches_the_end_of_its_month(string today, string last) =>
        Assert.Equal(Day(last), DueStages.WindowOf(ReminderStage.ThreeMonths, Day(today)).Until);

    [Fact]
    public void Key_of_the_longest_id_fits_into_the_outbox() =>
        Assert.InRange(DueStages.KeyOf(new DuePerson(new BeneficiaryId(new string('B', 32)), Day("2026-11-30")), ReminderStage.ThirtyDays).Length, 1, 100);

    [Fact]
    public void Load_counts_twelve_months_and_keeps_the_others_apart()
    {
        var load = DueLoad.Of(
            [new(DateOnly.MinValue, 7), new(Day("2026-09-01"), 2), new(Day("2026-11-01"), 30), new(Day("2027-10-01"), 6), new(Day("2027-11-01"), 5)], Day("2026-11-22"));
        Assert.Equal((2L, 7L, 5L, 30L, 3.0, 10.0), (load.Overdue, load.Unknown, load.Later, load.Peak, load.Mean, load.PeakToMean));
        Assert.Equal(12, load.Months.Count);
        Assert.Equal((Day("2027-10-01"), 6L), (load.Months[^1].Month, load.Months[^1].People));
        Assert.Equal(0, DueLoad.Of([], Day("2026-11-22")).PeakToMean);
    }

    private static bool IsIn((DateOnly From, DateOnly Until) window, DateOnly day) => day >= window.From && day <= window.Until;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
