using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Cli.Capacity;

namespace SocialInsurance.Benchmarks;

/// <summary>Live sessions and requests against the service in a process of its own: its CPU time alone.</summary>
internal static class ServiceCosts
{
    private const int Enrolled = 40;
    private const int Places = 64;
    private const int WarmUp = 3000; // compilation in tiers costs as much as a thousand requests
    private static readonly (int Sessions, bool HeldOut)[] Crowds = [(3, false), (8, false), (6, true)];
    private static readonly (int Requests, bool HeldOut)[] Requests = [(1000, false), (4000, false), (2000, true)];

    internal static async Task<MeasuredCosts> MeasureAsync(string repoRoot, MeasuredCosts before)
    {
        await using var service = await SoakProcess.StartAsync(Enrolled, Places);
        var frames = FrameSequence.Read(Path.Combine(repoRoot, "samples", "faces", "moving_hopper.mjpeg")).Select(f => f.ToArray()).ToArray();
        using var traffic = new SoakTraffic(service.Address, frames);
        await traffic.SignInAsync();
        var points = new List<CostPoint>(before.Points);
        foreach (var (series, each, ask) in new (CostSeries, int, Func<int, Task>)[]
        {
            (CostSeries.StatusCpu, 1, traffic.StatusAsync), (CostSeries.QueueCpu, 1, traffic.QueueAsync), (CostSeries.EventCpu, SoakTraffic.EventsPerPush, traffic.PushAsync),
        })
        {
            await AskAsync(ask, WarmUp / each);
            foreach (var (requests, heldOut) in Requests)
            {
                var cpu = service.CpuSeconds();
                await AskAsync(ask, requests / (each > 1 ? 4 : 1));
                points.Add(new CostPoint(series, 0, requests / (each > 1 ? 4 : 1) * each, service.CpuSeconds() - cpu, heldOut));
            }

            Console.Error.WriteLine($"{series}: done");
        }

        var alone = await OneByOneAsync(traffic, 3);
        foreach (var (sessions, heldOut) in Crowds)
        {
            var cpu = service.CpuSeconds();
            await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(traffic.PlayAsync)));
            points.Add(new CostPoint(CostSeries.SessionCpu, 0, sessions, service.CpuSeconds() - cpu, heldOut));
            Console.Error.WriteLine($"{sessions} sessions: done");
        }

        var ms = alone.SelectMany(session => session.LatenciesMs).Order().ToArray();
        return before with
        {
            Points = points,
            FramesPerSession = alone.Average(session => session.LatenciesMs.Count),
            FrameBytes = frames.Average(frame => frame.Length),
            SessionSeconds = [.. traffic.SessionSeconds.Take(alone.Count).Select(seconds => Math.Round(seconds, 3))],
            FrameMs = [.. Enumerable.Range(0, 101).Select(percent => Math.Round(ms[Math.Min(ms.Length - 1, ms.Length * percent / 100)], 3))],
            ServiceBytes = (await service.ReadAsync()).RssBytes,
        };
    }

    private static async Task AskAsync(Func<int, Task> ask, int times)
    {
        for (var round = 0; round < times; round++)
        {
            await ask(round);
        }
    }

    private static async Task<List<PlayedSession>> OneByOneAsync(SoakTraffic traffic, int sessions)
    {
        await traffic.PlayAsync(); // warms
        traffic.SessionSeconds.Clear();
        var played = new List<PlayedSession>();
        for (var number = 0; number < sessions; number++)
        {
            played.Add(await traffic.PlayAsync());
        }

        return played;
    }
}
