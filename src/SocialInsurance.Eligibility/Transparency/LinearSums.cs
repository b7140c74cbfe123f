namespace SocialInsurance.Eligibility.Transparency;

/// <summary>Which counts follow from the shown ones and the stated sums: Gauss-Jordan elimination over a prime field.</summary>
internal static class LinearSums
{
    // coefficients are -1, 0, 1 and minors stay far below: what is solvable over the rationals is solvable here
    private const long Prime = 2_147_483_647;

    /// <summary>A count that can be computed.</summary>
    /// <param name="Sums">the equations that together give it</param>
    internal readonly record struct Solved(int Cell, int[] Sums);

    /// <summary>Every count that is not shown and can be computed exactly.</summary>
    internal static List<Solved> Solve(int cells, IReadOnlyList<(int Total, int[] Parts)> sums, bool[] isShown)
    {
        int[] hidden = [.. Enumerable.Range(0, cells).Where(cell => !isShown[cell])];
        var columnOf = Enumerable.Range(0, hidden.Length).ToDictionary(column => hidden[column], column => column);
        // an equation over the hidden counts, then the unit vector that remembers from which equations a row is made
        var rows = new long[sums.Count][];
        for (var row = 0; row < sums.Count; row++)
        {
            rows[row] = new long[hidden.Length + sums.Count];
            rows[row][hidden.Length + row] = 1;
            AddTo(rows[row], columnOf, sums[row].Total, Prime - 1);
            foreach (var part in sums[row].Parts)
            {
                AddTo(rows[row], columnOf, part, 1);
            }
        }

        Reduce(rows, hidden.Length);
        return [.. rows.Select(row => SolvedBy(row, hidden)).OfType<Solved>()];
    }

    private static void AddTo(long[] row, Dictionary<int, int> columnOf, int cell, long coefficient)
    {
        if (columnOf.TryGetValue(cell, out var column))
        {
            row[column] = (row[column] + coefficient) % Prime;
        }
    }

    private static Solved? SolvedBy(long[] row, int[] hidden)
    {
        int[] left = [.. Enumerable.Range(0, hidden.Length).Where(column => row[column] != 0)];
        return left is [var only] ? new Solved(hidden[only], [.. Enumerable.Range(0, row.Length - hidden.Length).Where(sum => row[hidden.Length + sum] != 0)]) : null;
    }

    private static void Reduce(long[][] rows, int columns)
    {
        var pivot = 0;
        for (var column = 0; column < columns && pivot < rows.Length; column++)
        {
            var found = Array.FindIndex(rows, pivot, row => row[column] != 0);
            if (found < 0)
            {
                continue;
            }

            (rows[pivot], rows[found]) = (rows[found], rows[pivot]);
            Scale(rows[pivot], Inverse(rows[pivot][column]));
            for (var row = 0; row < rows.Length; row++)
            {
                if (row != pivot && rows[row][column] != 0)
                {
                    Subtract(rows[row], rows[pivot], rows[row][column]);
                }
            }

            pivot++;
        }
    }

    private static void Scale(long[] row, long by)
    {
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = row[column] * by % Prime;
        }
    }

    private static void Subtract(long[] row, long[] other, long times)
    {
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = (row[column] + ((Prime - times) * other[column] % Prime)) % Prime;
        }
    }

    /// <summary>By Fermat: value^(p-2).</summary>
    private static long Inverse(long value)
    {
        var (result, power) = (1L, value);
        for (var exponent = Prime - 2; exponent > 0; exponent >>= 1)
        {
            result = (exponent & 1) == 1 ? result * power % Prime : result;
            power = power * power % Prime;
        }

        return result;
    }
}
