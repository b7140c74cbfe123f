using System.Diagnostics;

namespace SocialInsurance.Benchmarks;

/// <summary>One contestant of a race: a name and what it does once.</summary>
internal sealed record Contestant(string Name, Action Run)
{
    /// <summary>Milliseconds of the last run that do not count; null: all of it counts.</summary>
    internal Func<double>? ExcludedMs { get; init; }
}

/// <param name="MedianMs">Median wall-clock time of one run.</param>
/// <param name="PairedRatio">Median over rounds of this contestant's time over the first one's in the same round.</param>
internal sealed record Standing(string Name, double MedianMs, double MinimumMs, double PairedRatio, long AllocatedBytesPerRun);

/// <summary>
/// Runs contestants in turn, A B C A B C ..., so that a drift of the machine meets all of them, and compares them
/// round by round. Absolute times of a shared machine mean little; the paired ratio holds.
/// </summary>
internal static class Race
{
    private const int WarmUpRounds = 5;

    internal static IReadOnlyList<Standing> Run(IReadOnlyList<Contestant> contestants, int rounds)
    {
        var times = contestants.Select(_ => new double[rounds]).ToArray();
        var allocated = new long[contestants.Count];
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                var bytes = GC.GetAllocatedBytesForCurrentThread();
                var start = Stopwatch.GetTimestamp();
                contestants[i].Run();
                var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                if (round >= 0)
                {
                    times[i][round] = elapsed - (contestants[i].ExcludedMs?.Invoke() ?? 0);
                    allocated[i] += bytes;
                }
            }
        }

        return [.. contestants.Select((c, i) => new Standing(
            c.Name,
            Median(times[i]),
            times[i].Min(),
            Median([.. times[i].Zip(times[0], (mine, first) => mine / first)]),
            allocated[i] / rounds))];
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
