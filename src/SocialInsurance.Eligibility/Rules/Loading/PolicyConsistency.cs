namespace SocialInsurance.Eligibility.Rules;

/// <summary>Checks across the parts of a policy: names, units, coverage in time, use.</summary>
internal sealed class PolicyConsistency(PolicyDraft draft, PolicyErrors errors, bool isKept)
{
    private readonly Dictionary<string, Parameter> _parameters = ByName(draft.Parameters, p => p.Name);
    private bool _namesUnknown;
    private readonly Dictionary<string, PolicySource> _sources = ByName(draft.Sources, s => s.Name);

    internal void Check()
    {
        CheckDuplicates();
        CheckLegalBases();
        CheckParameters();
        CheckConditions();
        FacePolicyReader.Check(draft, errors);
        DueDateReader.Check(draft, errors);
        CheckTests();
        new RuleSafety(draft, _sources, errors, isKept).Check();
        if (IsWhole) CheckUnused();
        if (IsWhole && draft.EffectiveFrom != default) new RuleReachability(draft, _parameters, errors).Check();
    }

    /// <summary>All rules and sources were read and every name in them is known: only then "nothing reads it" and "never decides" are sure.</summary>
    private bool IsWhole => !draft.Unread.RulesOrSources && !_namesUnknown;

    private void CheckDuplicates()
    {
        Duplicates("legalBases", draft.LegalBases, b => b.Code, b => b.Position);
        Duplicates("sources", draft.Sources, s => s.Name, s => s.Position);
        Duplicates("rules", draft.Rules, r => r.Code, r => r.Position);
        Duplicates("tests", draft.Tests, t => t.Name, t => t.Position);
    }

    private void Duplicates<T>(string section, IReadOnlyList<T> items, Func<T, string> name, Func<T, TextPosition> position)
    {
        var first = new Dictionary<string, TextPosition>(StringComparer.Ordinal);
        for (int i = 0; i < items.Count; i++)
            if (name(items[i]).Length > 0 && !first.TryAdd(name(items[i]), position(items[i])))
                errors.Add(PolicyErrorKind.Duplicate, position(items[i]), $"$.{section}[{i}]", "declared twice",
                    $"one declaration (the first is on line {first[name(items[i])].Line})", name(items[i]));
    }

    private void CheckLegalBases()
    {
        var known = draft.LegalBases.Select(b => b.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var value in LegalBasesOfValues())
            foreach (string code in value.Codes)
                if (!known.Contains(code)) Unknown(errors.ItemAt(value.Position, "legalBasis", code), "legalBasis", "legal basis", known, code);
    }

    private IEnumerable<Reliance> LegalBasesOfValues()
    {
        var values = draft.Parameters.Concat(draft.Face?.Parameters ?? []).SelectMany(p => p.Values)
            .Concat(draft.Sources.SelectMany(s => s.WindowDays)).Concat(draft.DueDates.Cycles.SelectMany(c => c.Months))
            .Select(v => new Reliance(v.LegalBases, v.Position))
            .Concat(draft.DueDates.Basis.Select(b => new Reliance(b.LegalBases, b.Position)));
        return draft.DueDates.Spread is { } spread ? values.Append(new Reliance(spread.LegalBases, spread.Position)) : values;
    }

    private void CheckParameters()
    {
        foreach (var (name, unit) in PolicyParameters.Required)
            if (draft.Parameters.Count == 0) break; // the section is missing, which is reported already
            else if (!_parameters.TryGetValue(name, out var parameter))
                errors.Add(PolicyErrorKind.MissingMember, draft.Position, $"$.parameters.{name}", "parameter is missing", $"a parameter in {Spelling.Of(unit)}", "nothing");
            else Unit(errors.ValueAt(parameter.Position, "unit"), $"$.parameters.{name}", parameter, unit);
        foreach (var (name, unit) in PolicyParameters.Optional)
            if (_parameters.TryGetValue(name, out var parameter)) Unit(errors.ValueAt(parameter.Position, "unit"), $"$.parameters.{name}", parameter, unit);
        foreach (var parameter in draft.Parameters) Covered(draft, errors, parameter.Values, parameter.Position, $"$.parameters.{parameter.Name}");
        foreach (var source in draft.Sources.Where(s => s.WindowDays.Count > 0))
            Covered(draft, errors, source.WindowDays, source.Position, $"$.sources.{source.Name}.windowDays");
    }

    /// <summary>Reports dated values that start only after the policy takes effect.</summary>
    internal static void Covered(PolicyDraft draft, PolicyErrors errors, IReadOnlyList<DatedValue> values, TextPosition at, string path)
    {
        bool isKnown = draft.EffectiveFrom != default; // a day that could not be read is reported already
        if (isKnown && values.Count > 0 && values[0].From > draft.EffectiveFrom)
            errors.Add(PolicyErrorKind.OutOfRange, at, path, "no value on the day the policy takes effect",
                $"a value from {draft.EffectiveFrom:yyyy-MM-dd} or earlier", $"the first from {values[0].From:yyyy-MM-dd}");
    }

    private void CheckConditions()
    {
        foreach (var (condition, path) in Conditions())
        {
            Named(condition, path, "days", condition.Days, ParameterUnit.Days);
            Named(condition, path, "months", condition.Months, ParameterUnit.Months);
            if (condition.Kind == default || ConditionCatalog.Of(condition.Kind).Reads is not { } reads) continue;
            foreach (string name in condition.Sources)
                if (!_sources.TryGetValue(name, out var source)) Unknown(errors.ItemAt(condition.Position, "sources", name), path + ".sources", "source", _sources.Keys, name);
                else if (!reads(source))
                    errors.Add(PolicyErrorKind.InvalidValue, errors.ItemAt(condition.Position, "sources", name), path + ".sources", "source does not suit the condition",
                        ConditionCatalog.Of(condition.Kind).ReadsText, $"{name} ({Spelling.Of(source.Kind)}, {Spelling.Of(source.PresenceClass)})");
        }
    }

    private void Named(Condition condition, string path, string argument, string? name, ParameterUnit unit)
    {
        if (name is null) return;
        var at = errors.ValueAt(condition.Position, argument);
        if (_parameters.TryGetValue(name, out var parameter)) Unit(at, $"{path}.{argument}", parameter, unit);
        else Unknown(at, $"{path}.{argument}", "parameter", _parameters.Keys, name);
    }

    private void Unit(TextPosition at, string path, Parameter parameter, ParameterUnit unit)
    {
        if (parameter.Unit != unit && parameter.Unit != default)
            errors.Add(PolicyErrorKind.InvalidValue, at, path, "parameter has another unit", Spelling.Of(unit), $"{parameter.Name} in {Spelling.Of(parameter.Unit)}");
    }

    private void CheckUnused()
    {
        var bases = LegalBasesOfValues().SelectMany(v => v.Codes).ToHashSet(StringComparer.Ordinal);
        foreach (var basis in draft.LegalBases.Where(b => b.Code.Length > 0 && !bases.Contains(b.Code)))
            Unused(basis.Position, "$.legalBases", "no value rests on the legal basis", basis.Code);
        var names = Conditions().SelectMany(c => new[] { c.Condition.Days, c.Condition.Months }).ToHashSet();
        foreach (var parameter in draft.Parameters.Where(p => !names.Contains(p.Name) && !PolicyParameters.Required.ContainsKey(p.Name) && !PolicyParameters.Optional.ContainsKey(p.Name)))
            Unused(parameter.Position, "$.parameters." + parameter.Name, "no rule reads the parameter", parameter.Name);
        var read = Conditions().Where(c => c.Condition.Kind != default)
            .SelectMany(c => ConditionCatalog.SourcesOf(c.Condition, draft.Sources)).ToHashSet();
        // administrative activity counts only in the freshness of a record; no rule may certify on it
        foreach (var source in draft.Sources.Where(s => s.Kind != default && s is not { Kind: PolicySourceKind.Activity, PresenceClass: PresenceClass.Administrative }))
            if (!read.Contains(source)) Unused(source.Position, "$.sources." + source.Name, "no rule looks at the source", source.Name);
    }

    private void CheckTests()
    {
        var rules = draft.Rules.Select(r => r.Code).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < draft.Tests.Count; i++) CheckTest(draft.Tests[i], $"$.tests[{i}]", rules);
    }

    private void CheckTest(PolicyTest test, string path, HashSet<string> rules)
    {
        var expect = errors.ValueAt(test.Position, "expect");
        if (test.Expect.Rule.Length > 0 && !rules.Contains(test.Expect.Rule))
            Unknown(errors.ValueAt(expect, "rule"), path + ".expect.rule", "rule", rules, test.Expect.Rule);
        if (test.Expect.EvidenceSource is { } source && !_sources.ContainsKey(source))
            Unknown(errors.ValueAt(expect, "source"), path + ".expect.source", "source", _sources.Keys, source);
        var evidence = errors.ValueAt(errors.ValueAt(test.Position, "given"), "evidence");
        foreach (string name in test.Given.Evidence.Keys.Where(n => !_sources.ContainsKey(n)))
            Unknown(errors.KeyAt(evidence, name), path + ".given.evidence", "source", _sources.Keys, name);
        if (test.AsOf != default && test.AsOf < draft.EffectiveFrom)
            errors.Add(PolicyErrorKind.OutOfRange, errors.ValueAt(test.Position, "asOf"), path + ".asOf", "test before the policy takes effect", $"{draft.EffectiveFrom:yyyy-MM-dd} or later", $"{test.AsOf:yyyy-MM-dd}");
    }

    private IEnumerable<(Condition Condition, string Path)> Conditions() =>
        draft.Rules.SelectMany((rule, r) => rule.When.Select((condition, c) => (condition, $"$.rules[{r}].when[{c}]")));

    private void Unknown(TextPosition at, string path, string what, IEnumerable<string> known, string found)
    {
        _namesUnknown = true;
        if (known.Any()) errors.AddUnknown(PolicyErrorKind.UnknownName, at, path, $"unknown {what}", known, found); // else the section is missing
    }

    private void Unused(TextPosition at, string path, string message, string found) =>
        errors.Add(PolicyErrorKind.Unused, at, path, message, "a use, or no declaration", found);

    /// <summary>The legal bases that a value rests on. A class: the runtime has its sequences compiled beforehand, those of a struct not.</summary>
    private sealed record Reliance(IReadOnlyList<string> Codes, TextPosition Position);

    private static Dictionary<string, T> ByName<T>(IEnumerable<T> items, Func<T, string> name) =>
        items.GroupBy(name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
}
