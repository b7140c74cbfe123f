using System.Collections.Concurrent;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>
/// Scores pairs of templates, raw or shifted; every template's cohort mean is measured once. Thread-safe once built.
/// </summary>
internal sealed class TemplateScorer
{
    private readonly CohortShift? _shift;
    private readonly ConcurrentDictionary<BiometricTemplate, CohortSimilarity?> _means = new(ReferenceEqualityComparer.Instance);

    internal TemplateScorer(IEnumerable<BiometricTemplate> templates, CohortShift? shift)
    {
        _shift = shift;
        if (shift is not null)
        {
            Parallel.ForEach(templates, template => _means.TryAdd(template, shift.Measure(template)));
        }
    }

    /// <summary>Null when a cohort is used and is too small for one of the two.</summary>
    internal double? Score(BiometricTemplate reference, BiometricTemplate probe)
    {
        var raw = reference.CompareWith(probe).Value;
        return _shift is null ? raw
            : _means[reference] is { } r && _means[probe] is { } p ? _shift.Shift(raw, r, p)
            : null;
    }
}
