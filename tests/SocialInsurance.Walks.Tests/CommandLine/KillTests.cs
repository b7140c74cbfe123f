using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace SocialInsurance.Walks.Tests;

/// <summary>
/// A run that is killed at any moment publishes nothing or all of it, and the same command, given again, gives the bytes of a run that
/// nobody disturbed.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int SpreadKills = 10; // over the whole run
    private const int PublicationKills = 4; // manifest on disk, folder not renamed yet; then: folder just renamed

    private readonly Workspace workspace = new();

    private string Runs => workspace.At("runs");

    private string Province => workspace.At("province");

    [Fact]
    public async Task Run_killed_at_any_moment_is_whole_or_absent_and_the_same_command_succeeds()
    {
        (await workspace.RunAsync("province", "generate", "--beneficiaries", "2000", "--records", "600000", "--seed", "3", "--out", Province, "--json")).AssertExit(0);
        await KillAndFinishAsync("full", "2026-10-31", previous: null);

        AddDay();
        await KillAndFinishAsync("next", "2026-11-02", previous: Path.Combine(Runs, "full"));
        (await workspace.RunAsync(Arguments("full-of-next", "2026-11-02", null))).AssertExit(0);
        Assert.Equal(DigestsOf("full-of-next"), DigestsOf("next"));
        Assert.Equal(["full", "full-of-next", "full-undisturbed", "next", "next-undisturbed"], Directory.GetFileSystemEntries(Runs).Select(Path.GetFileName).Order());
    }

    private async Task KillAndFinishAsync(string name, string asOf, string? previous)
    {
        var watch = Stopwatch.StartNew();
        var undisturbed = (await workspace.RunAsync(Arguments($"{name}-undisturbed", asOf, previous))).Json(exitCode: 0);
        Assert.Equal(previous is not null, undisturbed.GetProperty("incremental").GetProperty("used").GetBoolean());
        var duration = watch.Elapsed;

        var landed = 0;
        for (var attempt = 0; landed < SpreadKills; attempt++)
        {
            Assert.True(attempt < 8 * SpreadKills, $"only {landed} of {attempt} signals found the run under way");
            var moment = duration * ((landed + 0.5) / SpreadKills / (1 + (attempt - landed) * 0.1));
            landed += await KillAsync(name, asOf, previous, _ => Task.Delay(moment)) ? 1 : 0;
        }

        var partial = Path.Combine(Runs, $".{name}.partial");
        for (var i = 0; i < PublicationKills; i++)
        {
            var awaited = i % 2 == 0 ? Path.Combine(partial, "manifest.json") : Path.Combine(Runs, name, "manifest.json");
            await KillAsync(name, asOf, previous, run => UntilAsync(run, awaited));
        }

        (await workspace.RunAsync(Arguments(name, asOf, previous))).AssertExit(0);
        Assert.Equal(DigestsOf($"{name}-undisturbed"), DigestsOf(name));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Runs), e => Path.GetFileName(e).StartsWith('.'));
    }

    /// <summary>True when the signal found the program running. A run that was published all the same is judged, then removed.</summary>
    private async Task<bool> KillAsync(string name, string asOf, string? previous, Func<SicertProcess, Task> moment)
    {
        await using var run = SicertProcess.Start(workspace.Root, Arguments(name, asOf, previous));
        await moment(run);
        var wasRunning = !run.HasExited;
        run.Kill();
        var ended = await run.EndAsync();
        Assert.True(wasRunning || ended.ExitCode == 0, $"the run failed by itself\n{ended}");
        var target = Path.Combine(Runs, name);
        if (Directory.Exists(target))
        {
            AssertWhole(target);
            (await workspace.RunAsync(Arguments(name, asOf, previous))).AssertExit(3); // never overwritten; takes a killed run's lock file along
            Directory.Delete(target, recursive: true);
        }

        return wasRunning;
    }

    private static async Task UntilAsync(SicertProcess run, string path)
    {
        while (!File.Exists(path) && !run.HasExited)
        {
            await Task.Yield();
        }
    }

    /// <summary>Every file that the manifest names is there with its digest, and nothing else.</summary>
    private static void AssertWhole(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        var files = manifest.RootElement.GetProperty("files").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetProperty("sha256").GetString());
        Assert.Equal(files.Keys.Append("manifest.json").Order(), Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order());
        Assert.All(files, f => Assert.Equal(f.Value, Sha256(Path.Combine(folder, f.Key))));
    }

    /// <summary>Of the files that do not tell how long the run took, or which way.</summary>
    private string[] DigestsOf(string name)
    {
        AssertWhole(Path.Combine(Runs, name));
        return [.. Directory.GetFiles(Path.Combine(Runs, name)).Order().Where(f => Path.GetFileName(f) is not ("manifest.json" or "pairs.bin" or "report.html")).Select(f => $"{Path.GetFileName(f)} {Sha256(f)}")];
    }

    /// <summary>A day brings rows of two sources, one of them of deaths, and takes one person out of the register.</summary>
    private void AddDay()
    {
        foreach (var name in (string[])["bus_card", "cremation"])
        {
            var lines = File.ReadLines(Path.Combine(Province, $"{name}.csv")).Take(40);
            File.WriteAllLines(Path.Combine(Province, $"{name}-2026-11-02.csv"), name == "bus_card" ? lines : lines.Take(1).Concat(lines.TakeLast(5)));
        }

        var register = Path.Combine(Province, "register.csv");
        var rows = File.ReadAllLines(register);
        File.WriteAllLines(register, rows.Where((_, i) => i != 77));
    }

    private string[] Arguments(string name, string asOf, string? previous) =>
    [
        "compare", "run", "--register", Path.Combine(Province, "register.csv"), "--feeds", Province, "--policy", Workspace.PolicyPath,
        "--as-of", asOf, "--out", Path.Combine(Runs, name), "--threads", "1", "--json", .. previous is null ? Array.Empty<string>() : ["--previous", previous],
    ];

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    public void Dispose() => workspace.Dispose();
}
