using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Slips in two parts of the number leave nothing to look up; the few who bear the very name are looked at instead, and asked at most.</summary>
public class RareNameTests
{
    const string Dead = "慕容承泽";

    static readonly string Number = Citizen(430102_19400101_123);

    static string Citizen(ulong first17) => DocumentNumberTests.Citizen(first17);

    static IEnumerable<string> Strangers(int count, string? name = null) =>
        Enumerable.Range(0, count).Select(i => $"x{i:D4},{Citizen((520303UL + (ulong)(i % 7)) * 100_000_000_000 + 1967_1105_500UL + (ulong)(i % 400))},{name ?? $"{"赵钱孙李周吴郑王"[i % 8]}{(char)('一' + i % 311)}"},2027-01-01");

    static Scene With(string record, params IEnumerable<string> more) => new Scene([.. Strangers(3000), $"dead,{Number},{Dead},2026-12-01", .. more])
        .Feed("deaths", $"number,name,on\n{record}\n", Scene.Descriptor("deaths", "terminal"));

    static string[] Linked(Scene.Run run) => [.. run.Result.State.Links.All.Select(l => Encoding.UTF8.GetString(run.Result.State.IdOf(l.Subject))).Order(StringComparer.Ordinal)];

    public static TheoryData<string> TwoSlips =>
    [
        Number[..4] + "3" + Number[5..8] + "7" + Number[9..], // division and year, the check as it was
        Number[..4] + "3" + Number[5..13] + "6" + Number[14..], // division and day
        Number[..4] + "3" + Number[5..15] + "7" + Number[16..], // division and sequence
        Number.Remove(3, 1)[..10] + "7" + Number.Remove(3, 1)[11..], // one dropped in the division, one mistyped in the date
        Number.Insert(3, "7")[..12] + "7" + Number.Insert(3, "7")[13..], // one added, one mistyped
        Citizen(430902_19430101_123), // two slips, another sound number
        Citizen(430902_19400101_723),
        Citizen(650901_19630708_123), // only the sequence is right
    ];

    [Theory]
    [MemberData(nameof(TwoSlips))]
    public void Two_slips_beside_a_rare_name_ask_its_bearer(string number)
    {
        using Scene scene = With($"{number},{Dead},2026-09-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead"], Linked(run));
        PossibleLink link = run.Result.State.Links.All[0];
        Assert.Equal((20260901, 2L), (link.OccurredOn, link.Place.Line));
        Assert.Equal(link.Weight.Millibits, link.Steps.Sum(s => s.Weight.Millibits));
    }

    [Fact]
    public void Who_is_met_by_the_name_alone_is_asked_and_not_suspected()
    {
        using Scene scene = With($"{Number[..4]}3{Number[5..8]}7{Number[9..]},{Dead},2026-09-01");
        using Scene.Run run = scene.Compare();
        Assert.True(Assert.Single(run.Result.State.Links.All).IsFaint);
    }

    [Fact]
    public void Number_of_which_nothing_agrees_asks_nobody()
    {
        using Scene scene = With($"{Citizen(650905_19630708_446)},{Dead},2026-09-01");
        using Scene.Run run = scene.Compare();
        Assert.Empty(Linked(run));
    }

    /// <summary>Twenty bear the name: the one of nearly this date and sequence is asked, not those who share a division or a sequence.</summary>
    [Fact]
    public void Of_a_name_that_some_bear_one_agreement_is_not_enough()
    {
        IEnumerable<string> others = Enumerable.Range(0, 20).Select(i => $"y{i:D2},{Citizen(430902_19550612_301UL + (ulong)i)},{Dead},2026-12-01");
        using Scene scene = With($"{Citizen(430902_19430101_123)},{Dead},2026-09-01", others);
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead"], Linked(run));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(140, 0)]
    public void Name_that_too_many_bear_tells_of_nobody(int bearers, int linked)
    {
        using Scene scene = With($"{Citizen(430902_19430101_123)},{Dead},2026-09-01", Strangers(bearers - 1, Dead).Select(r => "z" + r));
        using Scene.Run run = scene.Compare();
        Assert.Equal(linked, run.Result.State.Links.All.Count);
    }

    [Fact]
    public void Bearer_of_a_misdirected_name_is_kept_beside_a_namesake_near_the_strangers_number()
    {
        string spouse = Citizen(430203_19430717_456);
        using Scene scene = With(
            $"{spouse},{Dead},2026-09-01", $"spouse,{spouse},司徒雅琴,2026-12-01", $"near,{Citizen(430204_19430717_103)},{Dead},2026-12-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead", "near"], Linked(run));
    }

    [Fact]
    public void Links_are_the_same_for_any_number_of_threads()
    {
        string record = string.Join("\n", TwoSlips.Select(row => $"{row.Data},{Dead},2026-09-01"));
        using Scene scene = With(record, Strangers(1500, "上官婉清").Select(r => "u" + r));
        using Scene.Run one = scene.Compare(1);
        using Scene.Run three = scene.Compare(3);
        Assert.Equal(TwoSlips.Count, one.Result.State.Links.All.Count);
        Assert.Equal(File.ReadAllBytes(Path.Combine(one.Folder, "links.jsonl")), File.ReadAllBytes(Path.Combine(three.Folder, "links.jsonl")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(one.Folder, "pairs.bin")), File.ReadAllBytes(Path.Combine(three.Folder, "pairs.bin")));
    }

    /// <summary>Of the pairs of a name nothing depends on which run or pass brought the record.</summary>
    [Fact]
    public void Links_of_a_next_run_and_of_a_run_in_passes_are_those_of_one_run()
    {
        string[] records = [.. TwoSlips.Select(row => $"{row.Data},{Dead},2026-09-01\n"), $"1234567,令狐冲远,2026-09-02\n", $"护照EA1234567,令狐冲远,2026-09-02\n", $"{Number[..14]},{Dead},2026-09-03\n"];
        using Scene scene = With(string.Concat(records[..5]), [.. Strangers(1500, "上官婉清").Select(r => "u" + r), $"guest,EA1234567,令狐冲远,2026-12-01"]);
        string first = Compare(scene, "first", null, null);
        scene.File("deaths-2.csv", "number,name,on\n" + string.Concat(records[5..]));
        string whole = Compare(scene, "whole", null, null);
        Assert.Equal(records.Length, File.ReadAllLines(Path.Combine(whole, "links.jsonl")).Length - 1);
        RunComparer.AssertSame(whole, Compare(scene, "next", first, null), "a next run");
        RunComparer.AssertSame(whole, Compare(scene, "passes", null, (72 << 20) + 200_000), "passes");
    }

    static string Compare(Scene scene, string name, string? previous, long? memory)
    {
        string target = Path.Combine(scene.Root, name);
        using var folder = RunFolder.Create(target);
        using ComparisonResult result = ComparisonEngine.Run(
            new ComparisonRequest
            {
                Registers = [Path.Combine(scene.Data, "register.csv")],
                FeedsDirectory = scene.Data,
                AsOf = Scene.AsOf,
                Folder = folder,
                Threads = memory is null ? 2 : 1,
                Previous = previous,
                MemoryBudgetBytes = memory,
                Time = new LaterTime(TimeSpan.FromMinutes(1)),
            },
            null,
            TestContext.Current.CancellationToken);
        folder.Publish();
        Assert.Equal(previous is not null, result.Incremental.LinksReused);
        return target;
    }

    sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
