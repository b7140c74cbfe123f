using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Cli.Capacity;

namespace SocialInsurance.Walks.Tests.Capacity;

/// <summary>The simulation of a day against what is known without one: Erlang, Little, and that nobody is lost count of.</summary>
public sealed class DaySimulationTests
{
    private const double Service = 20;

    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(4, 0.8)]
    [InlineData(20, 0.9)]
    [InlineData(60, 0.95)]
    public void One_line_before_an_instance_waits_as_Erlang_says(int places, double load)
    {
        var day = Line(places, load, seed: 11);
        var result = DaySimulation.Run(day);
        var expected = ErlangFormula.MeanWait(places, places * load, Service);

        Assert.InRange(result.MeanWait / expected, 0.9, 1.1);
        Assert.InRange(result.NotAtOnce / ErlangFormula.Waits(places, places * load), 0.95, 1.05);
        Assert.InRange(result.WaitQuantile(0.99) / ErlangFormula.WaitQuantile(places, places * load, Service, 0.99), 0.87, 1.13);
        Assert.Equal(1, result.Stretch, 6);
    }

    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(10, 1.0)]
    [InlineData(40, 1.2)]
    public void Nobody_who_would_wait_goes_away_as_often_as_Erlang_says(int places, double load)
    {
        // less patience than the shortest wait that is ever told
        var result = DaySimulation.Run(Line(places, load, seed: 5) with { Admission = Admission.AskAgain, PatienceSeconds = 1e-9 });

        Assert.InRange((double)result.Refused / result.Arrived / ErlangFormula.Blocked(places, places * load), 0.96, 1.04);
        Assert.Equal(0, result.Left);
        Assert.Equal(0, result.WaitSum);
    }

    [Fact]
    public void Erlang_agrees_with_the_published_tables()
    {
        Assert.Equal(0.2146, ErlangFormula.Blocked(10, 10), 4);
        Assert.Equal(0.7, ErlangFormula.Waits(1, 0.7), 12);
        Assert.Equal(0.4092, ErlangFormula.Waits(10, 8), 4);
        Assert.Equal(Service * 0.7 / 0.3, ErlangFormula.MeanWait(1, 0.7, Service), 9);
        Assert.Equal(1, ErlangFormula.Waits(3, 3));
        Assert.Equal(double.PositiveInfinity, ErlangFormula.MeanWait(3, 4, Service));
    }

    [Fact]
    public void Everybody_who_comes_is_served_or_gone_and_places_are_held_as_long_as_Little_says() => Prop.ForAll(Days.ToArbitrary(), day =>
    {
        var result = DaySimulation.Run(day);
        return result.Arrived == result.Served + result.Refused + result.Left
            && Math.Abs(result.RunningArea - result.HeldSum) <= 1e-6 * Math.Max(1, result.HeldSum)
            && result.Peak <= day.Instances * day.PlacesPerInstance
            && result.ByHour.Sum(hour => hour.Arrived) == result.Arrived
            && result.ByHour.All(hour => hour.NotAtOnce <= hour.Arrived)
            && result.Stretch >= 1 - 1e-9
            && (day.Loss is not null || result.Interrupted == 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Same_seed_gives_the_same_day_and_another_seed_another()
    {
        var day = Line(10, 1.1, seed: 3) with { Admission = Admission.AskAgain, Instances = 3, CoresPerSession = 0.07, Loss = new SiteLoss(9 * 3600, 3) };
        var (one, again, other) = (DaySimulation.Run(day), DaySimulation.Run(day), DaySimulation.Run(day with { Seed = 4 }));

        Assert.Equal((one.Arrived, one.Served, one.Tries, one.WaitSum, one.HeldSum, one.Interrupted), (again.Arrived, again.Served, again.Tries, again.WaitSum, again.HeldSum, again.Interrupted));
        Assert.NotEqual(one.WaitSum, other.WaitSum);
    }

    [Fact]
    public void Processor_that_has_half_of_what_is_asked_doubles_the_sessions()
    {
        // 100 places all the time taken, each asking for a fifth of a core, ten cores
        var day = Line(100, 3, seed: 1) with
        {
            Admission = Admission.AskAgain, CoresPerInstance = 10, PlacesPerCore = 10, CoresPerSession = 0.2, PatienceSeconds = 1e-9, Length = new SpanLaw.Measured([Service]),
        };

        Assert.InRange(DaySimulation.Run(day).Stretch, 1.9, 2.0);
    }

    [Fact]
    public void Lost_site_interrupts_its_sessions_and_everybody_is_still_counted()
    {
        var day = Line(10, 0.5, seed: 2) with { Admission = Admission.AskAgain, Instances = 6, Loss = new SiteLoss(12 * 3600, 3), PatienceSeconds = double.PositiveInfinity };
        var (whole, lost) = (DaySimulation.Run(day with { Loss = null }), DaySimulation.Run(day));

        Assert.InRange(lost.Interrupted, 1, 20);
        Assert.Equal(lost.Arrived, lost.Served);
        Assert.True(lost.WaitSum > whole.WaitSum);
    }

    [Fact]
    public void Fewest_instances_are_enough_and_one_fewer_is_not()
    {
        var day = Line(10, 1, seed: 0) with { Admission = Admission.AskAgain, Arrivals = 40_000, Shape = DayShape.Office };
        var found = CoreSearch.Fewest(day, 0.99, 5, [1, 2], tried: null, TestContext.Current.CancellationToken)!.Value;

        Assert.All((int[])[1, 2], seed => Assert.True(DaySimulation.Run(day with { Instances = found, Seed = seed }).WaitQuantile(0.99) <= 5));
        Assert.Contains((int[])[1, 2], seed => DaySimulation.Run(day with { Instances = found - 1, Seed = seed }).WaitQuantile(0.99) > 5);
    }

    [Fact]
    public void Hours_of_a_day_carry_all_of_it()
    {
        Assert.All((DayShape[])[DayShape.Office, DayShape.Even, DayShape.Parse(string.Join(',', Enumerable.Range(0, 24)))!], shape =>
            Assert.Equal(1, Enumerable.Range(0, 24 * 60).Sum(minute => shape.RateAt((minute + 0.5) * 60) * 60), 3));
        Assert.Equal(9, DayShape.Office.PeakHour);
        Assert.All((string[])["", "1,2", string.Join(',', Enumerable.Repeat("0", 24)), string.Join(',', Enumerable.Repeat("-1", 24)), string.Join(',', Enumerable.Repeat("x", 24))],
            text => Assert.Null(DayShape.Parse(text)));
    }

    private static Gen<DayOptions> Days =>
        from seed in Gen.Choose(0, 100_000)
        from instances in Gen.Choose(1, 5)
        from arrivals in Gen.Choose(0, 6_000)
        from mean in Gen.Choose(5, 200)
        from demand in Gen.Elements(0.0, 0.07, 0.4)
        from patience in Gen.Elements(1.0, 60.0, 600.0)
        from admission in Gen.Elements(Admission.AskAgain, Admission.Queue)
        from balancer in Gen.Elements(Balancer.Lot, Balancer.FewerOfTwo)
        from loss in Gen.Elements<SiteLoss?>(null, new SiteLoss(9 * 3600, 3))
        select new DayOptions
        {
            Seed = seed, Instances = instances, Arrivals = arrivals, CoresPerInstance = 1, PlacesPerCore = 6, CoresPerSession = demand, PatienceSeconds = patience,
            Admission = admission, Balancer = balancer, Length = new SpanLaw.LogNormal(mean, 0.5, 400), Loss = instances > 3 ? loss : null,
        };

    private static DayOptions Line(int places, double load, int seed) => new()
    {
        Arrivals = places * load / Service * DayShape.SecondsPerDay,
        Shape = DayShape.Even,
        Seconds = DayShape.SecondsPerDay * Math.Max(3, 40.0 / places),
        Instances = 1,
        CoresPerInstance = 1,
        PlacesPerCore = places,
        Length = new SpanLaw.Exponential(Service),
        Admission = Admission.Queue,
        Balancer = Balancer.Lot,
        Seed = seed,
    };
}
