using System.Security.Cryptography;
using System.Text;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

public sealed class SamplePolicyTests
{
    [Fact]
    public void Sample_policy_passes_its_own_table_of_at_least_twenty_rows()
    {
        var report = SamplePolicy.Policy.RunTests();
        Assert.True(report.Failed == 0, string.Join('\n', report.Results.Where(r => !r.Passed)));
        Assert.True(report.Passed >= 20);
    }

    [Fact]
    public void Sample_table_reaches_every_rule()
    {
        var reached = SamplePolicy.Policy.Tests.Select(t => t.Expect.Rule).ToHashSet();
        Assert.All(SamplePolicy.Policy.Rules, r => Assert.Contains(r.Code, reached));
    }

    [Theory]
    [InlineData("value: 60, legalBasis: household-8", "value: 59, legalBasis: household-8", "印证间隔恰为六十天")]
    [InlineData("value: 90, legalBasis: window-rules", "value: 89, legalBasis: window-rules", "就诊在窗口首日")]
    [InlineData("value: 120, legalBasis: risk-matrix", "value: 121, legalBasis: risk-matrix", "未到期，一百二十天无活动")]
    public void Changed_number_turns_its_border_row_red(string find, string replace, string row)
    {
        var report = SamplePolicy.Load(Encoding.UTF8.GetBytes(SamplePolicy.Change(find, replace))).RunTests();
        Assert.Contains(report.Results, r => !r.Passed && r.Name == row);
    }

    [Theory]
    [InlineData("color: none }\n  - name: 就诊早于窗口一天", "color: blue }\n  - name: 就诊早于窗口一天")]
    [InlineData("source: medical_settlement, color: none }", "source: travel, color: none }")]
    [InlineData("outcome: Certified, rule: R110, source: medical_settlement", "outcome: NotDue, rule: R110, source: medical_settlement")]
    [InlineData("rule: R110, source: medical_settlement", "rule: R120, source: medical_settlement")]
    [InlineData("rule: R110, source: medical_settlement", "rule: R110, finding: DeathSuspected, source: medical_settlement")]
    public void Wrong_expectation_fails_its_row_and_no_other(string find, string replace)
    {
        var report = SamplePolicy.Load(Encoding.UTF8.GetBytes(SamplePolicy.Change(find, replace))).RunTests();
        var failed = Assert.Single(report.Results, r => !r.Passed);
        Assert.Equal((1, "就诊在窗口首日"), (report.Failed, failed.Name));
        Assert.NotEqual(failed.Expected, failed.Found);
    }

    [Fact]
    public void Digest_is_sha256_of_the_exact_bytes_and_stands_in_every_decision()
    {
        string expected = Convert.ToHexStringLower(SHA256.HashData(SamplePolicy.Bytes));
        Assert.Equal(new PolicyStamp("province", "2026.1", expected), SamplePolicy.Policy.Stamp);
        Assert.Equal(expected, Person.Blank.Decide().Policy.Digest);
        var commented = SamplePolicy.Load(Encoding.UTF8.GetBytes(SamplePolicy.Text + "# a comment\n"));
        Assert.NotEqual(expected, commented.Stamp.Digest);
        var marked = SamplePolicy.Load(Encoding.UTF8.GetBytes('\uFEFF' + SamplePolicy.Text));
        Assert.NotEqual(expected, marked.Stamp.Digest);
    }

    [Fact]
    public void Sources_are_those_agreed_with_the_comparison_room()
    {
        Assert.Equal(
            ["death_certificate", "cremation", "household_deregistration", "custody", "medical_settlement", "vaccination", "bus_card", "bank_card", "travel", "duplicate_benefit", "payment_split", "payment_repeated", "payment_elsewhere"],
            SamplePolicy.Names);
        var terminal = SamplePolicy.Policy.Sources.Where(s => s.Kind == PolicySourceKind.Terminal);
        Assert.Equal(3, terminal.Select(s => s.IndependenceGroup).Distinct().Count());
    }

    [Fact]
    public void Reasons_are_at_most_sixty_characters_with_source_and_date_filled_in()
    {
        Assert.All(SamplePolicy.Policy.Rules, rule => Assert.All(SamplePolicy.Policy.Sources, source =>
        {
            int cell = SamplePolicy.Cell(source.Name);
            var decision = Person.Blank.Decide() with { RuleIndex = SamplePolicy.Policy.Rules.ToList().IndexOf(rule), EvidenceSource = cell, EvidenceOn = 20261001 };
            var reason = SamplePolicy.Compiled.ReasonOf(decision);
            Assert.InRange(reason.Chinese.Length, 1, 60);
            Assert.DoesNotContain('{', reason.Chinese + reason.English);
        }));
    }

    [Fact]
    public void Reason_of_a_silent_certification_names_source_and_day()
    {
        var decision = Person.Blank.With("vaccination", 30).Decide();
        Assert.Equal("凭疫苗接种（2026-10-01）确认，您本次无需办理认证。", SamplePolicy.Compiled.ReasonOf(decision).Chinese);
    }

    [Fact]
    public void Dated_value_changes_on_its_day_and_keeps_its_legal_bases()
    {
        string text = SamplePolicy.Change("      - { from: 2019-01-01, value: 90, legalBasis: window-rules }\n",
            "      - { from: 2019-01-01, value: 90, legalBasis: window-rules }\n      - { from: 2026-11-01, value: 30, legalBasis: window-rules }\n");
        var policy = SamplePolicy.Load(Encoding.UTF8.GetBytes(text));
        var person = Person.Blank.With("medical_settlement", 60);
        Assert.Equal(EligibilityOutcome.Certified, person.Decide(policy.Bind(SamplePolicy.Names, new DateOnly(2026, 10, 31))).Outcome);
        Assert.Equal(EligibilityOutcome.FaceRequired, person.Decide(policy.Bind(SamplePolicy.Names, new DateOnly(2026, 11, 1))).Outcome);
        var cycle = policy.Parameter("certificationCycle");
        Assert.Equal((12d, ParameterUnit.Months), (cycle.ValueAt(new DateOnly(2026, 1, 1)), cycle.Unit));
        Assert.Equal(["regulation-26", "notice-2018-54"], cycle.At(new DateOnly(2030, 1, 1)).LegalBases);
        Assert.Throws<ArgumentOutOfRangeException>(() => cycle.ValueAt(new DateOnly(2018, 12, 31)));
    }

    [Fact]
    public void Binding_refuses_unknown_and_doubled_data_sources_all_at_once()
    {
        var refused = Assert.Throws<PolicyRefusedException>(() =>
            SamplePolicy.Policy.Bind(["cremation", "cremations", "cremation"], new DateOnly(2025, 12, 31)));
        Assert.Equal([PolicyErrorKind.NotInForce, PolicyErrorKind.Duplicate, PolicyErrorKind.UnknownDataSource],
            refused.Errors.Select(e => e.Kind).OrderByDescending(k => k == PolicyErrorKind.NotInForce).ThenBy(k => k));
    }

    [Fact]
    public void Binding_lists_absent_sources_and_for_replay_ignored_ones()
    {
        var bound = SamplePolicy.Policy.Bind(["travel", "fishing_licence"], new DateOnly(2025, 12, 31), new BindOptions(UnknownSourceHandling.Ignore, BeforeEffective: true));
        Assert.Equal(["fishing_licence"], bound.IgnoredSources);
        Assert.Equal(SamplePolicy.Names.Where(n => n != "travel"), bound.AbsentSources);
        SourceEvidence[] cells = [new() { LatestOn = 20251201 }, new() { LatestOn = 20251202 }];
        var decision = bound.Decide(new PersonFacts { Evidence = cells, NumberUsable = true });
        Assert.Equal((EligibilityOutcome.Certified, 0), (decision.Outcome, decision.EvidenceSource));
    }

    [Fact]
    public void Deciding_refuses_evidence_with_another_number_of_cells()
    {
        Assert.Throws<ArgumentException>(() => SamplePolicy.Compiled.Decide(new PersonFacts { Evidence = new SourceEvidence[3], NumberUsable = true }));
        Assert.Throws<ArgumentException>(() => SamplePolicy.Compiled.Explain(new PersonFacts { Evidence = new SourceEvidence[3], NumberUsable = true }));
    }
}
