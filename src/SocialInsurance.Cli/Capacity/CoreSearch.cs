namespace SocialInsurance.Cli.Capacity;

/// <summary>The fewest instances with which a share of all who come waits no longer than asked, under every seed.</summary>
internal static class CoreSearch
{
    private const int MostInstances = 1 << 16;

    /// <param name="day">its instances do not count</param>
    /// <param name="share">for example 0.99</param>
    /// <param name="seeds">each gives a day of its own</param>
    /// <returns>null: not even the most instances are enough</returns>
    internal static int? Fewest(DayOptions day, double share, double waitSeconds, IReadOnlyList<int> seeds, Action<int>? tried, CancellationToken cancellation)
    {
        bool Enough(int instances)
        {
            tried?.Invoke(instances);
            return seeds.All(seed => DaySimulation.Run(day with { Instances = instances, Seed = seed }, cancellation).WaitQuantile(share) <= waitSeconds);
        }

        // well below the mean of the busiest hour nothing can be enough, and a day without places is long to simulate
        var busiest = day.Arrivals * day.Shape.PeakShare / DayShape.SecondsPerHour * day.Length.MeanSeconds;
        var (least, most) = (0, Math.Max(1, (int)(0.8 * busiest / day.PlacesPerInstance)));
        while (!Enough(most))
        {
            (least, most) = (most, (int)(most * 1.25) + 1);
            if (most > MostInstances)
            {
                return null;
            }
        }

        while (most - least > 1)
        {
            var middle = (least + most) / 2;
            (least, most) = Enough(middle) ? (least, middle) : (middle, most);
        }

        return most;
    }
}
