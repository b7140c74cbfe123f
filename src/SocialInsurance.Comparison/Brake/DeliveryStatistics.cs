namespace SocialInsurance.Comparison;

/// <summary>
/// What a delivery, one file of a source, looked like in the run that read it; the manifest keeps it, and manifests are all the
/// history there is. Counts of records unless said otherwise. Holds no personal data.
/// </summary>
public sealed record DeliveryStatistics
{
    /// <summary>Subjects of the register that it was joined with.</summary>
    public required int Subjects { get; init; }

    /// <summary>Records, without the header.</summary>
    public required long Read { get; init; }

    /// <summary>Records of the right shape.</summary>
    public required long Accepted { get; init; }

    /// <summary>Records whose number fails its check character.</summary>
    public required long ChecksumFailures { get; init; }

    /// <summary>Accepted records whose number is in the register.</summary>
    public required long Matched { get; init; }

    /// <summary>Matched records under another name.</summary>
    public required long NameDisagreed { get; init; }

    /// <summary>Accepted records whose key and date were looked at; see <see cref="SampleStride"/>.</summary>
    public required long Sampled { get; init; }

    /// <summary>One key in so many was looked at; 1 = all records.</summary>
    public required long SampleStride { get; init; }

    /// <summary>Earliest event of the sample.</summary>
    public DateOnly? FirstOn { get; init; }

    /// <summary>Latest event of the sample.</summary>
    public DateOnly? LastOn { get; init; }

    /// <summary>Days from the latest event to the as-of date.</summary>
    public int? NewestAgeDays { get; init; }

    /// <summary>Events of the sample at most 30 days before the as-of date.</summary>
    public long Recent { get; init; }

    /// <summary>Events of the sample more than 365 days before the as-of date.</summary>
    public long Old { get; init; }

    /// <summary>Events of the sample on its most frequent day.</summary>
    public long OnBusiestDay { get; init; }

    /// <summary>Records of the sample whose key and date an earlier one has too.</summary>
    public long Repeated { get; init; }

    /// <summary>Terminal sources: distinct subjects reported by number and name; null for other kinds.</summary>
    public int? People { get; init; }

    /// <summary>Those of <see cref="People"/> with an activity record after the reported date.</summary>
    public int? Contradicted { get; init; }

    /// <summary>Terminal records that people found wrong in the year before the as-of date; 0 when nobody told.</summary>
    public int Reversed { get; init; }

    /// <summary>Subjects that <see cref="Reversed"/> is counted over; 0 = not a terminal source.</summary>
    public int ReversedOf { get; init; }

    const int RecentDays = 30;
    const int OldDays = 365;

    /// <param name="asOf">The day that ages count from.</param>
    internal static DeliveryStatistics Of(FileCounts counts, int subjects, IReadOnlyList<DeliveryLog> logs, DateOnly asOf)
    {
        var days = new Dictionary<int, int>();
        long sampled = logs.Sum(l => (long)l.Sample.Entries.Count);
        long distinct = DeliverySample.CountDistinct([.. logs.Select(l => l.Sample)], days);
        (int Age, int Count)[] ages = [.. days.Select(d => (asOf.DayNumber - CalendarDate.DateOf(d.Key).DayNumber, d.Value))];
        return new DeliveryStatistics
        {
            Subjects = subjects,
            Read = counts.Read,
            Accepted = counts.Accepted,
            ChecksumFailures = logs.Sum(l => l.ChecksumFailures),
            Matched = counts.Matched,
            NameDisagreed = counts.NameDisagreed,
            Sampled = sampled,
            SampleStride = logs.Max(l => l.Sample.Stride),
            FirstOn = days.Count == 0 ? null : CalendarDate.DateOf(days.Keys.Min()),
            LastOn = days.Count == 0 ? null : CalendarDate.DateOf(days.Keys.Max()),
            NewestAgeDays = ages.Length == 0 ? null : ages.Min(a => a.Age),
            Recent = ages.Where(a => a.Age <= RecentDays).Sum(a => (long)a.Count),
            Old = ages.Where(a => a.Age > OldDays).Sum(a => (long)a.Count),
            OnBusiestDay = ages.Length == 0 ? 0 : ages.Max(a => a.Count),
            Repeated = sampled - distinct,
        };
    }
}
