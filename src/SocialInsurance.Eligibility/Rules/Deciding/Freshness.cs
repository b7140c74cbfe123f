namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// Freshness of a person's record: F = sum_i w_i * exp(-(t - t_i) / TTL_i) / sum_i w_i over the activity sources of the data,
/// t the as-of date, t_i the person's latest event of source i, in days. A source without event adds only its weight below.
/// </summary>
internal sealed class Freshness(IReadOnlyList<(int Cell, double Weight, double TtlDays)> sources, int asOf, int asOfDay)
{
    private readonly (int Cell, double Weight, double PerDay)[] _sources =
        [.. sources.Select(s => (s.Cell, s.Weight, -1 / s.TtlDays))];
    private readonly double _total = sources.Sum(s => s.Weight);

    /// <summary>F, 0..1; 0 without activity sources.</summary>
    internal double Of(ReadOnlySpan<SourceEvidence> evidence)
    {
        if (_total <= 0) return 0;
        double sum = 0;
        foreach (ref readonly var source in _sources.AsSpan())
        {
            int on = CompiledCondition.UsableOn(evidence[source.Cell], asOf);
            if (on > 0) sum += source.Weight * Math.Exp((asOfDay - Calendar.DayNumber(on)) * source.PerDay);
        }
        return sum / _total;
    }
}
