namespace SocialInsurance.Contracts.Transparency;

/// <summary>
/// Answer of <c>GET /api/v1/transparency</c>, for everybody. Counts of 1 to 9 people are suppressed, and so is a second cell where the
/// first could be computed from the total.
/// </summary>
/// <param name="MinimumCount">k: smaller counts are not shown</param>
/// <param name="Months">complete months, newest first, at most 24</param>
public sealed record TransparencyDto(
    string Authority, DateTimeOffset MadeAt, int MinimumCount, IReadOnlyList<TransparencyMonthDto> Months, IReadOnlyList<AgeBandErrorDto> Errors, RestorationDto Restoration, AvailabilityDto Availability);

/// <param name="Month">first day</param>
/// <param name="SilentShare">of the certified, 0..1; null when suppressed or nobody was certified</param>
public sealed record TransparencyMonthDto(
    DateOnly Month, CountDto Certified, CountDto Silent, CountDto Face, CountDto InPerson, double? SilentShare, CountDto CasesOpened, CountDto CasesClosed, CountDto Refuted, CountDto Suspended, CountDto Resumed, CountDto AppealsGranted);

/// <param name="Value">null: between 1 and 9, or suppressed so that no such number can be computed</param>
public sealed record CountDto(long? Value);

/// <summary>What was measured, with n and a 95 % interval; a band with too few people is left out of the rates, not made up.</summary>
/// <param name="Measure"><c>faceRefused</c>: last try of a face session of a person who was then confirmed alive; <c>wrongFinding</c>: findings refuted</param>
/// <param name="AgeBand"><c>-59</c>, <c>60-69</c>, <c>70-79</c>, <c>80-89</c>, <c>90-</c></param>
public sealed record AgeBandErrorDto(string Measure, TextDto MeasureText, string AgeBand, CountDto Errors, CountDto N, double? Rate, double? Low, double? High);

/// <summary>From the report "I am alive" to the correction.</summary>
public sealed record RestorationDto(CountDto Restored, double? MedianHours, double? WithinOneDayShare);

/// <param name="Share">of the minutes since the first start for which the service was up, 0..1; null before a day of data</param>
public sealed record AvailabilityDto(DateTimeOffset? Since, double? Share);
