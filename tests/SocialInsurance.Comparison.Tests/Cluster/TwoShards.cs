using SocialInsurance.Tests.Support;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Two servers; each test takes databases of its own on them.</summary>
public sealed class TwoShards : IAsyncLifetime
{
    static int databases;

    public IReadOnlyList<ClickHouseServer> Servers { get; private set; } = [];

    public async ValueTask InitializeAsync() => Servers = await Task.WhenAll(ClickHouseServer.StartAsync(), ClickHouseServer.StartAsync());

    /// <summary>A new database on the first so many servers.</summary>
    internal ClusterOptions Cluster(int shards = 2) => new()
    {
        Shards = [.. Servers.Take(shards).Select(s => s.Address)],
        Database = $"test_{Interlocked.Increment(ref databases)}",
        Password = ClickHouseServer.Password,
        Patience = TimeSpan.FromSeconds(5),
        Attempts = 2,
        BatchRows = 5000,
    };

    public async ValueTask DisposeAsync()
    {
        foreach (ClickHouseServer server in Servers)
        {
            await server.DisposeAsync();
        }
    }
}
