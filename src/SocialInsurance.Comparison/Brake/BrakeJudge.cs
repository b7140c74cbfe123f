namespace SocialInsurance.Comparison;

/// <summary>
/// Does a delivery stay within its feed's own history? Bounds are robust: the median of the earlier deliveries, give or take the
/// largest of a fixed margin, their own spread (scaled MAD) and the counting noise of small numbers; and whatever lies between the
/// history's 5 % and 95 % quantiles, give or take half the margin, is normal too, so that weekends stay normal. Pure.
/// </summary>
static class BrakeJudge
{
    internal const double MadToSigma = 1.4826; // of a normal distribution
    const double MedianEfficiency = 1.57; // a median of n is as sure as a mean of n / 1.57
    internal const double PseudoCounts = 10; // added before a ratio is taken: 3 records or 9 are the same

    /// <summary>What a delivery of any size and span shows: how well it fits the register, and how it contradicts life.</summary>
    static readonly BrakeMeasure[] OfAnySize =
        [BrakeMeasure.ChecksumFailureShare, BrakeMeasure.MatchRate, BrakeMeasure.NameDisagreementRate, BrakeMeasure.ContradictionRate];

    /// <summary>All measures that say something, in the order of the limits.</summary>
    /// <param name="history">Earlier deliveries of the same kind, at most <see cref="BrakeLimits.MostHistory"/>.</param>
    /// <param name="ofSource">
    /// As many of the source under any name: while too few of the kind are known, what does not hang on size is held to these. A file
    /// of a new name is the first of its kind, not of its department.
    /// </param>
    internal static IReadOnlyList<BrakeCheck> Check(
        BrakeLimits limits, DeliveryStatistics delivery, IReadOnlyList<DeliveryStatistics> history, IReadOnlyList<DeliveryStatistics>? ofSource = null)
    {
        var checks = new List<BrakeCheck>();
        foreach (BrakeLimit limit in limits.Limits)
        {
            MeasuredValue now = MeasuredValue.From(delivery, limit.Measure);
            if (now.Of == 0 || now.Of < limit.LeastOf && !limit.IsLowJudged)
            {
                continue;
            }

            bool isFew = history.Count < limits.LeastHistory && OfAnySize.Contains(limit.Measure);
            MeasuredValue[] past = [.. (isFew ? ofSource ?? history : history).Select(h => MeasuredValue.From(h, limit.Measure)).Where(v => v.Of > 0)];
            if (past.Length >= limits.LeastHistory)
            {
                checks.Add(Against(limits, limit, now, past));
            }
            else if (limit.AbsoluteHigh is { } high && now.Of >= limit.LeastOf)
            {
                checks.Add(new BrakeCheck(limit.Measure, limit.Unit, now.Value, null, high, BrakeBasis.Absolute, now.Value > high));
            }
        }

        return checks;
    }

    static BrakeCheck Against(BrakeLimits limits, BrakeLimit limit, MeasuredValue now, MeasuredValue[] past)
    {
        double[] values = [.. past.Select(v => Scaled(limit, v)).Order()];
        double median = Quantile(values, 0.5);
        double deviation = Quantile([.. values.Select(v => Math.Abs(v - median)).Order()], 0.5) * MadToSigma;
        double typicalOf = Quantile([.. past.Select(v => (double)v.Of).Order()], 0.5);
        double medianOf = typicalOf * past.Length / MedianEfficiency;
        double margin = limit.IsRatio ? Math.Log10(limit.Margin) : limit.Margin + limit.MedianMargin * median;
        double allowed = Math.Max(margin, Math.Max(limits.DeviationFactor * deviation, limits.NoiseFactor * Noise(limit, median, now.Of, medianOf)));
        double low = Math.Min(median - allowed, Quantile(values, limits.EdgeShare) - margin / 2);
        double high = Math.Max(median + allowed, Quantile(values, 1 - limits.EdgeShare) + margin / 2);
        double value = Scaled(limit, now);
        bool saysEnough = Math.Max(now.Of, typicalOf) >= limit.LeastOf;
        bool isOutside = saysEnough && (value > high || (limit.IsLowJudged && value < low));
        return new BrakeCheck(
            limit.Measure, limit.Unit, now.Value, limit.IsLowJudged ? Unscaled(limit, now, low) : null, Math.Min(Unscaled(limit, now, high), MostOf(limit)), BrakeBasis.History, isOutside);
    }

    /// <summary>One standard deviation of the difference between now and the median, were nothing but chance at work.</summary>
    static double Noise(BrakeLimit limit, double median, double nowOf, double medianOf)
    {
        double inverse = 1 / (nowOf + 1) + 1 / (medianOf + 1);
        if (limit.Measure is BrakeMeasure.NewestAgeDays)
        {
            return 0;
        }

        if (limit.Measure is BrakeMeasure.Volume or BrakeMeasure.PeopleReported)
        {
            return Math.Sqrt(1 / (nowOf + PseudoCounts) + 1 / (medianOf + PseudoCounts)) / Math.Log(10);
        }

        double share = Math.Clamp(limit.IsRatio ? Math.Pow(10, median) : median, Math.Min(0.5, 2 * inverse), 0.5); // of rare events some come at once
        double absolute = Math.Sqrt(share * (1 - share) * inverse);
        return limit.IsRatio ? absolute / share / Math.Log(10) : absolute;
    }

    static double Scaled(BrakeLimit limit, MeasuredValue v) => limit.IsRatio ? Math.Log10(v.Value + PseudoCounts * v.OneCount) : v.Value;

    static double Unscaled(BrakeLimit limit, MeasuredValue now, double bound) =>
        limit.IsRatio ? Math.Max(0, Math.Pow(10, bound) - PseudoCounts * now.OneCount) : Math.Max(0, bound);

    /// <summary>A share of 125 % is no bound that a person can read.</summary>
    static double MostOf(BrakeLimit limit) => limit.Measure is BrakeMeasure.Volume or BrakeMeasure.NewestAgeDays ? double.PositiveInfinity : 1;

    /// <param name="ascending">not empty</param>
    internal static double Quantile(double[] ascending, double at)
    {
        double place = at * (ascending.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + (ascending[above] - ascending[below]) * (place - below);
    }
}
