namespace SocialInsurance.Cli.Capacity;

/// <summary>What something costs: a part that is always there, a part for each million records, a part for each million people or requests.</summary>
internal readonly record struct LinearCost(double Fixed, double PerMillionRecords, double PerMillion)
{
    private const double Million = 1e6;

    internal double Of(double records, double count) => Fixed + (PerMillionRecords * records / Million) + (PerMillion * count / Million);

    /// <summary>
    /// Least squares of the relative errors, so that a small point weighs as much as a large one; no part is negative. A part whose
    /// quantity is zero in all points is zero.
    /// </summary>
    /// <exception cref="ArgumentException">no point, or one that is not above zero</exception>
    internal static LinearCost Fit(IReadOnlyList<CostPoint> points)
    {
        if (points.Count == 0 || points.Any(point => point.Measured <= 0))
        {
            throw new ArgumentException("expected points above zero");
        }

        double[][] rows = [.. points.Select(point => new[] { 1 / point.Measured, point.Records / Million / point.Measured, point.Count / Million / point.Measured })];
        var kept = Enumerable.Range(0, 3).Where(part => rows.Any(row => row[part] != 0)).ToList();
        while (true)
        {
            var parts = Solve(rows, kept);
            var worst = kept.Count == 1 ? -1 : kept.Where(part => !(parts[part] >= 0)).DefaultIfEmpty(-1).MinBy(part => part < 0 ? 0 : parts[part]);
            if (worst < 0)
            {
                return new LinearCost(parts[0], parts[1], parts[2]);
            }

            kept.Remove(worst);
        }
    }

    /// <summary>Normal equations by elimination with pivots; the right side is 1 for each row.</summary>
    private static double[] Solve(double[][] rows, List<int> kept)
    {
        var n = kept.Count;
        var system = new double[n, n + 1];
        foreach (var row in rows)
        {
            for (var i = 0; i < n; i++)
            {
                system[i, n] += row[kept[i]];
                for (var j = 0; j < n; j++)
                {
                    system[i, j] += row[kept[i]] * row[kept[j]];
                }
            }
        }

        Eliminate(system, n);
        var parts = new double[3];
        for (var i = 0; i < n; i++)
        {
            parts[kept[i]] = system[i, n] / system[i, i];
        }

        return parts;
    }

    private static void Eliminate(double[,] system, int n)
    {
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(system[row, column]));
            for (var j = 0; j <= n; j++)
            {
                (system[column, j], system[pivot, j]) = (system[pivot, j], system[column, j]);
            }

            for (var row = 0; row < n; row++)
            {
                var factor = row == column ? 0 : system[row, column] / system[column, column];
                for (var j = column; j <= n && factor != 0; j++)
                {
                    system[row, j] -= factor * system[column, j];
                }
            }
        }
    }
}
