using System.Globalization;
using System.Text;

namespace SocialInsurance.Eligibility.Rules;

/// <summary>Runs the test table of a policy through the same binding and deciding as the data.</summary>
internal static class PolicyTestRunner
{
    internal static PolicyTestReport Run(Policy policy)
    {
        string[] names = [.. policy.Sources.Select(s => s.Name)];
        var bound = new Dictionary<DateOnly, CompiledPolicy>();
        var results = new List<PolicyTestResult>(policy.Tests.Count);
        foreach (var test in policy.Tests)
        {
            if (!bound.TryGetValue(test.AsOf, out var compiled)) bound[test.AsOf] = compiled = policy.Bind(names, test.AsOf);
            results.Add(RunOne(compiled, test));
        }
        int passed = results.Count(r => r.Passed);
        return new PolicyTestReport(passed, results.Count - passed, results);
    }

    private static PolicyTestResult RunOne(CompiledPolicy policy, PolicyTest test)
    {
        var given = test.Given;
        var decision = policy.Decide(new PersonFacts
        {
            Evidence = policy.SourceNames.Select(n => given.Evidence.GetValueOrDefault(n)).ToArray(),
            NumberUsable = given.NumberUsable,
            RegisteredTimes = given.RegisteredTimes,
            DueOn = given.DueOn,
            LastCertifiedOn = given.LastCertifiedOn,
            OpenPossibleLink = given.OpenPossibleLink,
            FaintPossibleLink = given.FaintPossibleLink,
            FaintLinkOn = given.FaintLinkOn,
            BirthOn = given.BirthOn,
            Division = given.Division,
            Id = Encoding.UTF8.GetBytes(given.Id),
        });
        string? source = decision.EvidenceSource < 0 ? null : policy.SourceNames[decision.EvidenceSource];
        var (expect, color) = (test.Expect, Spelling.Of(decision.Color));
        string found = Describe(decision.Outcome, decision.RuleCode, decision.Finding, expect.Color is null ? null : color, expect.EvidenceSource is null ? null : source ?? "none", expect.Confidence is null ? null : decision.Confidence);
        string expected = Describe(expect.Outcome, expect.Rule, expect.Finding, expect.Color is { } c ? Spelling.Of(c) : null, expect.EvidenceSource, expect.Confidence);
        return new PolicyTestResult(test.Name, test.Position.Line, found == expected, expected, found);
    }

    private static string Describe(EligibilityOutcome outcome, string rule, FindingKind finding, string? color, string? source, double? confidence) =>
        string.Join(' ', new[] { outcome.ToString(), rule, finding.ToString(), color, source, confidence?.ToString("0.00", CultureInfo.InvariantCulture) }.OfType<string>());
}
