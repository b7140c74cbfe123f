using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Death records whose number is cut short, hidden by signs or labelled: what shows of it, and the name, still say whom they mean.</summary>
public class ShownPartsTests
{
    const string Dead = "慕容承泽";

    static readonly string Number = DocumentNumberTests.Citizen(430405_19380123_235UL);
    static readonly string Old = Number[..6] + Number[8..17];

    static Scene With(string deaths, params IEnumerable<string> more) => new Scene(
        [
            .. Enumerable.Range(0, 2000).Select(i => $"p{i:D4},{DocumentNumberTests.Citizen((430102UL + (ulong)(i % 5)) * 100_000_000_000 + 1940_0101_000UL + (ulong)(i % 28) * 1000 + (ulong)(i % 997))},{"王李张刘陈"[i % 5]}{(char)('一' + i % 311)}{(char)('丁' + i % 173)},2026-12-01"),
            $"dead,{Number},{Dead},2026-12-01", .. more,
        ]).Feed("cremation", $"number,name,on\n{deaths}\n", Scene.Descriptor("cremation", "terminal"));

    static string[] Linked(Scene.Run run) => [.. run.Result.State.Links.All.Select(l => Encoding.UTF8.GetString(run.Result.State.IdOf(l.Subject)))];

    public static TheoryData<string> Shown =>
    [
        Number[..16], Number[..14], Number[..15], Number[..12], Number[4..], Number[6..],
        Number[..6] + "****" + Number[14..], Number[..6] + "XXXXXXXX" + Number[14..], Number[..6] + "xxxx" + Number[14..], Number[..6] + "●●●●●●●●" + Number[14..],
        Number[..14] + "XXXX", Number[..14] + "…", "********" + Number[6..], "身份证：" + Number[..6] + "########" + Number[14..],
        Number[..4] + "**********" + Number[14..],
        Old[..6] + "******" + Old[12..], Old.Remove(13, 1), Old.Insert(13, "7"),
        string.Concat(Number[..17].Select(c => char.ConvertFromUtf32(0x1D7D8 + c - '0'))) + Number[17], // double-struck digits
        string.Concat(Number[..17].Select(c => (char)(0x660 + c - '0'))) + Number[17], // Arabic-Indic digits
    ];

    [Theory]
    [MemberData(nameof(Shown))]
    public void Number_of_which_a_part_shows_asks_its_bearer(string number)
    {
        using Scene scene = With($"{number},{Dead},2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead"], Linked(run));
        Assert.Equal(20261001, run.Result.State.Links.All[0].OccurredOn);
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public void Same_part_under_another_name_asks_nobody_for_sure(string number)
    {
        using Scene scene = With($"{number},司徒雅琴,2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.All(run.Result.State.Links.All, l => Assert.True(l.IsFaint || l.Steps.Any(s => s.Level == ComparisonLevel.NumberEqual)));
    }

    [Theory]
    [InlineData("****")]
    [InlineData("无")]
    [InlineData("4304****35")]
    [InlineData("430102********4321")]
    [InlineData("999999999999")]
    [InlineData("1.10105E+17")]
    public void Number_that_shows_nothing_of_anybody_asks_nobody(string number)
    {
        using Scene scene = With($"{number},{Dead},2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.Empty(Linked(run));
    }

    [Theory]
    [InlineData("E23456789", "护照E23456789")]
    [InlineData("H12345678", "港澳通行证H12345678")]
    [InlineData("H1234567801", "港澳通行证：H1234567803")]
    [InlineData("EA1234567", "1234567")]
    [InlineData("EA1234567", "A1234567")]
    [InlineData("0012345678", "12345678")]
    [InlineData("E00345678", "E345678")]
    [InlineData("USA430048031212", "USA43004831212")]
    [InlineData("1234567801", "1234567812")]
    [InlineData("E12345678", "护照号码 12345678")]
    public void Permit_or_passport_in_another_writing_asks_its_bearer_of_that_name(string registered, string reported)
    {
        using Scene scene = With($"{reported},令狐冲远,2026-10-01", $"guest,{registered},令狐冲远,2026-12-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["guest"], Linked(run));
    }

    [Theory]
    [InlineData("EA1234567", "1234567")]
    [InlineData("0012345678", "12345678")]
    [InlineData("1234567801", "1234567812")]
    public void Permit_or_passport_in_another_writing_under_another_name_asks_nobody(string registered, string reported)
    {
        using Scene scene = With($"{reported},司徒雅琴,2026-10-01", $"guest,{registered},令狐冲远,2026-12-01");
        using Scene.Run run = scene.Compare();
        Assert.Empty(Linked(run));
    }
}
