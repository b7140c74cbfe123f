namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>What the audit sample says about all silent passes.</summary>
/// <param name="Rate">Estimated share of wrong passes, unbiased; may lie a little above 1 in tiny samples.</param>
/// <param name="StandardError">Estimated standard error of <paramref name="Rate"/>.</param>
public readonly record struct AuditEstimate(double Rate, double StandardError)
{
    /// <summary>
    /// Horvitz and Thompson (1952) for independent draws: a wrong pass that had the chance p to be drawn stands for 1/p passes.
    /// </summary>
    /// <param name="examined">Everybody drawn: the chance, and whether the pass was wrong.</param>
    /// <param name="silentPasses">All silent passes of the run, at least 1.</param>
    public static AuditEstimate Of(IEnumerable<(double Probability, bool IsWrong)> examined, long silentPasses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silentPasses, 1);
        var (total, variance) = (0.0, 0.0);
        foreach (var (probability, isWrong) in examined)
        {
            total += isWrong ? 1 / probability : 0;
            variance += isWrong ? (1 - probability) / (probability * probability) : 0;
        }

        return new AuditEstimate(total / silentPasses, Math.Sqrt(variance) / silentPasses);
    }
}
