using System.Globalization;
using System.Text;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using static SocialInsurance.Cli.Report.Bilingual;

namespace SocialInsurance.Cli.Report;

/// <summary>The run held against the one before: outcomes, findings and records of each source.</summary>
internal static class ChangeSection
{
    internal static void Write(StringBuilder page, RunReport report)
    {
        page.Add($"<h2>{Both("ReportComparedWithLast")}</h2>");
        if (report.Previous is not { } before)
        {
            page.Add($"<p>{Both("ReportNoLast")}</p>\n");
            return;
        }

        page.Add($"<p>{Both("ReportLast", before.Name, before.Manifest.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}</p><div class=\"scroll\"><table><thead><tr><th class=\"text\">{Both("ColumnMeasure")}</th><th>{Both("ReportBefore")}</th><th>{Both("ReportNow")}</th><th>{Both("ReportDifference")}</th></tr></thead><tbody>");
        foreach (var outcome in Enum.GetValues<EligibilityOutcome>())
        {
            Row(page, Both($"Outcome{outcome}"), before.Figures.Of(outcome), report.Figures.Of(outcome));
        }

        foreach (var finding in Enum.GetValues<FindingKind>().Where(f => f != FindingKind.None))
        {
            if (before.Figures.Of(finding) + report.Figures.Of(finding) > 0)
            {
                Row(page, Both($"Finding{finding}"), before.Figures.Of(finding), report.Figures.Of(finding));
            }
        }

        var then = before.Manifest.Inputs.ToLookup(f => f.Source, f => f.Read);
        var now = report.Comparison.Files.ToLookup(f => f.Source, f => f.Read);
        foreach (var source in report.Figures.Sources)
        {
            Row(page, Both("ReportRecordsOf", source.Title.Chinese), then[source.Name].Sum(), now[source.Name].Sum());
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Row(StringBuilder page, string name, long before, long now)
    {
        var share = before == 0 ? string.Empty : Html($" ({(double)(now - before) / before:+0.0%;−0.0%;0.0%})");
        page.Add($"<tr><th>{name}</th><td>{Number(before)}</td><td>{Number(now)}</td><td>{now - before:+#,##0;−#,##0;0}{share}</td></tr>");
    }
}
