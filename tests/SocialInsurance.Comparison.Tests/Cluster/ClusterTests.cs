using SocialInsurance.Tests.Support;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A run on a cluster of real servers leaves the bytes of the embedded engine, whatever happens to the servers on the way.</summary>
public sealed class ClusterTests(PassProvince province, TwoShards shards) : IClassFixture<PassProvince>, IClassFixture<TwoShards>
{
    [Theory]
    [InlineData(1, 1, 1 << 17)]
    [InlineData(2, 1, 700)]
    [InlineData(2, 2, 5000)]
    public void Run_on_a_cluster_gives_the_bytes_of_the_embedded_engine(int count, int threads, int batchRows)
    {
        ClusterReport report = Publish(shards.Cluster(count) with { BatchRows = batchRows }, threads);
        Assert.Equal((count, 0), (report.Shards, report.FilesKnown));
        Assert.True(report.RowsSent > 50_000);
        Assert.True(report.BytesSent >= 28 * report.RowsSent);
        Assert.True(report.BytesReceived > 0);
    }

    [Fact]
    public void Run_on_two_processes_of_chdb_gives_the_bytes_of_the_embedded_engine()
    {
        ChdbShard[] servers = [new(1), new(2)];
        Assert.True(int.Parse(servers[0].Version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture) >= 26);
        Assert.Equal(2, Publish(shards.Cluster() with { Servers = servers }, threads: 2).Shards);
    }

    [Fact]
    public void Next_run_of_the_embedded_engine_builds_on_a_run_of_the_cluster()
    {
        string folder = "";
        Publish(shards.Cluster(), threads: 2, f => folder = f);
        var next = province.Publish(2, null, previous: folder);
        Assert.True(next.Incremental.Used);
        RunComparer.AssertSame(province.InMemory, next.Folder, "an increment on top of a cluster");
    }

    [Fact]
    public async Task File_loaded_twice_changes_nothing()
    {
        ClusterOptions cluster = shards.Cluster();
        ClusterReport first = Publish(cluster, threads: 1);
        string rows = await RowsAsync(cluster);
        ClusterReport second = Publish(cluster, threads: 2);
        Assert.Equal((0, first.FilesSent, 0L), (second.FilesSent, second.FilesKnown, second.RowsSent));
        Assert.Equal(rows, await RowsAsync(cluster));
        Assert.Equal("evidence loads member subjects", (await shards.Servers[0].QueryAsync($"SHOW TABLES FROM {cluster.Database}")).Replace('\n', ' ')); // the view is gone
    }

    [Fact]
    public async Task Shard_killed_in_a_load_is_named_and_the_next_run_takes_up_what_is_there()
    {
        ClusterOptions cluster = shards.Cluster() with { BatchRows = 1500 };
        int evidence = 0;
        InputError error = Refused(Watched(cluster, 2, new()
        {
            OnInsert = (_, into) =>
            {
                if (into.Contains("evidence", StringComparison.Ordinal) && Interlocked.Increment(ref evidence) == 16)
                {
                    Command(1, "kill");
                }
            },
        }));
        Assert.Equal(InputErrorCode.ShardUnreachable, error.Code);
        Assert.Contains("shard 2 ", error.Message, StringComparison.Ordinal);
        await shards.Servers[1].CommandAsync("start");
        long half = long.Parse((await RowsAsync(cluster)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(half, 1, 15 * 1500);
        ClusterReport report = Publish(cluster, threads: 1);
        Assert.True(report.FilesKnown > 0 && report.FilesSent > 0, $"{report}");
        ClusterReport whole = Publish(shards.Cluster(), threads: 2);
        Assert.Equal(whole.FilesSent, report.FilesKnown + report.FilesSent);
    }

    [Fact]
    public async Task Shard_killed_while_it_answers_is_named_and_the_next_run_sends_nothing_again()
    {
        ClusterOptions cluster = shards.Cluster() with { Attempts = 1 };
        Task kill = Task.CompletedTask;
        InputError error = Refused(Watched(cluster, 2, new()
        {
            OnCells = () =>
            {
                Command(1, "pause"); // the question reaches it, the answer never comes
                kill = Task.Run(async () =>
                {
                    await Task.Delay(300);
                    await shards.Servers[1].CommandAsync("kill");
                });
            },
        }));
        await kill;
        Assert.Equal(InputErrorCode.ShardUnreachable, error.Code);
        Assert.Contains("shard 2 was lost while answering", error.Message, StringComparison.Ordinal);
        await shards.Servers[1].CommandAsync("start");
        Assert.Equal(0, Publish(cluster, threads: 1).FilesSent);
    }

    [Theory]
    [InlineData("load")]
    [InlineData("cells")]
    public async Task Shard_that_falls_silent_is_given_up_after_its_time_and_goes_on_after_it_wakes(string when)
    {
        ClusterOptions cluster = shards.Cluster() with { Patience = TimeSpan.FromSeconds(1), Attempts = 1 };
        InputError error = Refused(Watched(cluster, 1, new()
        {
            OnInsert = (number, _) => Command(0, when == "load" && number == 8 ? "pause" : null),
            OnCells = () => Command(0, when == "cells" ? "pause" : null),
        }));
        Assert.Equal((InputErrorCode.ShardUnreachable, "silence"), (error.Code, error.Found));
        Assert.Contains("shard 1 ", error.Message, StringComparison.Ordinal);
        await shards.Servers[0].CommandAsync("resume");
        Publish(cluster, threads: 1);
    }

    [Fact]
    public void Shard_that_pauses_for_less_than_its_time_is_waited_for()
    {
        var wakes = new List<Task>();
        Publish(Watched(shards.Cluster(), 2, new()
        {
            OnInsert = (number, _) =>
            {
                if (number is 5 or 12)
                {
                    Command(1, "pause");
                    wakes.Add(Task.Run(async () =>
                    {
                        await Task.Delay(400);
                        await shards.Servers[1].CommandAsync("resume");
                    }));
                }
            },
        }), threads: 1);
        Assert.Equal(2, wakes.Count);
    }

    [Fact]
    public async Task Rows_that_a_server_lost_are_noticed_and_sent_anew()
    {
        ClusterOptions cluster = shards.Cluster();
        Publish(cluster, threads: 1);
        string load = await shards.Servers[1].QueryAsync($"SELECT load FROM {cluster.Database}.evidence GROUP BY load ORDER BY count() DESC LIMIT 1");
        await shards.Servers[1].QueryAsync($"ALTER TABLE {cluster.Database}.evidence DROP PARTITION {load}");
        InputError error = Refused(cluster);
        Assert.Equal((InputErrorCode.ShardRefused, "0"), (error.Code, error.Found));
        Assert.StartsWith("shard 2: rows are missing", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Publish(cluster, threads: 1).FilesSent);
    }

    [Fact]
    public void Wrong_password_is_refused_at_once_and_never_repeated()
    {
        InputError error = Refused(shards.Cluster() with { Password = "guessed-8c1f" });
        Assert.Equal(InputErrorCode.ShardRefused, error.Code);
        Assert.Equal("HTTP 401, error 193 of ClickHouse", error.Found);
        Assert.DoesNotContain("guessed", $"{error} {shards.Cluster() with { Password = "guessed-8c1f" }}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_without_memory_for_the_rows_is_named()
    {
        await using ClickHouseServer small = await ClickHouseServer.StartAsync(mostQueryMemory: 4_000_000);
        InputError error = Refused(shards.Cluster() with { Shards = [shards.Servers[0].Address, small.Address], BatchRows = 1 << 17 });
        Assert.Equal((InputErrorCode.ShardRefused, "HTTP 500, error 241 of ClickHouse"), (error.Code, error.Found));
        Assert.StartsWith("shard 2 refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Servers_in_another_order_or_number_are_refused()
    {
        ClusterOptions cluster = shards.Cluster();
        Publish(cluster, threads: 1);
        foreach (Uri[] other in (Uri[][])[[.. cluster.Shards.Reverse()], [cluster.Shards[0]], [cluster.Shards[0], cluster.Shards[0]]])
        {
            Assert.Equal(InputErrorCode.ClusterMismatch, Refused(cluster with { Shards = other }).Code);
        }
    }

    [Fact]
    public void Old_server_is_refused()
    {
        InputError error = Refused(shards.Cluster() with { Servers = [new OldServer()] });
        Assert.Equal((InputErrorCode.ClusterMismatch, "18.14", "18.16 or later"), (error.Code, error.Found, error.Expected));
    }

    [Fact]
    public void Previous_run_is_refused()
    {
        ClusterOptions cluster = shards.Cluster();
        Assert.Equal(InputErrorCode.NotYetSupported, Assert.Throws<InputRefusedException>(() => province.Publish(1, null, previous: province.InMemory, cluster: cluster)).Error.Code);
    }

    [Fact]
    public void Address_with_a_password_in_it_is_a_broken_contract() =>
        Assert.Throws<ArgumentException>(() => province.Publish(1, null, cluster: shards.Cluster() with { Shards = [new Uri("http://a:b@127.0.0.1:1/")] }));

    /// <summary>Runs on the cluster and holds the bytes against those of the embedded engine, which holds a file back.</summary>
    ClusterReport Publish(ClusterOptions cluster, int threads, Action<string>? look = null)
    {
        ClusterReport? report = null;
        var run = province.Publish(threads, null, cluster: cluster, look: result => report = result.Cluster);
        RunComparer.AssertSame(province.InMemory, run.Folder, $"a run on {cluster}");
        Assert.Equal(File.ReadAllBytes(Path.Combine(province.InMemory, "pairs.bin")), File.ReadAllBytes(Path.Combine(run.Folder, "pairs.bin")));
        Assert.Equal("kk-deaths2.csv", Assert.Single(run.Held).File);
        look?.Invoke(run.Folder);
        return report!;
    }

    InputError Refused(ClusterOptions cluster)
    {
        string[] before = Directory.GetFileSystemEntries(province.Root);
        InputError error = Assert.Throws<InputRefusedException>(() => province.Publish(1, null, cluster: cluster)).Error;
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(province.Root).Order());
        return error;
    }

    /// <summary>The same cluster; one shard, from 1, is watched.</summary>
    static ClusterOptions Watched(ClusterOptions cluster, int number, Watch watch) => cluster with
    {
        Servers =
        [
            .. Enumerable.Range(1, cluster.Shards.Count).Select(i => (IShard)new ClickHouseShard(cluster, i))
                .Select(s => s.Number == number ? new WatchedShard(s) { OnInsert = watch.OnInsert, OnCells = watch.OnCells } : s),
        ],
    };

    void Command(int server, string? command)
    {
        if (command is not null)
        {
            shards.Servers[server].CommandAsync(command).GetAwaiter().GetResult();
        }
    }

    /// <summary>Rows of evidence by server, equal ones once.</summary>
    async Task<string> RowsAsync(ClusterOptions cluster)
    {
        string sql = $"SELECT count() FROM (SELECT load, key, line FROM {cluster.Database}.evidence GROUP BY load, key, line)";
        return $"{await shards.Servers[0].QueryAsync(sql)} {await shards.Servers[1].QueryAsync(sql)}";
    }

    sealed record Watch
    {
        internal Action<int, string>? OnInsert { get; init; }

        internal Action? OnCells { get; init; }
    }

    sealed class OldServer : IShard
    {
        public int Number => 1;

        public void Execute(string sql, CancellationToken cancellationToken) => throw new InvalidOperationException(sql);

        public void Insert(string into, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken) => throw new InvalidOperationException(into);

        public Stream Query(string sql, CancellationToken cancellationToken) => new MemoryStream([18, 0, 0, 0, 14, 0, 0, 0]);

        public void Dispose()
        {
        }
    }
}
