using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Tests.Review;

public sealed class WorkCalendarTests
{
    private static readonly WorkCalendar Calendar = HolidayFile.Default;

    [Theory]
    [InlineData("2025-01-26", true)]
    [InlineData("2025-01-27", true)]
    [InlineData("2025-01-28", false)]
    [InlineData("2025-02-04", false)]
    [InlineData("2025-02-08", true)]
    [InlineData("2025-10-08", false)]
    [InlineData("2025-10-11", true)]
    [InlineData("2026-01-02", false)]
    [InlineData("2026-01-04", true)]
    [InlineData("2026-02-14", true)]
    [InlineData("2026-02-23", false)]
    [InlineData("2026-05-09", true)]
    [InlineData("2026-09-20", true)]
    [InlineData("2026-09-25", false)]
    [InlineData("2026-10-07", false)]
    [InlineData("2026-10-08", true)]
    [InlineData("2026-10-10", true)]
    [InlineData("2026-10-11", false)]
    [InlineData("2027-01-01", true)]
    public void Day_is_worked_as_the_notices_of_the_state_council_say(string day, bool worked) =>
        Assert.Equal(worked, Calendar.IsWorkingDay(Day(day)));

    [Theory]
    [InlineData("2026-09-30", 0, "2026-09-30")]
    [InlineData("2026-09-30", 1, "2026-10-08")]
    [InlineData("2026-10-01", 0, "2026-10-08")]
    [InlineData("2026-10-01", 1, "2026-10-08")]
    [InlineData("2026-10-08", 3, "2026-10-12")]
    [InlineData("2026-02-13", 1, "2026-02-14")]
    [InlineData("2026-02-13", 2, "2026-02-24")]
    [InlineData("2025-12-31", 1, "2026-01-04")]
    public void Working_days_are_counted_over_holidays_and_worked_weekends(string day, int count, string expected) =>
        Assert.Equal(Day(expected), Calendar.AddWorkingDays(Day(day), count));

    [Fact]
    public void Working_days_are_counted_as_a_slow_reader_counts() => Check((day, count) =>
    {
        var reached = Calendar.AddWorkingDays(day, count);
        var passed = Days(day, reached).Count(Calendar.IsWorkingDay);
        return Calendar.IsWorkingDay(reached) && (count == 0 ? reached >= day && passed <= 1 : passed == count);
    });

    [Fact]
    public void Working_days_add_up() => Check((day, count) =>
        Calendar.AddWorkingDays(Calendar.AddWorkingDays(day, count + 1), 3) == Calendar.AddWorkingDays(day, count + 4));

    [Fact]
    public void Working_days_never_go_back() => Check((day, count) =>
        Calendar.AddWorkingDays(day, count) <= Calendar.AddWorkingDays(day.AddDays(1), count)
        && Calendar.AddWorkingDays(day, count) <= Calendar.AddWorkingDays(day, count + 1));

    [Fact]
    public void Working_days_below_zero_are_a_broken_contract() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Calendar.AddWorkingDays(Day("2026-10-08"), -1));

    [Fact]
    public void Calendar_covers_both_years() => Assert.Equal(Day("2026-12-31"), Calendar.CoveredUntil);

    [Theory]
    [InlineData("from: 2026-01-01, until: 2026-01-03", "from: 2026-01-03, until: 2026-01-01")]
    [InlineData("from: 2026-01-01, until: 2026-01-03", "from: 2026-01-01, until: 2026-02-03")]
    [InlineData("from: 2026-10-01", "from: 2026-09-25")]
    [InlineData("2026-01-04, ", "2026-01-05, ")]
    [InlineData("2026-01-04, ", "2026-02-14, ")]
    [InlineData("2026-01-04, ", "2025-01-04, ")]
    [InlineData("2026-01-04, ", "4. Januar, ")]
    [InlineData("year: 2026", "year: 2027")]
    [InlineData("name: 中秋节, ", "")]
    [InlineData("years:", "jahre:")]
    public void Calendar_with_a_fault_is_refused_with_its_place(string from, string to)
    {
        var yaml = Encoding.UTF8.GetString(ReviewRulesFile.ReadEmbedded("holidays-cn.yaml"));
        Assert.Contains(from, yaml, StringComparison.Ordinal);
        var load = HolidayFile.Load(Encoding.UTF8.GetBytes(yaml.Replace(from, to, StringComparison.Ordinal)));
        Assert.Null(load.Calendar);
        Assert.All(load.Errors, error => Assert.True(error is { Line: > 0, Column: > 0 } && error.Expected.Length > 0 && error.Found.Length > 0, error.ToString()));
    }

    private static void Check(Func<DateOnly, int, bool> holds) => Prop.ForAll(
        Gen.Choose(Day("2024-12-01").DayNumber, Day("2027-03-01").DayNumber).Select(DateOnly.FromDayNumber).Zip(Gen.Choose(0, 60)).ToArbitrary(),
        drawn => holds(drawn.Item1, drawn.Item2)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static IEnumerable<DateOnly> Days(DateOnly after, DateOnly until) =>
        Enumerable.Range(1, Math.Max(0, until.DayNumber - after.DayNumber)).Select(after.AddDays);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);
}
