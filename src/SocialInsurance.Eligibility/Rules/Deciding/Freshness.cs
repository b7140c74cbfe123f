namespace SocialInsurance.Eligibility.Rules;

/// <summary>
/// Freshness of a person's record: F = sum_i w_i * exp(-(t - t_i) / TTL_i) / sum_i w_i over the activity sources of the data,
/// t the as-of date, t_i the person's latest event of source i, in days. A source without event adds only its weight below.
/// </summary>
internal sealed class Freshness
{
    private const int TableDays = 1024;
    private readonly (int Cell, double Weight, double TtlDays, double[] Fading)[] _sources;
    private readonly double _total;
    private readonly int _asOf;
    private readonly int _asOfDay;

    internal Freshness(IReadOnlyList<(int Cell, double Weight, double TtlDays)> sources, int asOf, int asOfDay)
    {
        // exp by age in days: a look-up in place of a function call per source and person, with the same bits
        _sources = [.. sources.Select(s => (s.Cell, s.Weight, s.TtlDays,
            Enumerable.Range(0, TableDays).Select(age => Math.Exp(-age / s.TtlDays)).ToArray()))];
        (_total, _asOf, _asOfDay) = (sources.Sum(s => s.Weight), asOf, asOfDay);
    }

    /// <summary>F, 0..1; 0 without activity sources.</summary>
    internal double Of(ReadOnlySpan<SourceEvidence> evidence)
    {
        if (_total <= 0) return 0;
        double sum = 0;
        foreach (ref readonly var source in _sources.AsSpan())
        {
            int on = CompiledCondition.UsableOn(evidence[source.Cell], _asOf);
            if (on == 0) continue;
            int age = _asOfDay - Calendar.DayNumber(on);
            sum += source.Weight * ((uint)age < TableDays ? source.Fading[age] : Math.Exp(-age / source.TtlDays));
        }
        return sum / _total;
    }
}
