using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.DataComparison;

/// <summary>
/// Counts over the decisions of a run for people who look at a whole province: by outcome, rule, age and region, and what each
/// source brought. One pass, a few additions a person; knows no person. Not thread-safe.
/// </summary>
internal sealed class RunTally
{
    /// <summary>Lower ends of the age bands, years; a first band, from 0, holds those below and those without date of birth.</summary>
    internal static readonly int[] AgeBands = [0, 50, 55, 60, 65, 70, 75, 80, 85, 90];

    /// <summary>Upper ends of the bands of a latest event's age, days; the last band is open.</summary>
    internal static readonly int[] EventAges = [30, 60, 90, 120, 180, 365];

    private const int DivisionsPerRegion = 100; // the first four digits of a division code are the prefecture

    private readonly CompiledPolicy _policy;
    private readonly int _asOf;
    private readonly int _asOfDay;
    private readonly int[] _rules;
    private readonly OutcomeRow[] _ages = [.. AgeBands.Select(_ => new OutcomeRow())];
    private readonly Dictionary<int, OutcomeRow> _regions = [];
    private readonly SourceRow[] _sources;
    private readonly bool[] _isActivity;
    private readonly int[] _confidence = new int[10];
    private int _people;
    private int _comparable;
    private int _withActivity;

    internal RunTally(CompiledPolicy policy)
    {
        _policy = policy;
        _asOf = Calendar.Of(policy.AsOf);
        _asOfDay = policy.AsOf.DayNumber;
        _rules = new int[policy.Policy.Rules.Count];
        _sources = [.. policy.SourceNames.Select(_ => new SourceRow())];
        _isActivity = [.. policy.SourceNames.Select(n => policy.Policy.FindSource(n)?.Kind == PolicySourceKind.Activity)];
    }

    internal void Add(in Subject subject, ReadOnlySpan<EvidenceCell> cells, in EligibilityDecision decision)
    {
        _people++;
        _rules[decision.RuleIndex]++;
        _ages[BandOf(subject.BirthOn)].Add(decision.Outcome);
        RegionOf(subject.Division / DivisionsPerRegion).Add(decision.Outcome);
        _confidence[Math.Min(9, (int)(decision.Confidence * 10))]++;
        _comparable += subject.Key == 0 ? 0 : 1;
        var isActive = false;
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].LatestOn != 0)
            {
                _sources[i].Add(AgeOf(cells[i].LatestOn));
                isActive |= _isActivity[i];
            }
        }

        _withActivity += isActive ? 1 : 0;
        if (decision.EvidenceSource >= 0 && decision.Outcome == EligibilityOutcome.Certified)
        {
            _sources[decision.EvidenceSource].Certified++;
        }
    }

    /// <summary>The figures, in the order in which people read them.</summary>
    internal RunFigures Figures() => new()
    {
        People = _people,
        Comparable = _comparable,
        WithActivity = _withActivity,
        Rules = [.. _policy.Policy.Rules.Select((r, i) => new RuleFigure(r.Code, r.Outcome, r.Color, r.Finding, r.Reason, _rules[i]))],
        Ages = [.. AgeBands.Select((from, i) => new GroupFigure(from.ToString(System.Globalization.CultureInfo.InvariantCulture), _ages[i].Counts))],
        Regions = [.. _regions.OrderBy(r => r.Key).Select(r => new GroupFigure(r.Key.ToString("D4", System.Globalization.CultureInfo.InvariantCulture), r.Value.Counts))],
        Sources = [.. _policy.SourceNames.Select((name, i) => new SourceFigure(name, TitleOf(name), _sources[i].People, _sources[i].Certified, _sources[i].ByAge))],
        ConfidenceTenths = [.. _confidence],
    };

    private ReasonText TitleOf(string name) =>
        _policy.Policy.FindSource(name) is { } source ? new ReasonText(source.Title, source.TitleEnglish) : new ReasonText(name, name);

    private int BandOf(int birthOn)
    {
        var years = birthOn == 0 ? 0 : (_asOf - birthOn) / 10000;
        var band = AgeBands.Length - 1;
        while (AgeBands[band] > years && band > 0)
        {
            band--;
        }

        return band;
    }

    private OutcomeRow RegionOf(int region)
    {
        if (!_regions.TryGetValue(region, out var row))
        {
            _regions.Add(region, row = new OutcomeRow());
        }

        return row;
    }

    /// <summary>Band of <see cref="EventAges"/>; a date after the as-of date (an interval that goes on) is of today.</summary>
    private int AgeOf(int on)
    {
        var days = _asOfDay - Calendar.DayNumber(Math.Min(on, _asOf));
        var band = 0;
        while (band < EventAges.Length && days > EventAges[band])
        {
            band++;
        }

        return band;
    }

    private sealed class OutcomeRow
    {
        internal int[] Counts { get; } = new int[Enum.GetValues<EligibilityOutcome>().Length];

        internal void Add(EligibilityOutcome outcome) => Counts[(int)outcome - 1]++;
    }

    private sealed class SourceRow
    {
        internal int People { get; private set; }

        internal int Certified { get; set; }

        internal int[] ByAge { get; } = new int[EventAges.Length + 1];

        internal void Add(int band)
        {
            People++;
            ByAge[band]++;
        }
    }
}
