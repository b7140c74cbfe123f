using System.Collections.Immutable;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>One person's picture with the labels of the groups that the person is in, each <c>column=value</c>.</summary>
public sealed record LabelledPicture(string Name, ImmutableArray<string> Labels);

/// <summary>
/// False-match rates between people of the same group: the rate that a thief from the neighbourhood has, which a rate
/// over everyone hides. Pure and thread-safe.
/// </summary>
public static class GroupEvaluation
{
    public const string Everyone = "all";

    /// <summary>CSV <c>path,label...</c>; a column named <c>age</c> becomes two bands, below 60 and from 60.</summary>
    public static ImmutableArray<LabelledPicture> ParseLabels(IEnumerable<string> lines)
    {
        var table = LabelTable.Parse(lines, "path");
        return [.. table.Rows.Select((row, i) => new LabelledPicture(row[0], table.NamedLabelsOf(i, firstColumn: 1)))];
    }

    /// <summary>One label of all of a person's groups, as a cohort keeps it.</summary>
    public static string JoinedLabel(LabelledPicture picture) => string.Join(' ', picture.Labels);

    /// <param name="duplicateSimilarity">Pairs whose raw similarity is above it are one person twice.</param>
    public static GroupEvaluationResult Evaluate(
        IReadOnlyCollection<LabelledPicture> people,
        IReadOnlyDictionary<string, AcquiredPicture> pictures,
        CohortShift? shift,
        double duplicateSimilarity,
        IReadOnlyCollection<double> thresholds,
        EvaluationConditions conditions)
    {
        (LabelledPicture Person, BiometricTemplate Template)[] acquired = [.. people
            .Where(p => pictures[p.Name].Template is not null)
            .Select(p => (p, pictures[p.Name].Template!))];
        var scorer = new TemplateScorer(acquired.Select(a => a.Template), shift);
        var counts = new Dictionary<string, Counter>(StringComparer.Ordinal);
        var combinations = acquired.Select(a => CombinationsOf(a.Person.Labels)).ToArray();
        foreach (var combination in combinations.SelectMany(c => c))
        {
            (counts.TryGetValue(combination, out var counter) ? counter : counts[combination] = new Counter(thresholds.Count)).People++;
        }

        var duplicates = 0;
        for (var i = 0; i < acquired.Length; i++)
        {
            for (var j = i + 1; j < acquired.Length; j++)
            {
                if (acquired[i].Template.CompareWith(acquired[j].Template).Value > duplicateSimilarity)
                {
                    duplicates++;
                }
                else if (scorer.Score(acquired[i].Template, acquired[j].Template) is { } score)
                {
                    Count(combinations[i].Intersect(combinations[j]), score);
                }
            }
        }

        return new GroupEvaluationResult(
            conditions,
            new ErrorRate(people.Count - acquired.Length, people.Count),
            duplicates,
            [.. thresholds],
            [.. counts.OrderBy(c => c.Key != Everyone).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value.ToResult(c.Key, thresholds))]);

        void Count(IEnumerable<string> shared, double score)
        {
            foreach (var combination in shared)
            {
                counts[combination].Add(score, thresholds);
            }
        }
    }

    /// <summary>Every non-empty choice of a person's labels, in column order, and everyone.</summary>
    private static ImmutableHashSet<string> CombinationsOf(ImmutableArray<string> labels) =>
        [Everyone, .. Enumerable.Range(1, (1 << labels.Length) - 1).Select(mask => string.Join(' ', labels.Where((_, i) => (mask & (1 << i)) != 0)))];

    private sealed class Counter(int thresholds)
    {
        private readonly long[] _matches = new long[thresholds];
        private int _pairs;

        internal int People { get; set; }

        internal void Add(double score, IReadOnlyCollection<double> thresholds)
        {
            _pairs++;
            var at = 0;
            foreach (var threshold in thresholds)
            {
                _matches[at++] += score >= threshold ? 1 : 0;
            }
        }

        internal GroupResult ToResult(string name, IReadOnlyCollection<double> thresholds) =>
            new(name, People, _pairs, [.. thresholds.Select((t, i) => new GroupFalseMatch(t, new ErrorRate(_matches[i], _pairs)))]);
    }
}
