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
    public RateInterval Interval95
    {
        get
        {
            if (Trials == 0)
            {
                return new RateInterval(0, 1);
            }

            if (Errors == 0)
            {
                return new RateInterval(0, Math.Min(1, 3.0 / Trials));
            }

            var (p, n, z2) = (Rate, (double)Trials, Z * Z);
            var centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
            var half = Z / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
            return new RateInterval(Math.Max(0, centre - half), Errors == Trials ? 1 : Math.Min(1, centre + half));
        }
    }
}
