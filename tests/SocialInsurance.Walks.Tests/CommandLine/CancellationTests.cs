namespace SocialInsurance.Walks.Tests;

/// <summary>A run that is interrupted or killed leaves no run: all of it or nothing.</summary>
public sealed class CancellationTests(CancellationTests.LargeProvince province) : IClassFixture<CancellationTests.LargeProvince>, IDisposable
{
    private readonly Workspace workspace = new();

    private string Runs => workspace.At("runs");

    [Fact]
    public async Task Interrupted_run_ends_with_130_and_leaves_nothing()
    {
        await using var run = Start();
        await UnderWayAsync(run);
        await run.InterruptAsync();
        var ended = await run.EndAsync();
        Assert.Equal("cancelled", ended.Json(exitCode: 130).GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(Runs));
    }

    [Fact]
    public async Task Killed_run_publishes_nothing_and_the_next_run_to_the_same_place_works()
    {
        await using (var killed = Start())
        {
            await UnderWayAsync(killed);
            killed.Kill();
            Assert.NotEqual(0, (await killed.EndAsync()).ExitCode);
        }

        Assert.False(Directory.Exists(Path.Combine(Runs, "large")));
        await using var next = Start();
        var done = (await next.EndAsync()).Json(exitCode: 0);
        Assert.Equal(["large"], Directory.GetFileSystemEntries(Runs).Select(Path.GetFileName));
        var score = await workspace.RunAsync("compare", "explain", "--run", Path.Combine(Runs, "large"), "--beneficiary", "P000000001", "--json");
        score.AssertExit(0);
        Assert.Equal(done.GetProperty("beneficiaries").GetInt32(), File.ReadLines(Path.Combine(Runs, "large", "decisions.csv")).Count() - 1);
    }

    private SicertProcess Start() => SicertProcess.Start(workspace.Root, [
        "compare", "run", "--register", Path.Combine(province.Folder, "register.csv"), "--feeds", province.Folder,
        "--policy", Workspace.PolicyPath, "--as-of", "2026-10-31", "--out", Path.Combine(Runs, "large"), "--threads", "1", "--json"]);

    /// <summary>Until the run has begun to write; the large province gives it a second and more to go.</summary>
    private async Task UnderWayAsync(SicertProcess run)
    {
        var rejects = Path.Combine(Runs, ".large.partial", "rejects.csv");
        while (!File.Exists(rejects))
        {
            Assert.False(run.HasExited, "the run ended before it wrote anything");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>So many records that a run is still under way when the signal arrives.</summary>
    public sealed class LargeProvince : IAsyncLifetime
    {
        private readonly Workspace workspace = new();

        public string Folder => workspace.At("province");

        public async ValueTask InitializeAsync() =>
            (await workspace.RunAsync("province", "generate", "--beneficiaries", "2000", "--records", "2000000", "--out", Folder, "--json")).AssertExit(0);

        public ValueTask DisposeAsync()
        {
            workspace.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
