using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>Many rules over few sources: found by questions, not by rules, with the decisions of a reader who tries one after the other.</summary>
public sealed class RuleIndexTests
{
    private const int Clauses = 217;

    [Fact]
    public void Policy_of_217_rules_decides_as_a_reader_who_tries_every_rule_in_turn()
    {
        var policy = SamplePolicy.LoadText(TextWithClauses()).Policy!;
        Assert.Equal(Clauses, policy.Rules.Count);
        var bound = policy.Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Person.Any, person =>
            person.Decide(bound).RuleIndex == bound.Explain(person.Facts).ToList().FindIndex(s => s.Checks.All(c => c.Held))
            && bound.DecidingRule(person.Facts) == person.Decide(bound).RuleIndex));
    }

    [Fact]
    public void Each_of_the_217_rules_decides_somebody()
    {
        var bound = SamplePolicy.LoadText(TextWithClauses()).Policy!.Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        var reached = Person.Any.Generator.Sample(8_000).Select(p => p.Decide(bound).RuleCode).ToHashSet();
        for (int clause = 0; clause < Clauses - SamplePolicy.Policy.Rules.Count; clause++)
        {
            var (source, age, silent) = ClauseOf(clause);
            var person = (Person.Blank with { LastCertifiedOn = Person.Day(0) }).With(source, age);
            if (silent) person = person with { LastCertifiedOn = 0, DueOn = Person.Day(-400) };
            reached.Add(person.Decide(bound).RuleCode);
        }
        Assert.Equal(Clauses, reached.Count);
    }

    [Fact]
    public void Deciding_by_217_rules_allocates_nothing()
    {
        var bound = SamplePolicy.LoadText(TextWithClauses()).Policy!.Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        var people = Person.Any.Generator.Sample(200).ToArray();
        foreach (var person in people) person.Decide(bound);
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (var person in people) person.Decide(bound);
        }));
    }

    [Fact]
    public void Account_events_asked_for_within_many_windows_decide_as_a_reader_who_tries_every_rule_in_turn()
    {
        var bound = SamplePolicy.LoadText(TextWithAccountClauses()).Policy!.Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        var reached = new HashSet<string>();
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(4000), Prop.ForAll(Person.Any, person =>
        {
            int first = bound.Explain(person.Facts).ToList().FindIndex(s => s.Checks.All(c => c.Held));
            reached.Add(bound.Policy.Rules[first].Code);
            return bound.DecidingRule(person.Facts) == first;
        }));
        Assert.True(reached.Count(r => r[0] == 'T') > 10 && reached.Count(r => r[0] == 'D') > 10, string.Join(' ', reached));
    }

    /// <summary>The sample with account events within 10, 20 .. 400 days before its certifying rules, of two groups (T) and of one source (D).</summary>
    private static string TextWithAccountClauses()
    {
        var (parameters, rules) = (new StringBuilder(), new StringBuilder());
        for (int days = 10; days <= 400; days += 10)
        {
            parameters.Append(CultureInfo.InvariantCulture, $"  within_{days}:\n    description: d\n    unit: days\n    values:\n      - {{ from: 2019-01-01, value: {days}, legalBasis: window-rules }}\n");
            rules.Append(Clause($"T{days}", $"accountEventsFromTwoGroups, days: within_{days}"));
            rules.Append(Clause($"D{days}", $"accountEventsOnTwoDays, sources: [bus_card], days: within_{days}"));
        }
        return SamplePolicy.Change("\ndueDates:\n", "\n" + parameters + "\ndueDates:\n").Replace("  - code: R105\n", rules + "  - code: R105\n", StringComparison.Ordinal);
    }

    private static string Clause(string code, string condition) =>
        $"  - code: {code}\n    when:\n      - {{ condition: {condition} }}\n    outcome: Certified\n    color: none\n    reason: \"凭{{source}}（{{date}}）确认。\"\n    reasonEnglish: \"Confirmed by {{source}} ({{date}}).\"\n";

    /// <summary>The nth clause: presence in one source within n/6 + 1 days; every second one for people who are not due.</summary>
    private static (string Source, int Days, bool NotDue) ClauseOf(int clause)
    {
        string[] sources = ["medical_settlement", "vaccination", "travel"];
        return (sources[clause / 2 % 3], clause / 6 + 1, clause % 2 == 0);
    }

    /// <summary>The sample with narrow clauses before its general certifying rules, the narrowest first.</summary>
    internal static string TextWithClauses()
    {
        var (parameters, rules) = (new StringBuilder(), new StringBuilder());
        int clauses = Clauses - SamplePolicy.Policy.Rules.Count;
        for (int days = 1; days <= (clauses - 1) / 6 + 1; days++)
            parameters.Append(CultureInfo.InvariantCulture, $"  within_{days}:\n    description: d\n    unit: days\n    values:\n      - {{ from: 2019-01-01, value: {days}, legalBasis: window-rules }}\n");
        for (int clause = 0; clause < clauses; clause++)
        {
            var (source, days, notDue) = ClauseOf(clause);
            string due = notDue ? "      - { condition: notDue, months: dueHorizon }\n" : "";
            rules.Append(CultureInfo.InvariantCulture, $"  - code: C{clause:000}\n    when:\n      - {{ condition: personPresentWithinWindow, sources: [{source}], days: within_{days} }}\n{due}    outcome: Certified\n    color: none\n    reason: \"凭{{source}}（{{date}}）确认。\"\n    reasonEnglish: \"Confirmed by {{source}} ({{date}}).\"\n");
        }
        return SamplePolicy.Change("\ndueDates:\n", "\n" + parameters + "\ndueDates:\n").Replace("  - code: R105\n", rules + "  - code: R105\n", StringComparison.Ordinal);
    }
}
