namespace SocialInsurance.Eligibility.Scheduling;

/// <summary>How the due dates lie over the twelve months that begin with a day's. Pure.</summary>
/// <param name="Overdue">due in a month before, and not certified since</param>
/// <param name="Unknown">nobody knows when: counts as due</param>
/// <param name="Later">due after the twelve months</param>
/// <param name="Months">twelve, empty ones too</param>
public sealed record DueLoad(long Overdue, long Unknown, long Later, IReadOnlyList<DueMonthCount> Months)
{
    private const int Window = 12;

    public double Mean => Months.Average(month => (double)month.People);

    public long Peak => Months.Max(month => month.People);

    /// <summary>1: even; 12: all in one month; 0: nobody is due.</summary>
    public double PeakToMean => Peak == 0 ? 0 : Peak / Mean;

    /// <param name="today">local day</param>
    public static DueLoad Of(IReadOnlyList<DueMonthCount> counts, DateOnly today)
    {
        var first = new DateOnly(today.Year, today.Month, 1);
        var byMonth = counts.ToDictionary(count => count.Month, count => count.People);
        return new DueLoad(
            counts.Where(count => count.Month != DateOnly.MinValue && count.Month < first).Sum(count => count.People),
            byMonth.GetValueOrDefault(DateOnly.MinValue),
            counts.Where(count => count.Month >= first.AddMonths(Window)).Sum(count => count.People),
            [.. Enumerable.Range(0, Window).Select(month => new DueMonthCount(first.AddMonths(month), byMonth.GetValueOrDefault(first.AddMonths(month))))]);
    }
}
