using System.Globalization;
using System.Net;
using System.Text;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>
/// A self-contained page of an evaluation: Chinese first, English second; readable in print; loads nothing.
/// Holds rates and counts only: no picture, no name, no template.
/// </summary>
public static class EvaluationReport
{
    private const string Style = "body{font:16px/1.6 sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff;overflow-wrap:anywhere}"
        + "h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
        + ".wide{overflow-x:auto;margin:.5rem 0 1rem}table{border-collapse:collapse;width:100%;page-break-inside:auto}tr{page-break-inside:avoid}"
        + "th,td{border:1px solid #767676;padding:.3rem .6rem;text-align:right;vertical-align:top;overflow-wrap:normal}td small{white-space:nowrap;display:block}thead th{background:#eef2f5}tbody tr:nth-child(even){background:#f7f9fa}"
        + "th:first-child,td:first-child{text-align:left}thead{display:table-header-group}figure{margin:1.5rem 0;page-break-inside:avoid}figcaption{font-weight:bold}svg{display:block;width:100%;max-width:42rem;height:auto}small{color:#333}"
        + "@media(max-width:40rem){body{margin:1rem auto;font-size:15px}h1{font-size:1.3rem}th,td{padding:.25rem .4rem;font-size:.85rem}}@media print{.wide{overflow:visible}}";

    /// <summary>The whole of <c>report.html</c>.</summary>
    public static string Html(VerificationEvaluationResult result)
    {
        var body = new StringBuilder();
        Conditions(body, result.Conditions, result.FailureToAcquire);
        body.Append(Text($"<p>配对 mated {result.Scores.Mated.Length}，非配对 non-mated {result.Scores.NonMated.Length}（{Source(result.NonMatedFrom)}），未校准而略去 uncalibrated {result.Uncalibrated}，等错误率 EER {result.EqualErrorRate:P2}</p>"));
        Points(body, "操作点 / operating points", result.OperatingPoints);
        body.Append(ReportChart.DetectionErrorTradeOff(result.Scores)).Append(ReportChart.Histogram(result.Scores));
        foreach (var group in result.Groups)
        {
            Points(body, Text($"组 / group: {Encode(group.Name)}（mated {group.Mated}, non-mated {group.NonMated}）"), group.OperatingPoints);
        }

        return Page("一对一比对评测 / Verification evaluation", body);
    }

    /// <inheritdoc cref="Html(VerificationEvaluationResult)"/>
    public static string Html(GroupEvaluationResult result)
    {
        var body = new StringBuilder();
        Conditions(body, result.Conditions, result.FailureToAcquire);
        body.Append(Text($"<p>隐含重复 hidden duplicates: {result.HiddenDuplicates}。同组任意两人之间的误匹配率；零错误时上限为 3/n。False matches between any two people of a group; with no error the bound is 3/n.</p>"));
        body.Append("<div class=\"wide\" tabindex=\"0\"><table><thead><tr><th>组 / group</th><th>人 people</th><th>对 pairs</th>");
        foreach (var threshold in result.Thresholds)
        {
            body.Append(Text($"<th>FMR @ {threshold:F3}</th>"));
        }

        body.Append("</tr></thead><tbody>");
        foreach (var group in result.Groups)
        {
            body.Append(Text($"<tr><td>{Encode(NameOf(group.Name))}</td><td>{group.People}</td><td>{group.Pairs}</td>"));
            foreach (var point in group.FalseMatches)
            {
                body.Append($"<td>{Rate(point.FalseMatch)}</td>");
            }

            body.Append("</tr>");
        }

        return Page("分组误匹配率 / False-match rates by group", body.Append("</tbody></table></div>"));
    }

    private static void Conditions(StringBuilder body, EvaluationConditions conditions, ErrorRate failureToAcquire)
    {
        var cohort = conditions.CohortDigest is { } digest
            ? Text($"{conditions.CohortSize} 人 people, a = {conditions.ShiftWeight}, floor = {conditions.MeanFloor}, <small>SHA-256 {Encode(digest)}</small>")
            : "无（原始相似度） / none (raw similarity)";
        body.Append(Text($"<p>配置 profile {Encode(conditions.Profile)}；队列 cohort: {cohort}；模型 template model <small>SHA-256 {Encode(conditions.TemplateModelSha256)}</small></p>"))
            .Append(Text($"<p>采集失败率 failure to acquire: {Rate(failureToAcquire)}</p>"));
    }

    private static void Points(StringBuilder body, string title, IEnumerable<OperatingPoint> points)
    {
        body.Append($"<h2>{title}</h2><div class=\"wide\" tabindex=\"0\"><table><thead><tr><th>操作点 point</th><th>阈值 threshold</th><th>误匹配率 FMR</th><th>误不匹配率 FNMR</th></tr></thead><tbody>");
        foreach (var point in points)
        {
            body.Append(Text($"<tr><td>{Encode(NameOf(point.Name))}</td><td>{point.Threshold}</td><td>{Rate(point.FalseMatch)}</td><td>{Rate(point.FalseNonMatch)}</td></tr>"));
        }

        body.Append("</tbody></table></div>");
    }

    /// <summary>The names that this program gives; a group's own labels stay as the list has them.</summary>
    private static string NameOf(string name) => name switch
    {
        "match" => "一致 match",
        "unsure" => "不确定 unsure",
        "asked" => "指定 asked",
        "all" => "全部 all",
        _ => name,
    };

    internal static string Rate(ErrorRate rate) => rate.Trials == 0
        ? "—"
        : Text($"{Percent(rate.Rate)} % <small>[{Percent(rate.Interval95.Low)}, {Percent(rate.Interval95.High)}] {rate.Errors}/{rate.Trials}</small>");

    /// <summary>Three digits from one per cent on, two below: 4.27, 0.0094.</summary>
    private static string Percent(double share)
    {
        var percent = 100 * share;
        var power = percent > 0 ? (int)Math.Floor(Math.Log10(percent)) : 0;
        return percent > 0 ? percent.ToString($"F{Math.Clamp((power >= 0 ? 2 : 1) - power, 0, 9)}", CultureInfo.InvariantCulture) : "0";
    }

    private static string Source(NonMatedSource source) => source switch
    {
        NonMatedSource.ListedPairs => "列表所列 as listed",
        NonMatedSource.AllSubjects => "不同人之间全部 all between different subjects",
    };

    internal static string Page(string title, StringBuilder body) =>
        $"<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title><style>{Style}</style></head><body><h1>{title}</h1>{body}"
        + "<p><small>区间为 95 %（Wilson）；共用同一人的比对并不独立，真实区间更宽。Intervals are 95 % (Wilson); comparisons that share a person are not independent, so the true intervals are wider.</small></p></body></html>\n";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
