using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>compare explain</c> prints: the answer, its reason, the rules in order, all evidence.</summary>
internal static class ExplainReport
{
    internal static object Document(DecisionExplanation e) => new
    {
        beneficiary = e.BeneficiaryId,
        outcome = e.Decision.Outcome,
        reason = e.Reason.Chinese,
        reasonEnglish = e.Reason.English,
        rule = e.Decision.RuleCode,
        color = e.Decision.Color.ToString().ToLowerInvariant(),
        finding = e.Decision.Finding,
        confidence = Math.Round(e.Decision.Confidence, 4),
        policyVersion = $"{e.Decision.Policy.Id}@{e.Decision.Policy.Version}",
        policySha256 = e.Decision.Policy.Digest,
        onlyInHeldDelivery = e.OnlyInHeldDelivery,
        doubtfulDeliveries = e.DoubtfulDeliveries,
        evidence = e.Evidence.Select(x => new { x.Source, x.OccurredOn, x.File, x.Line, strength = Math.Round(x.Strength, 4), relation = x.Relation }),
        links = e.Links.Select(l => new
        {
            l.Source,
            l.OccurredOn,
            l.File,
            l.Line,
            weight = l.WeightBits,
            probability = Math.Round(l.Probability, 4),
            waterfall = l.Steps.Select(s => new { s.Level, weight = s.WeightBits, why = s.Words.Chinese, whyEnglish = s.Words.English }),
        }),
        whyNot = e.WhyNot.Select(w => new { w.Rule, w.BlockedBy, why = w.Text.Chinese, whyEnglish = w.Text.English, missing = w.Missing.Select(m => m.Chinese) }),
        steps = e.Steps.Select(s => new
        {
            s.Code,
            s.Result,
            s.Outcome,
            checks = s.Checks.Select(c => new { c.Kind, c.Held, why = c.Why.Chinese, whyEnglish = c.Why.English }),
        }),
    };

    internal static void Show(DecisionExplanation e, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape($"{e.BeneficiaryId}  {Strings.Get($"Outcome{e.Decision.Outcome}")}  [{e.Decision.RuleCode}]  {e.Decision.Policy.Id}@{e.Decision.Policy.Version}"));
        console.MarkupLine(Markup.Escape(TextOf(e.Reason)));
        foreach (var why in e.WhyNot)
        {
            console.MarkupLine(Markup.Escape($"  {why.Rule}: {TextOf(why.Text)}"));
        }

        if (e.OnlyInHeldDelivery)
        {
            console.MarkupLine(Markup.Escape(Strings.Get("ExplainOnlyHeld")));
            foreach (var delivery in e.DoubtfulDeliveries)
            {
                console.MarkupLine(Markup.Escape("  " + (delivery.Run is { } run ? Strings.Format("ExplainGone", delivery.Source, delivery.File, run) : Strings.Format("ExplainHeld", delivery.Source, delivery.File))));
            }
        }

        var evidence = new Table().Border(TableBorder.Simple);
        evidence.AddColumns(Strings.Get("ColumnSource"), Strings.Get("ColumnDate"), Strings.Get("ColumnPlace"), Strings.Get("ColumnStrength"), Strings.Get("ColumnRelation"));
        foreach (var x in e.Evidence)
        {
            evidence.AddRow(Markup.Escape(x.Source), $"{x.OccurredOn:yyyy-MM-dd}", Markup.Escape($"{x.File}:{x.Line}"), CommandContext.Invariant($"{x.Strength:F2}"), Strings.Get($"Relation{x.Relation}"));
        }

        console.Write(evidence);
        foreach (var link in e.Links)
        {
            Show(link, console);
        }

        var steps = new Table().Border(TableBorder.Simple);
        steps.AddColumns(Strings.Get("ColumnRule"), Strings.Get("ColumnState"), Strings.Get("ColumnReason"));
        foreach (var step in e.Steps)
        {
            steps.AddRow(Markup.Escape(step.Code), Strings.Get($"Step{step.Result}"), Markup.Escape(string.Join("; ", step.Checks.Select(c => TextOf(c.Why)))));
        }

        console.Write(steps);
    }

    private static void Show(ExplainedLink link, IAnsiConsole console)
    {
        console.MarkupLine(Markup.Escape(Strings.Format(
            "LinkTitle", link.Source, link.OccurredOn is { } on ? $"{on:yyyy-MM-dd}" : "—", $"{link.File}:{link.Line}", CommandContext.Invariant($"{link.Probability:P1}"))));
        var waterfall = new Table().Border(TableBorder.Simple);
        waterfall.AddColumn(Strings.Get("ColumnComparison"));
        waterfall.AddColumn(new TableColumn(Strings.Get("ColumnWeightBits")).RightAligned());
        foreach (var step in link.Steps)
        {
            waterfall.AddRow(Markup.Escape(TextOf(step.Words)), CommandContext.Invariant($"{step.WeightBits:+0.0;-0.0;0.0}"));
        }

        waterfall.AddRow(Strings.Get("WeightTotal"), CommandContext.Invariant($"{link.WeightBits:+0.0;-0.0;0.0}"));
        console.Write(waterfall);
    }

    internal static string TextOf(ReasonText reason) => Strings.Language.Equals(Strings.English) ? reason.English : reason.Chinese;
}
