using System.Text;

namespace SocialInsurance.Comparison.Tests;

/// <summary>Quotes that are characters, quotes that never close and records that are too long cost their lines, never the file.</summary>
public class StrayQuoteTests
{
    const string Quoted = "{ delimiter: ',', header: yes, quoting: double }";

    static Scene.Run Compare(Scene scene, string end, IEnumerable<string> rows, string format = Quoted, Encoding? encoding = null)
    {
        scene.Feed("bus", [.. (encoding ?? Encoding.UTF8).GetBytes("number,name,on,remark" + end + string.Concat(rows.Select(r => r + end)))], Scene.Descriptor("bus", format: format));
        return scene.Compare();
    }

    static IEnumerable<string> Rows(int from, int to) => Enumerable.Range(from, to - from).Select(i => $"{Scene.Number(1)},\"王秀英\",2026-10-{i % 30 + 1:D2},\"two\nlines\"");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Quote_within_a_field_is_a_character_whatever_ends_the_lines(string end)
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        using Scene.Run run = Compare(scene, end, [$"{Scene.Number(1)},王秀英,2026-09-30,16\" TV", .. Rows(1, 20)]);
        Assert.Empty(run.Rejects);
        Assert.Equal((20L, 20261020), (run.Counts("bus.csv").Matched, run.Cell("a", "bus").LatestOn));
    }

    [Theory]
    [InlineData("\n", 20)]
    [InlineData("\r\n", 20)]
    [InlineData("\r", 20)]
    [InlineData("\r", 3000)] // more than is probed
    public void Quote_that_never_closes_costs_its_line_whatever_ends_the_lines(string end, int rows)
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        using Scene.Run run = Compare(scene, end, [.. Rows(1, 2), $"{Scene.Number(1)},王秀英,2026-09-30,\"TV", .. Rows(2, rows).Select(r => r.Replace("\"", "", StringComparison.Ordinal).Replace("two\nlines", "x", StringComparison.Ordinal))]);
        Assert.Equal(["bus.csv,4,0,UnclosedQuote"], run.Rejects);
        Assert.Equal(rows - 1, run.Counts("bus.csv").Matched);
    }

    /// <summary>A quote that nobody closed is closed by the next one, many rows below: none of the rows between is lost, not even that of the quote.</summary>
    [Theory]
    [InlineData("\"TV", "\"甲,乙\"", "\n")] // text behind what closes it
    [InlineData("\"TV", "\"甲,乙\"", "\r")]
    [InlineData("\"TV", "甲\"", "\n")] // a character there
    [InlineData("\"TV", "\",乙", "\n")] // another number of columns
    [InlineData("\"TV", "\"", "\n")] // a record by all signs, but for the rows in it
    [InlineData("\"TV", "x", "\n")] // never closed
    public void Quote_that_the_next_one_closes_costs_its_row_alone_and_that_is_kept_for_linkage(string opens, string closes, string end)
    {
        const int Rows = 30;
        string[] rows = [.. Enumerable.Range(1, Rows).Select(i => $"{Scene.Number(i)},王秀英,2026-10-01,{(i == 4 ? opens : i == 26 ? closes : "x")}")];
        using var scene = new Scene([.. Enumerable.Range(1, Rows).Select(i => $"p{i:D2},{Scene.Number(i)},王秀英,2026-12-01")]);
        scene.Feed("deaths", Encoding.UTF8.GetBytes("number,name,on,remark" + end + string.Concat(rows.Select(r => r + end))), Scene.Descriptor("deaths", "terminal", Quoted));
        using Scene.Run run = scene.Compare();
        FileCounts counts = run.Counts("deaths.csv");
        bool closesItself = closes is "\"甲,乙\"" or "甲\"" or "x"; // else it is as stray as the first
        Assert.Equal((Rows, Rows - (closesItself ? 1 : 2)), (counts.Read, counts.Matched));
        Assert.Equal("deaths.csv,5,0,UnclosedQuote", run.Rejects[0]);
        HashSet<int> meant = [.. run.Result.State.Links.All.Select(l => l.Subject)];
        Assert.All(Enumerable.Range(0, Rows), i => Assert.True(meant.Contains(i) || run.Cell($"p{i + 1:D2}", "deaths").LatestOn != 0, $"row {i + 1} is lost"));
    }

    [Fact]
    public void Quote_that_the_next_one_closes_drops_nobody_from_the_register()
    {
        using var scene = new Scene([.. Enumerable.Range(1, 40).Select(i => $"p{i:D2},{Scene.Number(i)},{(i == 3 ? "\"王" : i == 31 ? "\"李\"" : "张")},2026-12-01")]);
        string descriptor = Path.Combine(scene.Data, "register.feed.yaml");
        scene.File("register.feed.yaml", File.ReadAllText(descriptor).Replace("header: yes", "header: yes, quoting: double", StringComparison.Ordinal));
        using Scene.Run run = scene.Compare();
        Assert.Equal(39, run.Result.State.SubjectCount);
        Assert.Equal(["register.csv,4,0,UnclosedQuote"], run.Rejects);
    }

    [Fact]
    public void Field_of_many_lines_that_are_no_records_stays_one_field()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        string remark = "\"甲,乙\n丙,丁,戊,己\n\n" + Scene.Number(2) + "\n电话,1,2,3\"";
        using Scene.Run run = Compare(scene, "\n", [.. Rows(1, 3), $"{Scene.Number(1)},王秀英,2026-10-20,{remark}", .. Rows(3, 5)]);
        Assert.Empty(run.Rejects);
        Assert.Equal((5L, 20261020), (run.Counts("bus.csv").Matched, run.Cell("a", "bus").LatestOn));
    }

    [Theory]
    [InlineData("{ delimiter: ',', header: yes, quoting: double, encoding: gb18030 }", "GB18030")]
    [InlineData("{ delimiter: ',', header: yes, quoting: double, encoding: utf-16le }", "utf-16")]
    public void Quote_within_a_field_is_a_character_in_other_encodings(string format, string encoding)
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        using Scene.Run run = Compare(scene, "\r", [$"{Scene.Number(1)},王秀英,2026-09-30,16\" TV", .. Rows(1, 20)], format, encoding == "utf-16" ? Encoding.Unicode : CodePagesEncodingProvider.Instance.GetEncoding(encoding)!);
        Assert.Equal(20L, run.Counts("bus.csv").Matched);
    }

    [Fact]
    public void Long_cell_of_many_lines_at_the_end_of_the_probe_does_not_change_what_ends_the_lines()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        string cell = string.Concat(Enumerable.Repeat("备注\n", 6000));
        using Scene.Run run = Compare(scene, "\r", [.. Rows(1, 300), $"{Scene.Number(1)},王秀英,2026-09-30,\"{cell}\"", .. Rows(300, 310)]);
        Assert.Empty(run.Rejects);
        Assert.Equal(310L, run.Counts("bus.csv").Matched);
    }

    [Fact]
    public void Record_too_long_whose_quotes_close_is_too_long_and_one_that_stays_open_is_unclosed()
    {
        using var scene = new Scene($"a,{Scene.Number(1)},王秀英,2026-12-01");
        string half = new('x', 40_000);
        using Scene.Run run = Compare(scene, "\n", [
            .. Rows(1, 2), $"{Scene.Number(1)},\"王秀英\",\"2026-09-30\",\"{half}\",\"{half}\"", // 80 KB, each quote closed
            .. Rows(2, 3), $"{Scene.Number(1)},\"王秀英\",2026-09-30,\"{half}{half}\"", // one quote open for 80 KB
            .. Rows(3, 4), $"{Scene.Number(1)},\"王秀英\",2026-09-30,\"{half}\"", // within the limit
            .. Rows(4, 5)]);
        Assert.Equal(["bus.csv,4,0,RowTooLong", "bus.csv,7,0,UnclosedQuote"], run.Rejects);
        Assert.Equal(5L, run.Counts("bus.csv").Matched);
    }
}
