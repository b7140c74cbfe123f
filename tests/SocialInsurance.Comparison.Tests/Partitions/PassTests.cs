using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A run in passes leaves the bytes of a run in memory.</summary>
public sealed class PassTests(PassProvince province) : IClassFixture<PassProvince>
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 1)]
    [InlineData(7, 2)]
    public void Run_in_passes_gives_the_bytes_of_a_run_in_memory(int passes, int threads)
    {
        string expected = province.InMemory;
        (string folder, MemoryReport memory, _, _, _) = province.Publish(threads, province.MemoryFor(passes, threads));
        Assert.Equal((passes, true), (memory.Passes, memory.OnDisk));
        RunComparer.AssertSame(expected, folder, $"{passes} passes");
        foreach (string name in (string[])["pairs.bin", "manifest.json"])
        {
            Assert.Equal(Comparable(Path.Combine(expected, name)), Comparable(Path.Combine(folder, name)));
        }
    }

    [Fact]
    public void Held_file_is_held_in_passes_and_names_the_same_people()
    {
        var inMemory = province.Publish(2, null);
        var inPasses = province.Publish(2, province.MemoryFor(3, 2));
        Assert.False(inMemory.Memory.OnDisk);
        Assert.Equal("kk-deaths2.csv", Assert.Single(inMemory.Held).File);
        Assert.True(inMemory.OnlyInHeld.Count > 100);
        Assert.Equal(inMemory.OnlyInHeld, inPasses.OnlyInHeld);
        Assert.Equal(inMemory.Held[0].Statistics, inPasses.Held[0].Statistics);
    }

    [Fact]
    public void Province_has_what_passes_could_get_wrong()
    {
        RunManifest manifest = RunManifest.Read(province.InMemory);
        using ComparisonState state = ComparisonState.Open(province.InMemory);
        string[] rejects = File.ReadAllLines(Path.Combine(province.InMemory, "rejects.csv"));
        Assert.Contains(rejects, r => r.EndsWith("DuplicateId", StringComparison.Ordinal));
        Assert.Contains(rejects, r => r.StartsWith("aa-last.csv,", StringComparison.Ordinal));
        Assert.Contains(rejects, r => r.StartsWith("zz-first.csv,", StringComparison.Ordinal));
        Assert.Contains(Enumerable.Range(0, state.SubjectCount), i => state.SubjectAt(i).RegisteredTimes > 1);
        Assert.Contains(Enumerable.Range(0, state.SubjectCount), i => state.SubjectAt(i).Flags.HasFlag(SubjectFlags.OtherNumberRejected));
        Assert.NotEmpty(state.Links.All);
        Assert.Contains(manifest.Inputs, i => i.UnmatchedTerminal > 0);
        Assert.Contains(manifest.Inputs, i => i.NameDisagreed > 0);
        Assert.Equal(manifest.Files["state.bin"].SizeBytes, new FileInfo(Path.Combine(province.InMemory, "state.bin")).Length);
    }

    [Fact]
    public void Previous_run_is_left_alone_in_passes_and_the_run_says_why()
    {
        var run = province.Publish(2, province.MemoryFor(2, 2), previous: province.InMemory);
        Assert.Equal((false, IncrementalReason.InPasses), (run.Incremental.Used, run.Incremental.Reason));
        RunComparer.AssertSame(province.InMemory, run.Folder, "passes with a previous run");
        var next = province.Publish(2, null, previous: run.Folder);
        Assert.True(next.Incremental.Used);
        RunComparer.AssertSame(province.InMemory, next.Folder, "a run on top of passes");
    }

    [Fact]
    public void Progress_names_the_pass()
    {
        var seen = new List<(int, int)>();
        province.Publish(1, province.MemoryFor(3, 1), progress: new Inline(p =>
        {
            if (p.Phase == ComparisonPhase.Feeds)
            {
                seen.Add((p.Pass, p.Passes));
            }
        }));
        Assert.Equal([(1, 3), (2, 3), (3, 3)], seen.Distinct());
    }

    [Fact]
    public void Cancelled_pass_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        long memory = province.MemoryFor(3, 2); // makes the run in memory, if no other test has
        string[] before = Directory.GetFileSystemEntries(province.Root);
        Assert.ThrowsAny<OperationCanceledException>(() => province.Publish(2, memory, token: cancel.Token, progress: new Inline(p =>
        {
            if (p.Pass == 2)
            {
                cancel.Cancel();
            }
        })));
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(province.Root).Where(f => !before.Contains(f)).Concat(before).Order());
    }

    [Fact]
    public void Too_little_memory_is_refused_with_what_is_needed()
    {
        string[] before = Directory.GetFileSystemEntries(province.Root);
        InputError error = Assert.Throws<InputRefusedException>(() => province.Publish(1, 1 << 20)).Error;
        Assert.Equal((InputErrorCode.NotEnoughMemory, "1 MiB for all of them"), (error.Code, error.Found));
        Assert.Equal(before, Directory.GetFileSystemEntries(province.Root));
    }

    [Fact]
    public void File_that_changes_between_passes_refuses_the_run()
    {
        using var scene = new Scene([.. Enumerable.Range(0, 200).Select(i => $"p{i:D3},{Scene.Number(i)},王秀英,2026-12-01")]);
        string rows = "number,name,on\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{Scene.Number(i)},王秀英,2026-05-01\n"));
        scene.Feed("bus", rows);
        long memory;
        using (Scene.Run whole = scene.Compare())
        {
            memory = PassProvince.Memory.For(whole.Result.State, 2, 1);
        }

        InputRefusedException refused = Assert.Throws<InputRefusedException>(() => scene.Compare(memory: memory, progress: new Inline(p =>
        {
            if (p is { Phase: ComparisonPhase.Feeds, Pass: 2, BytesDone: 0 })
            {
                File.WriteAllText(Path.Combine(scene.Data, "bus.csv"), rows.Replace("2026-05-01", "2026-06-01", StringComparison.Ordinal));
            }
        })));
        Assert.Equal(InputErrorCode.FileChanged, refused.Error.Code);
    }

    [Fact]
    public void Register_in_many_sorted_runs_is_put_together_as_in_memory()
    {
        // about 8 MB of rows and identifiers of every length against 256 KB that a worker may hold; every 50th identifier stands twice
        using var scene = new Scene([.. Enumerable.Range(0, 60_000).Select(i => $"{Id(i % 50 == 49 ? i / 2 : i)},{Scene.Number(i)},王秀英,2026-12-01")]);
        scene.Feed("bus", "number,name,on\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{Scene.Number(i * 7)},王秀英,2026-05-01\n")));
        using Scene.Run whole = scene.Compare(threads: 2);
        Assert.True(whole.Rejects.Length > 100);
        using Scene.Run parts = scene.Compare(threads: 2, memory: PassProvince.Memory.For(whole.Result.State, 5, 2));
        Assert.Equal(5, parts.Result.Memory.Passes);
        RunComparer.AssertSame(whole.Folder, parts.Folder, "an external sort");

        static string Id(int i) => $"{new string((char)('a' + i % 7), i % 40 + 1)}{i * 7919L % 60_000}";
    }

    [Fact]
    public void Three_hundred_million_people_fit_into_sixteen_gigabytes_in_three_passes()
    {
        long[] buckets = [.. Enumerable.Repeat(300_000_000L / KeyPartition.Buckets, KeyPartition.Buckets)];
        long budget = (16L << 30) / 4 * 3;
        Assert.False(MemoryPlan.Fits(300_000_000, 10, 2, budget));
        Assert.Equal(3, MemoryPlan.PassesFor(buckets, threads: 2, budget));
        Assert.True(MemoryPlan.Fits(3_000_000, 10, 2, budget));
    }

    static string Comparable(string path) => Path.GetFileName(path) != "manifest.json"
        ? Convert.ToHexString(File.ReadAllBytes(path))
        : Encoding.UTF8.GetString((RunManifest.Read(Path.GetDirectoryName(path)!) with { ElapsedMs = 0, Stamps = [] }).ToJson());

    sealed class Inline(Action<ComparisonProgress> on) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => on(value);
    }
}
