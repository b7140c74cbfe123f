using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Content that the latest run decided by is not judged again; whatever else has the same bytes is.</summary>
public sealed class KnownContentTests : IDisposable
{
    const int People = 3000;

    readonly Scene scene = new([.. Enumerable.Range(0, People).Select(i => $"s{i:D4},{Scene.Number(i)},{Name(i)},2026-10-31")]);

    readonly List<string> runs = [];

    static string Name(int i) => $"张三{(char)('一' + i % 50)}";

    static string Deaths(int count) =>
        "serial,number,name,on\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{i},{Scene.Number(i)},{Name(i)},2026-08-{1 + i % 28:D2}\n"));

    static string Descriptor(string number = "number", string more = "") =>
        Scene.Descriptor("deaths", "terminal", columns: $"{{ number: {number}, name: name, eventDate: on }}", more: more);

    FeedBrake Brake() => new() { History = BrakeHistory.Of(runs.Select(folder => (Path.GetFileName(folder), RunManifest.Read(folder))), null, scene.Root) };

    FileCounts Next()
    {
        using Scene.Run run = scene.Compare(brake: Brake());
        runs.Add(run.Folder);
        return run.Counts("deaths.csv");
    }

    [Fact]
    public void Old_list_put_back_over_the_current_one_is_judged_like_any_other()
    {
        foreach (int count in new[] { 60, 120, 124, 128, 132, 136, 140 })
        {
            scene.Feed("deaths", Deaths(count), Descriptor());
            Assert.False(Next().IsHeld);
        }

        Assert.Equal(BrakeDecision.AppliedBefore, Next().Brake!.Decision);
        scene.Feed("deaths", Deaths(60), Descriptor());
        for (int day = 0; day < 2; day++)
        {
            FileCounts back = Next();
            Assert.True(back.IsHeld);
            Assert.Null(back.Brake!.SameContentAs);
        }

        scene.Feed("deaths", Deaths(140), Descriptor());
        Assert.Equal(BrakeDecision.AppliedBefore, Next().Brake!.Decision); // what the hold named as missing
    }

    [Theory]
    [InlineData("serial", "yyyy-MM-dd", BrakeMeasure.MatchRate)]
    [InlineData("number", "yyyy/M/d", BrakeMeasure.RejectedShare)]
    public void Same_content_by_another_descriptor_must_say_what_it_said(string number, string dates, BrakeMeasure offence)
    {
        scene.Feed("deaths", Deaths(120), Descriptor());
        Next();
        scene.File("deaths.feed.yaml", Descriptor(number).Replace("yyyy-MM-dd", dates, StringComparison.Ordinal));
        for (int day = 0; day < 2; day++)
        {
            BrakeVerdict verdict = Next().Brake!;
            Assert.Equal(BrakeDecision.Held, verdict.Decision);
            Assert.Contains((offence, BrakeBasis.SameContent), verdict.Outside.Select(check => (check.Measure, check.Basis)));
        }

        scene.File("deaths.feed.yaml", Descriptor(more: "# checked again"));
        Assert.Equal(BrakeDecision.AppliedBefore, Next().Brake!.Decision);
    }

    [Fact]
    public void Previous_run_outside_the_history_saves_no_judgement()
    {
        scene.Feed("deaths", Deaths(60), Descriptor());
        using Scene.Run elsewhere = scene.Compare();
        foreach (int count in new[] { 120, 124, 128, 132, 136, 140 })
        {
            scene.Feed("deaths", Deaths(count), Descriptor());
            Next();
        }

        scene.Feed("deaths", Deaths(60), Descriptor());
        using var folder = RunFolder.Create(Path.Combine(scene.Root, "next"));
        using ComparisonResult next = ComparisonEngine.Run(
            new ComparisonRequest { Registers = [Path.Combine(scene.Data, "register.csv")], FeedsDirectory = scene.Data, AsOf = Scene.AsOf, Folder = folder, Threads = 1, Brake = Brake(), Previous = elsewhere.Folder }, null, default);
        Assert.True(next.Files.Single(f => f.File == "deaths.csv").IsHeld);
    }

    [Fact]
    public void People_of_a_held_file_without_names_are_asked_by_their_numbers()
    {
        scene.Feed("deaths", Deaths(120), Descriptor());
        Next();
        scene.Feed("deaths", "serial,number,name,on\n" + string.Concat(Enumerable.Range(200, 120).Select(i => $"{i},{Scene.Number(i)},,2026-08-01\n")), Descriptor());
        using Scene.Run held = scene.Compare(brake: Brake());
        Assert.True(held.Counts("deaths.csv").IsHeld);
        Assert.Equal(
            Enumerable.Range(0, 120).Concat(Enumerable.Range(200, 120)).Select(i => $"s{i:D4}"),
            held.Result.OnlyInHeld.Select(s => Encoding.UTF8.GetString(held.Result.State.IdOf(s))));
    }

    public void Dispose() => scene.Dispose();
}
