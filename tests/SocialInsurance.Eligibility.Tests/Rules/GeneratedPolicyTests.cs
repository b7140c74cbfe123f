using System.Text;
using System.Text.RegularExpressions;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>A policy of the size of a province's 217 clauses.</summary>
public sealed class GeneratedPolicyTests
{
    private const int Generated = 250;

    [Fact]
    public void Policy_with_250_generated_rules_loads_and_each_rule_decides_its_own_case()
    {
        var policy = SamplePolicy.Load(Encoding.UTF8.GetBytes(TextWithRules()));
        Assert.Equal(SamplePolicy.Policy.Rules.Count + Generated, policy.Rules.Count);
        Assert.Equal(0, policy.RunTests().Failed);
        var bound = policy.Bind([.. policy.Sources.Select(s => s.Name)], SamplePolicy.AsOf);
        for (int i = 0; i < Generated; i++)
        {
            var cells = new SourceEvidence[policy.Sources.Count];
            cells[SamplePolicy.Names.Length + i] = new SourceEvidence { LatestOn = Person.Day(10 + i), LatestAt = (ulong)i + 1 };
            var decision = bound.Decide(new PersonFacts { Evidence = cells, NumberUsable = true });
            Assert.Equal(($"G{i:000}", EligibilityOutcome.Certified, (ulong)i + 1), (decision.RuleCode, decision.Outcome, decision.EvidenceAt));
            cells[SamplePolicy.Names.Length + i] = new SourceEvidence { LatestOn = Person.Day(11 + i) };
            Assert.Equal(EligibilityOutcome.FaceRequired, bound.Decide(new PersonFacts { Evidence = cells, NumberUsable = true }).Outcome);
        }
    }

    [Fact]
    public void Doubled_rule_among_250_is_found_unreachable()
    {
        string text = TextWithRules().Replace("sources: [clinic_249], days: window_249", "sources: [clinic_007], days: window_007", StringComparison.Ordinal);
        var errors = SamplePolicy.LoadText(text).Errors;
        Assert.Contains(errors, e => e is { Kind: PolicyErrorKind.UnreachableRule, Found: "G249" });
        Assert.Contains(errors, e => e is { Kind: PolicyErrorKind.Unused, Found: "window_249" });
    }

    /// <summary>The sample with 250 clinics, each with its own window parameter and its own rule before the general ones.</summary>
    private static string TextWithRules()
    {
        var (parameters, sources, rules) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (int i = 0; i < Generated; i++)
        {
            parameters.Append($"  window_{i:000}:\n    description: window {i}\n    unit: days\n    values:\n      - {{ from: 2019-01-01, value: {10 + i}, legalBasis: window-rules }}\n");
            sources.Append($"  - name: clinic_{i:000}\n    title: 诊所{i:000}\n    titleEnglish: clinic {i}\n    authority: 卫生健康\n    kind: activity\n    presenceClass: personPresent\n    independenceGroup: clinics\n    weight: 1\n    ttlDays: 90\n    windowDays:\n      - {{ from: 2019-01-01, value: 9, legalBasis: window-rules }}\n");
            rules.Append($"  - code: G{i:000}\n    when:\n      - {{ condition: personPresentWithinWindow, sources: [clinic_{i:000}], days: window_{i:000} }}\n    outcome: Certified\n    color: none\n    reason: \"凭{{source}}（{{date}}）确认。\"\n    reasonEnglish: \"Confirmed by {{source}} ({{date}}).\"\n");
        }
        string text = SamplePolicy.Change("\ndueDates:\n", "\n" + parameters + "\ndueDates:\n");
        text = text.Replace("\n# The first rule whose", "\n" + sources + "\n# The first rule whose", StringComparison.Ordinal);
        text = Regex.Replace(text, ", confidence: [0-9.]+", ""); // the freshness spreads over more sources
        return text.Replace("  - code: R110\n", rules + "  - code: R110\n", StringComparison.Ordinal);
    }
}
