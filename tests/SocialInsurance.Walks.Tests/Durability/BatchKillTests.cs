using System.Diagnostics;
using System.Text.Json;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage;

namespace SocialInsurance.Walks.Tests.Durability;

/// <summary>The night's comparison with its recording, the migration of an old store, and a receipt, each killed with SIGKILL.</summary>
public sealed class BatchKillTests : IDisposable
{
    private readonly Workspace workspace = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Comparison_and_its_recording_killed_anywhere_are_whole_or_absent_and_end_the_same()
    {
        await (await Books.OpenAsync(workspace)).DisposeAsync();
        await workspace.RunAsync("province", "generate", "--beneficiaries", "1500", "--records", "20000", "--seed", "1", "--out", workspace.At("books", "province"));
        workspace.Write(
            Path.Combine("books", "jobs.json"),
            "{\"comparison\":{\"registers\":[\"province/register.csv\"],\"feeds\":\"province\",\"policy\":\"province/policy.yaml\",\"threads\":1}}");
        Copies.Of(workspace.At("books"), workspace.At("undisturbed"));
        var watch = Stopwatch.StartNew();
        (await workspace.RunAsync(Run("undisturbed"))).AssertExit(0);
        var (duration, expected) = (watch.Elapsed, await ReadAsync("undisturbed"));
        var kills = KillCount.Of(2);
        await KillCount.LandAsync(kills, async attempt =>
        {
            var name = $"killed-{attempt}";
            Copies.Of(workspace.At("books"), workspace.At(name));
            bool landed;
            await using (var run = SicertProcess.Start(workspace.Root, Run(name)))
            {
                await KillCount.DelayAsync((int)(duration.TotalMilliseconds * 0.3), (int)duration.TotalMilliseconds);
                landed = await KillCount.KillAsync(run);
            }

            var left = await ReadAsync(name);
            Assert.True(left.People == 0 || left.People == expected.People, $"{left.People} people, expected none or {expected.People}");
            (await workspace.RunAsync(Run(name))).AssertExit(0);
            Assert.Equal(expected, await ReadAsync(name));
            Assert.Equal(1, (await workspace.RunAsync(Run(name))).Json(exitCode: 0).GetProperty("counts").GetProperty("alreadyRecorded").GetInt32());
            Directory.Delete(workspace.At(name), recursive: true);
            return landed;
        });

        KillCount.Report("comparison and its recording", kills, kills * expected.Entries, 0);
    }

    [Fact]
    public async Task Migration_killed_anywhere_goes_on_at_the_next_opening_and_leaves_the_way_back()
    {
        await OldStore.MakeAsync(workspace.At("old"));
        var kills = KillCount.Of(2);
        await KillCount.LandAsync(kills, async attempt =>
        {
            var folder = workspace.At($"old-{attempt}");
            Copies.Of(workspace.At("old"), folder);
            bool landed;
            await using (var opening = SicertProcess.Start(workspace.Root, ["audit", "verify", "--data", folder, "--json"]))
            {
                while (!Directory.Exists(Path.Combine(folder, "backups")) && !opening.HasExited)
                {
                    await Task.Yield();
                }

                await KillCount.DelayAsync(0, 150);
                landed = await KillCount.KillAsync(opening);
            }

            await using (var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = folder }, TimeProvider.System, Cancel))
            {
                var verdict = await storage.AuditLog.VerifyAsync(Cancel);
                Assert.Equal((AuditFault.None, OldStore.Entries, OldStore.Root), (verdict.Fault, verdict.Size, verdict.RootHash.ToString()));
                Assert.Equal(2, (await storage.Reader.ReadOverviewAsync(Cancel)).OpenCases.Sum(one => one.Count));
            }

            var copies = Directory.GetDirectories(Path.Combine(folder, "backups")).Where(path => !path.EndsWith(".partial", StringComparison.Ordinal)).ToList();
            Assert.Contains(copies, copy => copy.Contains("-from-6-3", StringComparison.Ordinal) && File.Exists(Path.Combine(copy, "backup.json")));
            Directory.Delete(folder, recursive: true);
            return landed;
        });

        KillCount.Report("migration from version 6", kills, kills * OldStore.Entries, 0);
    }

    [Fact]
    public async Task Receipt_that_was_answered_is_there_after_the_kill()
    {
        var certified = await PrepareReceiptsAsync();
        var kills = KillCount.Of(2);
        await KillCount.LandAsync(kills, async attempt =>
        {
            var file = workspace.At($"{attempt}.receipt.json");
            bool landed;
            await using (var show = SicertProcess.Start(workspace.Root, Show(certified[attempt], file)))
            {
                while (!File.Exists(file) && !show.HasExited)
                {
                    await Task.Yield();
                }

                landed = await KillCount.KillAsync(show);
            }

            var again = workspace.At($"{attempt}-again.receipt.json");
            var shown = (await workspace.RunAsync(Show(certified[attempt], again))).Json(exitCode: 0);
            Assert.False(shown.GetProperty("isNew").GetBoolean());
            var kept = await File.ReadAllBytesAsync(again, Cancel);
            var before = await File.ReadAllBytesAsync(file, Cancel);
            Assert.True(kept.AsSpan().StartsWith(before), "what was shown before the kill is another receipt");
            (await workspace.RunAsync("receipt", "verify", again, "--keys", workspace.At("books", "keys", "receipt-1.pub.pem"))).AssertExit(0);
            return landed;
        });

        KillCount.Report("receipt right after the answer", kills, kills, 0);
    }

    public void Dispose() => workspace.Dispose();

    private string[] Run(string name) => ["jobs", "run", "comparison", "--data", workspace.At(name), "--json"];

    private string[] Show(string person, string file) => ["receipt", "show", "--data", workspace.At("books"), "--beneficiary", person, "--out", file, "--as-of", "2026-11-02", "--json"];

    private async Task<IReadOnlyList<string>> PrepareReceiptsAsync()
    {
        await using var books = await Books.OpenAsync(workspace);
        var run = new SilentRunOf(KillCount.AttemptsFor(KillCount.Of(2)));
        await run.RecordAsync(books);
        return run.People;
    }

    /// <summary>People, cases and entries of a whole log.</summary>
    private async Task<(long People, string Overview, long Entries)> ReadAsync(string name)
    {
        await using var storage = await PlatformStorage.OpenAsync(new StorageOptions { Folder = workspace.At(name) }, TimeProvider.System, Cancel);
        var verdict = await storage.AuditLog.VerifyAsync(Cancel);
        Assert.Equal((AuditFault.None, null), (verdict.Fault, verdict.FirstBadEntry));
        var overview = await storage.Reader.ReadOverviewAsync(Cancel);
        return (overview.Beneficiaries, JsonSerializer.Serialize(overview.CertifiedBy.OrderBy(pair => pair.Key)) + string.Join(',', overview.OpenCases), verdict.Size);
    }
}
