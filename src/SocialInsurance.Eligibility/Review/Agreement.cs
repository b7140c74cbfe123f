namespace SocialInsurance.Eligibility.Review;

/// <summary>
/// How far two judgements of the same cases agree: observed agreement and Cohen's kappa (Cohen 1960) with its asymptotic 95 % interval
/// (Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72(5), formula for a standard error that does not assume kappa 0). Pure.
/// </summary>
/// <param name="Cases">judged twice</param>
/// <param name="Observed">share of equal judgements, 0..1; null without cases</param>
/// <param name="Kappa">-1..1; null without cases, or where chance alone makes both always equal</param>
/// <param name="Low">lower end of the interval, cut at -1; null with kappa</param>
/// <param name="High">upper end, cut at 1; null with kappa</param>
public readonly record struct Agreement(int Cases, double? Observed, double? Kappa, double? Low, double? High)
{
    /// <summary>Two-sided 95 % point of the normal distribution.</summary>
    private const double Z95 = 1.959963984540054;

    public static Agreement Of(IReadOnlyList<BlindReview> reviews)
    {
        var size = Enum.GetValues<BlindConclusion>().Length;
        var counts = new int[size, size];
        foreach (var review in reviews)
        {
            counts[(int)review.First - 1, (int)review.Conclusion - 1]++;
        }

        return Of(counts);
    }

    /// <param name="counts">square: rows the first judgement, columns the second</param>
    public static Agreement Of(int[,] counts)
    {
        var size = counts.GetLength(0);
        var total = counts.Cast<int>().Sum();
        if (total == 0)
        {
            return default;
        }

        var rows = new double[size];
        var columns = new double[size];
        var (observed, chance) = (0.0, 0.0);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                rows[i] += (double)counts[i, j] / total;
                columns[j] += (double)counts[i, j] / total;
            }

            observed += (double)counts[i, i] / total;
        }

        for (var i = 0; i < size; i++)
        {
            chance += rows[i] * columns[i];
        }

        if (1 - chance < 1e-12)
        {
            return new Agreement(total, observed, null, null, null);
        }

        var kappa = (observed - chance) / (1 - chance);
        var half = Z95 * Math.Sqrt(Math.Max(0, Variance(counts, total, rows, columns, chance, kappa)));
        return new Agreement(total, observed, kappa, Math.Max(-1, kappa - half), Math.Min(1, kappa + half));
    }

    private static double Variance(int[,] counts, int total, double[] rows, double[] columns, double chance, double kappa)
    {
        var (diagonal, others) = (0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++)
            {
                var share = (double)counts[i, j] / total;
                if (i == j)
                {
                    diagonal += share * Square(1 - ((rows[i] + columns[i]) * (1 - kappa)));
                }
                else
                {
                    others += share * Square(columns[i] + rows[j]);
                }
            }
        }

        var centre = kappa - (chance * (1 - kappa));
        return (diagonal + (Square(1 - kappa) * others) - Square(centre)) / (total * Square(1 - chance));
    }

    private static double Square(double number) => number * number;
}
