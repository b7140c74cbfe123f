namespace SocialInsurance.Comparison;

/// <summary>Dates as integers yyyymmdd; 0 = none.</summary>
static class CalendarDate
{
    static ReadOnlySpan<byte> DaysOfMonth => [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    internal static bool IsReal(int yyyymmdd)
    {
        uint day = (uint)yyyymmdd % 100;
        uint month = (uint)yyyymmdd / 100 % 100;
        if (yyyymmdd < 1_01_01 || month - 1 > 11 || day - 1 >= DaysOfMonth[(int)month - 1])
        {
            return false;
        }

        return month != 2 || day != 29 || DateTime.IsLeapYear(yyyymmdd / 10000);
    }

    internal static int Of(DateOnly date) => date.Year * 10000 + date.Month * 100 + date.Day;
}
