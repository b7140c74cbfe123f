using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>face evaluate pad</c> prints: a document for machines, a table for people.</summary>
internal static class FacePadReport
{
    private const int MostUnitsShown = 40;

    internal static object Document(PadEvaluationResult result) => new
    {
        bpcer = Finite(result.BonaFide.Error.Rate),
        apcer = result.Species.ToDictionary(s => s.Name, s => Finite(s.Error.Rate)),
        acer = Finite(result.AverageError),
        n = new { bonafide = result.BonaFideUnits, attack = result.AttackUnits, species = result.Species.ToDictionary(s => s.Name, s => s.NonResponse.Trials) },
        ci95 = new { bpcer = Interval(result.BonaFide.Error), apcer = result.Species.ToDictionary(s => s.Name, s => Interval(s.Error)) },
        bonafide = Document(result.BonaFide),
        species = result.Species.Select(Document),
        sources = result.Sources.Select(s => new { name = s.Source, bonafide = Document(s.BonaFide), attack = Document(s.Attacks) }),
        votes = result.Votes.Select(v => new
        {
            name = v.Name,
            units = new { auc = Finite(v.Units.Area), ci95 = Interval(v.Units.Interval95), bonafide = v.Units.BonaFide, attack = v.Units.Attacks },
            frames = new { auc = Finite(v.Frames.Area), jackknife = new[] { Finite(v.FrameJackknife.Low), Finite(v.FrameJackknife.High) }, bonafide = v.Frames.BonaFide, attack = v.Frames.Attacks },
            leaveOneOut = new { errors = v.LeaveOneOut.Errors, n = v.LeaveOneOut.Trials },
        }),
        units = result.Units.Select(u => new
        {
            path = u.Unit.Path,
            label = u.Unit.IsBonaFide ? "bonafide" : "attack",
            species = u.Unit.Species,
            source = u.Unit.Source,
            verdict = u.Verdict,
            score = Finite(u.Score),
            frames = u.Frames,
            usedFrames = u.UsedFrames,
            reason = u.Reason,
            parallax = Finite(u.Parallax),
            turnedFrames = u.TurnedFrames,
        }),
        conditions = result.Conditions,
    };

    internal static Table Table(PadEvaluationResult result)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(CommandContext.Invariant(
            $"BPCER {Cell(result.BonaFide.Error)}  ACER {result.AverageError:F3}  {string.Join("  ", result.Species.Select(s => $"APCER {s.Name} {Cell(s.Error)}"))}")));
        table.AddColumns(Strings.Get("ColumnUnit"), Strings.Get("ColumnSpecies"), Strings.Get("ColumnVerdict"), Strings.Get("ColumnScore"), Strings.Get("UnitFrames"));
        foreach (var unit in result.Units.OrderBy(IsRight).Take(MostUnitsShown))
        {
            var reason = unit.Verdict == PadUnitVerdict.NoResponse ? $" ({unit.Reason})" : string.Empty;
            table.AddRow(
                Markup.Escape(unit.Unit.Path),
                Markup.Escape(unit.Unit.IsBonaFide ? Strings.Get("PadUnitBonaFide") : unit.Unit.Species),
                Markup.Escape(Strings.Get($"PadUnit{unit.Verdict}") + reason),
                CommandContext.Invariant($"{unit.Score:F3}"),
                CommandContext.Invariant($"{unit.UsedFrames}/{unit.Frames}"));
        }

        return table;
    }

    /// <summary>What went wrong is shown first.</summary>
    private static bool IsRight(PadUnitResult unit) =>
        unit.Verdict == (unit.Unit.IsBonaFide ? PadUnitVerdict.BonaFide : PadUnitVerdict.Attack);

    private static object Document(PadRates rates) => new
    {
        name = rates.Name,
        units = Document(rates.Error),
        atReview = Document(rates.AtReview),
        nonResponse = Document(rates.NonResponse),
        frames = Document(rates.FrameError),
    };

    private static object Document(ErrorRate rate) => new { rate = Finite(rate.Rate), errors = rate.Errors, n = rate.Trials, ci95 = Interval(rate) };

    private static double[] Interval(ErrorRate rate) => Interval(rate.Interval95);

    private static double[] Interval(RateInterval interval) => [interval.Low, interval.High];

    /// <summary>JSON has no NaN: a rate without a trial is null.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Cell(ErrorRate rate) => rate.Trials == 0
        ? "-"
        : CommandContext.Invariant($"{rate.Rate:G3} [{rate.Interval95.Low:G2}, {rate.Interval95.High:G2}] {rate.Errors}/{rate.Trials}");
}
