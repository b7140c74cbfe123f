namespace SocialInsurance.Eligibility.Supervision;

/// <summary>Which days and which people a supervisor asks about.</summary>
/// <param name="From">first local day</param>
/// <param name="Until">local day after the last</param>
/// <param name="LocalOffset">from UTC to the local day</param>
/// <param name="Division">prefix of the division code, 0..12 digits; empty: everybody</param>
public sealed record SupervisionScope(DateOnly From, DateOnly Until, TimeSpan LocalOffset, string Division)
{
    public string Division { get; } = Division.Length <= 12 && Division.All(char.IsAsciiDigit)
        ? Division
        : throw new ArgumentException($"{nameof(Division)}: expected 0..12 digits, found {Division.Length} characters of another form.");

    public DateTimeOffset FromAt => StartOf(From);

    public DateTimeOffset UntilAt => StartOf(Until);

    public bool Covers(DateTimeOffset instant) => instant >= FromAt && instant < UntilAt;

    /// <summary>The instant at which a local day begins.</summary>
    public DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), LocalOffset);
}
