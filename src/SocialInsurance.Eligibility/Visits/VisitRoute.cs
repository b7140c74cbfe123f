namespace SocialInsurance.Eligibility.Visits;

/// <summary>The order in which places are visited.</summary>
/// <param name="Order">indices of the stops as given, in the order of the way; a permutation</param>
/// <param name="Kilometres">of the round trip over great circles</param>
public sealed record PlannedRoute(IReadOnlyList<int> Order, double Kilometres);

/// <summary>
/// A short round trip: nearest neighbour, then 2-opt until no exchange of two legs shortens it. Pure and deterministic; thread-safe.
/// Never longer than the stops in the order in which they were given. Straight lines: roads know better, this only sorts a day.
/// </summary>
public static class VisitRoute
{
    // a gain below a millimetre is rounding, not a shorter way
    private const double SmallestGainKm = 1e-6;

    /// <param name="office">where the trip begins and ends; null: at the first stop given</param>
    /// <exception cref="ArgumentException">a place that is not on the earth</exception>
    public static PlannedRoute Plan(GeoPoint? office, IReadOnlyList<GeoPoint> stops)
    {
        if (stops.Count == 0)
        {
            return new PlannedRoute([], 0);
        }

        List<GeoPoint> nodes = [office ?? stops[0], .. stops];
        for (var node = 0; node < nodes.Count; node++)
        {
            if (!nodes[node].IsOnEarth)
            {
                throw new ArgumentException($"place {node} of the trip: expected degrees -90..90, -180..180, found {nodes[node].Latitude}, {nodes[node].Longitude}", nameof(stops));
            }
        }

        int[] given = [.. Enumerable.Range(0, nodes.Count)];
        var (nearest, first) = (NearestNeighbour(nodes), Length(nodes, given));
        int[] tour = Length(nodes, nearest) < first ? nearest : [.. given];
        Shorten(nodes, tour);
        tour = Length(nodes, tour) <= first ? tour : given;
        return new PlannedRoute([.. tour.Skip(1).Select(node => node - 1)], Length(nodes, tour));
    }

    /// <summary>From node 0 always to the nearest not yet visited; of equals the one given first.</summary>
    private static int[] NearestNeighbour(List<GeoPoint> nodes)
    {
        var tour = new int[nodes.Count];
        List<int> left = [.. Enumerable.Range(1, nodes.Count - 1)];
        for (var at = 1; at < tour.Length; at++)
        {
            var here = nodes[tour[at - 1]];
            var next = left.MinBy(node => here.KilometresTo(nodes[node]));
            tour[at] = next;
            left.Remove(next);
        }

        return tour;
    }

    /// <summary>Turns pieces of the tour round while that shortens it; node 0 stays in front.</summary>
    private static void Shorten(List<GeoPoint> nodes, int[] tour)
    {
        double Leg(int from, int to) => nodes[tour[from]].KilometresTo(nodes[tour[to % tour.Length]]);
        for (var improved = true; improved;)
        {
            improved = false;
            for (var i = 0; i < tour.Length - 2; i++)
            {
                for (var j = i + 2; j < tour.Length; j++)
                {
                    if (Leg(i, i + 1) + Leg(j, j + 1) - Leg(i, j) - Leg(i + 1, j + 1) > SmallestGainKm)
                    {
                        Array.Reverse(tour, i + 1, j - i);
                        improved = true;
                    }
                }
            }
        }
    }

    private static double Length(List<GeoPoint> nodes, int[] tour)
    {
        var kilometres = 0d;
        for (var at = 0; at < tour.Length; at++)
        {
            kilometres += nodes[tour[at]].KilometresTo(nodes[tour[(at + 1) % tour.Length]]);
        }

        return kilometres;
    }
}
