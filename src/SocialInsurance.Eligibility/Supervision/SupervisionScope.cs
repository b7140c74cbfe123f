namespace SocialInsurance.Eligibility.Supervision;

/// <summary>Which days and which people a supervisor asks about.</summary>
/// <param name="From">first local day</param>
/// <param name="Until">local day after the last</param>
/// <param name="LocalOffset">from UTC to the local day</param>
/// <param name="Division">prefix of the division code; empty: everybody</param>
public sealed record SupervisionScope(DateOnly From, DateOnly Until, TimeSpan LocalOffset, string Division)
{
    public DateTimeOffset FromAt => StartOf(From);

    public DateTimeOffset UntilAt => StartOf(Until);

    public bool Covers(DateTimeOffset instant) => instant >= FromAt && instant < UntilAt;

    /// <summary>The instant at which a local day begins.</summary>
    public DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), LocalOffset);
}
