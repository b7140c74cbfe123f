namespace SocialInsurance.Cli.Capacity;

/// <summary>
/// The straight line of Theil and Sen through points: the median of the slopes of all pairs, which a third of wild points cannot bend.
/// The interval of the slope is Sen's, from Kendall's variance; it holds for points that do not depend on one another.
/// </summary>
/// <param name="Slope">units of y for one unit of x</param>
/// <param name="Least">lower end of the 95 % interval of the slope</param>
/// <param name="Most">upper end of the 95 % interval of the slope</param>
/// <param name="Level">median of y</param>
internal readonly record struct TrendLine(double Slope, double Least, double Most, double Level)
{
    private const double Quantile = 1.959964; // 97.5 % of the normal distribution

    /// <exception cref="ArgumentException">less than three points, lists of different lengths, or all at one x</exception>
    internal static TrendLine Through(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count < 3 || x.Count != y.Count)
        {
            throw new ArgumentException($"expected three points or more and as many x as y, found {x.Count} and {y.Count}");
        }

        var slopes = new List<double>();
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = i + 1; j < x.Count; j++)
            {
                if (x[i] != x[j])
                {
                    slopes.Add((y[j] - y[i]) / (x[j] - x[i]));
                }
            }
        }

        if (slopes.Count == 0)
        {
            throw new ArgumentException("expected points at different x, found one x");
        }

        slopes.Sort();
        double n = x.Count;
        var half = Quantile * Math.Sqrt(n * (n - 1) * ((2 * n) + 5) / 18) / 2;
        var least = (int)Math.Floor((slopes.Count / 2.0) - half);
        var most = (int)Math.Ceiling((slopes.Count / 2.0) + half);
        return new TrendLine(Middle(slopes), slopes[Math.Max(0, least)], slopes[Math.Min(slopes.Count - 1, most)], Middle([.. y.Order()]));
    }

    private static double Middle(List<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
