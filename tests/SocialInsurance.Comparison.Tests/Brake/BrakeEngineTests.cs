using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A held delivery leaves no trace in the state, and is lost nowhere else.</summary>
public sealed class BrakeEngineTests
{
    const int People = 400;
    const string AfterActs = "2026-10-25";
    const string Header = "number,name,on\n";

    static readonly string[] Register = [.. Enumerable.Range(0, People).Select(i => $"s{i:D4},{Scene.Number(i)},张三{(char)('一' + i % 50)},2026-10-31")];

    static string Deaths(IEnumerable<int> people, string on = "2026-09-01") =>
        Header + string.Concat(people.Select(i => $"{Scene.Number(i)},张三{(char)('一' + i % 50)},{on}\n"));

    const string Mistyped = "440101194001011234,李四,2026-01-01\n";

    static readonly string Strict = Scene.Descriptor("deaths", "terminal").Replace("maxRejectedShare: 1", "maxRejectedShare: 0.05", StringComparison.Ordinal);

    static readonly string Acts = Deaths(Enumerable.Range(0, People), "2026-10-20");

    static FeedBrake Brake(params Scene.Run[] past) => new() { History = BrakeHistory.Of(past.Select(run => (run.Folder, RunManifest.Read(run.Folder)))) };

    static Scene NewScene(string deaths)
    {
        var scene = new Scene(Register);
        scene.Feed("visits", Acts, Scene.Descriptor("visits"));
        scene.Feed("deaths", deaths, Scene.Descriptor("deaths", "terminal"));
        scene.File("deaths2.csv", Deaths([7, 8, 9]) + "not#a#number,甲,2026-01-01\n");
        return scene;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Held_file_leaves_the_bytes_of_a_run_without_its_records(int threads)
    {
        using Scene poisoned = NewScene(Deaths(Enumerable.Range(20, 300)) + "440101194001011234,李四,2026-01-01\n");
        using Scene clean = NewScene(Header);
        using Scene.Run held = poisoned.Compare(threads, brake: Brake());
        using Scene.Run without = clean.Compare(threads, brake: Brake());

        FileCounts counts = held.Counts("deaths.csv");
        Assert.Equal((BrakeDecision.Held, 301L, 300L, 1L), (counts.Brake!.Decision, counts.Read, counts.Accepted, counts.Rejected));
        Assert.Equal((300, 300), (counts.Statistics!.People, counts.Statistics.Contradicted));
        Assert.Contains(counts.Brake.Outside, c => c is { Measure: BrakeMeasure.PeopleReported, Basis: BrakeBasis.Absolute });
        Assert.Equal(BrakeDecision.Applied, held.Counts("deaths2.csv").Brake!.Decision);
        Assert.Equal(without.Result.StateDigest, held.Result.StateDigest);
        Assert.Equal(without.Result.LinksDigest, held.Result.LinksDigest);
        Assert.Equal(20260901, held.Cell("s0007", "deaths").LatestOn);
        Assert.Equal(["deaths.csv,302,1,NumberChecksumMismatch", "deaths2.csv,5,1,NumberNotAlphanumeric"], held.Rejects);
        Assert.Equal((300L, 300), (held.Result.RecordsHeld, held.Result.OnlyInHeld.Count));
    }

    [Fact]
    public void Manifest_keeps_statistics_bounds_and_verdict()
    {
        using Scene scene = NewScene(Deaths(Enumerable.Range(20, 300)));
        using Scene.Run run = scene.Compare(brake: Brake());
        FileCounts kept = RunManifest.Read(run.Folder).Inputs.Single(i => i.File == "deaths.csv");
        Assert.Equal(run.Counts("deaths.csv").Statistics, kept.Statistics);
        Assert.True(kept.IsHeld);
        Assert.Equal(run.Counts("deaths.csv").Brake!.Checks, kept.Brake!.Checks);
        Assert.Equal(BrakeLimits.Standard.Version, kept.Brake.LimitsVersion);
    }

    [Fact]
    public void People_of_a_held_file_whom_another_death_feed_reports_are_not_forgotten_ones()
    {
        using Scene scene = NewScene(Deaths(Enumerable.Range(0, 300)));
        using Scene.Run run = scene.Compare(brake: Brake());
        Assert.True(run.Counts("deaths.csv").IsHeld);
        Assert.Equal(297, run.Result.OnlyInHeld.Count); // 7, 8 and 9 stand in deaths2.csv too
        Assert.DoesNotContain(run.Result.State.FindById("s0008"u8), run.Result.OnlyInHeld);
    }

    [Fact]
    public void People_only_in_held_files_stand_in_the_opened_state_and_cannot_be_changed_there()
    {
        using Scene scene = NewScene(Deaths(Enumerable.Range(20, 300)));
        using Scene.Run run = scene.Compare(brake: Brake());
        using (ComparisonState opened = ComparisonState.Open(run.Folder))
        {
            Assert.Equal(300, opened.OnlyInHeld.Count);
            Assert.Equal(run.Result.OnlyInHeld.Order(), opened.OnlyInHeld.Order());
        }

        string file = Path.Combine(run.Folder, "held-subjects.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("[", "[0,", StringComparison.Ordinal));
        InputRefusedException changed = Assert.Throws<InputRefusedException>(() => ComparisonState.Open(run.Folder));
        File.Delete(file);
        InputRefusedException missing = Assert.Throws<InputRefusedException>(() => ComparisonState.Open(run.Folder));
        Assert.All([changed, missing], refused => Assert.Equal((InputErrorCode.RunUnreadable, file), (refused.Error.Code, refused.Error.File)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Other_name_or_mistyped_number_in_a_held_file_is_asked_after_too(int threads)
    {
        const string Lone = "欧阳慕华";
        string[] register = [.. Register, $"s0500,{Scene.Number(5500)},{Lone},2026-10-31", $"s0501,{Scene.Number(9501)},司马长风,2026-10-31"];
        string slip = Scene.Number(9501)[..16] + (char)('0' + (Scene.Number(9501)[16] - '0' + 5) % 10) + Scene.Number(9501)[17..]; // fails its check
        using var scene = new Scene(register);
        scene.Feed("visits", Acts, Scene.Descriptor("visits"));
        scene.Feed("deaths", Deaths(Enumerable.Range(20, 300)) + $"{Scene.Number(5500)},令狐,2026-09-01\n{slip},司马长风,2026-09-01\n", Scene.Descriptor("deaths", "terminal"));
        using Scene.Run held = scene.Compare(threads, brake: Brake());
        Assert.True(held.Counts("deaths.csv").IsHeld);
        Assert.Empty(held.Result.State.Links.All);
        Assert.Superset(
            new HashSet<int> { held.Result.State.FindById("s0500"u8), held.Result.State.FindById("s0501"u8), held.Result.State.FindById("s0020"u8) }, held.Result.OnlyInHeld.ToHashSet());
        Assert.DoesNotContain(held.Result.State.FindById("s0001"u8), held.Result.OnlyInHeld);
    }

    [Fact]
    public void Living_people_under_a_file_name_that_the_source_never_used_are_held()
    {
        using Scene scene = NewScene(Header);
        var past = new List<Scene.Run>();
        for (int day = 1; day <= 3; day++)
        {
            scene.File($"deaths{day}.csv", Deaths(Enumerable.Range(30 * day, 25), AfterActs));
            using Scene.Run run = scene.Compare(brake: Brake([.. past]));
            past.Add(run);
        }

        scene.File("deaths-again.csv", Deaths(Enumerable.Range(200, 30), "2026-10-01"));
        using Scene.Run poisoned = scene.Compare(brake: Brake([.. past]));
        FileCounts counts = poisoned.Counts("deaths-again.csv");
        Assert.Equal((true, 0), (counts.IsHeld, counts.Brake!.KnownDeliveries));
        Assert.Contains(counts.Brake.Outside, c => c is { Measure: BrakeMeasure.ContradictionRate, Basis: BrakeBasis.History });
        Assert.All(poisoned.Result.Files.Where(f => f.File != "deaths-again.csv"), f => Assert.False(f.IsHeld));
    }

    [Fact]
    public void Copy_of_a_held_file_is_held_with_it()
    {
        string deaths = Deaths(Enumerable.Range(20, 300));
        using Scene scene = NewScene(deaths);
        scene.File("deaths9.csv", deaths);
        using Scene.Run run = scene.Compare(brake: Brake());
        Assert.True(run.Counts("deaths9.csv").IsHeld);
        Assert.Equal("deaths.csv", run.Counts("deaths9.csv").SameContentAs);
    }

    [Fact]
    public void Release_counts_for_that_content_only_and_stands_in_the_manifest()
    {
        using Scene scene = NewScene(Deaths(Enumerable.Range(20, 300)));
        using Scene.Run held = scene.Compare(brake: Brake());
        var release = new BrakeRelease("deaths", "deaths.csv", held.Counts("deaths.csv").Sha256, "earthquake", "clerk", DateTimeOffset.UnixEpoch);
        FeedBrake brake = Brake(held) with { Releases = [release] };
        using Scene.Run released = scene.Compare(brake: brake);
        Assert.Equal((BrakeDecision.Released, release), (released.Counts("deaths.csv").Brake!.Decision, RunManifest.Read(released.Folder).Inputs.Single(i => i.File == "deaths.csv").Brake!.Release));
        Assert.Equal(20260901, released.Cell("s0100", "deaths").LatestOn);
        Assert.Empty(released.Result.OnlyInHeld);

        scene.Feed("deaths", Deaths(Enumerable.Range(20, 299)), Scene.Descriptor("deaths", "terminal"));
        using Scene.Run other = scene.Compare(brake: brake);
        Assert.True(other.Counts("deaths.csv").IsHeld);
    }

    [Fact]
    public void Content_applied_before_is_judged_only_by_what_people_found_wrong_since()
    {
        using Scene scene = NewScene(Deaths(Enumerable.Range(20, 30), AfterActs));
        using Scene.Run first = scene.Compare(brake: Brake());
        FeedBrake brake = Brake(first);
        using Scene.Run second = scene.Compare(brake: brake);
        Assert.Equal((BrakeDecision.AppliedBefore, new DeliveryPlace(first.Folder, "deaths.csv")), (second.Counts("deaths.csv").Brake!.Decision, second.Counts("deaths.csv").Brake!.SameContentAs));
        Assert.Equal(first.Result.StateDigest, second.Result.StateDigest);

        ReversedRecord[] reversals = [.. Enumerable.Repeat(new ReversedRecord("deaths.csv", new DateOnly(2026, 10, 1)), 4)];
        using Scene.Run third = scene.Compare(brake: brake with { Reversals = reversals });
        Assert.Equal((true, BrakeMeasure.ReversalRate), (third.Counts("deaths.csv").IsHeld, Assert.Single(third.Counts("deaths.csv").Brake!.Outside).Measure));

        ReversedRecord[] old = [.. reversals.Select(r => r with { On = new DateOnly(2025, 10, 31) })];
        using Scene.Run fourth = scene.Compare(brake: brake with { Reversals = old });
        Assert.False(fourth.Counts("deaths.csv").IsHeld);
    }

    [Fact]
    public void Too_many_rejects_of_a_held_file_do_not_refuse_the_run()
    {
        string strict = Scene.Descriptor("deaths", "terminal").Replace("maxRejectedShare: 1", "maxRejectedShare: 0.1", StringComparison.Ordinal);
        using Scene months = NewScene(Header);
        Scene.Run[] past = [.. Enumerable.Range(0, 3).Select(i =>
        {
            months.File("deaths.csv", Deaths(Enumerable.Range(20 + i, 30), AfterActs));
            using Scene.Run run = months.Compare(brake: Brake());
            return run;
        })];
        var bytes = new StringBuilder(Deaths(Enumerable.Range(20, 30), AfterActs)).Append(string.Concat(Enumerable.Repeat("440101194001011234,李四,2026-01-01\n", 20)));
        using Scene scene = NewScene(bytes.ToString());
        scene.Feed("deaths", bytes.ToString(), strict);
        scene.File("deaths2.csv", Deaths([7, 8, 9]));
        using Scene.Run held = scene.Compare(brake: Brake(past));
        Assert.Contains(held.Counts("deaths.csv").Brake!.Outside, c => c is { Measure: BrakeMeasure.ChecksumFailureShare, Basis: BrakeBasis.History });
        Assert.Equal(InputErrorCode.TooManyRejected, Assert.Throws<InputRefusedException>(() => scene.Compare(brake: Brake())).Error.Code);
    }

    [Fact]
    public void One_bad_record_among_few_refuses_no_run()
    {
        using Scene scene = NewScene(Deaths(Enumerable.Range(20, 5), AfterActs));
        scene.Feed("deaths", Deaths(Enumerable.Range(20, 5), AfterActs) + Mistyped, Strict);
        scene.File("deaths2.csv", Deaths([7, 8, 9]));
        using Scene.Run run = scene.Compare();
        Assert.Equal((5L, 1L), (run.Counts("deaths.csv").Accepted, run.Counts("deaths.csv").Rejected));
    }

    [Fact]
    public void Small_delivery_of_a_known_feed_with_too_many_rejects_is_held_and_the_run_goes_on()
    {
        using Scene first = NewScene(Deaths(Enumerable.Range(20, 12), AfterActs));
        using Scene.Run known = first.Compare(brake: Brake());
        string bad = Deaths(Enumerable.Range(40, 6), AfterActs) + string.Concat(Enumerable.Repeat(Mistyped, 6));
        using Scene scene = NewScene(bad);
        scene.Feed("deaths", bad, Strict);
        scene.File("deaths2.csv", Deaths([7, 8, 9]));
        FeedBrake brake = Brake(known);
        using Scene.Run held = scene.Compare(brake: brake);
        BrakeCheck check = Assert.Single(held.Counts("deaths.csv").Brake!.Outside);
        Assert.Equal((BrakeDecision.Held, BrakeMeasure.RejectedShare, BrakeBasis.Descriptor, 0.5), (held.Counts("deaths.csv").Brake!.Decision, check.Measure, check.Basis, check.Value));
        Assert.Equal(0, held.Cell("s0040", "deaths").LatestOn);

        var release = new BrakeRelease("deaths", "deaths.csv", held.Counts("deaths.csv").Sha256, "the hospital typed them wrong", "clerk", DateTimeOffset.UnixEpoch);
        using Scene.Run released = scene.Compare(brake: brake with { Releases = [release] });
        Assert.Equal((BrakeDecision.Released, 20261025), (released.Counts("deaths.csv").Brake!.Decision, released.Cell("s0040", "deaths").LatestOn));
        using Scene.Run again = scene.Compare(brake: Brake(released));
        Assert.Equal(BrakeDecision.AppliedBefore, again.Counts("deaths.csv").Brake!.Decision);
    }

    [Fact]
    public void Statistics_are_the_same_for_any_number_of_threads_and_way_of_reading()
    {
        string rows = Header + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{Scene.Number(i)},张三{(char)('一' + i % 50)},{new DateOnly(2025, 10, 1).AddDays(i % 380):yyyy-MM-dd}\n"));
        using var scene = new Scene(Register);
        scene.Feed("visits", rows);
        scene.Feed("quoted", rows + "\n", Scene.Descriptor("quoted", format: "{ delimiter: ',', header: yes, quoting: double }"));
        using Scene.Run one = scene.Compare(threads: 1);
        using Scene.Run four = scene.Compare(threads: 4);
        DeliveryStatistics bulk = one.Counts("visits.csv").Statistics!;
        Assert.Equal(bulk, four.Counts("visits.csv").Statistics);
        Assert.Equal(bulk, one.Counts("quoted.csv").Statistics! with { Read = bulk.Read });
        Assert.Equal((60_000L, 1L), (bulk.Sampled, bulk.SampleStride));
        Assert.Equal((new DateOnly(2025, 10, 1), new DateOnly(2026, 10, 15), 16), (bulk.FirstOn, bulk.LastOn, bulk.NewestAgeDays));
        Assert.Equal(Enumerable.Range(0, 60_000).Count(i => Age(i) <= 30), bulk.Recent);
        Assert.Equal(Enumerable.Range(0, 60_000).Count(i => Age(i) > 365), bulk.Old);
        Assert.Equal(158, bulk.OnBusiestDay);
        Assert.Equal(60_000 - Enumerable.Range(0, 60_000).Select(i => (Scene.Number(i), i % 380)).Distinct().Count(), bulk.Repeated);

        static int Age(int i) => Scene.AsOf.DayNumber - new DateOnly(2025, 10, 1).AddDays(i % 380).DayNumber;
    }
}
