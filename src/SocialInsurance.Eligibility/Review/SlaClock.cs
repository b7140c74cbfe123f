using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Review;

/// <summary>How a deadline stands. Not stored.</summary>
public enum SlaStanding
{
    /// <summary>A quarter of the time or more is left.</summary>
    OnTime,

    /// <summary>Less than a quarter of the time is left.</summary>
    Near,

    /// <summary>The deadline is past; the case stays open and a decision stays possible.</summary>
    Overdue,

    /// <summary>The clock stands still.</summary>
    Paused,

    /// <summary>Closed, or without a deadline.</summary>
    None,
}

/// <summary>
/// By when a case is due, from its events and the rules alone. Pure. Working time is 09:00 to 17:30 local on working days; what a case
/// waited of it is added to the end.
/// </summary>
public static class SlaClock
{
    private const int NearPart = 4;

    public static TimeOnly DayBegins { get; } = new(9, 0);

    public static TimeOnly DayEnds { get; } = new(17, 30);

    /// <summary>The end of the working day that lies as many working days after the opening as the rules give, later by the time waited.</summary>
    /// <param name="localOffset">of the agency's local time</param>
    /// <returns>UTC; null: closed, waiting, or the rules give no deadline</returns>
    public static DateTimeOffset? DueAt(ReviewCase file, ReviewRules rules, TimeSpan localOffset)
    {
        if (file.State is CaseState.Closed or CaseState.Waiting || rules.WorkingDaysFor(file.Kind, file.Colour) is not { } days)
        {
            return null;
        }

        var begun = LastBeginning(file);
        var opened = file.Events[begun].RecordedAt.ToOffset(localOffset).DateTime;
        var openedOn = DateOnly.FromDateTime(opened);
        // who comes after closing time is served on the next working day
        var late = days == 0 && TimeOnly.FromDateTime(opened) > DayEnds && rules.Calendar.IsWorkingDay(openedOn);
        var due = rules.Calendar.AddWorkingDays(openedOn, late ? 1 : days).ToDateTime(DayEnds);
        var moved = AddWorkingTime(due, WaitedTime(file, begun, rules.Calendar, localOffset), rules.Calendar);
        return new DateTimeOffset(moved, localOffset).ToUniversalTime();
    }

    /// <param name="openedAt">when the clock began</param>
    /// <param name="dueAt">as <see cref="DueAt"/> gave it</param>
    public static SlaStanding StandingOf(CaseState state, DateTimeOffset openedAt, DateTimeOffset? dueAt, DateTimeOffset now) => (state, dueAt) switch
    {
        (CaseState.Closed, _) => SlaStanding.None,
        (CaseState.Waiting, _) => SlaStanding.Paused,
        (_, null) => SlaStanding.None,
        (_, { } due) when now > due => SlaStanding.Overdue,
        (_, { } due) => (due - now) * NearPart < due - openedAt ? SlaStanding.Near : SlaStanding.OnTime,
    };

    /// <summary>Working time between two local times; zero when the second is not later.</summary>
    public static TimeSpan WorkingTime(DateTime from, DateTime until, WorkCalendar calendar)
    {
        var total = TimeSpan.Zero;
        for (var day = DateOnly.FromDateTime(from); day <= DateOnly.FromDateTime(until); day = day.AddDays(1))
        {
            if (!calendar.IsWorkingDay(day))
            {
                continue;
            }

            var begins = Later(from, day.ToDateTime(DayBegins));
            var ends = Earlier(until, day.ToDateTime(DayEnds));
            total += ends > begins ? ends - begins : TimeSpan.Zero;
        }

        return total;
    }

    /// <summary>The first local time by which so much more working time has passed; the same time for zero.</summary>
    public static DateTime AddWorkingTime(DateTime from, TimeSpan time, WorkCalendar calendar)
    {
        var (reached, left) = (from, time);
        while (left > TimeSpan.Zero)
        {
            var day = DateOnly.FromDateTime(reached);
            var begins = Later(reached, day.ToDateTime(DayBegins));
            var room = calendar.IsWorkingDay(day) && day.ToDateTime(DayEnds) > begins ? day.ToDateTime(DayEnds) - begins : TimeSpan.Zero;
            if (left <= room)
            {
                return begins + left;
            }

            left -= room;
            reached = day.AddDays(1).ToDateTime(DayBegins);
        }

        return reached;
    }

    /// <summary>When the clock of a case began: its opening, or its last opening again.</summary>
    public static DateTimeOffset BegunAt(ReviewCase file) => file.Events[LastBeginning(file)].RecordedAt;

    private static int LastBeginning(ReviewCase file)
    {
        var last = file.Events.Count - 1;
        while (file.Events[last] is not (CaseOpened or CaseReopened))
        {
            last--;
        }

        return last;
    }

    private static TimeSpan WaitedTime(ReviewCase file, int begun, WorkCalendar calendar, TimeSpan localOffset)
    {
        var waited = TimeSpan.Zero;
        CasePaused? pause = null;
        foreach (var happened in file.Events.Skip(begun))
        {
            if (pause is not null && happened is CaseContinued)
            {
                // the clock goes on by itself on the day that was named, whenever somebody says so
                var until = Earlier(happened.RecordedAt.ToOffset(localOffset).DateTime, pause.Until.ToDateTime(TimeOnly.MinValue));
                waited += WorkingTime(pause.RecordedAt.ToOffset(localOffset).DateTime, until, calendar);
            }

            pause = happened as CasePaused ?? (happened is CaseContinued ? null : pause);
        }

        return waited;
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}
