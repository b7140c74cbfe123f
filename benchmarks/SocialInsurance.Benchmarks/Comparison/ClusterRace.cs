using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// The same comparison embedded and on one and two ClickHouse servers of this machine: CPU here and on the servers, wall clock, bytes moved. First
/// with empty servers, then again, when they hold all files.
/// </summary>
internal static class ClusterRace
{
    private const int Rounds = 3;
    private const int Threads = 2;
    private const double TicksASecond = 100; // of /proc/PID/stat

    internal static async Task RunAsync(string repoRoot, bool isLarge)
    {
        var (people, records) = isLarge ? (300_000, 14_000_000) : (100_000, 3_000_000);
        using var input = ComparisonInput.Make(people, records);
        await using var first = await ClickHouseServer.StartAsync();
        await using var second = await ClickHouseServer.StartAsync();
        ClickHouseServer[] servers = [first, second];
        var load = ComparisonRace.LoadAverage();
        var costs = new List<ClusterCost>();
        for (var round = 0; round < Rounds; round++)
        {
            costs.Add(Measure("embedded", input.Folder, servers, null));
            foreach (var shards in (int[])[1, 2])
            {
                var cluster = new ClusterOptions
                {
                    Shards = [.. servers.Take(shards).Select(s => s.Address)],
                    Database = string.Create(CultureInfo.InvariantCulture, $"race_{round}_{shards}"),
                    Password = ClickHouseServer.Password,
                };
                costs.Add(Measure($"{shards} shards, empty", input.Folder, servers, cluster));
                costs.Add(Measure($"{shards} shards, loaded", input.Folder, servers, cluster));
                foreach (var server in servers.Take(shards))
                {
                    await server.QueryAsync($"DROP DATABASE {cluster.Database}");
                }
            }
        }

        if (costs.Select(c => c.Digest).Distinct().Count() != 1)
        {
            throw new InvalidOperationException("expected one state digest for all engines, found several");
        }

        var version = await first.QueryAsync("SELECT version()");
        Write(repoRoot, people, costs, version, $"{load} at the start, {ComparisonRace.LoadAverage()} at the end");
    }

    private static ClusterCost Measure(string name, string province, ClickHouseServer[] servers, ClusterOptions? cluster)
    {
        var target = Path.Combine(Path.GetTempPath(), $"sicert-cluster-race-{Environment.ProcessId}");
        using var folder = RunFolder.Create(target);
        var (own, theirs, start) = (Environment.CpuUsage.TotalTime, CpuMsOf(servers), Stopwatch.GetTimestamp());
        var feedsMs = new PhaseClock();
        using var result = ComparisonEngine.Run(
            new ComparisonRequest
            {
                Registers = [Path.Combine(province, ComparisonInput.RegisterFile)],
                FeedsDirectory = province,
                AsOf = ComparisonInput.AsOf,
                Folder = folder,
                Threads = Threads,
                Cluster = cluster,
            },
            feedsMs,
            CancellationToken.None);
        return new ClusterCost(
            name, result.RecordsRead, (Environment.CpuUsage.TotalTime - own).TotalMilliseconds, CpuMsOf(servers) - theirs,
            Stopwatch.GetElapsedTime(start).TotalMilliseconds, feedsMs.FeedsMs, result.Cluster, result.StateDigest);
    }

    private static double CpuMsOf(ClickHouseServer[] servers) => servers.Sum(server =>
    {
        var fields = File.ReadAllText($"/proc/{server.ProcessId}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * 1000 / TicksASecond;
    });

    private static void Write(string repoRoot, int people, List<ClusterCost> costs, string version, string load)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # One machine and a cluster: the same evidence

            {people:N0} beneficiaries, {costs[0].Records:N0} records, {Threads} threads, {Rounds} rounds, interleaved; until state and links are written, without decisions.
            ClickHouse {version}, servers on the same machine: their CPU competes with ours, so wall clocks say little about a cluster of machines. "Empty": every
            file is sent; "loaded": the servers hold all of them. CPU of the servers until the end of the run, merges in the background thereafter not
            counted. {Report.Machine()} Load average: {load}. One state digest for all runs.

            | engine | median CPU ms here | median CPU ms on the servers | ratio of the sum to embedded | median wall ms | million records/s while feeds are read | MB sent | MB received |
            |---|---:|---:|---:|---:|---:|---:|---:|

            """);
        var embedded = ComparisonRace.Median(costs.Where(c => c.Name == "embedded").Select(c => c.OwnMs));
        foreach (var same in costs.GroupBy(c => c.Name))
        {
            var (own, theirs) = (ComparisonRace.Median(same.Select(c => c.OwnMs)), ComparisonRace.Median(same.Select(c => c.ServersMs)));
            var rate = ComparisonRace.Median(same.Select(c => c.Records / Math.Max(1, c.FeedsMs) / 1000));
            text.Append(CultureInfo.InvariantCulture, $"| {same.Key} | {own:F0} | {theirs:F0} | {(own + theirs) / embedded:F1} | {ComparisonRace.Median(same.Select(c => c.WallMs)):F0} | {rate:F2} | {same.First().Cluster?.BytesSent / 1e6 ?? 0:F0} | {same.First().Cluster?.BytesReceived / 1e6 ?? 0:F0} |\n");
        }

        Console.Write(text);
        File.WriteAllText(Path.Combine(repoRoot, "benchmarks", "results", "clickhouse.md"), text.ToString());
    }

    private sealed record ClusterCost(
        string Name, long Records, double OwnMs, double ServersMs, double WallMs, double FeedsMs, ClusterReport? Cluster, string Digest);

    /// <summary>How long feeds were read, sending included.</summary>
    private sealed class PhaseClock : IProgress<ComparisonProgress>
    {
        private long _start;
        private ComparisonPhase _phase;

        internal double FeedsMs { get; private set; }

        public void Report(ComparisonProgress value)
        {
            if (value.Phase != _phase)
            {
                FeedsMs += _phase == ComparisonPhase.Feeds ? Stopwatch.GetElapsedTime(_start).TotalMilliseconds : 0;
                (_phase, _start) = (value.Phase, Stopwatch.GetTimestamp());
            }
        }
    }
}
