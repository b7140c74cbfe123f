using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SocialInsurance.Walks.Tests;

/// <summary>report.html and summary.json of a run: what people look at, and what the next run is held against.</summary>
public sealed partial class RunReportTests(SmallProvince province) : IDisposable
{
    private readonly Workspace workspace = new();

    private string Page => File.ReadAllText(Path.Combine(province.Run, "report.html"));

    [Fact]
    public void Page_loads_nothing_runs_nothing_and_names_nobody()
    {
        Assert.DoesNotMatch(@"(?i)<script|<link|<img|@import|url\((?!#)|https?:|\son\w+=", Page);
        Assert.DoesNotContain(province.People, person => person.Length > 3 && Page.Contains(person, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"\b\d{17}[\dXx]\b|[PS]\d{9}", Page);
    }

    [Fact]
    public void Page_is_well_formed_and_says_every_heading_in_two_languages()
    {
        var page = Parse(Page);
        var headings = page.Descendants().Where(e => e.Name.LocalName is "h1" or "h2").ToArray();
        Assert.True(headings.Length > 8, $"{headings.Length} headings");
        Assert.All(headings, h => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", h.Value));
        Assert.All(headings, h => Assert.Matches("[A-Za-z]", h.Elements().Single(e => e.Attribute("lang")?.Value == "en").Value));
        Assert.DoesNotMatch(@"\{\w+\}|Report[A-Z]|>Reject[A-Z]", page.Root!.Value);
    }

    [Fact]
    public void Figures_are_those_of_the_decision_list()
    {
        var summary = Summary(province.Run);
        Assert.Equal(province.Decisions.Count, summary.GetProperty("people").GetInt32());
        foreach (var rule in summary.GetProperty("rules").EnumerateArray())
        {
            Assert.Equal(province.Decisions.Count(d => d.Rule == rule.GetProperty("code").GetString()), rule.GetProperty("people").GetInt32());
        }

        foreach (var groups in new[] { "ages", "regions" })
        {
            var sums = summary.GetProperty(groups).EnumerateArray().Select(g => g.GetProperty("outcomes").EnumerateArray().Select(n => n.GetInt32()).ToArray()).ToArray();
            Assert.Equal(
                new[] { "Certified", "NotDue", "FaceRequired", "Review" }.Select(o => province.Decisions.Count(d => d.Outcome == o)),
                Enumerable.Range(0, 4).Select(o => sums.Sum(s => s[o])));
        }

        foreach (var source in summary.GetProperty("sources").EnumerateArray())
        {
            var name = source.GetProperty("name").GetString();
            Assert.Equal(province.Decisions.Count(d => d.Outcome == "Certified" && d.EvidenceSource == name), source.GetProperty("certified").GetInt32());
            Assert.Equal(source.GetProperty("people").GetInt32(), source.GetProperty("byAge").EnumerateArray().Sum(n => n.GetInt32()));
        }
    }

    [Fact]
    public void Rejected_rows_of_the_page_are_those_of_the_list()
    {
        var listed = File.ReadLines(Path.Combine(province.Run, "rejects.csv")).Skip(1).Select(l => l.Split(',')).ToArray();
        var tables = Parse(Page).Descendants().Where(e => e.Name.LocalName == "table").ToArray();
        foreach (var file in listed.GroupBy(r => r[0]))
        {
            var row = tables.SelectMany(t => t.Descendants()).Single(e => e.Name.LocalName == "tr" && e.Elements().First().Value == file.Key);
            Assert.Equal(file.Count(), row.Elements().Skip(1).Sum(cell => int.TryParse(cell.Value.Replace(",", "", StringComparison.Ordinal), out var n) ? n : 0));
        }
    }

    [Fact]
    public async Task Second_run_is_held_against_the_first()
    {
        var data = new HandmadeData(workspace)
            .Register($"R1,{HandmadeData.Number(1)},张建国,2026-10-30\nR2,{HandmadeData.Number(2)},李秀英,2026-10-30\n")
            .Feed("medical_settlement", "activity", $"{HandmadeData.Number(1)},张建国,2026-10-02\n", "personPresent");
        (await workspace.RunAsync(data.Run("runs/first"))).AssertExit(0);
        Assert.Contains("没有更早的比对批次", File.ReadAllText(workspace.At("runs", "first", "report.html")), StringComparison.Ordinal);
        data.Feed("medical_settlement", "activity", $"{HandmadeData.Number(1)},张建国,2026-10-02\n{HandmadeData.Number(2)},李秀英,2026-10-09\n", "personPresent");
        (await workspace.RunAsync(data.Run("runs/second"))).AssertExit(0);

        var cells = Parse(File.ReadAllText(workspace.At("runs", "second", "report.html"))).Descendants()
            .Where(e => e.Name.LocalName == "tr" && e.Elements().First().Value.StartsWith("静默认证通过", StringComparison.Ordinal))
            .Select(row => row.Elements().Skip(1).Select(c => c.Value).ToArray());
        Assert.Contains(cells, c => c is ["1", "2", "+1 (+100.0%)"]);
    }

    public void Dispose() => workspace.Dispose();

    private static JsonElement Summary(string run) => JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json"))).RootElement;

    /// <summary>The page as XML: its two void elements closed.</summary>
    private static XDocument Parse(string page) =>
        XDocument.Parse(MetaTag().Replace(page[(page.IndexOf('\n', StringComparison.Ordinal) + 1)..], "<meta$1/>"));

    [GeneratedRegex("<meta([^>]*)>")]
    private static partial Regex MetaTag();
}
