namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>
/// When a job is to run, as data. Its moments are slots: instants that follow from the local time of the agency alone (a fixed offset from
/// UTC, no daylight saving), never from when something ran before. Pure; safe on any thread.
/// </summary>
public abstract record JobSchedule
{
    private JobSchedule()
    {
    }

    /// <summary>The newest slot that is not after <paramref name="instant"/>.</summary>
    /// <param name="localOffset">from UTC to local time</param>
    public abstract DateTimeOffset AtOrBefore(DateTimeOffset instant, TimeSpan localOffset);

    /// <summary>The slot after a slot.</summary>
    public abstract DateTimeOffset After(DateTimeOffset slot, TimeSpan localOffset);

    /// <summary>The slot before a slot.</summary>
    public DateTimeOffset Before(DateTimeOffset slot, TimeSpan localOffset) => AtOrBefore(slot - TimeSpan.FromTicks(1), localOffset);

    private static DateTimeOffset Local(DateTime local, TimeSpan offset) => new DateTimeOffset(local, offset).ToUniversalTime();

    private static DateTime At(DateTimeOffset instant, TimeSpan offset) => instant.ToOffset(offset).DateTime;

    /// <summary>Once a day at a local time.</summary>
    public sealed record Daily(TimeOnly Time) : JobSchedule
    {
        public override DateTimeOffset AtOrBefore(DateTimeOffset instant, TimeSpan localOffset)
        {
            var local = At(instant, localOffset);
            var today = local.Date + Time.ToTimeSpan();
            return Local(today <= local ? today : today.AddDays(-1), localOffset);
        }

        public override DateTimeOffset After(DateTimeOffset slot, TimeSpan localOffset) => AtOrBefore(slot, localOffset).AddDays(1);

        public override string ToString() => $"daily {Time:HH:mm}";
    }

    /// <summary>Every so many minutes, counted from midnight of 1970-01-01 UTC: the same slots on every instance.</summary>
    /// <param name="Minutes">1..1440</param>
    public sealed record Every(int Minutes) : JobSchedule
    {
        private readonly long ticks = Minutes is >= 1 and <= 1440
            ? Minutes * TimeSpan.TicksPerMinute
            : throw new ArgumentOutOfRangeException(nameof(Minutes), Minutes, "expected 1..1440");

        public override DateTimeOffset AtOrBefore(DateTimeOffset instant, TimeSpan localOffset) =>
            DateTimeOffset.UnixEpoch.AddTicks((instant - DateTimeOffset.UnixEpoch).Ticks / ticks * ticks);

        public override DateTimeOffset After(DateTimeOffset slot, TimeSpan localOffset) => AtOrBefore(slot, localOffset).AddTicks(ticks);

        public override string ToString() => $"every {Minutes} min";
    }

    /// <summary>Once a month on a day at a local time.</summary>
    /// <param name="Day">1..28, so that every month has it</param>
    public sealed record Monthly(int Day, TimeOnly Time) : JobSchedule
    {
        public int Day { get; } = Day is >= 1 and <= 28 ? Day : throw new ArgumentOutOfRangeException(nameof(Day), Day, "expected 1..28");

        public override DateTimeOffset AtOrBefore(DateTimeOffset instant, TimeSpan localOffset)
        {
            var local = At(instant, localOffset);
            var month = new DateTime(local.Year, local.Month, Day) + Time.ToTimeSpan();
            return Local(month <= local ? month : month.AddMonths(-1), localOffset);
        }

        public override DateTimeOffset After(DateTimeOffset slot, TimeSpan localOffset) =>
            Local(At(AtOrBefore(slot, localOffset), localOffset).AddMonths(1), localOffset);

        public override string ToString() => $"monthly {Day} {Time:HH:mm}";
    }
}

/// <summary>What is done about slots that passed while nothing ran.</summary>
public enum CatchUp
{
    /// <summary>Only the newest: the job looks at what is there and makes up for the others by itself.</summary>
    NewestOnly = 1,

    /// <summary>Each, oldest first, one after another: what a slot makes is about that slot alone.</summary>
    Each = 2,
}

/// <summary>A job as data.</summary>
/// <param name="Code">1..64 of [A-Za-z0-9-]; stored</param>
/// <param name="MaximumTries">of one slot, from 1; then a person has to look</param>
public sealed record JobPlan(string Code, JobSchedule Schedule, CatchUp CatchUp, int MaximumTries = 8)
{
    public string Code { get; } = IdentifierText.Check(Code, 64, nameof(JobPlan));
}
