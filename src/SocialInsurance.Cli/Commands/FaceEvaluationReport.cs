using System.Globalization;
using SocialInsurance.Biometrics.Evaluation;
using SocialInsurance.Cli.Output;
using Spectre.Console;

namespace SocialInsurance.Cli.Commands;

/// <summary>What <c>face evaluate</c> prints: documents for machines, tables for people.</summary>
internal static class FaceEvaluationReport
{
    private const int MostGroupsShown = 20;

    internal static object Document(VerificationEvaluationResult result) => new
    {
        mated = result.Scores.Mated.Length,
        nonMated = result.Scores.NonMated.Length,
        nonMatedFrom = result.NonMatedFrom,
        failureToAcquire = Finite(result.FailureToAcquire.Rate),
        failureToAcquireCi95 = Interval(result.FailureToAcquire),
        pictures = result.FailureToAcquire.Trials,
        acquisition = result.AcquisitionOutcomes,
        uncalibrated = result.Uncalibrated,
        eer = Finite(result.EqualErrorRate),
        operatingPoints = result.OperatingPoints.Select(Document),
        groups = result.Groups.Select(g => new { name = g.Name, mated = g.Mated, nonMated = g.NonMated, operatingPoints = g.OperatingPoints.Select(Document) }),
        conditions = result.Conditions,
    };

    internal static object Document(GroupEvaluationResult result) => new
    {
        groups = result.Groups.Select(g => new
        {
            name = g.Name,
            n = g.People,
            pairs = g.Pairs,
            fmr = g.FalseMatches.ToDictionary(f => Key(f.Threshold), f => Finite(f.FalseMatch.Rate)),
            falseMatches = g.FalseMatches.ToDictionary(f => Key(f.Threshold), f => f.FalseMatch.Errors),
            ci95 = g.FalseMatches.ToDictionary(f => Key(f.Threshold), f => Interval(f.FalseMatch)),
        }),
        failureToAcquire = Finite(result.FailureToAcquire.Rate),
        pictures = result.FailureToAcquire.Trials,
        hiddenDuplicates = result.HiddenDuplicates,
        conditions = result.Conditions,
    };

    internal static Table Table(VerificationEvaluationResult result)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(CommandContext.Invariant(
            $"mated {result.Scores.Mated.Length}, non-mated {result.Scores.NonMated.Length}, EER {result.EqualErrorRate:P2}, FTA {result.FailureToAcquire.Rate:P2}")));
        table.AddColumns(Strings.Get("ColumnMeasure"), Strings.Get("ColumnThreshold"), "FMR", "FNMR");
        foreach (var point in result.OperatingPoints)
        {
            table.AddRow(Markup.Escape(point.Name), CommandContext.Invariant($"{point.Threshold}"), Cell(point.FalseMatch), Cell(point.FalseNonMatch));
        }

        return table;
    }

    /// <summary>The worst groups first; the whole list is in the JSON and the page.</summary>
    internal static Table Table(GroupEvaluationResult result)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns([Strings.Get("ColumnGroup"), Strings.Get("ColumnPeople"), .. result.Thresholds.Select(t => $"FMR @ {Key(t)}")]);
        foreach (var group in result.Groups.OrderByDescending(g => g.Pairs == 0 ? 0 : g.FalseMatches[0].FalseMatch.Rate).Take(MostGroupsShown))
        {
            table.AddRow([Markup.Escape(group.Name), CommandContext.Invariant($"{group.People}"), .. group.FalseMatches.Select(f => Cell(f.FalseMatch))]);
        }

        return table;
    }

    private static object Document(OperatingPoint point) => new
    {
        name = point.Name,
        threshold = point.Threshold,
        fmr = Finite(point.FalseMatch.Rate),
        fmrCi95 = Interval(point.FalseMatch),
        falseMatches = point.FalseMatch.Errors,
        fnmr = Finite(point.FalseNonMatch.Rate),
        fnmrCi95 = Interval(point.FalseNonMatch),
        falseNonMatches = point.FalseNonMatch.Errors,
    };

    private static double[] Interval(ErrorRate rate) => [rate.Interval95.Low, rate.Interval95.High];

    /// <summary>JSON has no NaN: a rate without a trial is null.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>All digits: thresholds that differ have keys that differ.</summary>
    private static string Key(double threshold) => threshold.ToString("R", CultureInfo.InvariantCulture);

    private static string Cell(ErrorRate rate) => rate.Trials == 0
        ? "-"
        : Markup.Escape(CommandContext.Invariant($"{rate.Rate:G3} [{rate.Interval95.Low:G2}, {rate.Interval95.High:G2}] {rate.Errors}/{rate.Trials}"));
}
