using System.Globalization;
using System.Text;
using SocialInsurance.Cli.Commands;
using SocialInsurance.Cli.Output;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.DataComparison;
using static SocialInsurance.Cli.Report.Bilingual;

namespace SocialInsurance.Cli.Report;

/// <summary>What the sources brought, how fresh they are, what was rejected and what was held.</summary>
internal static class SourceSections
{
    internal static void Write(StringBuilder page, RunReport report)
    {
        Contribution(page, report);
        Freshness(page, report.Figures);
        Held(page, report);
        Rejects(page, report);
    }

    private static void Contribution(StringBuilder page, RunReport report)
    {
        var files = report.Comparison.Files.Skip(report.Comparison.RegisterFileCount).ToLookup(f => f.Source);
        page.Add($"<h2>{Both("ReportSources")}</h2><div class=\"scroll\"><table><thead><tr><th class=\"text\">{Both("ColumnSource")}</th><th>{Both("ColumnRead")}</th><th>{Both("ColumnRejected")}</th><th>{Both("ColumnMatched")}</th><th>{Both("ReportNameDisagreed")}</th><th>{Both("ColumnUnmatchedTerminal")}</th><th>{Both("ReportReached")}</th><th>{Both("ReportCertifiedBy")}</th></tr></thead><tbody>");
        foreach (var source in report.Figures.Sources)
        {
            var own = files[source.Name].ToArray();
            page.Add($"<tr><th>{Pair(source.Title.Chinese, source.Title.English)}</th><td>{Number(own.Sum(f => f.Read))}</td><td>{Percent(own.Sum(f => f.Rejected), own.Sum(f => f.Read))}</td><td>{Number(own.Sum(f => f.Matched))}</td><td>{Percent(own.Sum(f => f.NameDisagreed), own.Sum(f => f.Matched))}</td><td>{Unmatched(own)}</td><td>{Number(source.People)}</td><td>{Number(source.Certified)}</td></tr>");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static string Unmatched(FileCounts[] files) => files.Sum(f => f.UnmatchedTerminal) is > 0 and var n ? Number(n) : "—";

    private static void Freshness(StringBuilder page, RunFigures figures)
    {
        var ends = RunFigures.EventAges;
        string[] bands =
        [
            Chinese("EventAgeUpTo", ends[0]),
            .. Enumerable.Range(1, ends.Count - 1).Select(i => Chinese("EventAgeBetween", ends[i - 1] + 1, ends[i])),
            Chinese("EventAgeBeyond", ends[^1]),
        ];
        page.Add($"<h2>{Both("ReportFreshness")}</h2>{OutcomeBars.Ages(Both("ReportFreshnessNote"), bands, [.. figures.Sources.Select(s => (Encode(s.Title.Chinese), s.ByAge))])}");
        page.Add($"<p>{Both("ReportConfidence", string.Join(" · ", figures.ConfidenceTenths.Select((n, i) => Html($"{i / 10.0:F1}–{(i + 1) / 10.0:F1}: {Number(n)}"))))}</p>\n");
    }

    private static void Held(StringBuilder page, RunReport report)
    {
        page.Add($"<h2>{Both("ReportHeld")}</h2>");
        foreach (var file in report.Comparison.Files.Where(f => f.IsHeld))
        {
            page.Add($"<p class=\"held\"><b>{Encode(file.File)}</b>（{Encode(file.Source)}）：{Pair(BrakeReport.Reason(file, Strings.Chinese)!, BrakeReport.Reason(file, Strings.English)!)}</p>");
            if (BrakeReport.Missing(file, Strings.Chinese) is { } missing)
            {
                page.Add($"<p class=\"held\">{Pair(missing, BrakeReport.Missing(file, Strings.English)!)}</p>");
            }
        }

        page.Add(report.Comparison.Files.Any(f => f.IsHeld)
            ? (FormattableString)$"<p>{Both("BrakePeople", Number(report.HeldPeople.Count), Number(report.HeldPeople.Certified))}</p>"
            : $"<p class=\"good\">{Both("ReportNothingHeld")}</p>");
        Absent(page, report);
        foreach (var (chinese, english) in InputWarnings.Of(report.Comparison, Strings.Chinese).Zip(InputWarnings.Of(report.Comparison, Strings.English)))
        {
            page.Add($"<p class=\"held\">{Pair(chinese, english)}</p>");
        }

        var sample = report.AuditSample;
        page.Add($"<p>{Both("AuditSampleSummary", Number(sample.Picks.Count), Number(sample.RandomCount), Number(sample.RiskWeightedCount), Number(sample.SilentPasses))}</p>\n");
    }

    private static void Absent(StringBuilder page, RunReport report)
    {
        if (report.Policy.AbsentSources.Count > 0)
        {
            page.Add($"<p class=\"held\">{Both("ReportAbsent", string.Join("、", report.Policy.AbsentSources))}</p>");
        }

        if (report.Comparison.Unclaimed.Count > 0)
        {
            page.Add($"<p class=\"held\">{Pair(Unclaimed(report, Strings.Chinese), Unclaimed(report, Strings.English))}</p>");
        }
    }

    private static string Unclaimed(RunReport report, CultureInfo language) =>
        Strings.FormatIn(language, "ReportUnclaimed", InputWarnings.Unclaimed(report.Comparison, language));

    private static void Rejects(StringBuilder page, RunReport report)
    {
        page.Add($"<h2>{Both("ReportRejects")}</h2><p>{Both("ReportRejectsNote", Number(report.Comparison.RecordsRead), Number(report.Comparison.RecordsAccepted), Number(report.Comparison.RecordsRejected))}</p>");
        if (report.Rejects.Count == 0)
        {
            return;
        }

        var reasons = report.Rejects.GroupBy(r => r.Reason).OrderByDescending(g => g.Sum(r => r.Rows)).Select(g => g.Key).ToArray();
        page.Add($"<div class=\"scroll\"><table><thead><tr><th class=\"text\">{Both("ColumnFile")}</th>");
        foreach (var reason in reasons)
        {
            page.Add($"<th>{Both($"RejectShort{reason}")}</th>");
        }

        page.Append("</tr></thead><tbody>");
        foreach (var file in report.Rejects.GroupBy(r => r.File))
        {
            var rows = file.ToDictionary(r => r.Reason, r => r.Rows);
            page.Add($"<tr><th>{Encode(file.Key)}</th>{string.Concat(reasons.Select(r => rows.TryGetValue(r, out var n) ? $"<td>{Number(n)}</td>" : "<td>·</td>"))}</tr>");
        }

        page.Append("</tbody></table></div>\n");
    }
}
