namespace SocialInsurance.Eligibility.Transparency;

/// <summary>A count in a <see cref="CountTable"/>.</summary>
public readonly record struct CountCell(int Index);

/// <summary>
/// Counts of people and the sums that hold between them, of which those are published from which no small count can be computed.
/// A small count is 1..k-1. It is not published (primary suppression); and as long as somebody who solves the published equations
/// could compute one, the smallest of the counts that give it away is withheld too (complementary suppression). Zero is no person and
/// is published. Protects against computing a count exactly from one publication; not against bounds, nor against the difference
/// between two publications over time. Not thread-safe.
/// </summary>
/// <param name="minimumCount">k, at least 2</param>
public sealed class CountTable(int minimumCount)
{
    private readonly List<(long Value, bool IsMeantForAll)> _cells = [];
    private readonly List<(int Total, int[] Parts)> _sums = [];

    /// <param name="isMeantForAll">false: nobody asks for it, but it must not be computable either when it is small</param>
    public CountCell Add(long value, bool isMeantForAll = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        _cells.Add((value, isMeantForAll));
        return new CountCell(_cells.Count - 1);
    }

    /// <summary>States that a count is the sum of others: whoever reads the table knows it.</summary>
    /// <exception cref="ArgumentException">it is not</exception>
    public void State(CountCell total, params ReadOnlySpan<CountCell> parts)
    {
        var sum = 0L;
        foreach (var part in parts)
        {
            sum += _cells[part.Index].Value;
        }

        if (sum != _cells[total.Index].Value)
        {
            throw new ArgumentException($"The parts make {sum}, the total is {_cells[total.Index].Value}.", nameof(parts));
        }

        _sums.Add((total.Index, [.. parts.ToArray().Select(part => part.Index)]));
    }

    /// <summary>The remainder of a total as a count of its own that nobody asks for.</summary>
    public CountCell AddRest(CountCell total, params ReadOnlySpan<CountCell> parts)
    {
        var rest = _cells[total.Index].Value;
        foreach (var part in parts)
        {
            rest -= _cells[part.Index].Value;
        }

        var cell = Add(rest, isMeantForAll: false);
        State(total, [.. parts, cell]);
        return cell;
    }

    /// <summary>What may be published; null: withheld. Call it when the table is complete.</summary>
    public PublishedCounts Protect()
    {
        var isShown = _cells.Select(cell => cell.IsMeantForAll && !IsSmall(cell.Value)).ToArray();
        while (FindGiveaway(isShown) is { } giveaway)
        {
            isShown[giveaway] = false;
        }

        return new PublishedCounts([.. _cells.Select((cell, index) => isShown[index] ? cell.Value : default(long?))]);
    }

    private bool IsSmall(long value) => value >= 1 && value < minimumCount;

    /// <summary>
    /// The smallest shown count that takes part in computing a small one; null when none can be computed. Zeros go last: they say
    /// least about anybody.
    /// </summary>
    private int? FindGiveaway(bool[] isShown)
    {
        var solved = LinearSums.Solve(_cells.Count, _sums, isShown);
        int[] used = [.. solved.Where(row => IsSmall(_cells[row.Cell].Value)).SelectMany(row => row.Sums).Distinct()];
        return used.Length == 0
            ? null
            : used.SelectMany(sum => _sums[sum].Parts.Append(_sums[sum].Total))
                .Where(cell => isShown[cell])
                .OrderBy(cell => _cells[cell].Value == 0)
                .ThenBy(cell => _cells[cell].Value)
                .ThenBy(cell => cell)
                .First();
    }
}

/// <summary>A table after suppression.</summary>
public sealed class PublishedCounts(IReadOnlyList<long?> values)
{
    /// <summary>Null: small, or withheld for the sake of a small one.</summary>
    public long? this[CountCell cell] => values[cell.Index];

    /// <summary>All cells in the order in which they were added.</summary>
    public IReadOnlyList<long?> All => values;
}
