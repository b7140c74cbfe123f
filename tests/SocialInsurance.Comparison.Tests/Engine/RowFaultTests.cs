using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class RowFaultTests
{
    const string Header = "number,name,on\n";

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static TheoryData<string, string, string> Faults => new()
    {
        { "$N,王", "2", "0,WrongColumnCount expected 3 found 2" },
        { "$N,王,2026-10-01,", "2", "0,WrongColumnCount expected 3 found 4" },
        { "", "2", "0,EmptyRow" },
        { "$N,王\0,2026-10-01", "2", "0,NulByte" },
        { ",王,2026-10-01", "2", "1,NumberEmpty" },
        { "1234,王,2026-10-01", "2", "1,NumberWrongLength" },
        { "12/45/78,王,2026-10-01", "2", "1,NumberNotAlphanumeric" },
        { "4301011940010100OX,王,2026-10-01", "2", "1,NumberMisplacedLetter" },
        { "430101194001010010,王,2026-10-01", "2", "1,NumberChecksumMismatch" },
        { "430101400230001,王,2026-10-01", "2", "1,NumberImpossibleBirthDate" },
        { "111111111111111111,王,2026-10-01", "2", "1,NumberPlaceholder" },
        { "$N,王,2026-02-30", "2", "3,BadDate" },
        { "$N,王,20261001", "2", "3,BadDate" },
        { "$N,王,", "2", "3,BadDate" },
        { "$N,王,2026-11-01", "2", "3,EventInFuture" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Bad_row_is_rejected_with_line_column_and_reason(string row, string line, string expected)
    {
        string good = $"{Scene.Number(1)},王秀英,2026-10-01";
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", Header + row.Replace("$N", Scene.Number(1), StringComparison.Ordinal) + "\n" + good + "\n");
        using Scene.Run run = scene.Compare();
        Assert.Equal([$"bus.csv,{line},{expected}"], run.Rejects);
        Assert.Equal((2, 1, 1), (run.Counts("bus.csv").Read, run.Counts("bus.csv").Accepted, run.Counts("bus.csv").Rejected));
        Assert.Equal(RecordPlace.At(1, 3).Value, run.Cell("a", "bus").LatestAt);
    }

    [Fact]
    public void Invalid_utf8_rejects_its_row_only()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", [.. Utf8(Header + $"{Scene.Number(1)},"), 0xC3, 0x28, .. Utf8($",2026-10-01\n{Scene.Number(1)},王秀英,2026-10-02\n")]);
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,2,0,InvalidEncoding"], run.Rejects);
        Assert.Equal(20261002, run.Cell("a", "bus").LatestOn);
    }

    [Fact]
    public void Gb18030_is_read_and_its_damage_rejected_row_by_row()
    {
        Encoding gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        using var scene = new Scene($"a,{Scene.Number(1)},王䶮镕,2026-12-01"); // 䶮 has four bytes in GB 18030
        byte[] csv =
        [
            .. gb.GetBytes($"号码,姓名,日期\n{Scene.Number(1)},王䶮镕,2026-10-01\n{Scene.Number(1)},王"), 0xFF,
            .. gb.GetBytes($",2026-10-02\n{Scene.Number(1)},王"), 0x81, // lead byte that may swallow what follows
            .. gb.GetBytes($"\n{Scene.Number(1)},王䶮镕,2026-09-30\n"),
        ];
        scene.Feed("bus", csv, Scene.Descriptor("bus", format: "{ delimiter: ',', header: yes, encoding: gb18030 }", columns: "{ number: 号码, name: 姓名, eventDate: 日期 }"));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,3,0,InvalidEncoding", "bus.csv,4,0,InvalidEncoding"], run.Rejects);
        EvidenceCell cell = run.Cell("a", "bus");
        Assert.Equal((20261001, 20260930, 5L), (cell.LatestOn, cell.PreviousOn, new RecordPlace(cell.PreviousAt).Line));
    }

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\n", "\n")]
    public void Line_ends_byte_order_mark_and_missing_final_newline_do_not_matter(string newline, string final)
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", [.. Encoding.UTF8.Preamble, .. Utf8($"number,name,on{newline}{Scene.Number(1)},王秀英,2026-10-01{newline}{Scene.Number(1)},王秀英,2026-10-02{final}")]);
        using Scene.Run run = scene.Compare();
        Assert.Empty(run.Rejects);
        Assert.Equal((20261002, 3L), (run.Cell("a", "bus").LatestOn, new RecordPlace(run.Cell("a", "bus").LatestAt).Line));
    }

    [Fact]
    public void Quoted_fields_hold_delimiters_quotes_and_newlines_and_lines_stay_physical()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", $"number,remark,name,on\n{Scene.Number(1)},\"x,\n\"\"y\"\"\n\",\"王秀英\",2026-10-01\r\n{Scene.Number(1)},\"x\"y,王秀英,2026-10-02\n{Scene.Number(1)},z,王秀英,2026-10-03\n{Scene.Number(1)},\"open,王秀英,2026-10-04\n{Scene.Number(1)},z,王秀英,2026-10-05",
            Scene.Descriptor("bus", format: "{ delimiter: ',', header: yes, quoting: double }"));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,5,0,TextAfterQuote", "bus.csv,7,0,UnclosedQuote"], run.Rejects);
        EvidenceCell cell = run.Cell("a", "bus");
        Assert.Equal((20261005, 8L, 20261003, 6L), (cell.LatestOn, new RecordPlace(cell.LatestAt).Line, cell.PreviousOn, new RecordPlace(cell.PreviousAt).Line));
    }

    [Fact]
    public void Row_longer_than_a_block_is_one_rejected_row()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("bus", Header + $"{Scene.Number(1)},{new string('x', 3_000_000)},2026-10-01\n{Scene.Number(1)},王秀英,2026-10-02\n");
        using Scene.Run run = scene.Compare(threads: 2);
        Assert.Equal(["bus.csv,2,0,RowTooLong"], run.Rejects);
        Assert.Equal(3L, new RecordPlace(run.Cell("a", "bus").LatestAt).Line);
    }

    [Fact]
    public void Interval_that_ends_before_it_starts_is_rejected_and_an_open_end_lasts()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        scene.Feed("custody", $"number,name,on,until\n{Scene.Number(1)},王秀英,2026-10-01,2026-09-01\n{Scene.Number(1)},王秀英,2025-01-01,\n{Scene.Number(1)},王秀英,2025-02-01,2027-01-01\n",
            Scene.Descriptor("custody", "interval", columns: "{ number: number, name: name, eventDate: on, endDate: until }"));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["custody.csv,2,4,EndBeforeStart"], run.Rejects);
        Assert.Equal((99991231, 20250101), (run.Cell("a", "custody").LatestOn, run.Cell("a", "custody").PreviousOn));
    }
}
