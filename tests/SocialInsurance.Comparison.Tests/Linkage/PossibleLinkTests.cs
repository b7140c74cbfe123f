using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class PossibleLinkTests
{
    const string Dead = "赵桂凤"; // p0105: 430101 19400105 105 and its check character

    static readonly string Number = Citizen(430101_19400105_105UL);

    static string Citizen(ulong first17) => DocumentNumberTests.Citizen(first17);

    static string At(int day, int month, int division, int sequence) =>
        Citizen((ulong)division * 100_000_000_000 + 1940_0000_000UL + (ulong)(month * 100 + day) * 1000 + (ulong)sequence);

    /// <summary>Two thousand people of two divisions and one year, and somebody whose death record has a slip.</summary>
    static Scene Register() => new([.. Enumerable.Range(0, 2000).Select(i => $"p{i:D4},{At(i % 28 + 1, i % 12 + 1, i % 2 == 0 ? 430102 : 430203, i % 997)},{"王李张刘陈"[i % 5]}{(char)('一' + i % 311)}{(char)('丁' + i % 173)},2026-12-01"), $"dead,{Number},{Dead},2026-12-01"]);

    static Scene With(params string[] deaths) =>
        Register().Feed("cremation", "number,name,on\n" + string.Join("\n", deaths) + "\n", Scene.Descriptor("cremation", "terminal"));

    static string[] Linked(Scene.Run run) =>
        [.. run.Result.State.Links.All.Select(l => $"{Encoding.UTF8.GetString(run.Result.State.IdOf(l.Subject))}@{l.Place.Line}")];

    public static TheoryData<string, string> Slips => new()
    {
        { Number[..15] + "9" + Number[16..], Dead }, // one digit of the sequence
        { "530" + Number[3..], Dead }, // one digit of the division
        { Number[..9] + "8" + Number[10..], Dead }, // one digit of the year
        { Number[..17] + (Number[17] == '1' ? "2" : "1"), Dead }, // the check character
        { "340" + Number[3..], Dead }, // neighbours swapped
        { Number.Remove(8, 1), Dead },
        { Number.Insert(5, "7"), Dead },
        { Number[..4] + "O" + Number[5..], Dead },
        { " " + Number[..14] + " 1O5" + Number[17..], Dead },
        { Number.Replace('0', 'O'), Dead },
        { Number.Replace('1', 'l'), Dead },
        { "ID:" + Number, Dead },
        { "身份证号" + Number + "（补）", Dead },
        { Number + "/" + Number[..6] + Number[8..17], Dead },
        { Number[..6] + Number[8..17].Replace('0', 'o'), Dead },
        { Number[..6] + "********" + Number[14..], Dead },
        { Number[..14] + "＊＊＊＊", Dead },
        { "1940-01-05", Dead },
        { "19400105", Dead },
        { Number[..15] + "9" + Number[16..], "赵桂风" }, // and a look-alike in the name
        { Citizen(439901_19400105_105UL), Dead }, // another valid number: division
        { Citizen(430101_19400501_105UL), Dead }, // day and month
        { Citizen(430101_19400106_105UL), Dead }, // date of birth
        { Citizen(430101_19400105_108UL), Dead }, // sequence
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void Death_record_with_a_slip_in_the_number_is_a_possible_link(string number, string name)
    {
        using Scene scene = With($"{number},{name},2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2"], Linked(run));
        PossibleLink link = run.Result.State.Links.All[0];
        Assert.Equal((20261001, "cremation"), (link.OccurredOn, run.Result.State.Sources[link.Source].Name));
        Assert.Equal(link.Weight.Millibits, link.Steps.Sum(s => s.Weight.Millibits));
        Assert.Equal(default, run.Cell("dead", "cremation"));
    }

    [Theory]
    [InlineData("E12345678", "F12345678")]
    [InlineData("E12345678", "12345678")]
    [InlineData("H1234567801", "M12345678")]
    [InlineData("USA123456789012", "VSA123456789012")]
    [InlineData("1234567801", "12345678")]
    [InlineData("12345678", "1234567802")]
    [InlineData("E12345678", "E12845678")]
    public void Slip_in_a_permit_or_passport_is_a_possible_link(string registered, string reported)
    {
        using Scene scene = With($"{reported},{Dead},2026-10-01");
        File.AppendAllText(Path.Combine(scene.Data, "register.csv"), $"\nguest,{registered},{Dead},2026-12-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["guest@2"], Linked(run));
    }

    [Theory]
    [InlineData("430102194512310012", "赵桂凤")] // name only, far away
    [InlineData("439901194001051056", "李建国")] // an equal birthday and sequence, but another name
    [InlineData("", "赵桂凤")]
    [InlineData("111111111111111111", "赵桂凤")]
    [InlineData("12345678901234567X90123456789", "赵桂凤")]
    [InlineData("赵桂凤", "赵桂凤")]
    public void Record_that_shows_no_slip_is_no_link(string number, string name)
    {
        using Scene scene = With($"{number},{name},2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.Empty(Linked(run));
    }

    [Fact]
    public void Slip_that_hits_another_registered_number_links_to_the_right_person_too()
    {
        using Scene scene = With($"{Citizen(430101_19400105_108UL)},{Dead},2026-10-01");
        File.AppendAllText(Path.Combine(scene.Data, "register.csv"), $"\nother,{Citizen(430101_19400105_108UL)},钱国强,2026-12-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2"], Linked(run));
        Assert.Equal(20261001, run.Cell("other", "cremation").DisagreeingOn);
    }

    [Theory]
    [InlineData("赵贵凤", ComparisonLevel.NameSoundAlike)]
    [InlineData("趙桂風", ComparisonLevel.NameSoundAlike)]
    [InlineData("zhao gui feng", ComparisonLevel.NameSoundAlike)]
    [InlineData("赵桂feng", ComparisonLevel.NameSubstitute)]
    public void Name_that_sounds_alike_brings_together_what_no_part_of_the_number_does(string name, ComparisonLevel expected)
    {
        string number = "4399" + Number[4..14] + "9" + Number[15..]; // division and sequence are wrong, the check fails
        using Scene scene = With($"{number},{name},2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2"], Linked(run));
        Assert.Equal(expected, run.Result.State.Links.All[0].Steps[1].Level);
    }

    [Fact]
    public void Traditional_name_agrees_as_evidence_and_needs_no_link()
    {
        using Scene scene = With($"{Number},趙桂鳳,2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.Empty(Linked(run));
        Assert.Equal((20261001, 0), (run.Cell("dead", "cremation").LatestOn, run.Cell("dead", "cremation").DisagreeingOn));
    }

    [Fact]
    public void Only_terminal_records_are_linked()
    {
        using Scene scene = Register().Feed("bus", $"number,name,on\n{Citizen(439901_19400105_105UL)},{Dead},2026-10-01\n");
        using Scene.Run run = scene.Compare();
        Assert.Equal(0, run.Result.State.Links.Counts.Records);
        Assert.Empty(Linked(run));
    }

    [Fact]
    public void Record_with_a_slip_is_linked_whatever_its_date()
    {
        using Scene scene = With($"{Number[..15]}9{Number[16..]},{Dead},2026-02-30", $"{Number[..15]}9{Number[16..]},{Dead},2026-11-30");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2", "dead@3"], Linked(run).Order());
        Assert.Equal([0, 20261130], run.Result.State.Links.All.Select(l => l.OccurredOn).Order());
    }

    public static TheoryData<string> Rejected => new()
    {
        $"{Number},{Dead},",
        $"{Number},{Dead},2026-02-30",
        $"{Number},{Dead},2027-10-01", // a slip in the year
        $"{Number},,2026/10/1",
        $"{Number[..6] + Number[8..17]},{Dead},20261001",
        $"{Number},{Dead},(又名),2026-10-01",
        $"17,{Number},{Dead},2026-10-01",
        $"{Number},{Dead}",
        $"{Number},{Dead}\0,2026-10-01",
        $"{Number[..15]}9{Number[16..]},{Dead},不详",
    };

    [Theory]
    [MemberData(nameof(Rejected))]
    public void Death_record_that_is_rejected_is_a_possible_link_to_the_bearer_of_its_number(string row)
    {
        using Scene scene = With(row, $"{Citizen(439901_19510105_105UL)},吴某某,2026-10-01");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2"], Linked(run));
        Assert.Equal(default, run.Cell("dead", "cremation"));
        Assert.Equal((2, 1, 1), (run.Result.Files[1].Read, run.Result.Files[1].Accepted, run.Result.Files[1].Rejected));
        using Scene.Run threads = scene.Compare(threads: 3);
        Assert.Equal(run.Result.LinksDigest, threads.Result.LinksDigest);
    }

    [Fact]
    public void Name_with_another_encoding_costs_the_name_not_the_person()
    {
        byte[] rows = [.. Encoding.UTF8.GetBytes($"number,name,on\n{Number},"), 0xD5, 0xD4, 0xB9, 0xF0, .. Encoding.UTF8.GetBytes(",2026-10-01\n")];
        using Scene scene = Register().Feed("cremation", rows, Scene.Descriptor("cremation", "terminal"));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2"], Linked(run));
        Assert.Equal(0, run.Result.State.Links.All[0].OccurredOn);
    }

    [Fact]
    public void Rejected_record_of_an_unregistered_number_or_of_an_activity_is_no_link()
    {
        using Scene scene = With($"{Citizen(439901_19510105_341UL)},{Dead},2026-02-30").Feed("bus", $"number,name,on\n{Number},{Dead},2026-02-30\n");
        using Scene.Run run = scene.Compare();
        Assert.Empty(Linked(run));
        Assert.Equal(1, run.Result.State.Links.Counts.Records);
    }

    [Fact]
    public void Number_of_whoever_reported_the_death_is_no_link_where_the_row_is_too_wide()
    {
        using Scene scene = With($"4399,吴某某,2026-10-01,{Number}", $"4399,吴\0某,2026-10-01,{Number}");
        using Scene.Run run = scene.Compare();
        Assert.Empty(Linked(run));
    }

    [Theory]
    [InlineData("吴某")]
    [InlineData("吴\0某")]
    public void Number_in_the_date_s_column_is_a_link_also_where_a_byte_is_damaged(string name)
    {
        using Scene scene = With($"4399,{name},{Number}");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2"], Linked(run));
    }

    [Fact]
    public void Register_number_that_cannot_be_used_is_linked_by_its_text_and_date_of_birth()
    {
        string broken = Number[..17] + (Number[17] == '1' ? "2" : "1");
        using Scene scene = With($"{broken},{Dead},2026-10-01");
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("dueDate: due", "dueDate: due, birthDate: born", StringComparison.Ordinal));
        scene.File("register.csv", "id,number,name,due,born\n" + string.Join("\n", Enumerable.Range(0, 500).Select(i => $"p{i},{Scene.Number(i)},王秀英,2026-12-01,1940-01-01")) + $"\ndead,{broken},{Dead},2026-12-01,1940-01-05\n");
        using Scene.Run run = scene.Compare();
        Assert.Equal(["dead@2"], Linked(run));
        Assert.Equal(ComparisonLevel.NumberEqual, run.Result.State.Links.All[0].Steps.Single(s => s.Level is >= ComparisonLevel.NumberEqual and <= ComparisonLevel.NumberFar).Level);
    }

    [Fact]
    public void Strongest_link_of_a_subject_comes_first()
    {
        using Scene scene = With($"{Citizen(430101_19400501_105UL)},{Dead},2026-10-01", $"{Number[..15]}9{Number[16..]},{Dead},2026-10-02");
        using Scene.Run run = scene.Compare();
        ReadOnlySpan<PossibleLink> links = run.Result.State.Links.Of(run.Result.State.FindById("dead"u8));
        Assert.Equal((2, 20261002, 20261001), (links.Length, links[0].OccurredOn, links[1].OccurredOn));
        Assert.True(links[0].Weight.Millibits > links[1].Weight.Millibits);
        Assert.True(run.Result.State.Links.Of(run.Result.State.FindById("p0001"u8)).IsEmpty);
    }

    [Fact]
    public void More_unlinked_records_than_allowed_refuse_the_run()
    {
        using Scene scene = With([.. Enumerable.Range(0, 5).Select(i => $"{Citizen(430301_19500105_000UL + (ulong)i)},孙建国,2026-10-01")]);
        using var folder = RunFolder.Create(Path.Combine(scene.Root, "run"));
        ComparisonRequest request = new() { Registers = [Path.Combine(scene.Data, "register.csv")], FeedsDirectory = scene.Data, AsOf = Scene.AsOf, Folder = folder, MaxUnlinkedRecords = 4 };
        Assert.Equal(InputErrorCode.TooManyUnlinked, Assert.Throws<InputRefusedException>(() => ComparisonEngine.Run(request, null, TestContext.Current.CancellationToken)).Error.Code);
        using ComparisonResult enough = ComparisonEngine.Run(request with { MaxUnlinkedRecords = 5, Folder = RunFolder.Create(Path.Combine(scene.Root, "run2")) }, null, TestContext.Current.CancellationToken);
        Assert.Equal(5, enough.State.Links.Counts.Records);
    }

    [Fact]
    public void Crowded_block_asks_for_equal_names()
    {
        // a reused default: more records of one division and date of birth than a block may hold
        string[] crowd = [.. Enumerable.Range(0, BlockIndex.LargeBlock + 500).Select(i => $"{Citizen(430101_19400105_200UL + (ulong)(i % 700))},{"孙钱"[i % 2]}{(char)('一' + i % 400)}{(char)('丁' + i % 90)},2026-10-01")];
        using Scene scene = With([.. crowd, $"{Citizen(430101_19400105_108UL)},{Dead},2026-10-01"]);
        using Scene.Run run = scene.Compare();
        Assert.Equal([$"dead@{crowd.Length + 2}"], Linked(run));
        Assert.InRange(run.Result.State.Links.Counts.Candidates, 1, 400);
    }
}
