using System.Diagnostics;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Benchmarks;

/// <summary>A reading with the times of the requests since the one before.</summary>
/// <param name="At">since the traffic began</param>
internal sealed record SoakSample(TimeSpan At, SoakReading Reading, IReadOnlyList<(SoakKind Kind, double Ms)> Times);

/// <summary>
/// The service with real models under half of its measured load for half an hour: whether memory, handles, threads and answer times
/// stay where they are. Ctrl+C ends it with a report of what there is.
/// </summary>
internal static class SoakRun
{
    private const int DefaultMinutes = 30;
    private const int Enrolled = 200;
    private const int SessionsPerWorker = 10; // places of the service
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    internal static async Task<int> RunAsync(string repoRoot, double? minutes, int? lanes)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var planned = TimeSpan.FromMinutes(minutes ?? DefaultMinutes);
        var half = lanes ?? SessionsPerWorker * Environment.ProcessorCount / 2;
        var load = ComparisonRace.LoadAverage();
        Console.Error.WriteLine("filling the store and enrolling people ...");
        await using var service = await SoakProcess.StartAsync(Enrolled, places: 0);
        var frames = FrameSequence.Read(Path.Combine(repoRoot, "samples", "faces", "moving_hopper.mjpeg")).Select(f => f.ToArray()).ToArray();
        using var traffic = new SoakTraffic(service.Address, frames);
        await traffic.SignInAsync();
        var running = traffic.RunAsync(half, stop.Token);
        var samples = await SampleAsync(service, traffic, planned, stop.Token);
        await stop.CancelAsync();
        await running;
        var report = new SoakReport(samples, traffic, half, planned, $"{load} at the start, {ComparisonRace.LoadAverage()} at the end");
        report.Write(Path.Combine(repoRoot, "benchmarks", "results"));
        return report.IsFlat ? 0 : 4;
    }

    private static async Task<List<SoakSample>> SampleAsync(SoakProcess service, SoakTraffic traffic, TimeSpan planned, CancellationToken stop)
    {
        var samples = new List<SoakSample>();
        var begin = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (Stopwatch.GetElapsedTime(begin) < planned && await timer.WaitForNextTickAsync(stop))
            {
                samples.Add(new SoakSample(Stopwatch.GetElapsedTime(begin), await service.ReadAsync(), traffic.Drain()));
                Tell(samples[^1], planned, traffic);
            }
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("\nstopped; the report is of what there is");
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException)
        {
            // a service that died is a finding, not a lost run
            Console.Error.WriteLine($"\n{fault.Message}");
        }

        return samples;
    }

    private static void Tell(SoakSample sample, TimeSpan planned, SoakTraffic traffic) => Console.Error.Write(FormattableString.Invariant(
        $"\r{sample.At:hh\\:mm\\:ss} of {planned:hh\\:mm\\:ss}, {sample.Reading.RssBytes / 1e6:F0} MB, {sample.Reading.Handles} handles, {traffic.Sessions} sessions, {sample.Times.Count / Interval.TotalSeconds:F0} answers/s   "));
}
