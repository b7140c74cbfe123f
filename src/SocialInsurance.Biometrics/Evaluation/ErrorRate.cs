namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>Bounds of a rate, 0..1.</summary>
public readonly record struct RateInterval(double Low, double High);

/// <summary>Errors among independent trials.</summary>
public readonly record struct ErrorRate(long Errors, long Trials)
{
    /// <summary>97.5 % quantile of the standard normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Errors per trial; NaN without a trial.</summary>
    public double Rate => Trials == 0 ? double.NaN : (double)Errors / Trials;

    /// <summary>
    /// Wilson's score interval at 95 % (Wilson 1927); with no error the rule of three, 0 to 3/n (ISO/IEC 19795-1).
    /// 0 to 1 without a trial. Comparisons that share a person are not independent: for all pairs of few people the
    /// true interval is wider.
    /// </summary>
    public RateInterval Interval95 => IntervalOf(Rate, Trials);

    /// <summary>The same interval for a rate that weighted trials estimate.</summary>
    /// <param name="rate">0..1; not read without a trial</param>
    /// <param name="trials">how many equal trials the weighted ones are worth (Kish: squared sum of weights over sum of squares), from 0</param>
    public static RateInterval IntervalOf(double rate, double trials)
    {
        if (trials <= 0)
        {
            return new RateInterval(0, 1);
        }

        if (rate <= 0)
        {
            return new RateInterval(0, Math.Min(1, 3.0 / trials));
        }

        var z2 = Z * Z;
        var centre = (rate + (z2 / (2 * trials))) / (1 + (z2 / trials));
        var half = Z / (1 + (z2 / trials)) * Math.Sqrt((rate * (1 - rate) / trials) + (z2 / (4 * trials * trials)));
        return new RateInterval(Math.Max(0, centre - half), rate >= 1 ? 1 : Math.Min(1, centre + half));
    }
}
