using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A run by workers leaves the bytes of a run in memory, whatever becomes of the workers.</summary>
public sealed class WorkerTests(PassProvince province) : IClassFixture<PassProvince>
{
    static int runs;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 2, 3)]
    public void Run_by_workers_gives_the_bytes_of_a_run_in_memory(int workers, int threads, int parts)
    {
        SharedRun run = New() with { Workers = workers, ThreadsPerWorker = threads, WorkerMemoryBytes = province.MemoryFor(parts, threads) };
        (MemoryReport memory, _, _, _) = run.Publish();
        Assert.Equal(parts, memory.Passes);
        RunComparer.AssertSame(province.InMemory, run.Target, $"{workers} workers");
        Assert.Equal(Manifest(province.InMemory), Manifest(run.Target));
        Assert.Equal(File.ReadAllBytes(Path.Combine(province.InMemory, "pairs.bin")), File.ReadAllBytes(Path.Combine(run.Target, "pairs.bin")));
        Assert.All(run.Reports, r => Assert.Equal((1, 0), (r.Runs, r.Lost)));
        Assert.True(run.Reports.Sum(r => r.Units) > 30);
        Assert.False(Directory.Exists(WorkFolder.RootOf(run.Target)));
    }

    [Fact]
    public void Held_file_is_held_and_names_the_same_people()
    {
        var inMemory = province.Publish(2, null);
        SharedRun run = New();
        (_, IReadOnlyList<int> onlyInHeld, _, _) = run.Publish();
        Assert.True(onlyInHeld.Count > 100);
        Assert.Equal(inMemory.OnlyInHeld, onlyInHeld);
        Assert.Equal("kk-deaths2.csv", Assert.Single(RunManifest.Read(run.Target).Inputs, i => i.IsHeld).File);
    }

    [Fact]
    public void Worker_that_sleeps_through_its_lease_finds_its_unit_with_another_and_leaves_nothing()
    {
        string leases = "";
        int slept = 0;
        SharedRun run = New() with { Workers = 1, Begun = place => leases = place.LeasesFolder };
        run = run with
        {
            Worker = inner => new Sleepy(inner, lease =>
            {
                if (UnitName.Parse(lease.Unit).Kind == UnitKind.Read && lease.Fence == 1 && Interlocked.Increment(ref slept) <= 3)
                {
                    FileLeaseTests.RunOut(leases, lease.Unit);
                    using var other = new FileLeases(leases, TimeSpan.FromSeconds(20), isLeader: false);
                    UnitLease taken = other.TryTake("another")!.Value; // the sleeper wakes up with its work done, and too late
                    Assert.Equal(new UnitLease(lease.Unit, 2), taken);
                    FileLeaseTests.RunOut(leases, lease.Unit); // the other dies too
                }
            }),
        };
        run.Publish();
        Assert.Equal(3, run.Reports.Sum(r => r.Lost));
        RunComparer.AssertSame(province.InMemory, run.Target, "three lost leases");
    }

    [Fact]
    public void Run_of_a_killed_leader_is_taken_up_where_it_was()
    {
        string left = Path.Combine(province.Root, "left");
        string leases = "";
        SharedRun run = New() with { Begun = place => leases = place.LeasesFolder };
        string work = WorkFolder.RootOf(run.Target);
        Assert.Throws<TimeoutException>(() => (run with { Finished = n => KeepAt(n, 20, work, left) }).Publish());
        int kept = FinishedIn(Path.Combine(left, Path.GetRelativePath(work, leases))); // a few less than 20: the others went on while it was copied
        Directory.Move(left, work);
        SharedRun again = run with { Reports = [] };
        WorkReport report = again.Publish().Work;
        Assert.True(report.TakenUp);
        Assert.InRange(kept, 1, report.Units);
        Assert.True(again.Reports.Sum(r => r.Units) <= report.Units - kept, $"{kept} of {report.Units} units were done, and {again.Reports.Sum(r => r.Units)} were done after");
        RunComparer.AssertSame(province.InMemory, run.Target, "a run that was taken up");
    }

    [Fact]
    public void Work_of_other_input_is_not_taken_up()
    {
        string left = Path.Combine(province.Root, "left-other");
        SharedRun run = New();
        string work = WorkFolder.RootOf(run.Target);
        Assert.Throws<TimeoutException>(() => (run with { Finished = n => KeepAt(n, 10, work, left) }).Publish());
        Directory.Move(left, work);
        Assert.False((run with { UnitBytes = 200_000, Reports = [] }).Publish().Work.TakenUp);
        RunComparer.AssertSame(province.InMemory, run.Target, "a run that began anew");
    }

    [Fact]
    public void Cancelled_run_leaves_nothing_and_its_workers_end()
    {
        using var cancel = new CancellationTokenSource();
        string[] before = Directory.GetFileSystemEntries(province.Root);
        SharedRun run = New() with
        {
            Finished = n =>
            {
                if (n > 0)
                {
                    cancel.Cancel(); // here and now: a timer came after the end of the run on a busy machine
                }
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => run.Publish(cancel.Token));
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(province.Root).Order());
    }

    [Fact]
    public void File_that_changes_between_its_readers_refuses_the_run()
    {
        using var scene = new Scene([.. Enumerable.Range(0, 500).Select(i => $"p{i:D3},{Scene.Number(i)},王秀英,2026-12-01")]);
        scene.Feed("bus", "number,name,on\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{Scene.Number(i)},王秀英,2026-05-01\n")));
        string bus = Path.Combine(scene.Data, "bus.csv");
        var run = new SharedRun(scene.Data, Path.Combine(scene.Root, "shared"))
        {
            Workers = 1,
            UnitBytes = 4096,
            Worker = inner => new Sleepy(inner, lease =>
            {
                if (UnitName.Parse(lease.Unit).Kind == UnitKind.Digest) // it is taken; size and time stay what they were
                {
                    DateTime time = File.GetLastWriteTimeUtc(bus);
                    File.WriteAllText(bus, File.ReadAllText(bus).Replace("2026-05-01", "2026-06-01", StringComparison.Ordinal));
                    File.SetLastWriteTimeUtc(bus, time);
                }
            }),
        };
        InputError error = Assert.Throws<InputRefusedException>(() => run.Publish()).Error;
        Assert.Equal((InputErrorCode.FileChanged, "bus.csv"), (error.Code, error.File));
        Assert.False(Directory.Exists(WorkFolder.RootOf(run.Target)));
    }

    [Fact]
    public void Result_that_storage_damages_refuses_the_run()
    {
        SharedRun run = New();
        string root = WorkFolder.RootOf(run.Target);
        run = run with
        {
            Worker = inner => new Sleepy(inner, lease =>
            {
                string path = Directory.GetFiles(root, $"{lease.Unit}.{lease.Fence}", SearchOption.AllDirectories).Single();
                byte[] bytes = File.ReadAllBytes(path);
                bytes[^1] ^= 1;
                File.WriteAllBytes(path, bytes);
            }),
        };
        Assert.Equal(InputErrorCode.RunUnreadable, Assert.Throws<InputRefusedException>(() => run.Publish()).Error.Code);
    }

    [Fact]
    public void Previous_run_is_left_alone_and_a_later_run_may_build_on_this_one()
    {
        SharedRun run = New();
        IncrementalReport report = run.Publish(previous: province.InMemory).Incremental;
        Assert.Equal((false, IncrementalReason.ByWorkers), (report.Used, report.Reason));
        Assert.True(province.Publish(2, null, previous: run.Target).Incremental.Used);
    }

    [Fact]
    public void Rows_of_every_shape_stand_in_the_same_lines_whatever_the_pieces()
    {
        using var scene = new Scene([.. Enumerable.Range(0, 900).Select(i => $"p{i:D3},{Scene.Number(i)},王秀英,2026-12-01")]);
        string[] odd = ["", "\r", "only one column", $"{new string('x', 9000)},a,2026-05-01", "\"quoted", "a,b,c,d\r", $"{Scene.Number(3)},王秀英,2027-01-01"];
        scene.Feed("bus", "number,name,on\n" + string.Join("\n", Enumerable.Range(0, 3000).Select(i => i == 2000 ? new string('y', 1_200_000) : i % 40 == 7 ? odd[i / 40 % odd.Length] : $"{Scene.Number(i)},王秀英,2026-0{1 + i % 9}-0{1 + i % 7}{(i % 3 == 0 ? "\r" : "")}")));
        scene.Feed("dead", "number,name,on\n" + string.Concat(Enumerable.Range(0, 900).Select(i => $"{Scene.Number(i * 3)},{(i % 5 == 0 ? "李四" : "王秀英")},2026-0{1 + i % 9}-05\n")), Scene.Descriptor("dead", "terminal"));
        using Scene.Run whole = scene.Compare(brake: new FeedBrake { History = BrakeHistory.Of([]) });
        Assert.True(whole.Rejects.Length > 60);
        foreach (int unit in (int[])[20_000, 90_000])
        {
            var run = new SharedRun(scene.Data, Path.Combine(scene.Root, $"shared{unit}")) { UnitBytes = unit };
            run.Publish();
            RunComparer.AssertSame(whole.Folder, run.Target, $"pieces of {unit} bytes");
        }
    }

    /// <summary>Keeps a copy of the work as a killed leader leaves it, and ends the run.</summary>
    static int FinishedIn(string leases)
    {
        using var left = new FileLeases(leases, TimeSpan.FromSeconds(20), isLeader: false);
        return left.Read().Count(s => s.Digest is not null);
    }

    static void KeepAt(int finished, int moment, string work, string left)
    {
        if (finished >= moment)
        {
            CopyFolder(work, left);
            throw new TimeoutException("the leader is killed");
        }
    }

    /// <summary>Leases before results, links before what they name: nothing is copied whose reason is not.</summary>
    static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        (string Name, string Target)[] links = [.. new DirectoryInfo(from).GetFiles().Where(f => f.LinkTarget is not null).Select(f => (f.Name, f.LinkTarget!))];
        foreach (string folder in Directory.GetDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (FileInfo file in new DirectoryInfo(from).GetFiles().Where(f => f.LinkTarget is null && !f.Name.EndsWith(".draft", StringComparison.Ordinal)))
        {
            try
            {
                file.CopyTo(Path.Combine(to, file.Name), overwrite: true);
            }
            catch (FileNotFoundException)
            {
                // of a worker that came second
            }
        }

        Array.ForEach(links, l => File.CreateSymbolicLink(Path.Combine(to, l.Name), l.Target));
    }

    SharedRun New() => new(province.Data, Path.Combine(province.Root, $"shared{Interlocked.Increment(ref runs)}"));

    /// <summary>Leases of a worker that something happens to before it ends a unit.</summary>
    sealed class Sleepy(IUnitLeases inner, Action<UnitLease> beforeFinish) : IUnitLeases
    {
        public TimeSpan Duration => inner.Duration;

        public void Offer(IReadOnlyList<string> units) => inner.Offer(units);

        public UnitLease? TryTake(string worker) => inner.TryTake(worker);

        public bool Renew(in UnitLease lease, long bytesDone) => inner.Renew(lease, bytesDone);

        public bool Finish(in UnitLease lease, string digest)
        {
            beforeFinish(lease);
            return inner.Finish(lease, digest);
        }

        public IReadOnlyList<UnitStatus> Read() => inner.Read();

        public void Beat() => inner.Beat();

        public TimeSpan? LeaderSilence() => inner.LeaderSilence();

        public void Close() => inner.Close();

        public void Dispose() => inner.Dispose();
    }

    static string Manifest(string run) => Encoding.UTF8.GetString((RunManifest.Read(run) with { ElapsedMs = 0, Stamps = [] }).ToJson());
}
