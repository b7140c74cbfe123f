namespace SocialInsurance.Comparison.Tests;

/// <summary>A death reported under the number of somebody else who is registered: the name is all that is left of the dead person.</summary>
public class FaintLinkTests
{
    static readonly string Owner = Citizen(430101_19400101_001);
    static readonly string Far = Citizen(441502_19530618_426);

    static string Citizen(ulong first17) => DocumentNumberTests.Citizen(first17);

    static IEnumerable<string> Strangers(int count, string? name = null) =>
        Enumerable.Range(0, count).Select(i => $"x{i:D4},{Citizen(520303_19671105_500UL + (ulong)i)},{name ?? "赵钱孙李周吴郑王"[i % 8] + "建国"},2027-01-01");

    static Scene Register(params IEnumerable<string> others) => new([$"a,{Owner},王桂兰,2027-01-01", $"b,{Far},欧阳静雯,2027-01-01", .. others]);

    static Scene.Run Run(Scene scene, string record, int threads = 1) =>
        scene.Feed("deaths", $"number,name,on\n{record}\n", Scene.Descriptor("deaths", "terminal")).Compare(threads);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Namesake_of_a_misdirected_record_is_linked_faintly_and_nobody_else(int threads)
    {
        using Scene scene = Register(Strangers(300));
        using Scene.Run run = Run(scene, $"{Owner},欧阳静雯,2026-09-01", threads);
        PossibleLink link = Assert.Single(run.Result.State.Links.All);
        Assert.True(link.IsFaint);
        Assert.Equal("b"u8, run.Result.State.IdOf(link.Subject));
        Assert.Equal((20260901, 2L), (link.OccurredOn, link.Place.Line));
        Assert.Equal(20260901, run.Cell("a", "deaths").DisagreeingOn);
        Assert.Equal(0, run.Cell("b", "deaths").LatestOn);
        Assert.Equal(link.Weight.Millibits, link.Steps.Sum(s => s.Weight.Millibits));
    }

    [Fact]
    public void Faint_link_survives_the_run_folder()
    {
        using Scene scene = Register(Strangers(300));
        using Scene.Run run = Run(scene, $"{Owner},欧阳静雯,2026-09-01");
        using ComparisonState opened = ComparisonState.Open(run.Folder);
        Assert.True(Assert.Single(opened.Links.All).IsFaint);
    }

    [Fact]
    public void Number_that_nobody_here_has_makes_no_namesake()
    {
        using Scene scene = Register(Strangers(300));
        using Scene.Run run = Run(scene, $"{Citizen(650102_19610203_118)},欧阳静雯,2026-09-01");
        Assert.Empty(run.Result.State.Links.All);
    }

    [Theory]
    [InlineData(60, 61)]
    [InlineData(400, 0)]
    public void Name_that_too_many_bear_tells_of_nobody(int bearers, int linked)
    {
        using Scene scene = Register([.. Strangers(bearers, "欧阳静雯"), .. Strangers(400).Select(r => "y" + r)]);
        using Scene.Run run = Run(scene, $"{Owner},欧阳静雯,2026-09-01");
        Assert.Equal(linked, run.Result.State.Links.All.Count);
        Assert.All(run.Result.State.Links.All, l => Assert.True(l.IsFaint));
    }

    [Fact]
    public void Misdirected_record_close_to_somebody_is_a_possible_link_not_a_faint_one()
    {
        string twin = Citizen(430101_19400101_003);
        using Scene scene = Register([.. Strangers(300), $"c,{twin},王桂芳,2027-01-01"]);
        using Scene.Run run = Run(scene, $"{Owner},王桂芳,2026-09-01");
        PossibleLink link = Assert.Single(run.Result.State.Links.All);
        Assert.Equal("c"u8, run.Result.State.IdOf(link.Subject));
        Assert.False(link.IsFaint);
    }

    [Theory]
    [InlineData("王桂兰", false)]
    [InlineData("王桂芳", true)]
    [InlineData("李建国", null)]
    public void Record_with_a_strangers_number_one_digit_off_is_judged_by_its_name(string name, bool? isFaint)
    {
        using Scene scene = Register([.. Strangers(15_000), $"c,{Citizen(430101_19400612_004)},王桂兰,2027-01-01"]);
        using Scene.Run run = Run(scene, $"{Citizen(430101_19400612_024)},{name},2026-09-01");
        Assert.Equal(isFaint is null ? [] : [isFaint], run.Result.State.Links.All.Select(l => (bool?)l.IsFaint));
        Assert.All(run.Result.State.Links.All, l => Assert.Equal("c"u8, run.Result.State.IdOf(l.Subject)));
    }

    /// <summary>The clerk took the next row's number and mistyped the name too: those are asked whose names are one character off.</summary>
    [Theory]
    [InlineData("欧阳静文", 1)]
    [InlineData("欧阳青雯", 1)]
    [InlineData("欧静雯", 0)]
    [InlineData("欧阳青文", 0)]
    [InlineData("王桂芳", 0)] // nearly the name of the number's owner: a slip in the owner's own name
    public void Misdirected_record_with_a_name_that_nobody_bears_is_linked_faintly_to_those_who_nearly_do(string name, int linked)
    {
        using Scene scene = Register([.. Strangers(3000), $"c,{Citizen(441502_19530619_426)},王桂花,2027-01-01"]);
        using Scene.Run run = Run(scene, $"{Owner},{name},2026-09-01", threads: 2);
        Assert.Equal(linked, run.Result.State.Links.All.Count);
        Assert.All(run.Result.State.Links.All, l =>
        {
            Assert.True(l.IsFaint);
            Assert.Equal("b"u8, run.Result.State.IdOf(l.Subject));
            Assert.Equal(l.Weight.Millibits, l.Steps.Sum(s => s.Weight.Millibits));
        });
    }

    [Fact]
    public void Somebody_who_bears_the_very_name_is_meant_before_those_who_nearly_do()
    {
        using Scene scene = Register([.. Strangers(3000), $"c,{Citizen(441502_19530619_426)},欧阳静文,2027-01-01"]);
        using Scene.Run run = Run(scene, $"{Owner},欧阳静文,2026-09-01");
        Assert.Equal("c"u8, run.Result.State.IdOf(Assert.Single(run.Result.State.Links.All).Subject));
    }

    [Theory]
    [InlineData(100, 101)]
    [InlineData(140, 0)]
    public void Name_that_too_many_nearly_bear_tells_of_nobody(int bearers, int linked)
    {
        using Scene scene = Register([.. Strangers(bearers, "欧阳静云"), .. Strangers(3000).Select(r => "y" + r)]);
        using Scene.Run run = Run(scene, $"{Owner},欧阳静文,2026-09-01", threads: 2);
        Assert.Equal(linked, run.Result.State.Links.All.Count);
    }
}
