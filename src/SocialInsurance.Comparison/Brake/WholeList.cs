namespace SocialInsurance.Comparison;

/// <summary>
/// A list that burdens people (dead, in custody, registered twice) and says everything anew each time: one that is cut takes the burden off
/// everybody behind the cut, unseen, long before its volume leaves the wide bounds that weekends and holidays need. Such a list tells itself
/// by covering the days of the one before; its records are held to that one. Pure.
/// </summary>
static class WholeList
{
    /// <summary>Of the days of the delivery before: a month's window of late reports, moved on by a day, covers less.</summary>
    const double LeastCovered = 0.98;

    /// <summary>Three deliveries in four do: one with a late report from long ago covers any other by chance.</summary>
    const double UsuallyCovered = 0.25;

    /// <summary>One check, or none: too little is known, the feed brings news only, this is the first list of a new year, or it burdens nobody (a cut one costs no more than its hold would).</summary>
    /// <param name="history">Earlier deliveries of the same kind, oldest first.</param>
    internal static IEnumerable<BrakeCheck> Check(BrakeLimits limits, DeliveryStatistics delivery, IReadOnlyList<DeliveryStatistics> history, SourceKind kind)
    {
        BrakeLimit limit = limits.Limits.Single(l => l.Measure == BrakeMeasure.WholeListChange);
        if (kind == SourceKind.Activity || history.Count < limits.LeastHistory || history[^1].Accepted < limit.LeastOf || delivery.FirstOn > history[^1].LastOn)
        {
            return [];
        }

        (DeliveryStatistics First, DeliveryStatistics Second)[] pairs = [.. history.Zip(history.Skip(1))];
        if (BrakeJudge.Quantile([.. pairs.Select(p => Covered((p.First.FirstOn, p.First.LastOn), (p.Second.FirstOn, p.Second.LastOn))).Order()], UsuallyCovered) < LeastCovered)
        {
            return [];
        }

        double[] changes = [.. pairs.Select(p => Change(p.First, p.Second)).Order()];
        double median = Median(changes);
        double deviation = Median(changes.Select(c => Math.Abs(c - median))) * BrakeJudge.MadToSigma;
        double margin = Math.Log10(limit.Margin);
        double low = Math.Min(median - Math.Max(margin, limits.DeviationFactor * deviation), BrakeJudge.Quantile(changes, limits.EdgeShare) - margin / 2);
        double change = Change(history[^1], delivery);
        return [new BrakeCheck(limit.Measure, limit.Unit, Math.Pow(10, change), Math.Pow(10, low), null, BrakeBasis.History, change < low)];
    }

    /// <summary>A later delivery covers the days of an earlier one.</summary>
    internal static bool SaysAnew((DateOnly? First, DateOnly? Last) before, (DateOnly? First, DateOnly? Last) after) => Covered(before, after) >= LeastCovered;

    static double Change(DeliveryStatistics before, DeliveryStatistics after) =>
        Math.Log10((after.Accepted + BrakeJudge.PseudoCounts) / (before.Accepted + BrakeJudge.PseudoCounts));

    /// <summary>Share of the days from the first to the last event of one delivery that the next one spans too.</summary>
    static double Covered((DateOnly? First, DateOnly? Last) before, (DateOnly? First, DateOnly? Last) after)
    {
        if (before is not ({ } from, { } to) || after is not ({ } laterFrom, { } laterTo))
        {
            return 0;
        }

        int common = Math.Min(to.DayNumber, laterTo.DayNumber) - Math.Max(from.DayNumber, laterFrom.DayNumber) + 1;
        return Math.Max(0, common) / (double)(to.DayNumber - from.DayNumber + 1);
    }

    static double Median(IEnumerable<double> values) => BrakeJudge.Quantile([.. values.Order()], 0.5);
}
