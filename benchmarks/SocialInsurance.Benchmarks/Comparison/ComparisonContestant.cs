using System.Diagnostics;
using System.Security.Cryptography;
using SocialInsurance.Comparison;

namespace SocialInsurance.Benchmarks;

/// <summary>What one run cost. CPU of all threads of the process, user and kernel.</summary>
/// <param name="Digest">SHA-256 of state.bin, or empty.</param>
internal sealed record ComparisonCost(double CpuMs, double WallMs, long Records, long Bytes, long PeakRssBytes, string Digest);

/// <summary>One contestant of the comparison race over one province.</summary>
internal sealed record ComparisonContestant(string Name, string Code, Func<(long Records, string Digest)> Run)
{
    internal const string Floor = "floor";

    internal static ComparisonContestant[] Of(string province)
    {
        var (register, feeds) = FloorFile.Of(province);
        return
        [
            new("floor: scan, split, parse, probe; 1 thread", Floor, () =>
            {
                using var floor = ComparisonFloor.Run(register, feeds);
                return (floor.Rows, "");
            }),
            new("SHA-256 of every input; 1 thread", "digest", () => (Digest([register, .. feeds]), "")),
            new("ComparisonEngine.Run, 1 thread", "engine1", () => Engine(province, 1)),
            new("ComparisonEngine.Run, 2 threads", "engine2", () => Engine(province, 2)),
        ];
    }

    internal ComparisonCost Measure(string province)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var (records, digest) = Run();
        return CostSince(cpu, start, records, province, digest);
    }

    /// <summary>The whole process from its start: runtime, compilation and all.</summary>
    internal static ComparisonCost MeasureProcess(string province, Func<(long Records, string Digest)> run)
    {
        using var self = Process.GetCurrentProcess();
        var start = Stopwatch.GetTimestamp();
        var (records, digest) = run();
        self.Refresh();
        return CostSince(TimeSpan.Zero, start, records, province, digest) with { PeakRssBytes = self.PeakWorkingSet64 };
    }

    private static ComparisonCost CostSince(TimeSpan cpu, long start, long records, string province, string digest) => new(
        (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds,
        Stopwatch.GetElapsedTime(start).TotalMilliseconds,
        records,
        BytesOf(province),
        0,
        digest);

    /// <summary>Register and feeds.</summary>
    internal static long BytesOf(string province) => Directory.GetFiles(province, "*.csv").Where(f => Path.GetFileName(f) != "truth.csv").Sum(f => new FileInfo(f).Length);

    private static long Digest(IEnumerable<FloorFile> files)
    {
        foreach (var file in files)
        {
            using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            SHA256.HashData(stream);
        }

        return 0;
    }

    private static (long Records, string Digest) Engine(string province, int threads)
    {
        using var folder = RunFolder.Create(Path.Combine(Path.GetTempPath(), $"sicert-comparison-race-run-{Environment.ProcessId}"));
        using var result = ComparisonEngine.Run(
            new ComparisonRequest
            {
                Registers = [Path.Combine(province, ComparisonInput.RegisterFile)],
                FeedsDirectory = province,
                AsOf = ComparisonInput.AsOf,
                Folder = folder,
                Threads = threads,
            },
            progress: null,
            CancellationToken.None);
        return (result.RecordsRead, result.StateDigest);
    }
}
