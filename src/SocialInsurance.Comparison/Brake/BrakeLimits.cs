namespace SocialInsurance.Comparison;

/// <summary>How far one measure may go.</summary>
/// <param name="Measure">What is judged.</param>
/// <param name="Unit">Unit of its value and bounds, for people.</param>
/// <param name="IsRatio">Compared as a ratio: <paramref name="Margin"/> is a factor above 1, else it is in the unit.</param>
/// <param name="IsLowJudged">Less than usual is a fault too.</param>
/// <param name="Margin">Always allowed around the median, whatever the history's own spread.</param>
/// <param name="MedianMargin">Also allowed: so many times the median (not for ratios).</param>
/// <param name="AbsoluteHigh">The only bound of a feed without history; null = none.</param>
/// <param name="LeastOf">Counted over fewer, the measure says nothing.</param>
public sealed record BrakeLimit(
    BrakeMeasure Measure, string Unit, bool IsRatio, bool IsLowJudged, double Margin, double MedianMargin, double? AbsoluteHigh, long LeastOf);

/// <summary>
/// The numbers of the brake, in one place and versioned; the version goes into every verdict. They only say how much spread is
/// always allowed: where a feed's bounds lie comes from its own history.
/// </summary>
/// <param name="Version">Changes with every number.</param>
/// <param name="LeastHistory">Deliveries that must be known before a feed has bounds of its own.</param>
/// <param name="MostHistory">Only so many latest deliveries count.</param>
/// <param name="DeviationFactor">Median absolute deviations, scaled to standard deviations, around the median.</param>
/// <param name="NoiseFactor">Standard deviations of counting noise around the median.</param>
/// <param name="EdgeShare">Share of the history at either end that may be exceptions; what lies between is normal.</param>
/// <param name="Limits">One a measure.</param>
public sealed record BrakeLimits(
    string Version, int LeastHistory, int MostHistory, double DeviationFactor, double NoiseFactor, double EdgeShare, IReadOnlyList<BrakeLimit> Limits)
{
    /// <summary>The limits in use. False alarms and poison are measured in <c>BrakeSimulationTests</c>.</summary>
    public static BrakeLimits Standard { get; } = new("2", LeastHistory: 3, MostHistory: 36, DeviationFactor: 5, NoiseFactor: 4, EdgeShare: 0.05,
    [
        new(BrakeMeasure.Volume, "records", true, true, 3, 0, null, 0),
        new(BrakeMeasure.PeopleReported, "share of the register", true, true, 3, 0, 0.10, 20),
        new(BrakeMeasure.RejectedShare, "share of records", false, false, 0.02, 3, null, 20), // first deliveries: the descriptor's maxRejectedShare
        new(BrakeMeasure.ChecksumFailureShare, "share of records", false, false, 0.005, 3, null, 20),
        new(BrakeMeasure.MatchRate, "share of accepted records", true, true, 2, 0, null, 50),
        new(BrakeMeasure.NameDisagreementRate, "share of matched records", false, false, 0.05, 3, 0.50, 50),
        new(BrakeMeasure.NewestAgeDays, "days", false, false, 31, 1, 400, 20),
        new(BrakeMeasure.RecentShare, "share of events", false, true, 0.25, 0, null, 20),
        new(BrakeMeasure.OldShare, "share of events", false, false, 0.15, 0.5, null, 20),
        new(BrakeMeasure.BusiestDayShare, "share of events", false, false, 0.25, 0, null, 20),
        new(BrakeMeasure.RepeatShare, "share of events", false, false, 0.10, 1, null, 20),
        new(BrakeMeasure.ContradictionRate, "share of reported people", false, false, 0.08, 1, 0.50, 20),
        new(BrakeMeasure.ReversalRate, "share of reported people", false, false, 0.02, 3, 0.10, 20),
        new(BrakeMeasure.WholeListChange, "of the delivery before", true, true, 1.25, 0, null, 50),
    ]);
}
