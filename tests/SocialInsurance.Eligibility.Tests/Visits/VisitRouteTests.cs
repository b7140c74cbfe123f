using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Visits;

namespace SocialInsurance.Eligibility.Tests.Visits;

public sealed class VisitRouteTests
{
    private const double RoundingKm = 1e-6;
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void Distance_of_known_cities_is_known()
    {
        var (changsha, beijing) = (new GeoPoint(28.23, 112.94), new GeoPoint(39.90, 116.40));

        Assert.InRange(changsha.KilometresTo(beijing), 1330, 1350);
        Assert.Equal(0, changsha.KilometresTo(changsha));
        Assert.InRange(new GeoPoint(0, 0).KilometresTo(new GeoPoint(0, 180)), 20015.0, 20015.2);
    }

    [Fact]
    public void Route_visits_every_stop_once_and_is_never_longer_than_the_order_given() => Check.One(Runs, Prop.ForAll(Trips(), trip =>
    {
        var route = VisitRoute.Plan(trip.Office, trip.Stops);

        Assert.Equal(Enumerable.Range(0, trip.Stops.Length), route.Order.Order());
        Assert.True(route.Kilometres <= LengthOf(trip, Enumerable.Range(0, trip.Stops.Length)) + RoundingKm, "longer than the order given");
        Assert.Equal(LengthOf(trip, route.Order), route.Kilometres, RoundingKm);
    }));

    [Fact]
    public void Route_of_the_same_trip_is_the_same() => Check.One(Runs, Prop.ForAll(Trips(), trip =>
        Assert.Equal(VisitRoute.Plan(trip.Office, trip.Stops).Order, VisitRoute.Plan(trip.Office, [.. trip.Stops]).Order)));

    [Fact]
    public void No_exchange_of_two_legs_shortens_a_route() => Check.One(Runs, Prop.ForAll(Trips(), trip =>
    {
        var route = VisitRoute.Plan(trip.Office, trip.Stops);
        for (var i = 0; i < route.Order.Count; i++)
        {
            for (var j = i + 1; j < route.Order.Count; j++)
            {
                var turned = route.Order.ToArray();
                Array.Reverse(turned, i, j - i + 1);
                // without an office the first stop is where the trip begins
                Assert.True(trip.Office is null && i == 0 || LengthOf(trip, turned) >= route.Kilometres - 1e-5, $"turning {i}..{j} is shorter");
            }
        }
    }));

    [Fact]
    public void Crossing_way_is_uncrossed()
    {
        GeoPoint[] corners = [new(0, 0), new(1, 1), new(0, 1), new(1, 0)];

        var route = VisitRoute.Plan(new GeoPoint(0, 0), corners);

        Assert.Equal(0, route.Order[0]);
        Assert.Equal(1, route.Order[2]);
        Assert.InRange(route.Kilometres, 444, 445);
    }

    [Fact]
    public void Nobody_to_visit_is_no_way()
    {
        var route = VisitRoute.Plan(new GeoPoint(28, 112), []);

        Assert.Empty(route.Order);
        Assert.Equal(0, route.Kilometres);
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(91, 0)]
    [InlineData(0, -181)]
    public void Place_off_the_earth_is_a_broken_contract(double latitude, double longitude) =>
        Assert.Throws<ArgumentException>(() => VisitRoute.Plan(null, [new GeoPoint(28, 112), new GeoPoint(latitude, longitude)]));

    private sealed record Trip(GeoPoint? Office, GeoPoint[] Stops);

    /// <summary>Up to 14 stops in a province; some coincide, as people of one division do.</summary>
    private static Arbitrary<Trip> Trips()
    {
        var place = from north in Gen.Choose(0, 12) from east in Gen.Choose(0, 12) select new GeoPoint(25 + (north * 0.4), 109 + (east * 0.4));
        var trip =
            from hasOffice in Gen.Elements(true, false)
            from office in place
            from count in Gen.Choose(1, 14)
            from stops in place.ArrayOf(count)
            select new Trip(hasOffice ? office : null, stops);
        return trip.ToArbitrary();
    }

    private static double LengthOf(Trip trip, IEnumerable<int> order)
    {
        var start = trip.Office ?? trip.Stops[0];
        GeoPoint[] way = [start, .. order.Select(index => trip.Stops[index]), start];
        return way.Zip(way.Skip(1), (from, to) => from.KilometresTo(to)).Sum();
    }
}
