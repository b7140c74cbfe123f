using System.Collections.Immutable;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>Both error rates at one threshold: a comparison matches when its score is at or above it.</summary>
/// <param name="Name">Why this threshold: the profile's, or the false-match rate it was placed at.</param>
public sealed record OperatingPoint(string Name, double Threshold, ErrorRate FalseMatch, ErrorRate FalseNonMatch);

/// <summary>The scores of mated and non-mated comparisons, sorted. Immutable.</summary>
public sealed class ScoreSet
{
    private readonly double[] _mated;
    private readonly double[] _nonMated;

    public ScoreSet(IEnumerable<double> mated, IEnumerable<double> nonMated)
    {
        _mated = [.. mated];
        _nonMated = [.. nonMated];
        Array.Sort(_mated);
        Array.Sort(_nonMated);
    }

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<double> Mated => _mated;

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<double> NonMated => _nonMated;

    public ErrorRate FalseMatchAt(double threshold) => new(_nonMated.Length - CountBelow(_nonMated, threshold), _nonMated.Length);

    public ErrorRate FalseNonMatchAt(double threshold) => new(CountBelow(_mated, threshold), _mated.Length);

    public OperatingPoint At(string name, double threshold) => new(name, threshold, FalseMatchAt(threshold), FalseNonMatchAt(threshold));

    /// <summary>Least threshold at which at most this share of non-mated comparisons matches; null when there are too few to tell.</summary>
    public double? ThresholdFor(double falseMatchRate)
    {
        if (falseMatchRate * _nonMated.Length < 1)
        {
            return null;
        }

        var allowed = (int)(falseMatchRate * _nonMated.Length);
        return allowed >= _nonMated.Length ? _nonMated[0] : Math.BitIncrement(_nonMated[_nonMated.Length - 1 - allowed]);
    }

    /// <summary>Points at the false-match rates that these scores can show, 1e-2 downwards.</summary>
    public ImmutableArray<OperatingPoint> PointsByFalseMatchRate()
    {
        var points = ImmutableArray.CreateBuilder<OperatingPoint>();
        foreach (var (name, rate) in ((string, double)[])[("FMR 1e-2", 1e-2), ("FMR 1e-3", 1e-3), ("FMR 1e-4", 1e-4), ("FMR 1e-5", 1e-5)])
        {
            if (ThresholdFor(rate) is { } threshold)
            {
                points.Add(At(name, threshold));
            }
        }

        return points.ToImmutable();
    }

    /// <summary>
    /// The rate at which the false non-matches, a staircase that climbs with the threshold, cross the false matches, one
    /// that falls. NaN when one kind of comparison is missing.
    /// </summary>
    public double EqualErrorRate()
    {
        if (_mated.Length == 0 || _nonMated.Length == 0)
        {
            return double.NaN;
        }

        var (low, high) = (0, _mated.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var crossed = FalseNonMatchAt(_mated[middle]).Rate >= FalseMatchAt(_mated[middle]).Rate;
            (low, high) = crossed ? (low, middle) : (middle + 1, high);
        }

        // the crossing is on a level step of one staircase or the other, right of the mated score before
        var falseNonMatch = low == _mated.Length ? 1 : FalseNonMatchAt(_mated[low]).Rate;
        return low == 0 ? falseNonMatch : Math.Min(falseNonMatch, FalseMatchAt(Math.BitIncrement(_mated[low - 1])).Rate);
    }

    private static int CountBelow(double[] ascending, double value)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ascending[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
