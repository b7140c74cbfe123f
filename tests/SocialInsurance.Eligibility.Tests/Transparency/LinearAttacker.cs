using System.Numerics;

namespace SocialInsurance.Eligibility.Tests.Transparency;

/// <summary>
/// Somebody who knows which sums hold and reads what is published: solves the equations over the rationals, with fractions of big
/// integers. Shares nothing with the suppression that it attacks.
/// </summary>
internal sealed class LinearAttacker
{
    private readonly List<Dictionary<string, BigInteger>> equations = [];
    private readonly Dictionary<string, BigInteger> known = [];

    public void Read(string cell, long? published)
    {
        if (published is { } value)
        {
            known[cell] = value;
        }
    }

    public void Know(string total, params IEnumerable<string> parts)
    {
        var equation = new Dictionary<string, BigInteger> { [total] = BigInteger.MinusOne };
        foreach (var part in parts)
        {
            equation[part] = equation.GetValueOrDefault(part) + 1;
        }

        equations.Add(equation);
    }

    /// <summary>Every cell whose value follows, published ones included.</summary>
    public Dictionary<string, long> Conclude()
    {
        string[] unknown = [.. equations.SelectMany(equation => equation.Keys).Distinct().Where(cell => !known.ContainsKey(cell))];
        // integer rows: coefficients of the unknown, then the constant that they make
        var rows = equations.Select(equation => (BigInteger[])
        [
            .. unknown.Select(cell => equation.GetValueOrDefault(cell)),
            -equation.Where(term => known.ContainsKey(term.Key)).Aggregate(BigInteger.Zero, (sum, term) => sum + (term.Value * known[term.Key])),
        ]).ToList();
        var pivot = 0;
        for (var column = 0; column < unknown.Length && pivot < rows.Count; column++)
        {
            var found = rows.FindIndex(pivot, row => !row[column].IsZero);
            if (found < 0)
            {
                continue;
            }

            (rows[pivot], rows[found]) = (rows[found], rows[pivot]);
            for (var row = 0; row < rows.Count; row++)
            {
                if (row != pivot && !rows[row][column].IsZero)
                {
                    var (by, over) = (rows[pivot][column], rows[row][column]);
                    rows[row] = [.. rows[row].Zip(rows[pivot], (one, other) => (one * by) - (other * over))];
                }
            }

            pivot++;
        }

        var concluded = known.ToDictionary(cell => cell.Key, cell => (long)cell.Value);
        foreach (var row in rows)
        {
            int[] left = [.. Enumerable.Range(0, unknown.Length).Where(column => !row[column].IsZero)];
            if (left is [var only])
            {
                concluded[unknown[only]] = (long)(row[^1] / row[only]);
            }
        }

        return concluded;
    }
}
