using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Everybody whom a rejected row of a death list names is asked for, however the row was spoilt.</summary>
public sealed class SalvagedRowTests
{
    static readonly string[] Names = ["慕容承泽", "司徒雅琴", "诸葛文博", "上官婉清"];

    static string Number(int person) => DocumentNumberTests.Citizen(430101_19410201_100UL + (ulong)(person % 28) * 1000 + (ulong)person);

    static Scene Register(int more = 0) => new([
        .. Enumerable.Range(0, 500).Select(i => $"p{i},{Scene.Number(i)},{"王李张刘陈"[i % 5]}{(char)('一' + i % 311)}{(char)('丁' + i % 173)},2026-12-01"),
        .. Names.Select((name, i) => $"{"ABCD"[i]},{Number(i)},{name},2026-12-01"),
        .. Enumerable.Range(0, more).Select(i => $"m{i:D3},{Number(10 + i)},吴{(char)('一' + i % 311)}{(char)('丁' + i % 173)},2026-12-01")]);

    static Scene With(string header, byte[] rows, Scene? register = null, string more = "") => (register ?? Register()).Feed(
        "deaths", [.. Encoding.UTF8.GetBytes(header + "\n"), .. rows], Scene.Descriptor("deaths", "terminal", columns: "{ number: number, name: name, eventDate: on" + (more.Length > 0 ? ", documentType: type }" : " }"), more: more));

    static Scene With(string header, string rows, Scene? register = null, string more = "") => With(header, Encoding.UTF8.GetBytes(rows), register, more);

    static string Linked(Scene scene)
    {
        using Scene.Run run = scene.Compare();
        using Scene.Run threads = scene.Compare(threads: 3);
        Assert.Equal(run.Result.LinksDigest, threads.Result.LinksDigest);
        FileCounts counts = run.Counts("deaths.csv");
        Assert.Equal(counts.Read, counts.Accepted + counts.Rejected);
        Assert.All(run.Result.State.Links.All, link => Assert.InRange(link.Place.Line, 2, counts.Read + 1));
        return string.Join(" ", run.Result.State.Links.All.Select(l => Encoding.UTF8.GetString(run.Result.State.IdOf(l.Subject))).Distinct().Order());
    }

    static string Row(int person, string header, string? name = null) => string.Join(',', header.Split(',').Select(column => column switch
    {
        "number" => Number(person),
        "name" => name ?? Names[person],
        "on" => "2026-10-01",
        "serial" => $"{person}9",
        _ => "430102",
    }));

    public static TheoryData<string, string> Joined
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string end in (string[])["", "\u0085", "\u2028", "\v", "\\n", "\\r\\n", "<br>"])
            {
                data.Add("serial,number,name,on,area", end);
                data.Add("number,name,on", end);
                data.Add("name,on,number", end);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Joined))]
    public void Everybody_on_a_line_of_several_records_is_a_possible_link(string header, string end)
    {
        using Scene scene = With(header, $"{Row(0, header)}{end}{Row(1, header)}{end}{Row(2, header)}\n");
        Assert.Equal("A B C", Linked(scene));
    }

    [Fact]
    public void Second_person_on_a_line_is_asked_for_under_another_name_too()
    {
        const string header = "serial,number,name,on,area";
        using Scene scene = With(header, $"{Row(0, header)}{Row(1, header, "钱某某")}\n");
        Assert.Equal("A B", Linked(scene));
    }

    [Fact]
    public void Line_of_more_columns_than_can_be_read_keeps_every_number()
    {
        const string header = "number,name,on";
        string rows = string.Join("\u0085", Enumerable.Range(0, 300).Select(i => $"{Number(10 + i)},吴{(char)('一' + i % 311)}{(char)('丁' + i % 173)},2026-10-01"));
        using Scene scene = With(header, rows + "\n", Register(more: 300));
        Assert.Equal(string.Join(" ", Enumerable.Range(0, 300).Select(i => $"m{i:D3}")), Linked(scene));
    }

    static string Slip(int person) => Number(person)[..15] + (Number(person)[15] == '9' ? "8" : "9") + Number(person)[16..];

    public static TheoryData<string> Readings => new()
    {
        Slip(0),
        Number(0).Replace('0', 'O'),
        "ID:" + Number(0),
        Number(0)[..6] + "********" + Number(0)[14..],
        Number(0).Insert(9, "7"),
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void Number_with_a_slip_is_kept_where_the_row_has_another_width_or_a_damaged_byte(string number)
    {
        const string header = "serial,number,name,on,area";
        foreach (string row in (string[])[
            $"9,{number},{Names[0]},2026-10-01,x,y,430102",
            $"9,x,{number},{Names[0]},2026-10-01,430102",
            $"{number},{Names[0]},2026-10-01,430102",
            $"9,{number}\0,{Names[0]},2026-10-01,430102",
            $"9,{number},{Names[0]}\0,2026-10-01,430102",
            $"9,{number},{Names[0]},2026-10-01,4301\002"])
        {
            using Scene scene = With(header, row + "\n");
            Assert.Equal((row, "A"), (row, Linked(scene)));
        }
    }

    [Fact]
    public void Number_with_a_slip_in_a_row_of_another_encoding_is_kept_under_the_name_that_its_bytes_mean()
    {
        byte[] row = [.. Encoding.UTF8.GetBytes($"{Slip(0)},"), 0xC4, 0xBD, 0xC8, 0xDD, 0xB3, 0xD0, 0xD4, 0xF3, .. Encoding.UTF8.GetBytes(",2026-10-01\n")]; // 慕容承泽
        using Scene scene = With("number,name,on", row);
        Assert.Equal("A", Linked(scene));
    }

    [Fact]
    public void Number_with_a_slip_is_kept_under_a_name_with_a_broken_character()
    {
        byte[] name = Encoding.UTF8.GetBytes(Names[0]);
        using Scene scene = With("number,name,on", [.. Encoding.UTF8.GetBytes($"{Slip(0)},"), .. name[..4], .. name[6..], .. Encoding.UTF8.GetBytes(",2026-10-01\n")]);
        Assert.Equal("A", Linked(scene));
    }

    [Theory]
    [InlineData("E12345678", "E12345678")]
    [InlineData("E12345678", "E12845678")]
    [InlineData("H1234567801", "H12345678")]
    [InlineData("12345678", "1234567801")]
    public void Permit_in_a_row_of_another_width_is_kept(string registered, string reported)
    {
        var register = new Scene($"A,{registered},{Names[0]},2026-12-01", $"B,{Number(1)},{Names[1]},2026-12-01");
        using Scene scene = With("serial,number,name,on,type", $"9,x,{reported},{Names[0]},2026-10-01,护照\n", register, "documentTypes: { 护照: passport, 台胞证: taiwanPermit }");
        Assert.Equal("A", Linked(scene));
    }

    [Theory]
    [InlineData("{0}/{1}", 0)]
    [InlineData("{1}/{0}", 0)]
    [InlineData("申报人{1} 死者{0}", 0)]
    [InlineData("{1}{0}", 0)]
    [InlineData("{0}、{1}", 1)]
    [InlineData("{0}、{1}", 3)]
    public void Both_numbers_of_a_cell_are_kept(string cell, int name)
    {
        using Scene scene = With("number,name,on", $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, cell, Number(0), Number(1))},{Names[name]},2026-10-01\n");
        Assert.Contains("A B", Linked(scene), StringComparison.Ordinal);
    }

    [Fact]
    public void Number_in_two_notations_is_one_record()
    {
        using Scene scene = With("number,name,on", $"{Number(0)}/{Number(0)},{Names[0]},2026-10-01\n");
        using Scene.Run run = scene.Compare();
        Assert.Equal((1, 1), (run.Result.State.Links.Counts.Records, run.Result.State.Links.All.Count));
    }

    public static TheoryData<string> Moved
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (string number in (string[])[Number(0), Slip(0), "ID:" + Number(0)])
            {
                data.Add($"9,{Names[0]},{number},2026-10-01,430102,");
                data.Add($"9,2026-10-01,{Names[0]},{number},430102,");
                data.Add($"9,20261001,{Names[0]},{number},430102,");
                data.Add($"{number},{Names[0]},2026-10-01,430102,,");
                data.Add($"9,,{number},{Names[0]},2026-10-01,430102");
                data.Add($"{number},,{Names[0]},2026-10-01,430102,");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Moved))]
    public void Number_in_another_column_is_kept(string row)
    {
        using Scene scene = With("serial,number,name,on,area,note", row + "\n");
        Assert.Equal("A", Linked(scene));
    }

    [Fact]
    public void Number_of_whoever_reported_the_death_is_left_out_where_the_number_is_in_its_place()
    {
        using Scene scene = With("reporter,number,name,on", $"{Number(1)},{Number(0)},{Names[0]},不详\n{Number(2)},E12345678,吴某某,不详\n{Number(3)},4301021940010112,吴某某,2026-10-01\n");
        Assert.Equal("A", Linked(scene));
    }

    public static TheoryData<string, string> Serials
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string serial in (string[])["0000000012", "430102", "20260000000012", "SN0000012", "20261002000000012345", "DC-2026-00000012"])
            {
                data.Add("serial,number,name,on,area,note", $",{serial},{Number(0)},{Names[0]},2026-10-01,");
                data.Add("serial,number,name,birth,on,area", $",{serial},{Number(0)},{Names[0]},1941-02-01,2026-10-01");
                data.Add("serial,number,name,birth,on,area", $",{serial},{Number(0)},{Names[0]}\0,1941-02-01,2026-10-01");
            }

            data.Add("serial,number,sex,name,on,note", $",0000000012,{Number(0)},男,{Names[0]},2026-10-01");
            data.Add("serial,number,area,name,on,note", $"{Number(0)},430102,{Names[0]},2026-10-01,,");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Serials))]
    public void Number_beside_a_serial_number_of_a_row_that_has_moved_is_kept(string header, string row)
    {
        using Scene scene = With(header, row + "\n");
        Assert.Equal("A", Linked(scene));
    }

    [Fact]
    public void Number_beside_a_serial_number_is_kept_once_in_however_many_passes()
    {
        using Scene scene = With("serial,number,name,birth,on,area", string.Concat(Enumerable.Range(0, 40).Select(i => $",00000{i:D5},{Number(i % 4)},{Names[i % 4]},1941-02-01,2026-10-0{i / 10 + 1}\n")));
        using Scene.Run run = scene.Compare();
        using Scene.Run passes = scene.Compare(memory: PassProvince.Memory.For(run.Result.State, 3, 1));
        Assert.Equal(3, passes.Result.Memory.Passes);
        Assert.Equal("A B C D", Linked(scene));
        Assert.Equal(run.Result.LinksDigest, passes.Result.LinksDigest);
    }

    [Theory]
    [InlineData("E12345678", "A")]
    [InlineData("4301021940010112", "A")]
    public void Number_of_whoever_reported_a_stranger_s_death_is_left_out_of_an_accepted_row(string number, string expected)
    {
        using Scene scene = With("reporter,number,name,on", $"{Number(1)},{Number(0)},{Names[0]},不详\n{Number(2)},{number},吴某某,2026-10-01\n");
        Assert.Equal(expected, Linked(scene));
    }

    [Theory]
    [InlineData("{0}/{1}")]
    [InlineData("{1}/{0}")]
    [InlineData("申报人{1} 死者{0}")]
    [InlineData("{1}、 {0}，13900001111")]
    [InlineData("{0}；{0}；{1}")]
    public void Number_with_a_slip_beside_the_one_of_whoever_reported_it_is_kept(string cell)
    {
        string number = string.Format(System.Globalization.CultureInfo.InvariantCulture, cell, Slip(0), DocumentNumberTests.Citizen(450321_19781117_437UL));
        foreach (string row in (string[])[$"9,{number},{Names[0]},2026-10-01", $"9,{number},{Names[0]},2026-10-01,x"])
        {
            using Scene scene = With("serial,number,name,on", row + "\n");
            Assert.Equal((row, "A"), (row, Linked(scene)));
        }
    }

    [Fact]
    public void Sound_slip_is_kept_under_a_name_with_a_nul_byte()
    {
        string slip = DocumentNumberTests.Citizen(430101_19410201_107UL);
        using Scene scene = With("number,name,on", $"{slip},{Names[0]}\0,2026-10-01\n");
        Assert.Equal("A", Linked(scene));
    }

    [Fact]
    public void Number_in_another_column_of_a_damaged_row_is_kept()
    {
        using Scene scene = With("serial,number,name,on,area", $"9,{Names[0]},{Number(0)},2026-10-01,4301\002\n9,{Names[1]},{Slip(1)},2026-10-01,\0\n");
        Assert.Equal("A B", Linked(scene));
    }
}
