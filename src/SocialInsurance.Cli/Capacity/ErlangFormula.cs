namespace SocialInsurance.Cli.Capacity;

/// <summary>Erlang's formulas for c servers with exponential service and Poisson arrivals: what the simulation is held against.</summary>
internal static class ErlangFormula
{
    /// <summary>Erlang B: share of arrivals that find every server busy where nobody waits (M/M/c/c).</summary>
    /// <param name="offered">arrivals a second times mean service seconds</param>
    internal static double Blocked(int servers, double offered)
    {
        var blocked = 1.0;
        for (var server = 1; server <= servers; server++)
        {
            blocked = offered * blocked / (server + (offered * blocked));
        }

        return blocked;
    }

    /// <summary>Erlang C: share of arrivals that wait where everybody waits (M/M/c). 1 when the servers cannot keep up.</summary>
    internal static double Waits(int servers, double offered)
    {
        if (offered >= servers)
        {
            return 1;
        }

        var blocked = Blocked(servers, offered);
        return servers * blocked / (servers - (offered * (1 - blocked)));
    }

    /// <summary>Mean seconds of waiting over all arrivals (M/M/c); infinite when the servers cannot keep up.</summary>
    internal static double MeanWait(int servers, double offered, double serviceSeconds) =>
        offered >= servers ? double.PositiveInfinity : Waits(servers, offered) * serviceSeconds / (servers - offered);

    /// <summary>Seconds that a share of the arrivals wait at most (M/M/c).</summary>
    /// <param name="share">0 to below 1</param>
    internal static double WaitQuantile(int servers, double offered, double serviceSeconds, double share)
    {
        var waits = Waits(servers, offered);
        return offered >= servers ? double.PositiveInfinity
            : waits <= 1 - share ? 0
            : Math.Log(waits / (1 - share)) * serviceSeconds / (servers - offered);
    }
}
