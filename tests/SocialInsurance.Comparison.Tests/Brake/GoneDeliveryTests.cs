using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A run decides by the files that are there, says which are not any more, and takes for granted nobody whom one of these burdened.</summary>
public sealed class GoneDeliveryTests : IDisposable
{
    readonly Scene scene = new(Register());

    readonly List<string> runs = [];

    public GoneDeliveryTests()
    {
        scene.Feed("deaths", Deaths(0, 5, 10), Scene.Descriptor("deaths", "terminal"));
        scene.File("deaths1.csv", Deaths(5, 5, 20));
        scene.Feed("visits", Deaths(50, 5, 10));
    }

    static string[] Register() => [.. Enumerable.Range(0, 400).Select(i => $"{Id(i)},{Scene.Number(i)},张三,2026-10-31")];

    static string Id(int i) => $"s{i:D4}";

    static string Deaths(int first, int count, int day) =>
        "number,name,on\n" + string.Concat(Enumerable.Range(first, count).Select(i => $"{Scene.Number(i)},张三,2026-08-{day + i % 5:D2}\n"));

    static readonly (string, string, string, int?) Second = ("deaths", "run1", "deaths1.csv", 5);

    static readonly string[] SecondPeople = [.. Enumerable.Range(5, 5).Select(Id)];

    /// <summary>What the next run misses, and whom it asks to appear.</summary>
    (IEnumerable<(string Source, string Run, string File, int? People)> Gone, IReadOnlyList<string> Asked) Next(params BrakeRelease[] releases)
    {
        using Scene.Run run = Compare(releases);
        Assert.Equal(run.Result.Gone, RunManifest.Read(run.Folder).Gone);
        return (run.Result.Gone.Select(g => (g.Source, g.Run, g.File, g.People)), [.. run.Result.OnlyInHeld.Select(s => Encoding.UTF8.GetString(run.Result.State.IdOf(s)))]);
    }

    Scene.Run Compare(params BrakeRelease[] releases)
    {
        var history = BrakeHistory.Of(runs.Where(Directory.Exists).Select(folder => (Path.GetFileName(folder), RunManifest.Read(folder))), null, scene.Root);
        Scene.Run run = scene.Compare(brake: new FeedBrake { History = history, Releases = releases });
        runs.Add(run.Folder);
        return run;
    }

    void Delete(string name) => File.Delete(Path.Combine(scene.Data, name));

    BrakeRelease Release(string file, bool letsGo) =>
        new("deaths", file, RunManifest.Read(runs[0]).Inputs.Single(i => i.File == file).Sha256, "it was another province's", "clerk", DateTimeOffset.UnixEpoch) { LetsGo = letsGo };

    [Fact]
    public void Death_file_that_is_gone_is_named_and_its_people_asked_until_it_is_back_and_a_visit_file_is_not()
    {
        Assert.Empty(Next().Gone);
        Delete("deaths1.csv");
        Delete("visits.csv");
        Delete("visits.feed.yaml");
        for (int day = 0; day < 3; day++)
        {
            (var gone, var asked) = Next();
            Assert.Equal([Second], gone);
            Assert.Equal(SecondPeople, asked);
        }

        scene.File("deaths-put-back.csv", Deaths(5, 5, 20));
        for (int day = 0; day < 2; day++)
        {
            (var gone, var asked) = Next();
            Assert.Empty(gone);
            Assert.Empty(asked);
        }
    }

    [Fact]
    public void Nobody_needs_the_run_that_applied_it_once_another_followed()
    {
        Next();
        Delete("deaths1.csv");
        Next();
        Directory.Delete(runs[0], recursive: true);
        (var gone, var asked) = Next();
        Assert.Equal([Second], gone);
        Assert.Equal(SecondPeople, asked);
        scene.File("deaths-put-back.csv", Deaths(5, 5, 20));
        Assert.Empty(Next().Gone);
    }

    [Fact]
    public void People_who_were_not_in_the_register_for_a_day_are_not_forgotten()
    {
        Next();
        Delete("deaths1.csv");
        Next();
        string register = File.ReadAllText(Path.Combine(scene.Data, "register.csv"));
        scene.File("register.csv", "id,number,name,due\n" + string.Join('\n', Register()[20..]) + "\n");
        Assert.Empty(Next().Asked);
        scene.File("register.csv", register);
        Assert.Equal(SecondPeople, Next().Asked);
    }

    [Fact]
    public void Damaged_list_of_people_refuses_the_run()
    {
        Next();
        Delete("deaths1.csv");
        Next();
        string list = Path.Combine(runs[1], "gone-people.json");
        File.WriteAllText(list, File.ReadAllText(list).Replace("deaths1.csv", "deaths2.csv", StringComparison.Ordinal));
        InputRefusedException refused = Assert.Throws<InputRefusedException>(() => Next());
        Assert.Equal((InputErrorCode.RunUnreadable, list), (refused.Error.Code, refused.Error.File));
    }

    [Fact]
    public void News_under_the_same_name_do_not_say_the_earlier_ones_anew_and_a_whole_list_does()
    {
        Next();
        scene.File("deaths1.csv", Deaths(10, 5, 25));
        Assert.Equal([Second], Next().Gone);
        scene.File("deaths1.csv", Deaths(10, 5, 25) + Deaths(5, 5, 20)[15..]);
        Assert.Empty(Next().Gone);
    }

    [Fact]
    public void File_that_a_held_one_overwrote_is_still_gone_when_the_held_one_is_taken_away()
    {
        Next();
        scene.File("deaths1.csv", "");
        (var none, var asked) = Next();
        Assert.Empty(none); // held in its stead
        Assert.Equal(SecondPeople, asked);
        Delete("deaths1.csv");
        for (int day = 0; day < 2; day++)
        {
            (var gone, asked) = Next();
            Assert.Equal([Second], gone);
            Assert.Equal(SecondPeople, asked);
        }
    }

    [Fact]
    public void Source_that_is_gone_with_its_descriptor_is_named_and_a_person_may_let_it_go()
    {
        Next();
        Delete("deaths.csv");
        Delete("deaths1.csv");
        Delete("deaths.feed.yaml");
        Assert.Equal(["deaths.csv", "deaths1.csv"], Next().Gone.Select(g => g.File));
        BrakeRelease release = Release("deaths1.csv", letsGo: true);
        for (int day = 0; day < 2; day++)
        {
            (var gone, var asked) = Next(release);
            Assert.Equal(["deaths.csv"], gone.Select(g => g.File));
            Assert.Equal(Enumerable.Range(0, 5).Select(Id), asked);
        }
    }

    [Fact]
    public void Content_that_was_let_through_once_is_missed_when_it_is_gone_and_content_let_go_is_not_let_through()
    {
        scene.File("deaths1.csv", Deaths(5, 30, 20));
        Next();
        Delete("deaths1.csv");
        Assert.Equal(["deaths1.csv"], Next(Release("deaths1.csv", letsGo: false)).Gone.Select(g => g.File));

        scene.File("deaths1.csv", Deaths(5, 30, 20));
        var history = BrakeHistory.Of(runs.Select(folder => (Path.GetFileName(folder), RunManifest.Read(folder))), null, scene.Root);
        ReversedRecord[] wrong = [.. Enumerable.Repeat(new ReversedRecord("deaths1.csv", Scene.AsOf), 15)];
        Assert.Equal([BrakeDecision.Held, BrakeDecision.Released], new[] { true, false }.Select(letsGo =>
        {
            using Scene.Run run = scene.Compare(brake: new FeedBrake { History = history, Reversals = wrong, Releases = [Release("deaths1.csv", letsGo)] });
            return run.Counts("deaths1.csv").Brake!.Decision;
        }));
    }

    [Fact]
    public void File_that_stood_beside_it_does_not_say_it_anew_and_a_list_that_another_holds_whole_takes_nothing_away()
    {
        scene.File("deaths1.csv", Deaths(5, 5, 10)); // the days of deaths.csv
        Next();
        Delete("deaths1.csv");
        (var gone, var asked) = Next();
        Assert.Equal([Second], gone);
        Assert.Equal(SecondPeople, asked);

        scene.File("deaths2.csv", Deaths(0, 20, 10));
        Assert.Empty(Next().Gone);
        Delete("deaths.csv"); // all five stand in deaths2.csv
        Assert.Empty(Next().Gone);
    }

    [Fact]
    public void Held_file_that_is_taken_away_is_not_forgotten_and_a_new_one_for_its_days_is_its_answer()
    {
        Next();
        string poison = Deaths(100, 60, 22); // more than a tenth of the register
        scene.File("deaths3.csv", poison);
        string[] people = [.. Enumerable.Range(100, 60).Select(Id)];
        Assert.Equal(people, Next().Asked);
        Delete("deaths3.csv");
        for (int day = 0; day < 2; day++)
        {
            (var gone, var asked) = Next();
            Assert.Equal([("deaths", "run2", "deaths3.csv", (int?)60)], gone);
            Assert.Equal(people, asked);
        }

        scene.File("deaths4.csv", Deaths(100, 5, 22));
        (var none, var nobody) = Next();
        Assert.Empty(none);
        Assert.Empty(nobody);
    }

    [Theory]
    [InlineData("deaths1.csv")]
    [InlineData("deaths2.csv")]
    public void News_are_not_said_anew_by_the_next_ones_though_a_late_report_covers_their_days(string next)
    {
        Next();
        Delete("deaths1.csv");
        scene.File(next, Deaths(20, 6, 20) + $"{Scene.Number(30)},张三,2026-08-01\n");
        (var gone, var asked) = Next();
        Assert.Equal([Second], gone);
        Assert.Equal(SecondPeople, asked);
        scene.File(next, Deaths(5, 4, 20) + $"{Scene.Number(30)},张三,2026-08-01\n{Scene.Number(31)},张三,2026-08-24\n"); // the fifth was withdrawn
        Assert.DoesNotContain(Second, Next().Gone);
    }

    [Fact]
    public void Held_file_of_which_no_record_could_be_used_is_not_forgotten_either()
    {
        scene.Feed("deaths", Deaths(0, 5, 10), Scene.Descriptor("deaths", "terminal").Replace("maxRejectedShare: 1", "maxRejectedShare: 0.05", StringComparison.Ordinal));
        Next();
        scene.File("deaths3.csv", "number,name,on\n" + string.Concat(Enumerable.Range(100, 3).Select(i => $"{Scene.Number(i)},张三,22/08/2026\n")));
        string[] people = [.. Enumerable.Range(100, 3).Select(Id)];
        Assert.Equal(people, Next().Asked);
        Delete("deaths3.csv");
        Assert.Equal(people, Next().Asked);
        scene.File("deaths4.csv", Deaths(200, 3, 20)); // other news
        Assert.Equal(people, Next().Asked);
        scene.File("deaths5.csv", Deaths(100, 3, 20)); // put right
        Assert.Empty(Next().Asked);
    }

    [Fact]
    public void Held_file_is_not_answered_by_other_news_of_its_days()
    {
        Next();
        scene.File("deaths3.csv", Deaths(100, 60, 22));
        string[] people = [.. Enumerable.Range(100, 60).Select(Id)];
        Assert.Equal(people, Next().Asked);
        Delete("deaths3.csv");
        scene.File("deaths4.csv", Deaths(200, 5, 22));
        Assert.Equal(people, Next().Asked);
    }

    [Fact]
    public void Sentence_that_is_over_does_not_say_the_one_that_lasts()
    {
        static string Sentence(int first, int count, string from, string until) =>
            "number,name,on,end\n" + string.Concat(Enumerable.Range(first, count).Select(i => $"{Scene.Number(i)},张三,{from},{until}\n"));
        scene.Feed("custody", Sentence(300, 3, "2015-01-01", "2020-01-01"), Scene.Descriptor("custody", "interval", columns: "{ number: number, name: name, eventDate: on, endDate: end }"));
        scene.File("custody1.csv", Sentence(300, 2, "2025-01-01", "2028-01-01"));
        Assert.Empty(Next().Gone);
        Delete("custody1.csv");
        for (int day = 0; day < 2; day++)
        {
            (var gone, var asked) = Next();
            Assert.Equal([("custody", "run1", "custody1.csv", (int?)null)], gone);
            Assert.Equal([Id(300), Id(301)], asked);
        }

        scene.File("custody3.csv", Sentence(300, 2, "2025-01-01", "2027-06-01")); // shortened, and still lasting
        Assert.Empty(Next().Gone);
    }

    [Fact]
    public void Faint_link_of_a_namesake_does_not_say_a_death_again()
    {
        string far = DocumentNumberTests.Citizen(441502_19530618_426);
        static string Death(string number, string name) => $"number,name,on\n{number},{name},2026-08-24\n";
        scene.File("register.csv", "id,number,name,due\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{Id(i)},{(i == 7 ? $"{far},欧阳静雯" : $"{Scene.Number(i)},张三")},2026-10-31\n")));
        scene.File("deaths1.csv", Death(far, "欧阳静雯"));
        scene.File("deaths2.csv", Death(Scene.Number(350), "欧阳静雯")); // under the number of somebody else
        Next();
        Delete("deaths1.csv");
        using (Scene.Run run = Compare())
        {
            int bearer = run.Result.State.FindById(Encoding.UTF8.GetBytes(Id(7)));
            Assert.Contains(run.Result.State.Links.All, l => l.IsFaint && l.Subject == bearer);
            Assert.Equal(["deaths1.csv"], run.Result.Gone.Select(g => g.File));
            Assert.Contains(bearer, run.Result.OnlyInHeld);
        }

        scene.File("deaths3.csv", Death(far, "欧阳文静")); // under the number, with another name: said again
        Assert.Empty(Next().Gone);
    }

    public void Dispose() => scene.Dispose();
}
