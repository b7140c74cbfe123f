namespace SocialInsurance.Comparison.Tests;

/// <summary>A run decides by the files that are there, and says which are not any more: their dead may be certified.</summary>
public sealed class GoneDeliveryTests : IDisposable
{
    readonly Scene scene = new([.. Enumerable.Range(0, 100).Select(i => $"s{i:D4},{Scene.Number(i)},张三,2026-10-31")]);

    readonly List<string> runs = [];

    public GoneDeliveryTests()
    {
        scene.Feed("deaths", Deaths(0, 5, 10), Scene.Descriptor("deaths", "terminal"));
        scene.File("deaths1.csv", Deaths(5, 5, 20));
        scene.Feed("visits", Deaths(50, 5, 10));
    }

    static string Deaths(int first, int count, int day) =>
        "number,name,on\n" + string.Concat(Enumerable.Range(first, count).Select(i => $"{Scene.Number(i)},张三,2026-08-{day + i % 5:D2}\n"));

    IReadOnlyList<GoneDelivery> Next(params BrakeRelease[] releases)
    {
        var history = BrakeHistory.Of(runs.Select(folder => (Path.GetFileName(folder), RunManifest.Read(folder))), null, scene.Root);
        using Scene.Run run = scene.Compare(brake: new FeedBrake { History = history, Releases = releases });
        runs.Add(run.Folder);
        Assert.Equal(run.Result.Gone, RunManifest.Read(run.Folder).Gone);
        return run.Result.Gone;
    }

    void Delete(string name) => File.Delete(Path.Combine(scene.Data, name));

    [Fact]
    public void Death_file_that_is_gone_is_named_until_it_is_back_and_a_visit_file_is_not()
    {
        Assert.Empty(Next());
        Delete("deaths1.csv");
        Delete("visits.csv");
        Delete("visits.feed.yaml");
        GoneDelivery gone = new("deaths", "run1", "deaths1.csv", 5);
        Assert.Equal([gone], Next());
        Assert.Equal([gone], Next());
        scene.File("deaths-put-back.csv", Deaths(5, 5, 20));
        Assert.Empty(Next());
        Assert.Empty(Next());
    }

    [Fact]
    public void News_under_the_same_name_do_not_say_the_earlier_ones_anew_and_a_whole_list_does()
    {
        Next();
        scene.File("deaths1.csv", Deaths(10, 5, 25));
        Assert.Equal([new GoneDelivery("deaths", "run1", "deaths1.csv", 5)], Next());
        scene.File("deaths1.csv", Deaths(10, 5, 25) + Deaths(5, 5, 20)[15..]);
        Assert.Empty(Next());
    }

    [Fact]
    public void File_that_a_held_one_overwrote_is_still_gone_when_the_held_one_is_taken_away()
    {
        Next();
        scene.File("deaths1.csv", "");
        Assert.Empty(Next()); // held in its stead: its people are asked to appear
        Delete("deaths1.csv");
        GoneDelivery gone = new("deaths", "run1", "deaths1.csv", 5);
        Assert.Equal([gone], Next());
        Assert.Equal([gone], Next());
    }

    [Fact]
    public void Source_that_is_gone_with_its_descriptor_is_named_and_a_person_may_let_it_go()
    {
        Next();
        Delete("deaths.csv");
        Delete("deaths1.csv");
        Delete("deaths.feed.yaml");
        Assert.Equal(["deaths.csv", "deaths1.csv"], Next().Select(g => g.File));
        string digest = RunManifest.Read(runs[0]).Inputs.Single(i => i.File == "deaths1.csv").Sha256;
        var release = new BrakeRelease("deaths", "deaths1.csv", digest, "it was another province's", "clerk", DateTimeOffset.UnixEpoch);
        Assert.Equal(["deaths.csv"], Next(release).Select(g => g.File));
        Assert.Equal(["deaths.csv"], Next(release).Select(g => g.File));
    }

    public void Dispose() => scene.Dispose();
}
