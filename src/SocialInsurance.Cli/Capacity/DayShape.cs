using System.Globalization;

namespace SocialInsurance.Cli.Capacity;

/// <summary>How a day's arrivals spread over its 24 local hours. Between the middles of two hours the rate moves in a straight line.</summary>
internal sealed class DayShape
{
    internal const int Hours = 24;
    internal const double SecondsPerHour = 3600;
    internal const double SecondsPerDay = Hours * SecondsPerHour;

    private readonly double[] shares;

    private DayShape(IReadOnlyList<double> weights)
    {
        var sum = weights.Sum();
        shares = [.. weights.Select(weight => weight / sum)];
        PeakHour = Array.IndexOf(shares, shares.Max());
    }

    /// <summary>
    /// An assumption, no measurement: nobody publishes the hours of 资格认证. Busy from 9 to 11 and from 15 to 16, as offices and pensioners'
    /// mornings are; the busiest hour carries 13 % of the day, the upper end of what telephone and government traffic show.
    /// </summary>
    internal static DayShape Office { get; } = new(
        [0.3, 0.2, 0.1, 0.1, 0.2, 0.6, 2.0, 4.5, 9.0, 13.0, 12.5, 8.0, 4.0, 4.5, 7.5, 9.5, 8.0, 5.0, 3.0, 3.2, 2.6, 1.4, 0.6, 0.3]);

    /// <summary>Every hour alike.</summary>
    internal static DayShape Even { get; } = new([.. Enumerable.Repeat(1.0, Hours)]);

    /// <summary>0 to 23.</summary>
    internal int PeakHour { get; }

    /// <summary>Share of the day in its busiest hour, 1/24 to 1.</summary>
    internal double PeakShare => shares[PeakHour];

    /// <summary>Arrivals a second as a share of the whole day's arrivals.</summary>
    /// <param name="second">of the day, 0 to 86,400</param>
    internal double RateAt(double second)
    {
        var place = (second / SecondsPerHour) - 0.5;
        var before = (int)Math.Floor(place);
        var part = place - before;
        return ((shares[(before + Hours) % Hours] * (1 - part)) + (shares[(before + 1) % Hours] * part)) / SecondsPerHour;
    }

    /// <summary>24 weights, comma between them, none negative, not all zero; null when it is not that.</summary>
    internal static DayShape? Parse(string text)
    {
        var parts = text.Split(',');
        var weights = new double[Hours];
        for (var hour = 0; hour < Hours; hour++)
        {
            if (parts.Length != Hours || !double.TryParse(parts[hour], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weights[hour]))
            {
                return null;
            }
        }

        return weights.Sum() is > 0 and < double.PositiveInfinity ? new DayShape(weights) : null;
    }
}
