namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// Dates as integers yyyymmdd, 0 = none, as the evidence algebra keeps them. Order of the integers is order of the days.
/// No method throws on an impossible date; it then answers a near day.
/// </summary>
internal static class Calendar
{
    internal static int Of(DateOnly date) => date.Year * 10000 + date.Month * 100 + date.Day;

    internal static int Of(DateOnly? date) => date is { } d ? Of(d) : 0;

    /// <summary>Days since 0001-01-01, as <see cref="DateOnly.DayNumber"/>. March-based years put the leap day last.</summary>
    internal static int DayNumber(int yyyymmdd)
    {
        int year = yyyymmdd / 10000, month = yyyymmdd / 100 % 100, day = yyyymmdd % 100;
        if (month <= 2) (year, month) = (year - 1, month + 12);
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 307;
    }

    /// <summary>Months since year 0.</summary>
    internal static int MonthNumber(int yyyymmdd) => yyyymmdd / 10000 * 12 + yyyymmdd / 100 % 100 - 1;

    /// <summary>The day so many days earlier, never before 0001-01-01.</summary>
    internal static int DaysBefore(DateOnly date, int days) => Of(DateOnly.FromDayNumber(Math.Max(0, date.DayNumber - days)));
}
