namespace SocialInsurance.Eligibility.Review;

/// <summary>
/// Working days as the State Council's yearly notice sets them: weekends and public holidays are free, some weekend days are worked
/// instead. Immutable; safe on any thread.
/// </summary>
/// <param name="FreeDays">weekdays that are free</param>
/// <param name="WorkedDays">weekend days that are worked</param>
/// <param name="CoveredUntil">last day that the notices cover; beyond it only weekends are known</param>
public sealed record WorkCalendar(IReadOnlySet<DateOnly> FreeDays, IReadOnlySet<DateOnly> WorkedDays, DateOnly CoveredUntil)
{
    public bool IsWorkingDay(DateOnly day) =>
        WorkedDays.Contains(day) || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !FreeDays.Contains(day));

    /// <summary>The day that lies <paramref name="count"/> working days after <paramref name="day"/>; 0: the day itself or the next working day.</summary>
    public DateOnly AddWorkingDays(DateOnly day, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var reached = day;
        for (var left = count; left > 0 || !IsWorkingDay(reached);)
        {
            reached = reached.AddDays(1);
            left -= left > 0 && IsWorkingDay(reached) ? 1 : 0;
        }

        return reached;
    }
}
