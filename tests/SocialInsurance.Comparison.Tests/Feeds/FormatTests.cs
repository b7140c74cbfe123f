using System.Text;

namespace SocialInsurance.Comparison.Tests;

public class FormatTests
{
    static readonly Encoding Gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
    static readonly string[] Names = ["王秀英", "李建国", "阿依古丽"];

    static Scene One() => new($"a,{Scene.Number(1)},王秀英,2026-12-01");

    static string Rows(int count) => "number,name,on\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{Scene.Number(1)},{Names[i % 3]},2026-10-01\n"));

    [Theory]
    [InlineData("utf-8", "GB 18030")]
    [InlineData("gb18030", "UTF-8")]
    public void Wrong_encoding_is_refused_with_what_was_found_never_read_as_mojibake(string described, string found)
    {
        byte[] bytes = (described == "utf-8" ? Gb : Encoding.UTF8).GetBytes(Rows(12));
        using Scene scene = One().Feed("bus", bytes, Scene.Descriptor("bus", format: $"{{ delimiter: ',', header: yes, encoding: {described} }}"));
        Assert.Equal((InputErrorCode.EncodingMismatch, described, found), scene.Refused().Error switch { var e => (e.Code, e.Expected, e.Found) });
    }

    [Fact]
    public void One_row_in_another_encoding_costs_that_row_only()
    {
        using Scene scene = One().Feed("bus", [.. Encoding.UTF8.GetBytes(Rows(6)), .. Gb.GetBytes($"{Scene.Number(1)},王秀英,2026-10-02\n")]);
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,8,0,InvalidEncoding"], run.Rejects);
    }

    [Fact]
    public void Workbook_is_refused_by_name()
    {
        using Scene scene = One().Feed("bus", "PK\u0003\u0004anything");
        Assert.Contains("xlsx", scene.Refused().Error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_fixed_length_need_no_line_ends_and_a_short_last_one_is_rejected()
    {
        byte[] Record(string name, string on) => [.. Encoding.ASCII.GetBytes(Scene.Number(1)), .. Gb.GetBytes(name), .. new byte[10 - Gb.GetByteCount(name)].Select(_ => (byte)' '), .. Encoding.ASCII.GetBytes(on)];
        using Scene scene = One().Feed("bus", [.. Record("王秀英", "20261001"), .. Record("王秀英", "20261002"), .. Record("王\n英", "20261003"), .. Record("王秀英", "2026")],
            Scene.Descriptor("bus", format: "{ encoding: gb18030, fixedWidth: { unit: bytes, recordLength: 36, columns: [ { name: n, start: 1, length: 18 }, { name: m, start: 19, length: 10 }, { name: d, start: 29, length: 8 } ] } }", columns: "{ number: n, name: m, eventDate: d }")
                .Replace("yyyy-MM-dd", "yyyyMMdd", StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,3,0,NulByte", "bus.csv,4,0,WrongRecordLength"], run.Rejects);
        Assert.Equal((20261002, 20261001), (run.Cell("a", "bus").LatestOn, run.Cell("a", "bus").PreviousOn));
    }

    [Fact]
    public void Header_with_full_width_forms_blanks_and_other_case_is_found()
    {
        using Scene scene = One().Feed("bus", Rows(1).Replace("number,name,on", " ＮＵＭＢＥＲ\u3000,Na me,ON", StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal(1, run.Counts("bus.csv").Matched);
    }

    [Fact]
    public void Every_error_of_a_fixed_layout_is_reported_with_its_line()
    {
        using Scene scene = One();
        scene.File("bus.feed.yaml", Scene.Descriptor("bus", columns: "{ number: n, name: m, eventDate: d }", format: """

              delimiter: ','
              fixedWidth:
                unit: byte
                columns:
                  - { name: n, start: 0, length: 18 }
                  - { name: n, start: 19, lenght: 10 }
            """));
        IReadOnlyList<InputError> errors = Assert.Throws<InputRefusedException>(() => FeedDescriptorReader.Read(Path.Combine(scene.Data, "bus.feed.yaml"))).Errors;
        Assert.Equal([6L, 8, 10, 11, 11, 11], errors.Select(e => e.Line!.Value).Order());
        Assert.Contains(errors, e => e.Found == "lenght" && e.Expected!.Contains("perhaps 'format.fixedWidth.columns[2].length'", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Found == "byte" && e.Expected!.Contains("perhaps 'bytes'", StringComparison.Ordinal));
    }
}
