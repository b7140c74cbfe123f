namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>Which slot of a job is to be run now. Pure.</summary>
public static class JobTimetable
{
    /// <summary>How many slots back a job with <see cref="CatchUp.Each"/> looks.</summary>
    public const int Horizon = 400;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>The oldest slot that matters now.</summary>
    public static DateTimeOffset HorizonOf(JobPlan plan, DateTimeOffset now, TimeSpan localOffset)
    {
        var slot = plan.Schedule.AtOrBefore(now, localOffset);
        for (var back = 1; plan.CatchUp == CatchUp.Each && back < Horizon; back++)
        {
            slot = plan.Schedule.Before(slot, localOffset);
        }

        return slot;
    }

    /// <summary>
    /// The slot to run now; null: none. A job that never ran begins with its newest slot. Slots in the future of this clock count for
    /// nothing until it reaches them: a clock put back neither repeats nor skips one.
    /// </summary>
    /// <param name="runs">from <see cref="HorizonOf"/> on, oldest first; one that is running was left behind, since whoever runs a job does not ask</param>
    public static DateTimeOffset? Choose(JobPlan plan, IReadOnlyList<JobRun> runs, DateTimeOffset now, TimeSpan localOffset)
    {
        var bySlot = runs.ToDictionary(run => run.Slot);
        var newest = plan.Schedule.AtOrBefore(now, localOffset);
        var first = plan.CatchUp == CatchUp.Each && runs.Count > 0 && runs[0].Slot < newest ? runs[0].Slot : newest;
        for (var slot = first; slot <= newest; slot = plan.Schedule.After(slot, localOffset))
        {
            if (!bySlot.TryGetValue(slot, out var run))
            {
                return slot;
            }

            if (run.State is not (JobState.Done or JobState.GivenUp))
            {
                return IsDue(run, now) ? slot : null;
            }
        }

        return null;
    }

    /// <summary>1, 2, 4 ... minutes, at most an hour.</summary>
    /// <param name="tries">that did not work, from 1</param>
    public static TimeSpan WaitAfter(int tries) =>
        tries > 6 ? LongestWait : TimeSpan.FromTicks(Math.Min(FirstWait.Ticks << (tries - 1), LongestWait.Ticks));

    // a clock put back must not lengthen the wait
    private static bool IsDue(JobRun run, DateTimeOffset now) => run.State == JobState.Running || now >= run.NextTryAt || now < run.EndedAt;
}
