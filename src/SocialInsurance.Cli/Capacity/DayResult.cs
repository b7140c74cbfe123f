namespace SocialInsurance.Cli.Capacity;

/// <summary>What a day came to. Every arrival is served, refused or left: nobody is lost count of.</summary>
internal sealed class DayResult
{
    private const double BinSeconds = 0.25;
    private readonly long[] waits = new long[(int)(4 * DayShape.SecondsPerHour / BinSeconds)];
    private readonly long[] arrivedBy = new long[DayShape.Hours];
    private readonly long[] waitedBy = new long[DayShape.Hours];

    internal long Arrived { get; private set; }

    internal long Served { get; private set; }

    /// <summary>Gone at the first refusal: the wait they were told was more than they would stand.</summary>
    internal long Refused { get; private set; }

    /// <summary>Gone after they had waited.</summary>
    internal long Left { get; private set; }

    /// <summary>How often somebody was told to wait.</summary>
    internal long Tries { get; private set; }

    /// <summary>Sessions that ended with their site and had to be begun again.</summary>
    internal long Interrupted { get; private set; }

    /// <summary>Most sessions at once.</summary>
    internal int Peak { get; private set; }

    /// <summary>Sum over everybody served of the time from first request to the place that led to the end.</summary>
    internal double WaitSum { get; private set; }

    /// <summary>Sum of the times that sessions held a place.</summary>
    internal double HeldSum { get; private set; }

    /// <summary>Integral over time of the sessions at once; by Little's law the same as <see cref="HeldSum"/>.</summary>
    internal double RunningArea { get; private set; }

    /// <summary>Sum of session lengths as the processor allowed over the lengths that people needed; 1: never held up.</summary>
    internal double Stretch => LengthSum == 0 ? 1 : HeldSum / LengthSum;

    internal double LengthSum { get; private set; }

    internal double MeanWait => Served == 0 ? 0 : WaitSum / Served;

    /// <summary>Share of all who came that had to wait or went away.</summary>
    internal double NotAtOnce => Arrived == 0 ? 0 : 1 - ((double)waits[0] / Arrived);

    /// <summary>Hours with arrivals, and those of their arrivals that found no place at once.</summary>
    internal IReadOnlyList<(long Arrived, long NotAtOnce)> ByHour => [.. arrivedBy.Zip(waitedBy)];

    /// <summary>Seconds that a share of all who came waited at most; infinite where so many went away.</summary>
    internal double WaitQuantile(double share)
    {
        var rank = share * Arrived;
        long seen = 0;
        for (var bin = 0; bin < waits.Length; bin++)
        {
            seen += waits[bin];
            if (seen >= rank)
            {
                return bin * BinSeconds;
            }
        }

        return double.PositiveInfinity;
    }

    internal void Arrive(double at)
    {
        Arrived++;
        arrivedBy[HourOf(at)]++;
    }

    internal void Wait(double firstTry, bool isFirst)
    {
        Tries++;
        if (isFirst)
        {
            waitedBy[HourOf(firstTry)]++;
        }
    }

    internal void GoAway(bool waited)
    {
        Left += waited ? 1 : 0;
        Refused += waited ? 0 : 1;
    }

    internal void Serve(double waited, double held, double length)
    {
        Served++;
        WaitSum += waited;
        HeldSum += held;
        LengthSum += length;
        // a wait of no length stands by itself in the first bin
        waits[waited <= 0 ? 0 : Math.Min(waits.Length - 1, (int)Math.Ceiling(waited / BinSeconds))]++;
    }

    internal void Interrupt(double held)
    {
        Interrupted++;
        HeldSum += held;
    }

    internal void Pass(double seconds, int running)
    {
        RunningArea += seconds * running;
        Peak = Math.Max(Peak, running);
    }

    private static int HourOf(double second) => Math.Min(DayShape.Hours - 1, (int)(second / DayShape.SecondsPerHour));
}
