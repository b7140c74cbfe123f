using System.Globalization;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>Somebody whose certification is due on a day.</summary>
public readonly record struct DuePerson(BeneficiaryId Beneficiary, DateOnly DueOn);

/// <summary>People whose certification is due in a month.</summary>
/// <param name="Month">its first day; the smallest day: nobody knows when</param>
public readonly record struct DueMonthCount(DateOnly Month, long People);

/// <summary>How long before the due day a person is reminded. Values are not stored.</summary>
public enum ReminderStage
{
    ThreeMonths = 1,

    ThirtyDays = 2,

    SevenDays = 3,
}

/// <summary>How long a certification is overdue when people look. Values are not stored.</summary>
public enum WatchStage
{
    /// <summary>90 days: leaves a trace.</summary>
    Blue = 1,

    /// <summary>120 days: warns.</summary>
    Yellow = 2,
}

/// <summary>
/// Days and keys of reminders and of the watch. A person is in at most one stage of each on a day, so that a day on which nothing ran is made
/// up for by the stage that counts now, not by all that passed. Pure.
/// </summary>
public static class DueStages
{
    private const int BlueAfterDays = 90;
    private const int YellowAfterDays = 120;

    /// <summary>Due days of people who are in the stage on a day, both ends among them.</summary>
    public static (DateOnly From, DateOnly Until) WindowOf(ReminderStage stage, DateOnly today) => stage switch
    {
        ReminderStage.ThreeMonths => (today.AddDays(31), LastDueInThreeMonths(today)),
        ReminderStage.ThirtyDays => (today.AddDays(8), today.AddDays(30)),
        ReminderStage.SevenDays => (today, today.AddDays(7)),
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    /// <summary>Due days of people who are in the stage on a day, both ends among them; a day that nobody knows is in none.</summary>
    public static (DateOnly From, DateOnly Until) WindowOf(WatchStage stage, DateOnly today) => stage switch
    {
        WatchStage.Blue => (today.AddDays(1 - YellowAfterDays), today.AddDays(-BlueAfterDays)),
        WatchStage.Yellow => (new DateOnly(1900, 1, 1), today.AddDays(-YellowAfterDays)),
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    /// <summary>Names the reminder for ever: who, which due day, which stage.</summary>
    public static string KeyOf(DuePerson person, ReminderStage stage) => $"Reminder:{person.Beneficiary}:{Text(person.DueOn)}:{SuffixOf(stage)}";

    /// <summary>Ends the key of every reminder of the stage.</summary>
    public static string SuffixOf(ReminderStage stage) => stage switch
    {
        ReminderStage.ThreeMonths => "3m",
        ReminderStage.ThirtyDays => "30d",
        ReminderStage.SevenDays => "7d",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    /// <summary>The record place of a case of the watch.</summary>
    public static string PlaceOf(DateOnly dueOn, WatchStage stage) => $"watch:{Text(dueOn)}:{DaysOf(stage)}";

    public static int DaysOf(WatchStage stage) => stage == WatchStage.Blue ? BlueAfterDays : YellowAfterDays;

    public static RiskColour ColourOf(WatchStage stage) => stage == WatchStage.Blue ? RiskColour.Blue : RiskColour.Yellow;

    // the last due day that lies at most three months ahead: a month end is reached from several days
    private static DateOnly LastDueInThreeMonths(DateOnly today)
    {
        var last = today.AddMonths(3);
        while (last.AddDays(1).AddMonths(-3) <= today)
        {
            last = last.AddDays(1);
        }

        return last;
    }

    private static string Text(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}

/// <summary>Reads who is due. Safe on any thread; never blocked by a writer.</summary>
public interface IDueReader
{
    /// <summary>
    /// People due within a window who were not reminded at this stage: without those about whom a doubt is looked at (any open case but a
    /// drawn silent pass) and those whose benefit ended. By due day and id.
    /// </summary>
    /// <param name="after">the last of the batch before; null: from the beginning</param>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<DuePerson>> ListToRemindAsync(
        ReminderStage stage, DateOnly from, DateOnly until, DuePerson? after, int limit, CancellationToken cancellationToken);

    /// <summary>People due within a window without a case of this stage for that due day, and whose benefit has not ended. By due day and id.</summary>
    Task<IReadOnlyList<DuePerson>> ListToWatchAsync(
        WatchStage stage, DateOnly from, DateOnly until, DuePerson? after, int limit, CancellationToken cancellationToken);

    /// <summary>Everybody by the month in which the certification is due; ended benefits are not counted.</summary>
    Task<IReadOnlyList<DueMonthCount>> CountByMonthAsync(CancellationToken cancellationToken);
}
