using System.Collections.Immutable;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>One comparison that an evaluation makes; names are relative to the folder of pictures.</summary>
/// <param name="Groups">Labels such as age band or sex, each <c>column=value</c>; empty without.</param>
public sealed record EvaluationPair(string Reference, string Probe, bool Mated, ImmutableArray<string> Groups);

/// <summary>Mated and non-mated comparisons of acquired pictures, and the error rates that follow. Pure and thread-safe.</summary>
public static class VerificationEvaluation
{
    private const int LabelColumns = 3;

    /// <summary>CSV <c>reference,probe,mated[,group...]</c> with mated 1 or 0.</summary>
    /// <exception cref="InvalidListException">Other columns, or a value that is neither 1 nor 0.</exception>
    public static ImmutableArray<EvaluationPair> ParsePairs(IEnumerable<string> lines)
    {
        var table = LabelTable.Parse(lines, "reference", "probe", "mated");
        return [.. table.Rows.Select((row, i) => new EvaluationPair(row[0], row[1], ParseMated(row[2], i), table.NamedLabelsOf(i, LabelColumns)))];
    }

    /// <summary>CSV <c>path,subject</c>: who is in which picture; subject is any pseudonym.</summary>
    public static ImmutableDictionary<string, string> ParseSubjects(IEnumerable<string> lines)
    {
        var subjects = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var row in LabelTable.Parse(lines, "path", "subject").Rows)
        {
            subjects[row[0]] = row[1];
        }

        return subjects.ToImmutable();
    }

    /// <param name="subjects">When given, non-mated comparisons are all between pictures of different subjects instead of the listed ones.</param>
    /// <param name="thresholds">Operating points to report beside those placed by false-match rate.</param>
    public static VerificationEvaluationResult Evaluate(
        IReadOnlyCollection<EvaluationPair> pairs,
        IReadOnlyDictionary<string, AcquiredPicture> pictures,
        IReadOnlyDictionary<string, string>? subjects,
        CohortShift? shift,
        IReadOnlyCollection<(string Name, double Threshold)> thresholds,
        EvaluationConditions conditions)
    {
        var scorer = new TemplateScorer(pictures.Values.Select(p => p.Template).OfType<BiometricTemplate>(), shift);
        var (listed, uncalibrated) = ScoreListed(pairs, pictures, scorer);
        var mated = listed.Where(s => s.Pair.Mated).Select(s => s.Score);
        var scores = subjects is null
            ? new ScoreSet(mated, listed.Where(s => !s.Pair.Mated).Select(s => s.Score))
            : new ScoreSet(mated, ScoreAllSubjects(pictures, subjects, scorer));
        ImmutableArray<OperatingPoint> points = [.. thresholds.Select(t => scores.At(t.Name, t.Threshold)), .. scores.PointsByFalseMatchRate()];
        return new VerificationEvaluationResult(
            conditions,
            new ErrorRate(pictures.Values.Count(p => p.Template is null), pictures.Count),
            pictures.Values.CountBy(p => p.Outcome.ToString()).ToImmutableSortedDictionary(StringComparer.Ordinal),
            uncalibrated,
            subjects is null ? NonMatedSource.ListedPairs : NonMatedSource.AllSubjects,
            scores,
            scores.EqualErrorRate(),
            points,
            ByGroup(listed, points));
    }

    private static (List<(EvaluationPair Pair, double Score)> Scored, int Uncalibrated) ScoreListed(
        IEnumerable<EvaluationPair> pairs, IReadOnlyDictionary<string, AcquiredPicture> pictures, TemplateScorer scorer)
    {
        List<(EvaluationPair, double)> scored = [];
        var uncalibrated = 0;
        foreach (var pair in pairs)
        {
            if (pictures[pair.Reference].Template is not { } reference || pictures[pair.Probe].Template is not { } probe)
            {
                continue;
            }

            if (scorer.Score(reference, probe) is { } score)
            {
                scored.Add((pair, score));
            }
            else
            {
                uncalibrated++;
            }
        }

        return (scored, uncalibrated);
    }

    private static IEnumerable<double> ScoreAllSubjects(
        IReadOnlyDictionary<string, AcquiredPicture> pictures, IReadOnlyDictionary<string, string> subjects, TemplateScorer scorer)
    {
        (BiometricTemplate Template, string Subject)[] all = [.. pictures
            .Where(p => p.Value.Template is not null && subjects.ContainsKey(p.Key))
            .Select(p => (p.Value.Template!, subjects[p.Key]))];
        return Enumerable.Range(0, all.Length).AsParallel().SelectMany(i => Enumerable.Range(i + 1, all.Length - i - 1)
            .Where(j => all[i].Subject != all[j].Subject)
            .Select(j => scorer.Score(all[i].Template, all[j].Template))
            .OfType<double>());
    }

    private static ImmutableArray<GroupRates> ByGroup(List<(EvaluationPair Pair, double Score)> scored, ImmutableArray<OperatingPoint> points) =>
        [.. scored.SelectMany(s => s.Pair.Groups.Select(g => (Group: g, s.Pair.Mated, s.Score)))
            .GroupBy(s => s.Group)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => RatesOf(g.Key, new ScoreSet(g.Where(s => s.Mated).Select(s => s.Score), g.Where(s => !s.Mated).Select(s => s.Score)), points))];

    private static GroupRates RatesOf(string name, ScoreSet scores, ImmutableArray<OperatingPoint> points) =>
        new(name, scores.Mated.Length, scores.NonMated.Length, [.. points.Select(p => scores.At(p.Name, p.Threshold))]);

    private static bool ParseMated(string text, int row) => text switch
    {
        "1" => true,
        "0" => false,
        _ => throw new InvalidListException("mated is 1 or 0", row + 2, "1 or 0", text.Length == 0 ? "nothing" : "something else"),
    };
}
