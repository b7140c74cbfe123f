using System.Globalization;

namespace SocialInsurance.Comparison.Tests;

/// <summary>What a run says of how it was made, and when it does not trust the one before.</summary>
public class IncrementalTests
{
    static (Scene Scene, string Run) FirstDay(Action<Scene>? more = null)
    {
        var scene = new Scene([.. Enumerable.Range(0, 30).Select(i => $"p{i:D2},{Scene.Number(i)},王秀英,2026-12-01")]);
        scene.Feed("bus", "number,name,on\n" + string.Concat(Enumerable.Range(0, 60).Select(i => Row(i % 40))));
        scene.Feed("death", $"number,name,on\n{Scene.Number(31)},王秀兰,2026-10-02\n", Scene.Descriptor("death", "terminal"));
        more?.Invoke(scene);
        return (scene, Compare(scene, "first").Folder);
    }

    static string Row(int person, string on = "2026-10-09") => string.Create(CultureInfo.InvariantCulture, $"{Scene.Number(person)},王秀英,{on}\n");

    static (string Folder, IncrementalReport Report) Compare(
        Scene scene, string name, string? previous = null, DateOnly? asOf = null, bool verify = false, TimeSpan ahead = default)
    {
        string target = Path.Combine(scene.Root, name);
        using var folder = RunFolder.Create(target);
        using ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest
            {
                Registers = [Path.Combine(scene.Data, "register.csv")],
                FeedsDirectory = scene.Data,
                AsOf = asOf ?? Scene.AsOf,
                Folder = folder,
                Threads = 1,
                Previous = previous,
                VerifyInputs = verify,
                Time = new LaterTime(ahead),
            },
            null,
            TestContext.Current.CancellationToken);
        folder.Publish();
        return (target, result.Incremental);
    }

    [Fact]
    public void Day_without_news_reads_no_file()
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        (string next, IncrementalReport report) = Compare(scene, "next", first, Scene.AsOf.AddDays(1));
        Assert.Equal(new IncrementalReport(true, IncrementalReason.None, 3, 0, 0, 0, true), report);
        RunComparer.AssertSame(Compare(scene, "full", asOf: Scene.AsOf.AddDays(1)).Folder, next, "a day without news");
    }

    /// <summary>A file that changed right before a long run may change again under the same stamp while it is read.</summary>
    [Fact]
    public void Stamps_are_judged_by_the_time_before_the_run()
    {
        (Scene scene, string _) = FirstDay();
        using Scene __ = scene;
        string target = Path.Combine(scene.Root, "slow");
        using var folder = RunFolder.Create(target);
        using ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(scene.Data, "register.csv")], FeedsDirectory = scene.Data, AsOf = Scene.AsOf, Folder = folder, Threads = 1, Time = new SlowTime() }, null, default);
        folder.Publish();
        Assert.All(RunManifest.Read(target).Stamps, Assert.Null);
    }

    /// <summary>A minute goes by whenever somebody looks at the clock.</summary>
    sealed class SlowTime : TimeProvider
    {
        int looks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddMinutes(looks++);
    }

    [Fact]
    public void New_file_alone_is_read()
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        scene.File("bus-2026-11-01.csv", "number,name,on\n" + Row(3, "2026-10-30"));
        (string next, IncrementalReport report) = Compare(scene, "next", first);
        Assert.Equal((3, 1, true), (report.FilesReused, report.FilesRead, report.LinksReused));
        RunComparer.AssertSame(Compare(scene, "full").Folder, next, "a new file");
    }

    [Fact]
    public void New_person_costs_a_search_and_one_computation()
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        File.AppendAllText(Path.Combine(scene.Data, "register.csv"), $"\nq01,{Scene.Number(35)},王秀英,2026-12-01");
        (string next, IncrementalReport report) = Compare(scene, "next", first);
        Assert.Equal((1, 1, false), (report.SubjectsRecomputed, report.FilesRecounted, report.LinksReused));
        RunComparer.AssertSame(Compare(scene, "full").Folder, next, "a new person");
    }

    [Fact]
    public void Register_that_changed_in_large_part_is_compared_in_full()
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        scene.File("register.csv", "id,number,name,due\n" + string.Join("\n", Enumerable.Range(0, 30).Select(i => $"p{i:D2},{Scene.Number(i + 5)},王秀英,2026-12-01")));
        Assert.Equal((true, IncrementalReason.RegisterChanged), Compare(scene, "next", first).Report is var r ? (!r.Used, r.Reason) : default);
    }

    [Fact]
    public void Earlier_day_is_compared_in_full()
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        IncrementalReport report = Compare(scene, "next", first, Scene.AsOf.AddDays(-1)).Report;
        Assert.Equal((false, IncrementalReason.AsOfBefore), (report.Used, report.Reason));
    }

    [Fact]
    public void Run_of_another_build_is_not_built_upon()
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        string path = Path.Combine(first, "manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(RunManifest.Read(first).Engine, "another engine", StringComparison.Ordinal));
        IncrementalReport report = Compare(scene, "next", first).Report;
        Assert.Equal((false, IncrementalReason.OtherProgram), (report.Used, report.Reason));
    }

    [Theory]
    [InlineData("state.bin")]
    [InlineData("links.jsonl")]
    [InlineData("pairs.bin")]
    [InlineData("rejects.csv")]
    public void Damaged_previous_run_is_refused(string name)
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        File.AppendAllText(Path.Combine(first, name), "x");
        Assert.Equal(InputErrorCode.RunUnreadable, Assert.Throws<InputRefusedException>(() => Compare(scene, "next", first)).Error.Code);
    }

    [Fact]
    public void Settled_stamp_is_trusted_until_inputs_are_verified()
    {
        (Scene scene, string _) = FirstDay();
        using Scene __ = scene;
        string first = Compare(scene, "settled", ahead: TimeSpan.FromMinutes(1)).Folder;
        Assert.All(RunManifest.Read(first).Stamps, stamp => Assert.NotNull(stamp));
        Lie(first, "bus.csv");
        Assert.Equal(2, Compare(scene, "verified", first, verify: true).Report.FilesReused);
        Assert.Equal(3, Compare(scene, "trusting", first).Report.FilesReused);
    }

    [Fact]
    public void File_that_changed_just_before_the_run_gets_no_stamp()
    {
        (Scene scene, string first) = FirstDay();
        using Scene _ = scene;
        Assert.All(RunManifest.Read(first).Stamps, Assert.Null);
    }

    /// <summary>A content that this run did not see, under the stamp that it did see.</summary>
    static void Lie(string run, string file)
    {
        RunManifest manifest = RunManifest.Read(run);
        string lie = new('0', 64);
        File.WriteAllBytes(Path.Combine(run, "manifest.json"), (manifest with { Inputs = [.. manifest.Inputs.Select(i => i.File == file ? i with { Sha256 = lie } : i)] }).ToJson());
    }

    /// <summary>Blocks over the limit of full comparison would lose pairs of old records: then the old records are needed again.</summary>
    [Fact]
    public void Pairs_are_added_to_only_while_no_block_grows_past_its_limit()
    {
        var before = new PairSet([], 10, 0, 12, new Dictionary<ulong, int> { [7] = 990, [8] = 2000 }, 900);
        PairSet more = before with { Blocks = new Dictionary<ulong, int>() };
        Assert.Equal(1000, before.With(more, new Dictionary<ulong, int> { [7] = 10 })!.Blocks[7]);
        Assert.Null(before.With(more, new Dictionary<ulong, int> { [7] = 11 }));
        Assert.Equal(2005, before.With(more, new Dictionary<ulong, int> { [8] = 5 })!.Blocks[8]);
        Assert.Equal(1000, before.With(more, new Dictionary<ulong, int> { [9] = 100, [10] = 90 })!.OtherBlocksAtMost);
        Assert.Null(before.With(more, new Dictionary<ulong, int> { [9] = 101 }));
    }

    [Fact]
    public void Block_that_grows_past_its_limit_is_linked_as_in_a_full_run()
    {
        (Scene scene, string first) = FirstDay(s => s.File("death-old.csv", "number,name,on\n" + string.Concat(Enumerable.Range(1, 990).Select(i => Row(i).Replace("王秀英", "李建国", StringComparison.Ordinal)))));
        using Scene _ = scene;
        scene.File("death-2026-11-01.csv", "number,name,on\n" + string.Concat(Enumerable.Range(40, 30).Select(i => Row(i).Replace("王秀英", "张玉兰", StringComparison.Ordinal))));
        (string next, IncrementalReport report) = Compare(scene, "next", first);
        Assert.Equal((true, false), (report.Used, report.LinksReused));
        string full = Compare(scene, "full").Folder;
        Assert.NotEqual(Candidates(first), Candidates(full));
        RunComparer.AssertSame(full, next, "a block that grew");
    }

    static string Candidates(string run) => File.ReadLines(Path.Combine(run, "links.jsonl")).First();

    sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }

    /// <summary>The pairs of a large province are more bytes than one array holds; what follows them in this file is not read.</summary>
    [Fact]
    public void Pairs_of_an_earlier_run_may_be_larger_than_an_array()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        using Scene.Run run = scene.Feed("death", $"number,name,on\n{Scene.Number(2)},王秀英,2026-05-01\n", Scene.Descriptor("death", "terminal")).Compare();
        RunManifest manifest = RunManifest.Read(run.Folder);
        PairSet before = PairFile.Open(run.Folder, manifest);
        string path = Path.Combine(run.Folder, PairFile.FileName);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(Array.MaxLength + 4096L); // no blocks on disk
        }

        string digest;
        using (FileStream file = File.OpenRead(path))
        {
            digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
        }

        var files = new Dictionary<string, PublishedFile>(manifest.Files) { [PairFile.FileName] = new PublishedFile(Array.MaxLength + 4096L, digest) };
        Assert.NotEmpty(before.Pairs);
        Assert.Equal(before.Pairs, PairFile.Open(run.Folder, manifest with { Files = files }).Pairs);
    }
}
