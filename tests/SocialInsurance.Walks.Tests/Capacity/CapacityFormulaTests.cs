using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Cli.Capacity;

namespace SocialInsurance.Walks.Tests.Capacity;

/// <summary>The arithmetic of the capacity plan, and the plan against the measurements that the program carries.</summary>
public sealed class CapacityFormulaTests
{
    private static readonly CapacityDemand Province = new(3_180_000, 143_100_000, 80_000, 31_800, 25);

    [Fact]
    public void Fit_finds_the_parts_that_made_the_points() => Prop.ForAll(
        (from @fixed in Gen.Choose(0, 50) from records in Gen.Choose(0, 900) from people in Gen.Choose(1, 900) select (@fixed, records, people)).ToArbitrary(),
        parts =>
        {
            var cost = new LinearCost(parts.@fixed, parts.records, parts.people);
            CostPoint[] points = [.. Shapes.Select(at => new CostPoint(CostSeries.ComparisonCpu, at.Records, at.People, cost.Of(at.Records, at.People), false))];
            var found = LinearCost.Fit(points);
            return Close(found.Fixed, cost.Fixed) && Close(found.PerMillionRecords, cost.PerMillionRecords) && Close(found.PerMillion, cost.PerMillion);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fit_has_no_negative_part_even_where_the_points_bend()
    {
        CostPoint[] bent = [Point(1e6, 1), Point(2e6, 3), Point(4e6, 9)];
        var found = LinearCost.Fit(bent);

        Assert.Equal((0, 0), (found.Fixed, found.PerMillionRecords));
        Assert.True(found.PerMillion > 0);
        Assert.Throws<ArgumentException>(() => LinearCost.Fit([]));
        Assert.Throws<ArgumentException>(() => LinearCost.Fit([Point(1e6, 0)]));

        static CostPoint Point(double people, double measured) => new(CostSeries.Store, 0, people, measured, false);
    }

    [Fact]
    public void Line_of_Theil_and_Sen_is_not_bent_by_wild_points_and_its_interval_holds_the_slope()
    {
        double[] x = [.. Enumerable.Range(0, 40)];
        double[] noise = [0.3, -0.2, 0.1, -0.4, 0.2, 0.4, -0.3, -0.1];
        var straight = TrendLine.Through(x, [.. x.Select((at, index) => 100 + (2 * at) + noise[index % noise.Length])]);
        var wild = TrendLine.Through(x, [.. x.Select((at, index) => index % 5 == 0 ? 5000 : 100 + (2 * at) + noise[index % noise.Length])]);
        var level = TrendLine.Through(x, [.. x.Select((_, index) => 100 + noise[index % noise.Length])]);

        Assert.InRange(straight.Slope, 1.99, 2.01);
        Assert.True(straight.Least <= 2 && 2 <= straight.Most);
        Assert.InRange(wild.Slope, 1.8, 2.2);
        Assert.True(level.Least <= 0 && 0 <= level.Most && level.Most < 0.02);
        Assert.Throws<ArgumentException>(() => TrendLine.Through([1, 2], [1, 2]));
        Assert.Throws<ArgumentException>(() => TrendLine.Through([1, 1, 1], [1, 2, 3]));
    }

    [Fact]
    public void Formulas_reproduce_every_measured_point_held_out_or_not_within_15_percent()
    {
        var costs = MeasuredCosts.Carried;

        Assert.InRange(costs.Points.Count(point => point.HeldOut), 20, int.MaxValue);
        Assert.Equal([], costs.Points.Where(point => Math.Abs(costs.ErrorOf(point)) > 0.15));
    }

    [Fact]
    public void Ten_provinces_take_no_more_than_ten_times_and_loads_are_in_order()
    {
        var (one, ten) = (Plan(Province), Plan(Province.Times(10)));

        Assert.All(Enum.GetValues<Resource>(), resource => Assert.InRange(ten[resource] / one[resource], 1, 10.0001));
        Assert.Equal(10, ten[Resource.FaceCpuCores] / one[Resource.FaceCpuCores], 6);
        Assert.Equal(ten.Loads.OrderByDescending(load => load.Share), ten.Loads);
        Assert.Equal(Enum.GetValues<Bottleneck>().Order(), ten.Loads.Select(load => load.Bottleneck).Order());
    }

    [Fact]
    public void Longer_sessions_take_more_cores_and_the_larger_of_places_and_processor_counts()
    {
        var (usual, slow) = (Plan(Province), Plan(Province with { SessionSeconds = 50 }));

        Assert.Equal(2 * usual[Resource.FaceCores], slow[Resource.FaceCores], 6);
        Assert.Equal(Math.Max(usual[Resource.FacePlacesCores], usual[Resource.FaceCpuCores]), usual[Resource.FaceCores]);
    }

    private static readonly (double Records, double People)[] Shapes = [(1e6, 2e4), (2e6, 2e4), (1e6, 6e4), (3e6, 1e5), (5e5, 1e5)];

    private static CapacityPlan Plan(CapacityDemand demand) => new(demand, CapacityLimits.Default, MeasuredCosts.Carried);

    private static bool Close(double found, double expected) => Math.Abs(found - expected) <= 1e-6 * Math.Max(1, expected);
}
