using System.Diagnostics;
using System.Security.Cryptography;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Walks.Tests;

/// <summary>
/// Real workers, killed and stopped in the middle of a run: it gives the bytes of a run of one process, and who wakes up afterwards
/// changes nothing.
/// </summary>
public sealed class WorkerTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly Workspace workspace = new();

    private string Province => workspace.At("province");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Workers_are_killed_and_stopped_and_the_run_gives_the_bytes_of_one_process(bool onPostgres)
    {
        (string, string)[] environment = onPostgres ? [("SICERT_WORK_POSTGRES", await server.CreateDatabaseAsync())] : [];
        await MakeAsync(onPostgres ? 100_000 : 600_000);
        (await workspace.RunAsync(Arguments("one"))).AssertExit(0);
        await using var leader = Start(environment, [.. Arguments("shared"), "--workers", "0", "--unit", "64k", "--lease", "1"]);
        await using var killed = StartWorker(environment, threads: 1);
        await using var stopped = StartWorker(environment, threads: 1);
        await HasWorkedAsync(leader);
        await SignalAsync("KILL", killed);
        await SignalAsync("STOP", stopped);
        await using var sound = StartWorker(environment, threads: 2);
        var done = (await leader.EndAsync()).Json(exitCode: 0).GetProperty("work");
        Assert.True(done.GetProperty("units").GetInt32() > 10);
        Assert.Equal(DigestsOf("one"), DigestsOf("shared"));
        var published = workspace.State();

        await SignalAsync("CONT", stopped);
        Assert.Equal(0, (await stopped.EndAsync()).ExitCode); // it finds the run over
        Assert.True((await sound.EndAsync()).Json(exitCode: 0).GetProperty("units").GetInt32() > 0);
        Assert.Equal(published, workspace.State());
        Assert.Equal(["one", "shared"], Directory.GetFileSystemEntries(workspace.At("runs")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Leader_is_killed_and_the_same_command_takes_the_run_up()
    {
        await MakeAsync(600_000);
        (await workspace.RunAsync(Arguments("one"))).AssertExit(0);
        string[] shared = [.. Arguments("shared"), "--workers", "2", "--unit", "64k", "--lease", "1"];
        await using (var killed = Start([], shared))
        {
            await HasWorkedAsync(killed);
            killed.Kill();
            Assert.NotEqual(0, (await killed.EndAsync()).ExitCode);
        }

        Assert.False(Directory.Exists(workspace.At("runs", "shared")));
        await using var again = Start([], shared);
        var done = (await again.EndAsync()).Json(exitCode: 0);
        Assert.True(done.GetProperty("work").GetProperty("takenUp").GetBoolean());
        Assert.Equal(DigestsOf("one"), DigestsOf("shared"));
        Assert.Equal(["one", "shared"], Directory.GetFileSystemEntries(workspace.At("runs")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Interrupted_leader_leaves_nothing_and_its_workers_end()
    {
        await MakeAsync(600_000);
        await using var leader = Start([], [.. Arguments("shared"), "--workers", "2", "--unit", "64k"]);
        await HasWorkedAsync(leader);
        await leader.InterruptAsync();
        Assert.Equal("cancelled", (await leader.EndAsync()).Json(exitCode: 130).GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(workspace.At("runs")));
    }

    [Fact]
    public async Task Worker_that_finds_no_run_ends_with_a_negative_answer()
    {
        var nothing = await workspace.RunAsync("compare", "work", "--run", workspace.At("runs", "never"), "--wait", "1", "--json");
        Assert.Equal(0, nothing.Json(exitCode: 4).GetProperty("runs").GetInt32());
    }

    [Fact]
    public async Task Pieces_that_are_too_small_are_a_wrong_command_line()
    {
        (await workspace.RunAsync([.. Arguments("shared"), "--workers", "2", "--unit", "1k"])).AssertExit(2);
        (await workspace.RunAsync([.. Arguments("shared"), "--workers", "257"])).AssertExit(2);
    }

    public void Dispose() => workspace.Dispose();

    private async Task MakeAsync(int records) => (await workspace.RunAsync(
        "province", "generate", "--beneficiaries", $"{records / 30}", "--records", $"{records}", "--seed", "3", "--out", Province, "--json")).AssertExit(0);

    private string[] Arguments(string name) =>
    [
        "compare", "run", "--register", Path.Combine(Province, "register.csv"), "--feeds", Province, "--policy", Workspace.PolicyPath,
        "--as-of", "2026-10-31", "--out", workspace.At("runs", name), "--threads", "2", "--json",
    ];

    private SicertProcess Start((string, string)[] environment, string[] arguments) => SicertProcess.Start(workspace.Root, arguments, environment);

    private SicertProcess StartWorker((string, string)[] environment, int threads) => SicertProcess.Start(
        workspace.Root, ["compare", "work", "--run", workspace.At("runs", "shared"), "--threads", $"{threads}", "--json"], environment);

    /// <summary>Until some units are done and others are not.</summary>
    private async Task HasWorkedAsync(SicertProcess leader)
    {
        var work = workspace.At("runs", ".shared.work");
        while (!Directory.Exists(work) || Directory.GetFiles(work, "read-*.cells", SearchOption.AllDirectories).Length < 3)
        {
            Assert.False(leader.HasExited, "the run ended before its workers were seen");
            await Task.Delay(5, Cancel);
        }
    }

    private static async Task SignalAsync(string signal, SicertProcess process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync(Cancel);
    }

    private string[] DigestsOf(string run) =>
    [
        .. new[] { "state.bin", "links.jsonl", "rejects.csv", "decisions.csv", "pairs.bin" }
            .Select(name => $"{name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(workspace.At("runs", run, name))))}"),
    ];
}
