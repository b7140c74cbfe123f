using SocialInsurance.Tests.Support;

namespace SocialInsurance.Walks.Tests;

/// <summary><c>compare run --engine clickhouse</c>: another engine, the same bytes.</summary>
public sealed class ClusterRunTests(SmallProvince province) : IAsyncLifetime
{
    private const string Secret = "SICERT_CLICKHOUSE_PASSWORD";
    private readonly Workspace workspace = new();
    private ClickHouseServer[] servers = [];

    private string Addresses => string.Join(',', servers.Select(s => s.Address.ToString()));

    public async ValueTask InitializeAsync() => servers = await Task.WhenAll(ClickHouseServer.StartAsync(), ClickHouseServer.StartAsync());

    [Fact]
    public async Task Run_on_two_servers_decides_as_the_embedded_engine_does_and_can_be_explained_and_replayed()
    {
        var secret = workspace.Write("password", ClickHouseServer.Password);
        var run = await SicertProcess.RunAsync(workspace.Root, Arguments("first", "--json"), ($"{Secret}_FILE", secret));
        Privacy.AssertSilentAbout(run, province.People);
        var document = run.Json(exitCode: 0);
        foreach (var digest in (string[])["stateDigest", "linksDigest", "decisionsDigest"])
        {
            Assert.Equal(province.Compared.GetProperty(digest).GetString(), document.GetProperty(digest).GetString());
        }

        var cluster = document.GetProperty("cluster");
        Assert.Equal((2, 0), (cluster.GetProperty("shards").GetInt32(), cluster.GetProperty("filesKnown").GetInt32()));
        Assert.True(cluster.GetProperty("rowsSent").GetInt64() > 30_000);
        Assert.DoesNotContain(ClickHouseServer.Password, run.Out + run.Error, StringComparison.Ordinal);

        var people = await SicertProcess.RunAsync(workspace.Root, Arguments("second"), (Secret, ClickHouseServer.Password));
        Assert.Contains(" 0 ", people.AssertExit(0).Out, StringComparison.Ordinal);
        var folder = workspace.At("runs", "first");
        (await workspace.RunAsync("compare", "explain", "--run", folder, "--beneficiary", province.Decisions[0].Beneficiary)).AssertExit(0);
        var replayed = await workspace.RunAsync("policy", "replay", province.Policy, province.Policy, "--run", folder, "--json");
        Assert.Equal(0, replayed.Json(exitCode: 0).GetProperty("changed").GetArrayLength());
    }

    [Fact]
    public async Task What_a_cluster_needs_and_does_not_do_is_said()
    {
        var wrong = (await SicertProcess.RunAsync(workspace.Root, Arguments("wrong", "--json"), (Secret, "guessed-8c1f"))).AssertExit(3);
        Assert.Contains("shardRefused", wrong.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed", wrong.Out + wrong.Error, StringComparison.Ordinal);
        var previous = (await SicertProcess.RunAsync(workspace.Root, Arguments("next", "--json", "--previous", province.Run), (Secret, ClickHouseServer.Password))).AssertExit(3);
        Assert.Contains("notYetSupported", previous.Out, StringComparison.Ordinal);
        (await workspace.RunAsync([.. province.CompareArguments(workspace.At("a")), "--engine", "clickhouse"])).AssertExit(2);
        (await workspace.RunAsync([.. province.CompareArguments(workspace.At("b")), "--cluster", Addresses])).AssertExit(2);
        var inAddress = (await workspace.RunAsync([.. province.CompareArguments(workspace.At("c")), "--engine", "clickhouse", "--cluster", "http://me:guessed-8c1f@127.0.0.1:8123"])).AssertExit(2);
        Assert.DoesNotContain("guessed", inAddress.Out + inAddress.Error, StringComparison.Ordinal);
        await servers[1].CommandAsync("kill");
        var lost = (await SicertProcess.RunAsync(workspace.Root, Arguments("lost", "--json"), (Secret, ClickHouseServer.Password))).AssertExit(3);
        Assert.Contains("shard 2 was lost", lost.Out, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(workspace.At("runs")) ? Directory.GetFileSystemEntries(workspace.At("runs")) : []);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        workspace.Dispose();
    }

    private string[] Arguments(string run, params string[] more) =>
        [.. province.CompareArguments(workspace.At("runs", run)), "--engine", "clickhouse", "--cluster", Addresses, .. more];
}
