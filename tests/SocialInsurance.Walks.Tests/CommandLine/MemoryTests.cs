using System.Security.Cryptography;

namespace SocialInsurance.Walks.Tests;

/// <summary>A comparison whose register does not fit into the memory that it was given.</summary>
public sealed class MemoryTests : IDisposable
{
    /// <summary>Runtime and code take about 150 MB of it.</summary>
    private const int Kibibytes = 420_000;

    private readonly Workspace workspace = new();

    private string Province => workspace.At("province");

    private string Runs => workspace.At("runs");

    [Fact]
    public async Task Run_in_passes_succeeds_where_the_kernel_refuses_a_run_in_memory_half_as_much_again()
    {
        await GenerateAsync("1500000", "120000");
        var inMemory = (await workspace.RunAsync(Arguments("memory"))).Json(exitCode: 0);
        Assert.False(inMemory.GetProperty("memory").GetProperty("onDisk").GetBoolean());
        Assert.NotEqual(0, (await SicertProcess.RunWithMemoryAsync(workspace.Root, Kibibytes * 3 / 2, Arguments("refused"))).ExitCode);
        Assert.Equal(["memory"], Directory.GetFileSystemEntries(Runs).Select(Path.GetFileName));

        var inPasses = (await SicertProcess.RunWithMemoryAsync(workspace.Root, Kibibytes, [.. Arguments("passes"), "--memory", "128m"])).Json(exitCode: 0);
        var memory = inPasses.GetProperty("memory");
        Assert.Equal(128 << 20, memory.GetProperty("budgetBytes").GetInt64());
        Assert.InRange(memory.GetProperty("passes").GetInt32(), 2, 8);
        Assert.True(memory.GetProperty("estimatedBytes").GetInt64() > 4 * memory.GetProperty("budgetBytes").GetInt64());
        foreach (var digest in (string[])["stateDigest", "linksDigest", "decisionsDigest"])
        {
            Assert.Equal(inMemory.GetProperty(digest).GetString(), inPasses.GetProperty(digest).GetString());
        }
    }

    [Fact]
    public async Task Run_killed_in_any_pass_leaves_nothing_that_the_same_command_does_not_take_away()
    {
        await GenerateAsync("20000", "600000");
        string[] arguments = [.. Arguments("killed"), "--memory", "73m", "--threads", "1"];
        (await workspace.RunAsync([.. Arguments("whole"), "--threads", "1"])).AssertExit(0);
        var partial = Path.Combine(Runs, ".killed.partial");
        foreach (var awaited in (string[])["runs", "subjects", "cells", "rejects"])
        {
            await KillAsync(arguments, Path.Combine(partial, ".scratch", awaited));
        }

        await KillAsync(arguments, Path.Combine(partial, "state.bin"));
        var run = (await workspace.RunAsync(arguments)).Json(exitCode: 0);
        Assert.InRange(run.GetProperty("memory").GetProperty("passes").GetInt32(), 2, 200);
        Assert.Equal(DigestsOf("whole"), DigestsOf("killed"));
        Assert.Equal(["killed", "whole"], Directory.GetFileSystemEntries(Runs).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetDirectories(Path.Combine(Runs, "killed")));
    }

    [Theory]
    [InlineData("4x")]
    [InlineData("-1g")]
    [InlineData("0")]
    [InlineData("lots")]
    public async Task Amount_that_is_none_is_refused_with_examples(string size)
    {
        var refused = await workspace.RunAsync([.. Arguments("never"), "--memory", size]);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("512m", refused.Out + refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Runs));
    }

    [Fact]
    public async Task Memory_below_what_one_part_takes_is_refused_as_input()
    {
        await GenerateAsync("1000", "10000");
        var refused = await workspace.RunAsync([.. Arguments("never"), "--memory", "1m"]);
        refused.AssertExit(3);
        Assert.Contains("notEnoughMemory", refused.Out + refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Runs));
    }

    private async Task KillAsync(string[] arguments, string awaited)
    {
        await using var run = SicertProcess.Start(workspace.Root, arguments);
        while (!File.Exists(awaited) && !run.HasExited)
        {
            await Task.Yield();
        }

        Assert.False(run.HasExited, "the run ended before the signal");
        run.Kill();
        await run.EndAsync();
        Assert.False(Directory.Exists(Path.Combine(Runs, "killed")));
    }

    private async Task GenerateAsync(string people, string records) =>
        (await workspace.RunAsync("province", "generate", "--beneficiaries", people, "--records", records, "--seed", "3", "--out", Province, "--json")).AssertExit(0);

    private string[] Arguments(string name) =>
    [
        "compare", "run", "--register", Path.Combine(Province, "register.csv"), "--feeds", Province, "--policy", Workspace.PolicyPath,
        "--as-of", "2026-10-31", "--out", Path.Combine(Runs, name), "--json",
    ];

    private string[] DigestsOf(string name) =>
    [
        .. Directory.GetFiles(Path.Combine(Runs, name)).Order().Where(f => Path.GetFileName(f) is not ("manifest.json" or "report.html"))
            .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))}"),
    ];

    public void Dispose() => workspace.Dispose();
}
