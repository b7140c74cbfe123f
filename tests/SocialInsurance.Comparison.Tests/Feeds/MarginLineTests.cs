using System.IO.Compression;
using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>A delivery without the header or the totals that its descriptor calls for loses no record; one with them is read as ever.</summary>
public sealed class MarginLineTests
{
    const string Positions = "{ number: 2, name: 3, eventDate: 4 }";

    static string Row(int person) => $"9,{Scene.Number(person)},李某某,2026-10-0{person % 9 + 1},430102";

    static string Slip(int person) => Row(person).Replace(Scene.Number(person), Scene.Number(person)[..17] + (Scene.Number(person)[17] == '1' ? "2" : "1"), StringComparison.Ordinal);

    static Scene With(string text, string format, string columns = Positions, string kind = "terminal") =>
        With(Encoding.UTF8.GetBytes(text), format, columns, kind);

    static Scene With(byte[] bytes, string format, string columns = Positions, string kind = "terminal") =>
        new Scene([.. Enumerable.Range(0, 20).Select(i => $"p{i},{Scene.Number(i)},李某某,2026-12-01")]).Feed("list", bytes, Scene.Descriptor("list", kind, format, columns));

    static (long Read, long Accepted, long Rejected, long Lines) Counts(Scene scene)
    {
        using Scene.Run run = scene.Compare();
        FileCounts counts = run.Counts("list.csv");
        FeedCheckReport report = FeedCheck.Run(new FeedCheckRequest { FeedsDirectory = scene.Data, AsOf = Scene.AsOf }, null, TestContext.Current.CancellationToken);
        CheckedFile check = report.Files.Single(f => f.File == "list.csv");
        Assert.Equal((counts.Read, counts.Accepted, counts.Rejected), (check.Read, check.Accepted, check.Rejected));
        return (counts.Read, counts.Accepted, counts.Rejected, check.Advice.Where(a => a.Kind is CheckAdviceKind.RecordInHeader or CheckAdviceKind.RecordInTrailer).Sum(a => a.Rows));
    }

    public static TheoryData<string, string, string> Missing => new()
    {
        { "delimiter: ',', header: no, columnCount: 5, skipTrailer: 1", $"{Row(1)}\n{Row(2)}\n", "2 2 0 1" },
        { "delimiter: ',', header: no, columnCount: 5, skipTrailer: 1", $"{Row(1)}\n{Row(2)}", "2 2 0 1" },
        { "delimiter: ',', header: no, columnCount: 5, skipTrailer: 1", $"{Row(1)}\n{Slip(2)}\n", "2 1 1 1" },
        { "delimiter: ',', header: no, columnCount: 5, skipTrailer: 1", $"{Row(1)}\n9,E12345678,李某某,2026-10-01,430102\n", "2 2 0 1" },
        { "delimiter: ',', header: no, columnCount: 5, skipTrailer: 1", $"{Row(1)}\n", "1 1 0 1" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n", "1 1 0 1" },
        { "delimiter: ',', header: yes, skipTrailer: 2", $"a,b,c,d,e\n{Row(1)}\n{Row(2)}\n合计,2,,,\n", "2 2 0 1" },
        { "delimiter: ',', header: yes, skipTrailer: 3", $"a,b,c,d,e\n{Row(1)}\n小计,1,,,\n{Row(2)}\n合计,2,,,\n", "3 2 1 2" },
        { "delimiter: ',', header: yes, quoting: double, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n\"9\",\"{Scene.Number(2)}\",\"李某某\",\"2026-10-01\",\"\"\n", "2 2 0 1" },
        { "delimiter: ',', header: yes", $"{Row(1)}\n{Row(2)}\n", "2 2 0 1" },
        { "delimiter: ',', header: yes", $"{Row(1)}", "1 1 0 1" },
        { "delimiter: ',', header: yes", $"{Slip(1)}\n{Row(2)}\n", "2 1 1 1" },
        { "delimiter: ',', header: yes, quoting: double", $"{Row(1)}\n{Row(2)}\n", "2 2 0 1" },
        { "delimiter: ',', header: no, skipLines: 1", $"{Row(1)}\n{Row(2)}\n", "2 2 0 1" },
        { "delimiter: ',', header: yes, skipLines: 2", $"死亡名单\na,b,c,d,e\n{Row(1)}\n{Row(2)}\n", "2 2 0 3" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n{Row(2)[..^10]}", "2 1 1 1" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n{Scene.Number(3)}\n", "2 1 1 1" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n,9,{Scene.Number(2)},李某某,2026-10-02\n", "2 1 1 1" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n{Row(2)}\0\n", "2 1 1 1" },
        { "delimiter: ',', header: yes, skipTrailer: 1, quoting: double", $"a,b,c,d,e\n{Row(1)}\n\"9\",\"{Scene.Number(2)}\",\"李", "2 1 1 1" },
        { "delimiter: ',', header: yes", $"{Row(2)},x\n{Row(1)}\n", "2 1 1 1" },
        { "delimiter: ',', header: yes, skipLines: 1, skipTrailer: 1", $"{Row(0)}\n{Row(1)}\n{Row(2)}\n", "3 3 0 2" },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public void Record_in_the_place_of_a_header_or_a_total_is_read(string format, string text, string expected)
    {
        foreach (string kind in (string[])["terminal", "activity"])
        {
            using Scene scene = With(text, $"{{ {format} }}", kind: kind);
            Assert.Equal(expected, Shown(Counts(scene)));
        }
    }

    public static TheoryData<string, string, string> Complete => new()
    {
        { "delimiter: ',', header: no, columnCount: 5, skipTrailer: 1", $"{Row(1)}\n合计,1,,,\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n合计,202610310000000001,,,\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n9,000065,合计,2026-10-31,430102\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipTrailer: 2", $"a,b,c,d,e\n{Row(1)}\n合计,1,,,\n经办人 李某 2026年10月31日 电话 13900001111\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n合计,2,,\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\ntotal 1234 rows, file 43010220261031000012345, sent 2026-10-31 12:30:45\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipTrailer: 1", $"a,b,c,d,e\n{Row(1)}\n合计 2 人 文号 140931194001001\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipTrailer: 1, quoting: double", $"a,b,c,d,e\n{Row(1)}\n\"合计,202610310000000001\n", "1 1 0 0" },
        { "delimiter: ',', header: yes, skipLines: 1, quoting: double", $"\"截至2026年10月31日共 123456789 人\na,b,c,d,e\n{Row(1)}\n", "1 1 0 0" },
        { "delimiter: ',', header: yes", $"a,b202610310000000001,c,d,e\n{Row(1)}\n", "1 1 0 0" },
    };

    [Theory]
    [MemberData(nameof(Complete))]
    public void Header_and_total_are_no_records(string format, string text, string expected)
    {
        using Scene scene = With(text, $"{{ {format} }}");
        Assert.Equal(expected, Shown(Counts(scene)));
    }

    static string Shown((long Read, long Accepted, long Rejected, long Lines) counts) => $"{counts.Read} {counts.Accepted} {counts.Rejected} {counts.Lines}";

    [Fact]
    public void Lines_keep_their_numbers_where_the_header_is_missing()
    {
        using Scene scene = With($"{Row(1)}\nx\n{Row(2)}\n", "{ delimiter: ',', header: yes }");
        using Scene.Run run = scene.Compare();
        Assert.StartsWith("list.csv,2,", run.Rejects.Single(), StringComparison.Ordinal);
        Assert.Equal(1, new RecordPlace(run.Cell("p1", "list").LatestAt).Line);
    }

    [Theory]
    [InlineData("utf-16le")]
    [InlineData("gb18030")]
    [InlineData("gzip")]
    public void Encoded_deliveries_are_read_alike(string form)
    {
        Encoding encoding = form == "gb18030" ? GbTranscoder.Replacing : form == "gzip" ? new UTF8Encoding(false) : new UnicodeEncoding(false, false);
        byte[] bytes = encoding.GetBytes($"{Row(0)}\n{Row(1)}\n{Row(2)}\n");
        if (form == "gzip")
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(bytes);
            }

            bytes = packed.ToArray();
        }

        using Scene scene = With(bytes, $"{{ {(form == "gzip" ? "" : $"encoding: {form}, ")}delimiter: ',', header: yes, skipTrailer: 1 }}");
        Assert.Equal("3 3 0 2", Shown(Counts(scene)));
    }

    [Fact]
    public void Person_in_the_place_of_the_register_s_header_or_total_is_read()
    {
        using var scene = new Scene();
        scene.File("register.feed.yaml", Scene.RegisterDescriptor.Replace("header: yes", "header: yes, skipTrailer: 1", StringComparison.Ordinal).Replace("{ id: id, number: number, name: name, dueDate: due }", "{ id: 1, number: 2, name: 3, dueDate: 4 }", StringComparison.Ordinal));
        scene.File("register.csv", string.Join("\n", Enumerable.Range(0, 5).Select(i => $"p{i},{Scene.Number(i)},李某某,2026-12-01")));
        scene.Feed("bus", "number,name,on\n");
        using Scene.Run run = scene.Compare();
        Assert.Equal(5, run.Result.State.SubjectCount);
    }

    [Theory]
    [InlineData("delimiter: ',', header: yes, skipTrailer: 1", "a,b,c,d,e\n{1}\n{0}")]
    [InlineData("delimiter: ',', header: yes, skipTrailer: 1, quoting: double", "a,b,c,d,e\n{1}\n\"{0}")]
    [InlineData("delimiter: ',', header: no, skipLines: 1, columnCount: 5", "{0}\n{1}\n")]
    public void Dead_person_of_a_row_that_was_cut_off_is_asked_for(string format, string text)
    {
        using Scene scene = With(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Row(2)[..^10], Row(1)), $"{{ {format} }}");
        using Scene.Run run = scene.Compare();
        Assert.Equal("p2", Encoding.UTF8.GetString(run.Result.State.IdOf(run.Result.State.Links.All.Single().Subject)));
    }
}
