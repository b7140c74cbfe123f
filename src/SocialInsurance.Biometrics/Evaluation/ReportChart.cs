using System.Globalization;
using System.Text;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>Inline SVG of a report: no script, no font and no picture from outside; black on white, told apart by dashes.</summary>
internal static class ReportChart
{
    private const int Width = 640;
    private const int Height = 360;
    private const int Left = 60;
    private const int Bottom = 40;
    private const int Bins = 80;
    private const double LeastRate = 1e-6;

    /// <summary>Detection error trade-off: false non-matches over false matches, both logarithmic, 1e-6 to 1.</summary>
    internal static string DetectionErrorTradeOff(ScoreSet scores, string across = "FMR", string up = "FNMR", string title = "检测误差权衡（DET） / DET curve")
    {
        var curve = new StringBuilder();
        const int Steps = 200;
        var (low, high) = Range(scores);
        for (var i = 0; i <= Steps; i++)
        {
            var threshold = low + ((high - low) * i / Steps);
            curve.Append(Number($"{LogX(scores.FalseMatchAt(threshold).Rate):F1},{LogY(scores.FalseNonMatchAt(threshold).Rate):F1} "));
        }

        var grid = new StringBuilder();
        for (var power = -6; power <= 0; power++)
        {
            var (x, y) = (LogX(Math.Pow(10, power)), LogY(Math.Pow(10, power)));
            grid.Append(Number($"<path d='M{x:F1} 0V{Height - Bottom}M{Left} {y:F1}H{Width}' stroke='#ccc'/><text x='{x:F1}' y='{Height - 24}' text-anchor='middle'>1e{power}</text><text x='{Left - 6}' y='{y + 4:F1}' text-anchor='end'>1e{power}</text>"));
        }

        return Frame(title, across, up, $"{grid}<polyline points='{curve}' fill='none' stroke='#000' stroke-width='2'/>");
    }

    /// <summary>Shares of mated (solid) and non-mated (dashed) scores, each scaled to its own highest bin.</summary>
    internal static string Histogram(ScoreSet scores, string title = "分数分布 / score histogram", string solid = "mated", string dashed = "non-mated")
    {
        var (low, high) = Range(scores);
        var ticks = new StringBuilder();
        for (var i = 0; i <= 4; i++)
        {
            var score = low + ((high - low) * i / 4);
            ticks.Append(Number($"<text x='{Left + ((Width - Left) * i / 4.0):F1}' y='{Height - 24}' text-anchor='{(i == 4 ? "end" : "middle")}'>{score:F2}</text>"));
        }

        return Frame(title, $"分数 score（实线 {solid}，虚线 {dashed}）", string.Empty, ticks.ToString() + Outline(scores.Mated, low, high, string.Empty) + Outline(scores.NonMated, low, high, "6 4"));
    }

    private static string Outline(ReadOnlySpan<double> ascending, double low, double high, string dashes)
    {
        var bins = new int[Bins];
        foreach (var score in ascending)
        {
            bins[Math.Clamp((int)((score - low) / (high - low) * Bins), 0, Bins - 1)]++;
        }

        var most = Math.Max(1, bins.Max());
        var points = new StringBuilder();
        for (var i = 0; i < Bins; i++)
        {
            var (x, y) = (Left + ((Width - Left) * (i + 0.5) / Bins), (Height - Bottom) * (1 - (0.95 * bins[i] / most)));
            points.Append(Number($"{x:F1},{y:F1} "));
        }

        return $"<polyline points='{points}' fill='none' stroke='#000' stroke-width='2' stroke-dasharray='{dashes}'/>";
    }

    private static string Frame(string title, string across, string up, string content) =>
        $"<figure><figcaption>{title}</figcaption><svg viewBox='0 0 {Width} {Height}' role='img' aria-label='{title}' font-size='12'>{content}"
        + $"<path d='M{Left} 0V{Height - Bottom}H{Width}' fill='none' stroke='#000'/><text x='{(Width + Left) / 2}' y='{Height - 6}' text-anchor='middle'>{across}</text><text x='{Left + 8}' y='14'>{up}</text></svg></figure>";

    private static (double Low, double High) Range(ScoreSet scores)
    {
        var least = Math.Min(scores.Mated is [var m, ..] ? m : 0, scores.NonMated is [var n, ..] ? n : 0);
        var most = Math.Max(scores.Mated is [.., var a] ? a : 1, scores.NonMated is [.., var b] ? b : 1);
        return most > least ? (least, most) : (least - 1, most + 1);
    }

    private static double LogX(double rate) => Left + ((Width - Left) * Share(rate));

    private static double LogY(double rate) => (Height - Bottom) * (1 - Share(rate));

    /// <summary>Place of a rate on the logarithmic axis, 0..1.</summary>
    private static double Share(double rate) => double.IsNaN(rate) ? 0 : Math.Clamp(1 - (Math.Log10(Math.Max(rate, LeastRate)) / Math.Log10(LeastRate)), 0, 1);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
