using System.Globalization;
using System.Net;
using System.Text;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>
/// A self-contained page of a PAD evaluation: Chinese first, English second; readable in print; loads nothing. Holds
/// rates, scores and the paths of the list: no picture.
/// </summary>
public static class PadEvaluationReport
{
    /// <summary>The whole of <c>report.html</c>.</summary>
    public static string Html(PadEvaluationResult result)
    {
        var body = new StringBuilder();
        Conditions(body, result);
        Rates(body, result);
        Sources(body, result);
        body.Append(ReportChart.DetectionErrorTradeOff(result.UnitScores, "APCER", "BPCER", "单元：检测误差权衡（DET） / units: DET curve"))
            .Append(ReportChart.Histogram(result.UnitScores, "单元分数 / unit scores", "真人 bona fide", "攻击 attack"))
            .Append(ReportChart.DetectionErrorTradeOff(result.FrameScores, "APCER", "BPCER", "帧：检测误差权衡（DET） / frames: DET curve"))
            .Append(ReportChart.Histogram(result.FrameScores, "单帧分数 / frame scores", "真人 bona fide", "攻击 attack"));
        Votes(body, result);
        Units(body, result);
        return EvaluationReport.Page("活体检测评测 / Presentation attack detection (ISO/IEC 30107-3)", body);
    }

    private static void Conditions(StringBuilder body, PadEvaluationResult result)
    {
        var c = result.Conditions;
        body.Append(Text($"<p>配置 profile {Encode(c.Profile)}，融合 fusion {Encode(c.Fusion)}；通过 pass ≥ {c.PassThreshold}，转人工 review ≥ {c.ReviewThreshold}，视频至少 clips need {c.MinimumFrames} 帧 frames</p>"))
            .Append(Text($"<p>真人单元 bona fide units {result.BonaFideUnits}，攻击单元 attack units {result.AttackUnits}；其帧 frames used {result.FrameScores.Mated.Length} / {result.FrameScores.NonMated.Length}。一段视频或一张照片是一个单元；同一视频的帧不独立。A clip or a still is one unit; frames of one clip are not independent, so intervals of frame rates are too narrow.</p>"))
            .Append(Text($"<p><b>BPCER {Rate(result.BonaFide.Error)}；ACER {Number(result.AverageError)}</b>（取最差种类 over the worst species）</p><ul>"));
        foreach (var model in c.Models)
        {
            body.Append($"<li><small>{model.Task}: {Encode(model.Name)}, SHA-256 {model.Sha256}</small></li>");
        }

        body.Append("</ul>");
    }

    private static void Rates(StringBuilder body, PadEvaluationResult result)
    {
        Head(body, "按攻击种类 / by species", "种类 species", "APCER / BPCER（单元 units）", "以转人工线计 at review", "无响应 non-response", "逐帧 frames");
        Row(body, result.BonaFide);
        foreach (var species in result.Species)
        {
            Row(body, species);
        }

        body.Append("</tbody></table></div>");
    }

    private static void Sources(StringBuilder body, PadEvaluationResult result)
    {
        if (result.Sources.IsEmpty)
        {
            return;
        }

        Head(body, "按来源 / by source", "来源 source", "BPCER", "APCER", "无响应 non-response（真人 bona fide）", "无响应 non-response（攻击 attack）");
        foreach (var source in result.Sources)
        {
            body.Append($"<tr><td>{Encode(source.Source)}</td><td>{Rate(source.BonaFide.Error)}</td><td>{Rate(source.Attacks.Error)}</td><td>{Rate(source.BonaFide.NonResponse)}</td><td>{Rate(source.Attacks.NonResponse)}</td></tr>");
        }

        body.Append("</tbody></table></div>");
    }

    private static void Votes(StringBuilder body, PadEvaluationResult result)
    {
        Head(body, "各项证据单独的价值（AUC） / what each vote is worth alone", "证据 vote", "单元 AUC units", "逐帧 AUC frames", "去掉一单元的范围 one unit left out", "留一法错误 leave-one-out errors");
        foreach (var vote in result.Votes)
        {
            body.Append($"<tr><td>{Encode(vote.Name)}</td><td>{Area(vote.Units)}</td><td>{Number(vote.Frames.Area)} <small>{vote.Frames.BonaFide} + {vote.Frames.Attacks}</small></td>"
                + $"<td>{Number(vote.FrameJackknife.Low)}–{Number(vote.FrameJackknife.High)}</td><td>{Rate(vote.LeaveOneOut)}</td></tr>");
        }

        body.Append("</tbody></table></div>");
    }

    private static void Units(StringBuilder body, PadEvaluationResult result)
    {
        Head(body, "逐单元 / every unit", "路径 path", "标注 label", "判定 verdict", "分数 score", "帧 frames（用 used / 全 all）");
        foreach (var unit in result.Units)
        {
            var label = unit.Unit.IsBonaFide ? "真人 bona fide" : $"攻击 {unit.Unit.Species}";
            var verdict = unit.Verdict == PadUnitVerdict.NoResponse ? $"{NameOf(unit.Verdict)} ({unit.Reason})" : NameOf(unit.Verdict);
            body.Append($"<tr><td>{Encode(unit.Unit.Path)}</td><td>{Encode(label)}</td><td>{Encode(verdict)}</td><td>{Number(unit.Score)}</td><td>{unit.UsedFrames} / {unit.Frames}</td></tr>");
        }

        body.Append("</tbody></table></div>");
    }

    private static string NameOf(PadUnitVerdict verdict) => verdict switch
    {
        PadUnitVerdict.BonaFide => "真人 bona fide",
        PadUnitVerdict.Review => "转人工 to a person",
        PadUnitVerdict.Attack => "攻击 attack",
        PadUnitVerdict.NoResponse => "无响应 no response",
    };

    private static void Head(StringBuilder body, string title, params ReadOnlySpan<string> columns)
    {
        body.Append($"<h2>{title}</h2><div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
        foreach (var column in columns)
        {
            body.Append($"<th>{column}</th>");
        }

        body.Append("</tr></thead><tbody>");
    }

    private static void Row(StringBuilder body, PadRates rates) => body.Append(
        $"<tr><td>{Encode(rates.Name == "bonafide" ? "真人 bona fide" : rates.Name)}</td><td>{Rate(rates.Error)}</td><td>{Rate(rates.AtReview)}</td><td>{Rate(rates.NonResponse)}</td><td>{Rate(rates.FrameError)}</td></tr>");

    private static string Area(RocArea area) => double.IsNaN(area.Area)
        ? "—"
        : Text($"{area.Area:F3} <small>[{area.Interval95.Low:F2}, {area.Interval95.High:F2}] {area.BonaFide} + {area.Attacks}</small>");

    private static string Rate(ErrorRate rate) => EvaluationReport.Rate(rate);

    private static string Number(double value) => double.IsNaN(value) ? "—" : value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
