using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Cli.Capacity;
using SocialInsurance.Service.Sessions;

namespace SocialInsurance.Walks.Tests.Capacity;

/// <summary>The places of the simulation against those of the service: the same comings and goings, the same promises.</summary>
public sealed class PlacesTests
{
    private enum Step
    {
        Ask,
        End,
        Pass,
    }

    [Fact]
    public void Simulated_places_promise_the_same_waits_as_the_service() => Prop.ForAll(
        (from capacity in Gen.Choose(1, 5)
         from steps in (from step in Gen.Frequency((5, Gen.Constant(Step.Ask)), (2, Gen.Constant(Step.End)), (2, Gen.Constant(Step.Pass))) from seconds in Gen.Choose(1, 40) select (step, seconds)).ListOf(60)
         select (capacity, steps)).ToArbitrary(),
        day => Same(day.capacity, [.. day.steps])).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261122, 7));

    private static bool Same(int capacity, (Step Step, int Seconds)[] steps)
    {
        var clock = new SteppedClock();
        var service = new SessionPlaces(capacity, TimeSpan.FromHours(9), clock);
        var simulated = new SimulatedInstance(0, capacity, 1, 0, 0);
        var (since, now, opened) = (new List<double>(), 0.0, 0);
        foreach (var (step, seconds) in steps)
        {
            switch (step)
            {
                case Step.Ask:
                    var wait = service.Reserve($"s{opened}");
                    if (wait is null != simulated.HasPlace || (wait is { } told && simulated.Promise(now) != told.TotalSeconds))
                    {
                        return false;
                    }

                    if (wait is null)
                    {
                        // sessions end in the order in which they began: lengths alike
                        simulated.Begin(opened++, now, 1e6);
                        since.Add(now);
                    }

                    break;
                case Step.End when simulated.Running > 0:
                    var ended = simulated.End(now, session => since[session]);
                    service.Leave($"s{ended}", finished: true);
                    break;
                default:
                    now += seconds;
                    clock.Now += TimeSpan.FromSeconds(seconds);
                    break;
            }
        }

        return true;
    }

    private sealed class SteppedClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
