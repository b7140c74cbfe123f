namespace SocialInsurance.Comparison.Tests;

/// <summary>The manifests are the history: which deliveries are alike, which count, which are known.</summary>
public sealed class BrakeHistoryTests
{
    static FileCounts Delivery(string file, string sha, long read = 100, bool held = false) => new()
    {
        File = file,
        Source = "deaths",
        Sha256 = sha,
        SizeBytes = 1,
        Statistics = new DeliveryStatistics
        {
            Subjects = 1000, Read = read, Accepted = read, ChecksumFailures = 0, Matched = 0, NameDisagreed = 0, Sampled = read, SampleStride = 1, People = 10,
        },
        Brake = new BrakeVerdict(held ? BrakeDecision.Held : BrakeDecision.Applied, "1", 0, null, [], null),
    };

    static (string, RunManifest) Run(string name, string asOf, params FileCounts[] inputs) => (name, new RunManifest
    {
        ProgramVersion = "1",
        AsOf = DateOnly.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture),
        Subjects = 1000,
        Sources = [],
        RegisterDescriptorDigests = [],
        Inputs = inputs,
        Unclaimed = [],
        ElapsedMs = 0,
    });

    [Fact]
    public void Daily_file_is_compared_with_daily_files()
    {
        BrakeHistory history = BrakeHistory.Of([Run("a", "2026-01-31", Delivery("deaths_20260130.csv", "1"), Delivery("deaths_year_2025.csv", "2", 90_000))]);
        Assert.Equal(100, Assert.Single(history.Like(Delivery("deaths_20260131.csv", "3"), 36)).Read);
        Assert.Equal(90_000, Assert.Single(history.Like(Delivery("deaths_year_2026.csv", "3"), 36)).Read);
    }

    [Fact]
    public void One_content_counts_once_and_as_it_first_came()
    {
        BrakeHistory history = BrakeHistory.Of([.. Enumerable.Range(1, 9).Select(i => Run($"r{i}", $"2026-0{i}-01", Delivery("deaths.csv", "same", read: i)))]);
        Assert.Equal(1, Assert.Single(history.Like(Delivery("deaths.csv", "new"), 36)).Read);
        Assert.Empty(history.Like(Delivery("deaths.csv", "same"), 36));
        Assert.Equal("r9", history.SameContent(Delivery("deaths.csv", "same"))!.Run);
    }

    [Fact]
    public void Held_deliveries_are_no_history_and_no_known_content()
    {
        BrakeHistory history = BrakeHistory.Of([Run("a", "2026-01-31", Delivery("deaths.csv", "1", held: true)), Run("b", "2026-02-28", Delivery("deaths.csv", "2"))]);
        Assert.Single(history.Like(Delivery("deaths.csv", "3"), 36));
        Assert.Null(history.SameContent(Delivery("deaths.csv", "1")));
        Assert.Equal("1", Assert.Single(history.LatestHeld("deaths")).Counts.Sha256);
        Assert.Empty(history.LatestHeld("births"));
    }

    [Fact]
    public void Only_the_latest_count()
    {
        BrakeHistory history = BrakeHistory.Of([.. Enumerable.Range(1, 9).Reverse().Select(i => Run($"r{i}", $"2026-0{i}-01", Delivery("deaths.csv", $"{i}", read: i)))]);
        Assert.Equal([7L, 8, 9], history.Like(Delivery("deaths.csv", "new"), 3).Select(s => s.Read));
    }

    [Fact]
    public void Folder_of_runs_is_read_up_to_the_day_and_damage_is_named()
    {
        using var scene = new Scene($"p001,{Scene.Number(1)},张三,2026-10-31");
        scene.Feed("visits", $"number,name,on\n{Scene.Number(1)},张三,2026-09-01\n");
        using (scene.Compare())
        {
        }

        Directory.CreateDirectory(Path.Combine(scene.Root, "broken"));
        File.WriteAllText(Path.Combine(scene.Root, "broken", "manifest.json"), "{");
        BrakeHistory today = BrakeHistory.Read(scene.Root, Scene.AsOf);
        Assert.Equal((1, "broken"), (today.Runs, Assert.Single(today.Unreadable)));
        Assert.Equal(0, BrakeHistory.Read(scene.Root, Scene.AsOf.AddDays(-1)).Runs);
        Assert.Equal(0, BrakeHistory.Read(Path.Combine(scene.Root, "missing"), Scene.AsOf).Runs);
    }
}
