using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Eligibility.Tests.Rules;

public sealed class RulePropertyTests
{
    private static readonly string[] Activity = [.. SamplePolicy.Policy.Sources.Where(s => s.Kind == PolicySourceKind.Activity).Select(s => s.Name)];
    private static readonly string[] Terminal = [.. SamplePolicy.Policy.Sources.Where(s => s.Kind == PolicySourceKind.Terminal).Select(s => s.Name)];

    [Fact]
    public void Activity_added_never_turns_a_person_into_a_death_finding() => Check(
        from person in Person.Any.Generator
        from source in Gen.Elements(Activity)
        from age in Gen.Choose(-5, 400)
        select (person, changed: Add(person, source, Person.Day(age))),
        x => IsDeath(x.person.Decide().Finding) || !IsDeath(x.changed.Decide().Finding));

    [Fact]
    public void Terminal_record_added_always_ends_in_review() => Check(
        from person in Person.Any.Generator
        from source in Gen.Elements(Terminal)
        from age in Gen.Choose(-60, 4000)
        from agrees in Gen.Elements(true, false)
        select (person, changed: agrees
            ? Add(person, source, Person.Day(age))
            : person.With(source, person.Evidence[SamplePolicy.Cell(source)] with { DisagreeingOn = Person.Day(age) })),
        x => x.changed.Decide().Outcome == EligibilityOutcome.Review);

    [Fact]
    public void Old_irrelevant_evidence_changes_nothing_but_the_confidence() => Check(
        from person in Person.Any.Generator
        from day in Gen.Choose(1, 28)
        select (person, changed: person with
        {
            Evidence = [.. person.Evidence.Select((e, i) => e.LatestOn == 0 && !Terminal.Contains(SamplePolicy.Names[i])
                ? e with { LatestOn = 20000100 + day, PreviousOn = 19990100 + day } : e)],
        }),
        x => x.person.Decide() with { Confidence = 0 } == x.changed.Decide() with { Confidence = 0 });

    [Fact]
    public void Order_of_the_sources_in_the_data_does_not_matter() => Check(
        from person in Person.Any.Generator
        from order in Gen.Shuffle(Enumerable.Range(0, SamplePolicy.Names.Length).ToArray())
        select (person, order),
        x =>
        {
            var bound = SamplePolicy.Policy.Bind([.. x.order.Select(i => SamplePolicy.Names[i])], SamplePolicy.AsOf);
            var expected = x.person.Decide();
            var found = (x.person with { Evidence = [.. x.order.Select(i => x.person.Evidence[i])] }).Decide(bound);
            int source = found.EvidenceSource < 0 ? -1 : x.order[found.EvidenceSource];
            return found with { EvidenceSource = source } == expected;
        }, cases: 300);

    [Fact]
    public void Trace_agrees_with_the_decision() => Check(Person.Any.Generator, p =>
    {
        var decision = p.Decide();
        var steps = SamplePolicy.Compiled.Explain(p.Facts);
        int first = steps.ToList().FindIndex(s => s.Checks.All(c => c.Held));
        return first == decision.RuleIndex && steps[first].Result == RuleStepResult.Decided
            && steps.Count(s => s.Result == RuleStepResult.Decided) == 1
            && (decision.EvidenceSource < 0 || steps[first].Checks.Any(c => c.Evidence.Any(e => e.SourceIndex == decision.EvidenceSource && e.OccurredOn == decision.EvidenceOn)));
    });

    [Fact]
    public void Replay_of_the_same_bytes_gives_the_same_decisions()
    {
        var again = SamplePolicy.Load(SamplePolicy.Bytes.ToArray()).Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        Check(Person.Any.Generator, p => p.Decide() == p.Decide(again));
    }

    [Fact]
    public void Decision_agrees_with_a_naive_reading_of_the_rules() =>
        Check(Person.Any.Generator, p => p.Decide().RuleCode == NaiveRules.RuleOf(p));

    [Fact]
    public void Confidence_is_the_freshness_formula_computed_directly() => Check(Person.Any.Generator, p =>
    {
        double expected = NaiveRules.Freshness(p);
        var decision = p.Decide();
        if (decision.Color == RiskColor.Yellow) expected *= 0.5;
        return Math.Abs(decision.Confidence - expected) < 1e-12 && decision.Confidence is >= 0 and <= 1;
    });

    [Fact]
    public void Red_always_reviews_and_review_always_has_a_finding() => Check(Person.Any.Generator, p =>
    {
        var d = p.Decide();
        return (d.Color != RiskColor.Red || d.Outcome == EligibilityOutcome.Review)
            && d.Outcome == EligibilityOutcome.Review == (d.Finding != FindingKind.None);
    });

    [Fact]
    public void Generated_people_reach_every_rule_of_the_sample()
    {
        var reached = Person.Any.Generator.Sample(30_000).Select(p => p.Decide().RuleCode).ToHashSet();
        Assert.All(SamplePolicy.Policy.Rules, r => Assert.Contains(r.Code, reached));
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var people = Person.Any.Generator.Sample(200).ToArray();
        foreach (var person in people) person.Decide();
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (var person in people) person.Decide();
        }));
    }

    private static void Check<T>(Gen<T> inputs, Func<T, bool> holds, int cases = 2000) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), Prop.ForAll(Arb.From(inputs), x => holds(x)));

    /// <summary>Merges one more event into a cell, as the evidence algebra does: the two latest distinct days stay.</summary>
    private static Person Add(Person person, string source, int on)
    {
        var cell = person.Evidence[SamplePolicy.Cell(source)];
        int[] days = [.. new[] { cell.LatestOn, cell.PreviousOn, on }.Distinct().OrderDescending()];
        return person.With(source, cell with { LatestOn = days[0], PreviousOn = days.Length > 1 ? days[1] : 0 });
    }

    private static bool IsDeath(FindingKind finding) => finding is FindingKind.DeathCorroborated or FindingKind.DeathSuspected
        or FindingKind.DeathContradicted or FindingKind.PossibleDeathLink;
}
