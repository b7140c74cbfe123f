namespace SocialInsurance.Eligibility.Transparency;

/// <summary>What happened in a calendar month, counted exactly; never to be published as it is.</summary>
/// <param name="Month">first local day</param>
/// <param name="Refuted">findings closed as wrong: the person is alive and entitled, or the record is somebody else's</param>
public sealed record MonthCounts(
    DateOnly Month, long Silent, long Face, long InPerson, long CasesOpened, long CasesClosed, long Refuted, long Suspended, long Resumed, long AppealsGranted);

/// <summary>Which error is measured.</summary>
public enum ErrorMeasure
{
    /// <summary>Face sessions that ended at a caseworker although the person was then confirmed alive; of those and the certified ones.</summary>
    FaceRefused,

    /// <summary>Findings that a caseworker refuted; of those with a conclusion about the person.</summary>
    WrongFinding,
}

/// <summary>Errors among people of one age.</summary>
/// <param name="Age">whole years at the end of the month; null: date of birth not known</param>
public readonly record struct AgeCount(ErrorMeasure Measure, int? Age, long Errors, long N);

/// <summary>All that the public's page is made from.</summary>
/// <param name="Months">complete ones, newest first</param>
/// <param name="Ages">over all of <paramref name="Months"/></param>
/// <param name="RestorationHours">from each report "I am alive" to the correction</param>
/// <param name="UpSince">first minute ever counted; null before the first</param>
/// <param name="UpMinutes">minutes counted since then</param>
public sealed record TransparencyCounts(
    IReadOnlyList<MonthCounts> Months, IReadOnlyList<AgeCount> Ages, IReadOnlyList<double> RestorationHours, DateTimeOffset? UpSince, long UpMinutes);

/// <summary>Which months are asked for.</summary>
/// <param name="Before">first day of the month that is not complete yet</param>
/// <param name="Months">at most so many before it, 1..24; none before the first record</param>
/// <param name="LocalOffset">from UTC to the local day</param>
public sealed record TransparencyScope(DateOnly Before, int Months, TimeSpan LocalOffset)
{
    public DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), LocalOffset);
}

/// <summary>Counts for the public's page. Safe on any thread; never blocked by a writer.</summary>
public interface ITransparencyReader
{
    Task<TransparencyCounts> ReadCountsAsync(TransparencyScope scope, CancellationToken cancellationToken);
}

/// <summary>Minutes in which the service was up.</summary>
public interface IUptimeRecords
{
    /// <summary>Marks minutes; one that is marked already stays so. Several instances may mark the same one.</summary>
    /// <param name="minutes">whole minutes since 1970-01-01T00:00Z</param>
    Task MarkAsync(IReadOnlyCollection<long> minutes, CancellationToken cancellationToken);
}
