namespace SocialInsurance.Cli.Capacity;

/// <summary>
/// One instance of the service: its places, its processor shared by its sessions, and its promises to those who wait, by the rules of the
/// service's own places. Time runs slower for all its sessions alike when they ask for more than its cores have.
/// </summary>
internal sealed class SimulatedInstance(int number, int places, int cores, double coresPerSession, int site)
{
    private const double FirstGuess = 25;
    private const double Newest = 0.1;
    private const int TickDigits = 7; // the service reckons in ticks of 100 ns
    private const int MostPromises = 10_000;

    private readonly PriorityQueue<int, double> running = new();
    private readonly PriorityQueue<double, double> promised = new();
    private readonly List<double> since = [];
    private double usual = FirstGuess;
    private double virtualNow;
    private double updated;

    internal Queue<int> Line { get; } = new();

    internal int Number { get; } = number;

    internal int Site { get; } = site;

    internal bool IsUp { get; set; } = true;

    internal int Running => running.Count;

    internal bool HasPlace => IsUp && running.Count < places;

    /// <summary>Which of its end events counts; older ones are void.</summary>
    internal int Version { get; set; }

    /// <summary>Moment of the end event on its way; infinite: none.</summary>
    internal double Announced { get; set; } = double.PositiveInfinity;

    internal void Begin(int session, double now, double length)
    {
        Advance(now);
        running.Enqueue(session, virtualNow + length);
        since.Add(now);
    }

    /// <summary>When the next session ends, as things stand; infinite when none runs.</summary>
    internal double NextEnd(double now)
    {
        Advance(now);
        return running.TryPeek(out _, out var end) ? now + (Math.Max(0, end - virtualNow) / Rate) : double.PositiveInfinity;
    }

    /// <summary>Takes out the session that ends now.</summary>
    /// <param name="sinceOf">when it got its place</param>
    internal int End(double now, Func<int, double> sinceOf)
    {
        Advance(now);
        var session = running.Dequeue();
        var begun = sinceOf(session);
        since.RemoveAt(since.BinarySearch(begun));
        usual += Newest * (now - begun - usual);
        return session;
    }

    /// <summary>All its sessions, which are over without an end.</summary>
    internal IEnumerable<int> Lose(double now)
    {
        Advance(now);
        while (running.TryDequeue(out var session, out _))
        {
            yield return session;
        }

        since.Clear();
        promised.Clear();
    }

    /// <summary>How long whoever finds no place is told to wait: the first gets the session that ends first, the next the second, and so on round.</summary>
    internal double Promise(double now)
    {
        while (promised.TryPeek(out var due, out _) && due <= now)
        {
            promised.Dequeue();
        }

        var rank = promised.Count;
        var end = since[rank % since.Count] + usual + (rank / since.Count * usual);
        var wait = Math.Clamp(Math.Ceiling(Math.Round(end - now, TickDigits)), 2, 300);
        if (promised.Count < MostPromises)
        {
            promised.Enqueue(now + wait, now + wait);
        }

        return wait;
    }

    private double Rate => Math.Min(1, cores / Math.Max(double.Epsilon, running.Count * coresPerSession));

    private void Advance(double now)
    {
        virtualNow += (now - updated) * Rate;
        updated = now;
    }
}
