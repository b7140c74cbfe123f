namespace SocialInsurance.Eligibility.Rules;

/// <summary>What to do with a source of the data that the policy does not know.</summary>
public enum UnknownSourceHandling
{
    /// <summary>Refuse the run (default): a misspelled death feed must not vanish.</summary>
    Refuse = 1,
    /// <summary>Leave it out and list it; for replay of old data.</summary>
    Ignore = 2,
}

/// <summary>How a policy is bound.</summary>
/// <param name="UnknownSources">What to do with a source that the policy does not know.</param>
/// <param name="BeforeEffective">Replay: allow an as-of date before the policy takes effect; its first values then count.</param>
/// <param name="ValuesOn">Replay: dated values as on this day; null: as on the as-of date. What windows and ages count from stays the as-of date.</param>
public sealed record BindOptions(
    UnknownSourceHandling UnknownSources = UnknownSourceHandling.Refuse, bool BeforeEffective = false, DateOnly? ValuesOn = null);

/// <summary>Resolves names, dated values and windows to integers, once per run.</summary>
internal sealed class PolicyBinder(Policy policy, IReadOnlyList<string> sourceNames, DateOnly asOf, BindOptions options)
{
    private readonly DateOnly _valuesOn = ValuesOn(policy, options.ValuesOn ?? asOf);
    private readonly DueMonths _due = DueOn(policy, ValuesOn(policy, options.ValuesOn ?? asOf));
    private readonly Dictionary<string, int> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);

    internal CompiledPolicy Bind()
    {
        var ignored = RefuseOrIgnore();
        foreach (var source in policy.Sources) _groups.TryAdd(source.IndependenceGroup, _groups.Count);
        var rules = policy.Rules.Select(r => new CompiledRule(r, [.. r.When.Select(Compile)])).ToArray();
        var activity = policy.Sources.Where(s => s.Kind == PolicySourceKind.Activity && _cells.ContainsKey(s.Name))
            .Select(s => (_cells[s.Name], s.Weight, (double)s.TtlDays)).ToArray();
        return new CompiledPolicy(
            policy, asOf, [.. sourceNames], [.. policy.Sources.Select(s => s.Name).Where(n => !_cells.ContainsKey(n))], ignored,
            rules, new Freshness(activity, Calendar.Of(asOf), asOf.DayNumber),
            policy.Parameter(PolicyParameters.YellowConfidence).ValueAt(_valuesOn) / 100, _due);
    }

    private static DateOnly ValuesOn(Policy policy, DateOnly day) => day < policy.EffectiveFrom ? policy.EffectiveFrom : day;

    private static DueMonths DueOn(Policy policy, DateOnly day) =>
        new(policy.DueDates, (int)policy.Parameter(PolicyParameters.CertificationCycle).ValueAt(day), day);

    private IReadOnlyList<string> RefuseOrIgnore()
    {
        var errors = new PolicyErrors();
        var ignored = new List<string>();
        if (asOf < policy.EffectiveFrom && !options.BeforeEffective)
            errors.Add(PolicyErrorKind.NotInForce, default, "asOf", "policy is not in force", $"{policy.EffectiveFrom:yyyy-MM-dd} or later", $"{asOf:yyyy-MM-dd}");
        for (int cell = 0; cell < sourceNames.Count; cell++)
        {
            string name = sourceNames[cell];
            if (policy.FindSource(name) is not null)
            {
                if (!_cells.TryAdd(name, cell))
                    errors.Add(PolicyErrorKind.Duplicate, default, $"data[{cell}]", "source stands twice in the data", "each source once", name);
            }
            else if (options.UnknownSources == UnknownSourceHandling.Ignore) ignored.Add(name);
            else
                errors.Add(PolicyErrorKind.UnknownDataSource, default, $"data[{cell}]", "the policy does not know a source of the data",
                    "one of " + string.Join(", ", policy.Sources.Select(s => s.Name)), name);
        }
        return errors.Any ? throw new PolicyRefusedException(errors.InTextOrder()) : ignored;
    }

    private CompiledCondition Compile(Condition condition)
    {
        int? days = condition.Days is { } name ? (int)policy.Parameter(name).ValueAt(_valuesOn) : null;
        var sources = Bound(ConditionCatalog.SourcesOf(condition, policy.Sources), days);
        var life = condition.Kind == ConditionKind.DeathContradicted ? Bound(policy.Sources.Where(ConditionCatalog.IsSignOfLife), null) : [];
        return new CompiledCondition(
            condition.Kind, sources, life, LimitOf(condition, days), _due, Calendar.Of(asOf), asOf.DayNumber);
    }

    private int LimitOf(Condition condition, int? days) => condition.Months is { } months
        ? Calendar.MonthNumber(Calendar.Of(asOf)) + (int)policy.Parameter(months).ValueAt(_valuesOn)
        : days ?? 0;

    private BoundSource[] Bound(IEnumerable<PolicySource> sources, int? days) =>
        [.. sources.Where(s => _cells.ContainsKey(s.Name)).Select(s => new BoundSource(
            _cells[s.Name], _groups[s.IndependenceGroup], WindowStart(days ?? s.WindowDaysAt(_valuesOn))))];

    private int WindowStart(int? days) => days is { } d ? Calendar.DaysBefore(asOf, d) : 0;
}
