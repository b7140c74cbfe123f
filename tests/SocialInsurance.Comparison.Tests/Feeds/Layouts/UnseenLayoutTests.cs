using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>What an independent reader of descriptors and files, written from the documents alone, read otherwise than the engine did.</summary>
public class UnseenLayoutTests
{
    static readonly Encoding Gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    static Scene One() => new($"a,{Scene.Number(1)},王秀英,2026-12-01");

    static string Csv(int rows) => "number,name,on\n" + string.Concat(Enumerable.Repeat($"{Scene.Number(1)},王秀英,2026-10-01\n", rows));

    [Theory]
    [InlineData("utf-8", "EFBBBF")]
    [InlineData("gb18030", "84319533")]
    [InlineData("utf-8", "")]
    public void Mark_before_records_of_fixed_length_shifts_no_record(string encoding, string mark)
    {
        Encoding text = encoding == "utf-8" ? new UTF8Encoding(false) : Gb;
        byte[] Record(string on) => [.. text.GetBytes($"{Scene.Number(1)}王秀英"), .. text.GetBytes(on)];
        int name = text.GetByteCount("王秀英");
        byte[] file = [.. Convert.FromHexString(mark), .. Record("20261001"), .. Record("20261002"), .. Record("20260230")];
        using Scene scene = One().Feed("bus", file, Scene.Descriptor("bus", columns: "{ number: n, name: m, eventDate: d }", format:
            $"{{ encoding: {encoding}, fixedWidth: {{ unit: bytes, recordLength: {26 + name}, columns: [ {{ name: n, start: 1, length: 18 }}, {{ name: m, start: 19, length: {name} }}, {{ name: d, start: {19 + name}, length: 8 }} ] }} }}")
            .Replace("yyyy-MM-dd", "yyyyMMdd", StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,3,3,BadDate"], run.Rejects);
        Assert.Equal((20261002, 20261001), (run.Cell("a", "bus").LatestOn, run.Cell("a", "bus").PreviousOn));
    }

    [Theory]
    [InlineData("utf-8", "FF")]
    [InlineData("gb18030", "FE39FE39")]
    public void Damage_between_columns_that_count_characters_rejects_the_row(string encoding, string damage)
    {
        Encoding text = encoding == "utf-8" ? new UTF8Encoding(false) : Gb;
        byte[] Line(string gap, string beyond) =>
            [.. Convert.FromHexString(gap), .. text.GetBytes($"  {Scene.Number(1)} 王秀英  20261001"), .. Convert.FromHexString(beyond), (byte)'\n'];
        using Scene scene = One().Feed("bus", [.. Line("20", ""), .. Line(damage, ""), .. Line("20", damage), .. Line("20", "")], Scene.Descriptor("bus", columns: "{ number: n, name: m, eventDate: d }", format:
            $"{{ encoding: {encoding}, fixedWidth: {{ unit: characters, columns: [ {{ name: n, start: 4, length: 18 }}, {{ name: m, start: 23, length: 4 }}, {{ name: d, start: 28, length: 8 }} ] }} }}")
            .Replace("yyyy-MM-dd", "yyyyMMdd", StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal(["bus.csv,2,0,InvalidEncoding"], run.Rejects);
        Assert.Equal(3, run.Counts("bus.csv").Matched);
    }

    [Fact]
    public void Damage_in_a_register_of_fixed_columns_drops_nobody()
    {
        using Scene scene = One().Feed("bus", Csv(1));
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("{ delimiter: ',', header: yes }",
            "{ fixedWidth: { unit: characters, columns: [ { name: id, start: 1, length: 4 }, { name: number, start: 5, length: 18 }, { name: due, start: 23, length: 10 }, { name: name, start: 33, length: 6 } ] } }", StringComparison.Ordinal));
        File.WriteAllBytes(Path.Combine(scene.Data, "register.csv"),
            [.. Encoding.UTF8.GetBytes($"a   {Scene.Number(1)}2026-12-01王秀英\nb   {Scene.Number(2)}2026-12-01王"), 0xFF, .. Encoding.UTF8.GetBytes("英\n")]);
        using Scene.Run run = scene.Compare();
        Assert.Empty(run.Rejects);
        Assert.Equal((2L, 20261001), (run.Counts("register.csv").Accepted, run.Cell("a", "bus").LatestOn));
    }

    [Theory]
    [InlineData("utf-16le", true, true, "UTF-16, big-endian")]
    [InlineData("utf-16le", true, false, "UTF-16, big-endian")]
    [InlineData("utf-16be", false, true, "UTF-16, little-endian")]
    [InlineData("utf-16be", false, false, "UTF-16, little-endian")]
    public void Other_byte_order_is_refused_by_name_and_shows_nobody(string described, bool isBigEndian, bool hasMark, string found)
    {
        using Scene scene = One().Feed("bus", new UnicodeEncoding(isBigEndian, false).GetBytes((hasMark ? "\uFEFF" : "") + Csv(2)),
            Scene.Descriptor("bus", format: $"{{ delimiter: ',', header: yes, encoding: {described} }}"));
        InputError error = Assert.Single(scene.Refused().Errors);
        Assert.Equal((InputErrorCode.EncodingMismatch, described, found), (error.Code, error.Expected, error.Found));
    }

    [Theory]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    public void Text_of_single_bytes_is_no_utf16(string described)
    {
        using Scene scene = One().Feed("bus", Csv(2), Scene.Descriptor("bus", format: $"{{ delimiter: ',', header: yes, encoding: {described} }}"));
        Assert.Equal((InputErrorCode.EncodingMismatch, "text of single bytes: UTF-8 or GB 18030"), scene.Refused().Error switch { var e => (e.Code, e.Found) });
    }

    [Theory]
    [InlineData("utf-16le", false)]
    [InlineData("utf-16be", true)]
    public void Described_byte_order_is_read_with_and_without_mark(string described, bool isBigEndian)
    {
        foreach (string mark in (string[])["", "\uFEFF"])
        {
            using Scene scene = One().Feed("bus", new UnicodeEncoding(isBigEndian, false).GetBytes(mark + Csv(2)),
                Scene.Descriptor("bus", format: $"{{ delimiter: ',', header: yes, encoding: {described} }}"));
            using Scene.Run run = scene.Compare();
            Assert.Equal(2, run.Counts("bus.csv").Matched);
        }
    }

    [Fact]
    public void One_damaged_line_does_not_hide_that_a_file_is_utf8()
    {
        byte[] file = [.. Encoding.UTF8.GetBytes(Csv(20)), .. Encoding.ASCII.GetBytes(Scene.Number(1)), (byte)',', 0xFF, .. ",2026-10-01\n"u8];
        using Scene scene = One().Feed("bus", file, Scene.Descriptor("bus", format: "{ delimiter: ',', header: yes, encoding: gb18030 }"));
        Assert.Equal((InputErrorCode.EncodingMismatch, "UTF-8"), scene.Refused().Error switch { var e => (e.Code, e.Found) });
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")] // the size of the file is not that of its text
    public void Two_departments_may_deliver_the_same_header_without_records(string encoding)
    {
        byte[] file = encoding == "utf-8" ? Encoding.UTF8.GetBytes(Csv(0)) : Encoding.Unicode.GetBytes("\uFEFF" + Csv(0));
        string format = $"{{ delimiter: ',', header: yes, encoding: {encoding} }}";
        using Scene scene = One().Feed("bus", file, Scene.Descriptor("bus", format: format)).Feed("med", file, Scene.Descriptor("med", format: format));
        using Scene.Run run = scene.Compare();
        Assert.Equal((0L, 0L), (run.Counts("bus.csv").Accepted, run.Counts("med.csv").Accepted));
    }

    [Theory]
    [InlineData(true, "probably GB 18030")]
    [InlineData(false, "other bytes")]
    public void Descriptor_in_another_encoding_is_refused_instead_of_read_as_mojibake(bool isGb, string found)
    {
        using Scene scene = One().Feed("bus", Csv(1));
        string text = Scene.Descriptor("bus");
        File.WriteAllBytes(Path.Combine(scene.Data, "bus.feed.yaml"), isGb ? Gb.GetBytes(text) : [.. Encoding.UTF8.GetBytes(text), 0xFF]);
        InputError error = Assert.Single(scene.Refused().Errors);
        Assert.Equal((InputErrorCode.DescriptorInvalid, isGb ? 3L : 10L, "UTF-8", found), (error.Code, error.Line!.Value, error.Expected, error.Found));
    }

    [Fact]
    public void Tab_as_indentation_is_refused_where_it_stands()
    {
        using Scene scene = One().Feed("bus", Csv(1), Scene.Descriptor("bus", format: "\n\tdelimiter: ','"));
        Assert.Equal((InputErrorCode.DescriptorInvalid, 6L, "spaces", "a tab"), scene.Refused().Error switch { var e => (e.Code, e.Line!.Value, e.Expected, e.Found) });
    }

    [Fact]
    public void Rejected_dates_say_which_day_they_had_to_keep_to()
    {
        using Scene scene = One().Feed("custody", $"number,name,on,until\n{Scene.Number(1)},王秀英,2026-10-02,2026-10-01\n{Scene.Number(1)},王秀英,2026-11-01,\n",
            Scene.Descriptor("custody", "interval", columns: "{ number: number, name: name, eventDate: on, endDate: until }"));
        CheckedFile file = FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = scene.Data, AsOf = Scene.AsOf }, progress: null, TestContext.Current.CancellationToken).Files.Single(f => f.Source == "custody");
        Assert.Equal([(2L, RejectReason.EndBeforeStart, ">= 2026-10-02", "2026-10-01"), (3, RejectReason.EventInFuture, "<= 2026-10-31", "2026-11-01")],
            file.Rejects.Select(r => (r.Line, r.Reason, r.Expected, r.Found)));
    }

    [Theory]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59.000", 20260105)] // SQL Server
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59.0", 20260105)] // Java
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59.1234567 +08:00", 20260105)] // datetimeoffset
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 16:00:00+00", 20260106)] // PostgreSQL
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 15:59:59.999+00", 20260105)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 16:00:00Z", 20260106)]
    [InlineData("yyyyMMddHHmmss", "20260105235959.123+0800", 20260105)] // HL7
    [InlineData("yyyyMMddHHmm", "202601051600+0000", 20260106)]
    [InlineData("yyyy/M/d H:mm", "2026/1/5 8:07+08", 20260105)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T16:00:00z", 20260106)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", "2026-01-05T16:00:00+00", 20260106)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59.", 0)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59. ", 0)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59+", 0)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59+15", 0)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:60.5", 0)]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2026-01-05 23:59:59 PM", 0)]
    [InlineData("yyyy-MM-dd HH:mm", "2026-01-05 23:59:59", 0)]
    [InlineData("yyyy-MM-dd", "2026-01-05+08:00", 0)] // a day is no instant
    [InlineData("HH:mm dd/MM/yyyy", "16:00 05/01/2026Z", 0)] // what follows a date is no offset
    public void Fraction_and_offset_may_follow_a_time_at_the_end(string notation, string text, int expected) =>
        Assert.Equal(expected, DateNotation.TryParse(notation, out _)!.Read(Encoding.UTF8.GetBytes(text)));
}
