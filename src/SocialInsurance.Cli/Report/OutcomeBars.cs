using System.Text;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using static SocialInsurance.Cli.Report.Bilingual;

namespace SocialInsurance.Cli.Report;

/// <summary>Inline SVG: horizontal bars. Told apart in print without colour by order, shade and hatching.</summary>
internal static class OutcomeBars
{
    private const int Width = 960;
    private const int Left = 150;
    private const int Right = 110;
    private const int RowHeight = 26;
    private const int BarHeight = 19;
    private const int LeastLabelWidth = 46;

    private const string Hatch = "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#dba628\"/><path d=\"M0 0V6\" stroke=\"#8a6410\" stroke-width=\"1.6\"/></pattern></defs>";

    private static readonly (EligibilityOutcome Outcome, string Fill, string Css, bool IsDark)[] Kinds =
    [
        (EligibilityOutcome.Certified, "#2f7d5b", "certified", true),
        (EligibilityOutcome.NotDue, "#a9b8c6", "notdue", false),
        (EligibilityOutcome.FaceRequired, "url(#hatch)", "face", false),
        (EligibilityOutcome.Review, "#a8322a", "review", true),
    ];

    internal static string CssOf(EligibilityOutcome outcome) => Kinds.Single(k => k.Outcome == outcome).Css;

    internal static string Legend()
    {
        var list = new StringBuilder("<ul class=\"legend\">");
        foreach (var kind in Kinds)
        {
            var fill = kind.Outcome == EligibilityOutcome.FaceRequired ? "repeating-linear-gradient(45deg,#dba628 0 3px,#8a6410 3px 4.5px)" : kind.Fill;
            list.Add($"<li><i style=\"background:{fill}\"></i>{Both($"Outcome{kind.Outcome}")}</li>");
        }

        return list.Append("</ul>").ToString();
    }

    /// <summary>Shares of the four outcomes in each group, 100 % wide, with the number of people at the end.</summary>
    internal static string Shares(string caption, IReadOnlyList<(string Label, GroupFigure Group)> groups)
    {
        var rows = new StringBuilder(Hatch);
        for (var i = 0; i < groups.Count; i++)
        {
            Row(rows, i * RowHeight, groups[i].Label, groups[i].Group);
        }

        return Figure(caption, rows, groups.Count);
    }

    /// <summary>Counts, longest bar first or as given; the share is of the first.</summary>
    internal static string Funnel(string caption, IReadOnlyList<(string Label, long People)> steps)
    {
        var rows = new StringBuilder();
        var whole = Math.Max(1, steps[0].People);
        for (var i = 0; i < steps.Count; i++)
        {
            var width = (double)(Width - Left - Right - 90) * steps[i].People / whole;
            var y = i * RowHeight;
            rows.Add($"<text x=\"{Left + 80}\" y=\"{y + 15}\" class=\"end\">{steps[i].Label}</text><rect x=\"{Left + 90}\" y=\"{y + 2}\" width=\"{width:F1}\" height=\"{BarHeight}\" fill=\"#2f7d5b\"/>")
                .Add($"<text x=\"{Left + 96 + width:F1}\" y=\"{y + 16}\">{Number(steps[i].People)} <tspan fill=\"#51606d\">{Percent(steps[i].People, whole)}</tspan></text>");
        }

        return Figure(caption, rows, steps.Count);
    }

    /// <summary>People by the age of a source's latest record: one strip a source, shaded by share.</summary>
    internal static string Ages(string caption, IReadOnlyList<string> bands, IReadOnlyList<(string Label, IReadOnlyList<int> Counts)> sources)
    {
        var cell = (double)(Width - Left - Right) / bands.Count;
        var rows = new StringBuilder();
        for (var b = 0; b < bands.Count; b++)
        {
            rows.Add($"<text x=\"{Left + ((b + 0.5) * cell):F1}\" y=\"15\" class=\"middle quiet\">{bands[b]}</text>");
        }

        for (var i = 0; i < sources.Count; i++)
        {
            var y = (i + 1) * RowHeight;
            var people = sources[i].Counts.Sum();
            rows.Add($"<text x=\"{Left - 10}\" y=\"{y + 16}\" class=\"end\">{sources[i].Label}</text>");
            for (var b = 0; b < bands.Count; b++)
            {
                var share = people == 0 ? 0 : (double)sources[i].Counts[b] / people;
                var ink = share > 0.5 ? " on-dark" : string.Empty;
                rows.Add($"<rect x=\"{Left + (b * cell):F1}\" y=\"{y}\" width=\"{cell - 2:F1}\" height=\"{RowHeight - 2}\" fill=\"#1f4e79\" fill-opacity=\"{0.04 + (0.96 * share):F3}\"/><text x=\"{Left + ((b + 0.5) * cell):F1}\" y=\"{y + 17}\" class=\"middle{ink}\">{Percent(sources[i].Counts[b], people)}</text>");
            }

            rows.Add($"<text x=\"{Width - Right + 8}\" y=\"{y + 17}\" class=\"quiet\">{Number(people)}</text>");
        }

        return Figure(caption, rows, sources.Count + 1);
    }

    private static void Row(StringBuilder rows, int y, string label, GroupFigure group)
    {
        rows.Add($"<text x=\"{Left - 10}\" y=\"{y + 16}\" class=\"end\">{label}</text>");
        double x = Left;
        var people = Math.Max(1, group.People);
        foreach (var kind in Kinds)
        {
            var count = group.Outcomes[(int)kind.Outcome - 1];
            var width = (double)(Width - Left - Right) * count / people;
            if (width > 0)
            {
                rows.Add($"<rect x=\"{x:F1}\" y=\"{y + 2}\" width=\"{width:F1}\" height=\"{BarHeight}\" fill=\"{kind.Fill}\"/>");
            }

            if (width > LeastLabelWidth && kind.Outcome != EligibilityOutcome.FaceRequired)
            {
                rows.Add($"<text x=\"{x + (width / 2):F1}\" y=\"{y + 16}\" class=\"middle{(kind.IsDark ? " on-dark" : string.Empty)}\">{Percent(count, people)}</text>");
            }

            x += width;
        }

        rows.Add($"<text x=\"{Width - Right + 8}\" y=\"{y + 16}\" class=\"quiet\">{Number(group.People)}</text>");
    }

    private static string Figure(string caption, StringBuilder rows, int count) =>
        Html($"<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {Width} {count * RowHeight}\" role=\"img\">{rows}</svg></figure>");
}
