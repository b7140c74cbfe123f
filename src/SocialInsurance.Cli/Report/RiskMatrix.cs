using System.Text;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using static SocialInsurance.Cli.Report.Bilingual;

namespace SocialInsurance.Cli.Report;

/// <summary>Three dimensions by three colours; the shade grows with the share of people, on a logarithmic scale.</summary>
internal static class RiskMatrix
{
    private enum Dimension
    {
        Survival,
        MoneyFlow,
        Compliance,
    }

    private static readonly (RiskColor Color, string Rgb)[] Colours = [(RiskColor.Red, "168,50,42"), (RiskColor.Yellow, "219,166,40"), (RiskColor.Blue, "31,78,121")];

    internal static string Html(RunFigures figures)
    {
        var table = new StringBuilder("<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th class=\"text\"></th>");
        foreach (var (colour, _) in Colours)
        {
            table.Add($"<th>{Both($"Risk{colour}")}</th>");
        }

        table.Append("</tr></thead><tbody>");
        foreach (var dimension in Enum.GetValues<Dimension>())
        {
            table.Add($"<tr><th>{Both($"Dimension{dimension}")}</th>");
            foreach (var (colour, rgb) in Colours)
            {
                Cell(table, [.. figures.Rules.Where(r => r.Color == colour && DimensionOf(r.Finding) == dimension)], figures.People, rgb);
            }

            table.Append("</tr>");
        }

        return table.Append("</tbody></table></div>").ToString();
    }

    private static void Cell(StringBuilder table, RuleFigure[] rules, int all, string rgb)
    {
        var people = rules.Sum(r => r.People);
        // one person in a million is just visible, everybody is full colour
        var strength = people == 0 ? 0 : Math.Clamp(1 + (Math.Log10((double)people / all) / 6), 0.05, 1);
        var lines = rules.Where(r => r.People > 0).Select(r => CodeWithPeople($"{r.Code} {Number(r.People)}"));
        table.Add($"<td style=\"background:rgba({rgb},{0.06 + (0.5 * strength):F2})\"><b>{Number(people)}</b><small>{string.Join(" · ", lines)}</small></td>");
    }

    private static string CodeWithPeople(FormattableString text) => Encode(Bilingual.Html(text));

    private static Dimension DimensionOf(FindingKind finding) => finding switch
    {
        FindingKind.None or FindingKind.DeathCorroborated or FindingKind.DeathSuspected or FindingKind.DeathContradicted
            or FindingKind.PossibleDeathLink or FindingKind.OpenPossibleLink => Dimension.Survival,
        FindingKind.AbnormalPayment => Dimension.MoneyFlow,
        FindingKind.CustodialSentence or FindingKind.DuplicateBenefit or FindingKind.DuplicateRegistration or FindingKind.InvalidDocumentNumber => Dimension.Compliance,
    };
}
