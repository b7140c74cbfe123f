using System.Globalization;
using System.Text;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using static SocialInsurance.Cli.Report.Bilingual;

namespace SocialInsurance.Cli.Report;

/// <summary>
/// report.html of a run folder: one page for people, readable in print, loads nothing and runs no script. Counts only: no person.
/// </summary>
internal static class RunReportPage
{
    private const string StyleResource = "run-report.css";

    private static readonly string Style = ReadStyle();

    internal static byte[] Write(RunReport report)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Add($"<title>{Chinese("ReportTitle")} {report.Policy.AsOf:yyyy-MM-dd}</title><style>{Style}</style></head><body><main>\n");
        Head(page, report);
        Tiles(page, report);
        Outcomes(page, report.Figures);
        page.Add($"<h2>{Both("ReportRiskMatrix")}</h2><p>{Both("ReportRiskMatrixNote")}</p>{RiskMatrix.Html(report.Figures)}\n");
        Findings(page, report);
        SourceSections.Write(page, report);
        ChangeSection.Write(page, report);
        Origin(page, report);
        return Encoding.UTF8.GetBytes(page.Append("</main></body></html>\n").ToString());
    }

    private static void Head(StringBuilder page, RunReport report)
    {
        var stamp = report.Policy.Policy.Stamp;
        page.Add($"<h1>{Both("ReportTitle")}</h1><p class=\"facts\">{Both("ReportFacts", report.Policy.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"{stamp.Id}@{stamp.Version}", Number(report.Comparison.RecordsRead), Number(report.Comparison.RecordsRejected))}</p>")
            .Add($"<p>{Both("ReportPromise")}</p>\n");
    }

    private static void Tiles(StringBuilder page, RunReport report)
    {
        page.Append("<ul class=\"tiles\">");
        Tile(page, "all", Both("ReportPeople"), report.Figures.People, report.Figures.People, report.Previous?.Figures.People);
        foreach (var outcome in Enum.GetValues<EligibilityOutcome>())
        {
            Tile(page, OutcomeBars.CssOf(outcome), Both($"Outcome{outcome}"), report.Figures.Of(outcome), report.Figures.People, report.Previous?.Figures.Of(outcome));
        }

        page.Append("</ul>\n");
    }

    private static void Tile(StringBuilder page, string css, string title, int people, int all, int? before)
    {
        var change = before is { } b ? Html($"<span class=\"change\">{Both("ReportChange", $"{people - b:+#,##0;−#,##0;0}")}</span>") : string.Empty;
        page.Add($"<li class=\"{css}\">{title}<b>{Number(people)}</b>{Percent(people, all)}{change}</li>");
    }

    private static void Outcomes(StringBuilder page, RunFigures figures)
    {
        var usable = figures.Of(EligibilityOutcome.Certified) + figures.Rules.Where(r => r.Outcome == EligibilityOutcome.Review && r.Finding != FindingKind.InvalidDocumentNumber).Sum(r => r.People);
        page.Add($"<h2>{Both("ReportFunnel")}</h2>{OutcomeBars.Funnel(Both("ReportFunnelNote"), [(Chinese("FunnelRegistered"), figures.People), (Chinese("FunnelComparable"), figures.Comparable), (Chinese("FunnelWithActivity"), figures.WithActivity), (Chinese("FunnelDecidedByData"), usable), (Chinese("OutcomeCertified"), figures.Of(EligibilityOutcome.Certified))])}\n");
        page.Add($"<h2>{Both("ReportByAge")}</h2>{OutcomeBars.Legend()}{OutcomeBars.Shares(Both("ReportSharesNote"), [.. AgeRows(figures)])}\n");
        page.Add($"<h2>{Both("ReportByRegion")}</h2>{OutcomeBars.Legend()}{OutcomeBars.Shares(Both("ReportRegionNote"), [.. figures.Regions.Select(r => (r.Name == "0000" ? Chinese("ReportNoRegion") : $"{r.Name}00", r))])}\n");
    }

    private static IEnumerable<(string Label, GroupFigure Group)> AgeRows(RunFigures figures)
    {
        for (var i = 0; i < figures.Ages.Count; i++)
        {
            var group = figures.Ages[i];
            if (group.People > 0)
            {
                yield return (i == 0 ? Chinese("AgeBelow", figures.Ages[1].Name)
                    : i == figures.Ages.Count - 1 ? Chinese("AgeFrom", group.Name)
                    : Chinese("AgeBetween", group.Name, int.Parse(figures.Ages[i + 1].Name, CultureInfo.InvariantCulture) - 1), group);
            }
        }
    }

    private static void Findings(StringBuilder page, RunReport report)
    {
        page.Add($"<h2>{Both("ReportRules")}</h2><p>{Both("ReportRulesNote")}</p><div class=\"scroll\"><table><thead><tr><th class=\"text\">{Both("ColumnRule")}</th><th class=\"text\">{Both("ColumnDecision")}</th><th class=\"text\">{Both("ColumnReason")}</th><th>{Both("ColumnPeople")}</th><th>{Both("ReportShare")}</th></tr></thead><tbody>");
        foreach (var rule in report.Figures.Rules.Where(r => r.People > 0))
        {
            page.Add($"<tr><th>{Encode(rule.Code)}</th><td class=\"text\">{Chinese($"Outcome{rule.Outcome}")}</td><td class=\"text\">{Pair(Unfilled(rule.Reason.Chinese, Strings.Chinese), Unfilled(rule.Reason.English, Strings.English))}</td><td>{Number(rule.People)}</td><td>{Percent(rule.People, report.Figures.People)}</td></tr>");
        }

        page.Append("</tbody></table></div>\n");
    }

    /// <summary>The holes of a reason, which differ from person to person, by what stands in them.</summary>
    private static string Unfilled(string reason, CultureInfo language) => reason
        .Replace("{source}", Strings.In(language, "ReportHoleSource"), StringComparison.Ordinal)
        .Replace("{date}", Strings.In(language, "ReportHoleDate"), StringComparison.Ordinal);

    private static void Origin(StringBuilder page, RunReport report)
    {
        var seconds = Math.Max(0.001, report.ElapsedMs / 1000.0);
        page.Add($"<h2>{Both("ReportOrigin")}</h2><p>{Both("ReportTiming", $"{seconds:F1}", $"{report.Comparison.LinkageMs / 1000.0:F1}", Number((long)(report.Comparison.RecordsRead / seconds)))}</p><div class=\"scroll\"><table><tbody>");
        foreach (var (key, value) in new[]
        {
            ("ReportPolicyDigest", report.Policy.Policy.Stamp.Digest),
            ("ReportStateDigest", report.Comparison.StateDigest),
            ("ReportLinksDigest", report.Comparison.LinksDigest),
            ("ReportDecisionsDigest", report.DecisionsDigest),
        })
        {
            page.Add($"<tr><th>{Both(key)}</th><td class=\"text\"><code>{value}</code></td></tr>");
        }

        page.Add($"</tbody></table></div><p class=\"facts\">{Both("ReportReplayNote")}</p>\n");
    }

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(RunReportPage).Assembly.GetManifestResourceStream(StyleResource)
            ?? throw new InvalidOperationException($"resource {StyleResource} is missing from the program"));
        return reader.ReadToEnd();
    }
}
