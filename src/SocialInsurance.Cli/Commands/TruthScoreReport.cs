using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Cli.Output;
using SocialInsurance.Eligibility.Rules;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>compare score</c> prints: the document for machines, the tables for people.</summary>
internal static class TruthScoreReport
{
    private static readonly EligibilityOutcome[] Outcomes = Enum.GetValues<EligibilityOutcome>();

    internal static object Document(TruthScore score) => new
    {
        falseSilent = score.FalseSilent,
        wronglyFlagged = score.WronglyFlagged,
        missed = score.Missed,
        people = new { scored = score.People, notInTruth = score.NotInTruth, notInRun = score.NotInRun },
        silent = score.HasDates ? Silent(score) : null,
        falseReports = new
        {
            planted = score.FalseReports,
            contradiction = score.Contradicted,
            singleSource = score.SingleSource,
            other = score.FalseReports - score.Contradicted - score.SingleSource,
            byKind = score.Reports,
        },
        unreportedDead = new
        {
            n = score.UnreportedCertified.Trials,
            certified = score.UnreportedCertified.Errors,
            byActivityAfterDeath = score.CertifiedByCard,
            rate = Rate(score.UnreportedCertified),
            ci95 = Interval(score.UnreportedCertified),
        },
        deathFindings = new
        {
            livingWithoutFalseReport = score.LivingInDeathFinding,
            dead = score.DeadInDeathFinding,
            poisoned = new { people = score.Poisoned.People, inDeathFinding = score.Poisoned.InDeathFinding },
        },
        possibleLinks = new
        {
            living = score.LinkedLiving,
            dead = score.LinkedDead,
            n = Links(score).Trials,
            precision = Rate(Links(score)),
            ci95 = Interval(Links(score)),
        },
        deadRecords = score.Slips.ToDictionary(s => s.Key, s => new { n = s.Value[0], certified = s.Value[1], review = s.Value[2] }),
        matrix = score.Matrix.ToDictionary(row => row.Key, row => Outcomes.ToDictionary(o => o.ToString(), o => row.Value[(int)o])),
    };

    internal static void Show(TruthScore score, IAnsiConsole console)
    {
        console.Write(Matrix(score));
        console.Write(Figures(score));
        console.Write(Kinds(score));
        console.MarkupLine(Markup.Escape(Strings.Format(
            "ScoreSummary", score.FalseSilent, score.WronglyFlagged, score.Missed, score.LinkedLiving, score.LinkedDead)));
        if (score.NotInTruth + score.NotInRun > 0)
        {
            console.MarkupLine(Markup.Escape(Strings.Format("ScoreUnmatched", score.NotInTruth, score.NotInRun)));
        }
    }

    private static object Silent(TruthScore score) => new
    {
        withValidEvidence = score.NotSilent.Trials,
        certified = Certified(score).Errors,
        rate = Rate(Certified(score)),
        ci95 = Interval(Certified(score)),
        notCertified = score.NotSilentBy,
    };

    private static Table Matrix(TruthScore score)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(Strings.Get("ColumnTruth"));
        foreach (var outcome in Outcomes)
        {
            table.AddColumn(new TableColumn(Strings.Get($"Outcome{outcome}")).RightAligned());
        }

        foreach (var (truth, counts) in score.Matrix)
        {
            table.AddRow([Markup.Escape(truth), .. Outcomes.Select(o => CompareReport.Number(counts[(int)o]))]);
        }

        return table;
    }

    private static Table Figures(TruthScore score)
    {
        var table = Columns("ColumnFigure", "ColumnCount", "ColumnOf", "ColumnRate");
        if (score.HasDates)
        {
            Row(table, "ScoreSilent", Certified(score));
        }

        Row(table, "ScoreUnreported", score.UnreportedCertified);
        Row(table, "ScoreByCard", new ErrorRate(score.CertifiedByCard, score.UnreportedCertified.Trials));
        Row(table, "ScoreContradicted", new ErrorRate(score.Contradicted, score.FalseReports));
        Row(table, "ScoreSingleSource", new ErrorRate(score.SingleSource, score.FalseReports));
        Row(table, "ScoreOtherEnd", new ErrorRate(score.FalseReports - score.Contradicted - score.SingleSource, score.FalseReports));
        Row(table, "ScoreLivingInDeathFinding", new ErrorRate(score.LivingInDeathFinding, score.LivingInDeathFinding + score.DeadInDeathFinding));
        Row(table, "ScoreLinkPrecision", Links(score));
        if (score.Poisoned.People > 0)
        {
            Row(table, "ScorePoisoned", new ErrorRate(score.Poisoned.InDeathFinding, score.Poisoned.People));
        }

        return table;
    }

    private static Table Kinds(TruthScore score)
    {
        var table = Columns("ColumnKind", "ColumnPeople", "OutcomeCertified", "OutcomeReview");
        foreach (var (kind, counts) in score.Slips)
        {
            table.AddRow(Markup.Escape(kind), CompareReport.Number(counts[0]), CompareReport.Number(counts[1]), CompareReport.Number(counts[2]));
        }

        return table;
    }

    private static Table Columns(string first, params string[] numbers)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(Strings.Get(first));
        foreach (var number in numbers)
        {
            table.AddColumn(new TableColumn(Strings.Get(number)).RightAligned());
        }

        return table;
    }

    private static void Row(Table table, string key, ErrorRate rate)
    {
        var interval = rate.Interval95;
        var text = rate.Trials == 0 ? "-" : CommandContext.Invariant($"{rate.Rate * 100:F2} % ({interval.Low * 100:F2}–{interval.High * 100:F2})");
        table.AddRow(Strings.Get(key), CompareReport.Number(rate.Errors), CompareReport.Number(rate.Trials), text);
    }

    private static ErrorRate Certified(TruthScore score) => new(score.NotSilent.Trials - score.NotSilent.Errors, score.NotSilent.Trials);

    private static ErrorRate Links(TruthScore score) => new(score.LinkedDead, score.LinkedDead + score.LinkedLiving);

    private static double? Rate(ErrorRate rate) => rate.Trials == 0 ? null : rate.Rate;

    private static double[] Interval(ErrorRate rate) => [rate.Interval95.Low, rate.Interval95.High];
}
