using System.Globalization;
using System.Text;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>Inline SVG of a report: no script, no font and no picture from outside; told apart by dashes as well as by colour.</summary>
internal static class ReportChart
{
    /// <summary>So narrow that letters stay legible when the picture is shrunk to a phone.</summary>
    private const int Width = 480;
    private const int Height = 320;
    private const int Left = 52;
    private const int Bottom = 48;
    private const int Top = 28;
    private const int Right = 8;
    private const int Bins = 80;
    private const double LeastRate = 1e-6;

    /// <summary>
    /// Detection error trade-off: false non-matches over false matches, both logarithmic, 1e-6 to 1. No error of n trials stands at 1/n:
    /// fewer cannot be seen, and a point at 1e-6 would claim a million trials.
    /// </summary>
    internal static string DetectionErrorTradeOff(ScoreSet scores, string across = "误匹配率 FMR", string up = "误不匹配率 FNMR", string title = "检测误差权衡（DET） / DET curve")
    {
        var curve = new StringBuilder();
        const int Steps = 200;
        var (low, high) = Range(scores);
        for (var i = 0; i <= Steps; i++)
        {
            var threshold = low + ((high - low) * i / Steps);
            curve.Append(Number($"{LogX(Seen(scores.FalseMatchAt(threshold))):F1},{LogY(Seen(scores.FalseNonMatchAt(threshold))):F1} "));
        }

        var grid = new StringBuilder();
        for (var power = -6; power <= 0; power++)
        {
            var (x, y) = (LogX(Math.Pow(10, power)), LogY(Math.Pow(10, power)));
            grid.Append(Number($"<path d='M{x:F1} {Top}V{Height - Bottom}M{Left} {y:F1}H{Width - Right}' stroke='#ccc'/><text x='{x:F1}' y='{Height - Bottom + 18}' text-anchor='{(power == 0 ? "end" : "middle")}'>{Power(power)}</text><text x='{Left - 6}' y='{y + 4:F1}' text-anchor='end'>{Power(power)}</text>"));
        }

        return Frame($"{title}（0 画在 1/n 处 / 0 stands at 1/n）", across, up, $"{grid}<polyline points='{curve}' fill='none' stroke='#000' stroke-width='2'/>");
    }

    /// <summary>Shares of mated (solid) and non-mated (dashed) scores, each scaled to its own highest bin.</summary>
    internal static string Histogram(ScoreSet scores, string title = "分数分布 / score histogram", string solid = "mated", string dashed = "non-mated")
    {
        var (low, high) = Range(scores);
        var ticks = new StringBuilder();
        for (var i = 0; i <= 4; i++)
        {
            var score = low + ((high - low) * i / 4);
            ticks.Append(Number($"<text x='{Left + (Across * i / 4.0):F1}' y='{Height - Bottom + 18}' text-anchor='{(i == 4 ? "end" : "middle")}'>{score:F2}</text>"));
        }

        return Frame(title, $"分数 score（绿实线 {solid}，红虚线 {dashed}）", string.Empty, ticks.ToString() + Outline(scores.NonMated, low, high, "6 4", "#a00") + Outline(scores.Mated, low, high, string.Empty, "#064"));
    }

    private static string Outline(ReadOnlySpan<double> ascending, double low, double high, string dashes, string colour)
    {
        if (ascending.IsEmpty)
        {
            return string.Empty;
        }

        var bins = new int[Bins];
        foreach (var score in ascending)
        {
            bins[Math.Clamp((int)((score - low) / (high - low) * Bins), 0, Bins - 1)]++;
        }

        var most = Math.Max(1, bins.Max());
        var points = new StringBuilder();
        for (var i = 0; i < Bins; i++)
        {
            var (x, y) = (Left + (Across * (i + 0.5) / Bins), Top + (Up * (1 - (0.95 * bins[i] / most))));
            points.Append(Number($"{x:F1},{y:F1} "));
        }

        var area = Number($"{Left},{Height - Bottom} {points} {Width - Right},{Height - Bottom}");
        return $"<polygon points='{area}' fill='{colour}' fill-opacity='.12'/><polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2' stroke-dasharray='{dashes}'/>";
    }

    private static string Frame(string title, string across, string up, string content) =>
        $"<figure><figcaption>{title}</figcaption><svg viewBox='0 0 {Width} {Height}' role='img' aria-label='{title}' font-size='14'>{content}"
        + $"<path d='M{Left} {Top}V{Height - Bottom}H{Width - Right}' fill='none' stroke='#000'/><text x='{(Width + Left) / 2}' y='{Height - 8}' text-anchor='middle'>{across}</text><text x='{Left}' y='14'>{up}</text></svg></figure>";

    private static (double Low, double High) Range(ScoreSet scores)
    {
        var least = Math.Min(scores.Mated is [var m, ..] ? m : 0, scores.NonMated is [var n, ..] ? n : 0);
        var most = Math.Max(scores.Mated is [.., var a] ? a : 1, scores.NonMated is [.., var b] ? b : 1);
        return most > least ? (least, most) : (least - 1, most + 1);
    }

    private static double Across => Width - Right - Left;

    private static double Up => Height - Bottom - Top;

    /// <summary>NaN without a trial.</summary>
    private static double Seen(ErrorRate rate) => Math.Max(rate.Rate, 1.0 / rate.Trials);

    private static double LogX(double rate) => Left + (Across * Share(rate));

    private static double LogY(double rate) => Top + (Up * (1 - Share(rate)));

    /// <summary>10 to the power, as people write it; 0 stands for 1.</summary>
    private static string Power(int power) => power == 0 ? "1" : $"10⁻{"⁰¹²³⁴⁵⁶"[-power]}";

    /// <summary>Place of a rate on the logarithmic axis, 0..1.</summary>
    private static double Share(double rate) => double.IsNaN(rate) ? 0 : Math.Clamp(1 - (Math.Log10(Math.Max(rate, LeastRate)) / Math.Log10(LeastRate)), 0, 1);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
