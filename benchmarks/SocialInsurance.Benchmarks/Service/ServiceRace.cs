using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Service;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// Live sessions over WebSocket on loopback, clients in the same process: what the service adds to a frame over the pipeline (the same
/// frames one by one, with and without the service, interleaved), and what many sessions at once get.
/// </summary>
internal static class ServiceRace
{
    private const int Rounds = 7;
    private const double FramesPerSecond = 8;
    private const int PipelinesWeighed = 8;

    internal static async Task RunAsync(string repoRoot, int sessions, string? outFolder)
    {
        var frames = FrameSequence.Read(Path.Combine(repoRoot, "samples", "faces", "moving_hopper.mjpeg")).Select(f => f.ToArray()).ToArray();
        await using var scene = await ServiceScene.OpenAsync(repoRoot);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Live sessions over WebSocket\n\nClients, host and models in one process on loopback, short-lived store in memory, clip `moving_hopper` (640 x 480). {Report.Machine()} Load at the start: {Load()}.\n\n");
        await OverheadAsync(scene, frames, text);
        text.Append(CultureInfo.InvariantCulture, $"## {sessions} sessions at once, {FramesPerSecond} frames a second each\n\n| places | admitted | told to wait (mean s) | frames/s | p50 ms | p99 ms | CPU ms a frame | ends |\n|---|---:|---:|---:|---:|---:|---:|---|\n");
        await CrowdAsync(scene, frames, sessions, null, text);
        await CrowdAsync(scene, frames, sessions, sessions, text);
        Weigh(text);
        text.Append(CultureInfo.InvariantCulture, $"\nLoad at the end: {Load()}.\n");
        Console.Write(text);
        var folder = outFolder ?? Path.Combine(repoRoot, "benchmarks", "results");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "service.md"), text.ToString());
    }

    private static async Task OverheadAsync(ServiceScene scene, byte[][] frames, StringBuilder text)
    {
        var people = await scene.AddPeopleAsync(Rounds + 1);
        await using var app = await scene.StartAsync();
        var http = ServiceHost.AddressesOf(app).Http;
        List<double> bare = [], served = [], over = [];
        for (var round = 0; round <= Rounds; round++)
        {
            List<double> direct = [];
            await using var face = await scene.Faces.BeginAsync(scene.Rules);
            using var player = new ServicePlayer(http, people[round]);
            var played = await player.PlayAsync(frames, framesPerSecond: null, async i => direct.Add(await TimeAsync(face, frames[i])));
            if (round == 0)
            {
                continue; // warms both
            }

            var count = Math.Min(direct.Count, played.LatenciesMs.Count);
            bare.AddRange(direct.Take(count));
            served.AddRange(played.LatenciesMs.Take(count));
            over.AddRange(played.LatenciesMs.Zip(direct, (with, without) => with - without));
        }

        text.Append(CultureInfo.InvariantCulture, $"## One session, one frame at a time\n\n{Rounds} rounds of {over.Count / Rounds} frames, each frame without and then with the service; goal: at most 2 ms more.\n\n");
        text.Append("| | p50 ms | p90 ms | p99 ms |\n|---|---:|---:|---:|\n");
        AppendRow(text, "pipeline on a worker", bare);
        AppendRow(text, "frame sent to guidance received", served);
        AppendRow(text, "**difference of the pair**", over);
        text.Append('\n');
    }

    private static void AppendRow(StringBuilder text, string name, List<double> times) => text.Append(
        CultureInfo.InvariantCulture, $"| {name} | {Percentile(times, 50):F2} | {Percentile(times, 90):F2} | {Percentile(times, 99):F2} |\n");

    /// <summary>The frame on a worker, without socket, messages and session.</summary>
    private static async Task<double> TimeAsync(LiveFace face, byte[] frame)
    {
        var start = Stopwatch.GetTimestamp();
        await face.AddAsync(frame);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <param name="places">null: as the service would have it</param>
    private static async Task CrowdAsync(ServiceScene scene, byte[][] frames, int sessions, int? places, StringBuilder text)
    {
        var people = await scene.AddPeopleAsync(sessions);
        await using var app = await scene.StartAsync(places);
        var http = ServiceHost.AddressesOf(app).Http;
        var players = people.Select(person => new ServicePlayer(http, person)).ToArray();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var played = await Task.WhenAll(players.Select(player => Task.Run(() => player.PlayAsync(frames, FramesPerSecond))));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Array.ForEach(players, player => player.Dispose());
        var waits = played.Where(p => p.WaitSeconds is not null).Select(p => (double)p.WaitSeconds!).ToArray();
        var latencies = played.SelectMany(p => p.LatenciesMs).ToList();
        var ends = string.Join(", ", played.Where(p => p.WaitSeconds is null).GroupBy(p => p.End).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}"));
        text.Append(CultureInfo.InvariantCulture, $"| {(places is null ? "default" : places)} | {played.Length - waits.Length} | {waits.Length} ({waits.DefaultIfEmpty(0).Average():F0}) | {latencies.Count / seconds:F0} | {Percentile(latencies, 50):F1} | {Percentile(latencies, 99):F1} | {cpu.TotalMilliseconds / Math.Max(1, latencies.Count):F1} | {ends} |\n");
    }

    /// <summary>What a pipeline of its own would cost every session in memory.</summary>
    private static void Weigh(StringBuilder text)
    {
        using var models = new ModelSet(ModelCatalog.Open());
        var frame = new FrameAnalysis();
        var jpeg = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "faces", "grace_hopper.jpg"));
        using var first = Used();
        var before = ResidentBytes();
        var pipelines = Enumerable.Range(0, PipelinesWeighed).Select(_ => Used()).ToArray();
        var each = (ResidentBytes() - before) / (double)PipelinesWeighed / (1 << 20);
        Array.ForEach(pipelines, pipeline => pipeline.Dispose());
        text.Append(CultureInfo.InvariantCulture, $"\n## Memory\n\nOne more pipeline after a frame: {each:F1} MB resident (mean of {PipelinesWeighed}). Sessions therefore hold none: a worker has one for each profile.\n");

        FacePipeline Used()
        {
            var pipeline = new FacePipeline(models, VerificationProfile.Standard);
            pipeline.Analyse(jpeg, FaceStages.Live, frame);
            pipeline.ExtractTemplate(frame).Clear();
            return pipeline;
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static double Percentile(List<double> values, int percent)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
