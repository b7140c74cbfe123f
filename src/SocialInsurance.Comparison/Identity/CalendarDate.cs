using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>Dates as integers yyyymmdd; 0 = none.</summary>
static class CalendarDate
{
    static ReadOnlySpan<byte> DaysOfMonth => [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    internal static bool IsReal(int yyyymmdd) =>
        yyyymmdd >= 1_01_01 && IsReal(yyyymmdd / 10000, (uint)yyyymmdd / 100 % 100, (uint)yyyymmdd % 100);

    /// <summary>A day of the Gregorian calendar; <paramref name="year"/> from 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsReal(int year, uint month, uint day) =>
        month - 1 <= 11 && day - 1 < DaysOfMonth[(int)month - 1] && (day != 29 || month != 2 || DateTime.IsLeapYear(year));

    internal static DateOnly DateOf(int yyyymmdd) => new(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);

    internal static int Of(DateOnly date) => date.Year * 10000 + date.Month * 100 + date.Day;
}
