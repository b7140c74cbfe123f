using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A run by workers leaves the bytes of a run in memory, whatever becomes of the workers.</summary>
public sealed class WorkerTests(PassProvince province) : IClassFixture<PassProvince>
{
    static int runs;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 2, 3)]
    public void Run_by_workers_gives_the_bytes_of_a_run_in_memory(int workers, int threads, int parts)
    {
        SharedRun run = New() with { Workers = workers, ThreadsPerWorker = threads, WorkerMemoryBytes = province.MemoryFor(parts, threads) };
        (MemoryReport memory, _, _) = run.Publish();
        Assert.Equal(parts, memory.Passes);
        RunComparer.AssertSame(province.InMemory, run.Target, $"{workers} workers");
        Assert.Equal(Manifest(province.InMemory), Manifest(run.Target));
        Assert.Equal(File.ReadAllBytes(Path.Combine(province.InMemory, "pairs.bin")), File.ReadAllBytes(Path.Combine(run.Target, "pairs.bin")));
        Assert.All(run.Reports, r => Assert.Equal((1, 0), (r.Runs, r.Lost)));
        Assert.True(run.Reports.Sum(r => r.Units) > 40);
        Assert.False(Directory.Exists(WorkFolder.RootOf(run.Target)));
    }

    SharedRun New() => new(province.Data, Path.Combine(province.Root, $"shared{Interlocked.Increment(ref runs)}"));

    static string Manifest(string run) => Encoding.UTF8.GetString((RunManifest.Read(run) with { ElapsedMs = 0, Stamps = [] }).ToJson());
}
