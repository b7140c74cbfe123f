using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Cli.Capacity;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The national day of eight million sessions, what changes it, and the same simulation held against the real service: people who come by
/// chance to few places and come again as told. Writes <c>results/national-day.md</c>.
/// </summary>
internal static class NationalDay
{
    private const double Sessions = 8_000_000;
    private const double Wait = 10;
    private const double Share = 0.99;
    private const double FramesPerSecond = 8;
    private const double HardFace = 2.2; // attack scores that are not clear: every model on every frame (results/session.md)
    private static readonly int[] Seeds = [1, 2, 3];

    internal static async Task RunAsync(string repoRoot, bool withService)
    {
        var results = Path.Combine(repoRoot, "benchmarks", "results");
        var costs = MeasuredCosts.Parse(await File.ReadAllBytesAsync(Path.Combine(results, "capacity.json")));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# A national day: {Sessions:N0} live sessions\n\nSimulated by `sicert capacity simulate` over unit costs of {costs.On} ({costs.Load}): {costs.CpuMsPerFrame:F2} ms CPU a frame, 8 frames a second. **Assumed, not measured:** the hours (busiest 13 % of the day from 9 to 10; weights in `DayShape.Office`), sessions of 25 s on average with a spread of 0.4 (the sample clip lasts {costs.SessionSeconds.Average():F1} s), a patience of 10 minutes on average. As in the service: 10 places a core, whoever finds none is told how long to wait and comes again; a balancer takes the better of two instances of 8 cores. Who goes away counts as waiting for ever. {Seeds.Length} seeds, least and most.\n\n");
        Scenarios(text, DayOf(costs), results);
        if (withService)
        {
            await ServiceAsync(repoRoot, text, costs);
        }

        Console.Write(text);
        await File.WriteAllTextAsync(Path.Combine(results, "national-day.md"), text.ToString());
    }

    private static DayOptions DayOf(MeasuredCosts costs) => new()
    {
        Arrivals = Sessions,
        Instances = 0,
        CoresPerInstance = 8,
        PlacesPerCore = CapacityPlan.PlacesPerCore,
        CoresPerSession = FramesPerSecond * costs.CpuMsPerFrame / 1000,
        Length = new SpanLaw.LogNormal(CapacityDemand.DefaultSessionSeconds, 0.4, 120),
        Seed = 1,
    };

    private static void Scenarios(StringBuilder text, DayOptions day, string results)
    {
        var clock = Stopwatch.GetTimestamp();
        var enough = CoreSearch.Fewest(day, Share, Wait, Seeds, Tell, default)!.Value;
        (string Name, DayOptions Day)[] scenarios =
        [
            ("the day", day),
            ("half as many again (first days of a month)", day with { Arrivals = day.Arrivals * 1.5 }),
            ("one of three sites lost at 10", day with { Loss = new SiteLoss(10 * 3600, 3) }),
            ("slow cameras and hands: sessions of 40 s", day with { Length = new SpanLaw.LogNormal(40, 0.4, 120) }),
            ("every face a hard one: 2.2 times the CPU", day with { CoresPerSession = day.CoresPerSession * HardFace }),
            ("balancer by lot", day with { Balancer = Balancer.Lot }),
            ("nobody goes away", day with { PatienceSeconds = double.PositiveInfinity }),
        ];
        text.Append(CultureInfo.InvariantCulture, $"## With {enough} instances, {enough * day.CoresPerInstance:N0} cores\n\nThe fewest with which 99 % of all who come wait {Wait} s at most.\n\n| what | came | told to wait | refused | left | wait p50 s | p99 s | most at once | stretch | cores for p99 <= {Wait} s |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var (name, scenario) in scenarios)
        {
            var days = Seeds.Select(seed => DaySimulation.Run(scenario with { Instances = enough, Seed = seed })).ToArray();
            var needed = name == scenarios[0].Name ? enough : CoreSearch.Fewest(scenario, Share, Wait, Seeds[..1], Tell, default);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Span(days, d => d.Arrived)} | {Span(days, d => d.Tries)} | {Span(days, d => d.Refused)} | {Span(days, d => d.Left)} | {Span(days, d => d.WaitQuantile(0.5), "F1")} | {Span(days, d => d.WaitQuantile(Share), "F1")} | {Span(days, d => d.Peak)} | {Span(days, d => d.Stretch, "F2")} | {needed * day.CoresPerInstance:N0} |\n");
            if (name == scenarios[0].Name)
            {
                File.WriteAllText(Path.Combine(results, "national-day.svg"), DayChart.Draw(days[0], enough));
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"\nThe hours: [national-day.svg](national-day.svg). Simulating all this took {Stopwatch.GetElapsedTime(clock).TotalSeconds:F0} s.\n");
    }

    private static void Tell(int instances) => Console.Error.WriteLine($"trying {instances} instances");

    private static string Span(DayResult[] days, Func<DayResult, double> value, string format = "N0")
    {
        string Text(double found) => double.IsFinite(found) ? found.ToString(format, CultureInfo.InvariantCulture) : "for ever";
        return string.Join(" to ", new[] { Text(days.Min(value)), Text(days.Max(value)) }.Distinct());
    }

    /// <summary>Real people of the sample clip, few places: what the simulation says of the same minutes over many seeds.</summary>
    private static async Task ServiceAsync(string repoRoot, StringBuilder text, MeasuredCosts costs)
    {
        const int Places = 4;
        const double Minutes = 1.5;
        const double PerSecond = 0.5;
        const int Simulated = 400;
        await using var service = await SoakProcess.StartAsync(enrolled: 80, Places);
        var frames = FrameSequence.Read(Path.Combine(repoRoot, "samples", "faces", "moving_hopper.mjpeg")).Select(f => f.ToArray()).ToArray();
        using var traffic = new SoakTraffic(service.Address, frames);
        await traffic.PlayAsync(); // warms, and teaches the service how long sessions last
        traffic.SessionSeconds.Clear();
        var (begin, chance) = (Stopwatch.GetTimestamp(), new Random(7));
        var load = ComparisonRace.LoadAverage();
        List<Task<(double Waited, int Tries)>> people = [];
        for (var at = 0.0; at < Minutes * 60; at += -Math.Log(1 - chance.NextDouble()) / PerSecond)
        {
            var early = at - Stopwatch.GetElapsedTime(begin).TotalSeconds;
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, early)));
            people.Add(traffic.PlayUntilServedAsync());
        }

        var served = await Task.WhenAll(people);
        var lengths = traffic.SessionSeconds.ToArray();
        var day = new DayOptions
        {
            Arrivals = people.Count / (Minutes * 60) * DayShape.SecondsPerDay,
            Seconds = Minutes * 60,
            Shape = DayShape.Even,
            Instances = 1,
            CoresPerInstance = 1,
            PlacesPerCore = Places,
            Length = new SpanLaw.Measured(lengths),
            PatienceSeconds = double.PositiveInfinity,
            Seed = 0,
        };
        var days = Enumerable.Range(0, Simulated).Select(seed => DaySimulation.Run(day with { Seed = seed })).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"\n## Against the real service\n\n{people.Count} people came by chance within {Minutes * 60:F0} s to an instance of {Places} places and came again as they were told; sessions lasted {lengths.Average():F1} s on average (load {load}, {ComparisonRace.LoadAverage()} at the end). The simulation with the same rate and the measured lengths, {Simulated} seeds; 95 % of them lie in the interval.\n\n| | service | simulated median | 95 % interval | |\n|---|---:|---:|---|---|\n");
        Compare(text, "mean wait s", served.Average(person => person.Waited), [.. days.Select(d => d.MeanWait)]);
        Compare(text, "share that waited", served.Count(person => person.Tries > 0) / (double)served.Length, [.. days.Select(d => d.NotAtOnce)]);
        Compare(text, "told to wait, for each person", served.Sum(person => person.Tries) / (double)served.Length, [.. days.Select(d => (double)d.Tries / Math.Max(1, d.Arrived))]);
        Compare(text, "longest tenth of waits from s", served.Select(person => person.Waited).Order().ElementAt(served.Length * 9 / 10), [.. days.Select(d => d.WaitQuantile(0.9))]);
    }

    private static void Compare(StringBuilder text, string name, double real, double[] simulated)
    {
        Array.Sort(simulated);
        var (least, most) = (simulated[simulated.Length * 25 / 1000], simulated[simulated.Length * 975 / 1000]);
        text.Append(CultureInfo.InvariantCulture, $"| {name} | {real:F2} | {simulated[simulated.Length / 2]:F2} | {least:F2} to {most:F2} | {(real >= least && real <= most ? "within" : "**outside**")} |\n");
    }
}
