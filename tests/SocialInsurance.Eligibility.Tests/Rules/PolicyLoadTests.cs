using System.Text;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

public sealed class PolicyLoadTests
{
    /// <summary>Snippet, its replacement, the kind of the fault, and the text at whose start the fault must be reported.</summary>
    public static TheoryData<string, string, PolicyErrorKind, string> Faults => new()
    {
        { "effectiveFrom: 2026-01-01", "effectiveFrom: 2026-13-01", PolicyErrorKind.InvalidValue, "2026-13-01" },
        { "description: 样例省", "comment: 样例省", PolicyErrorKind.UnknownMember, "comment: 样例省" },
        { "kind: terminal", "kind: Terminal", PolicyErrorKind.InvalidValue, "Terminal" },
        { "weight: 1\n", "weight: heavy\n", PolicyErrorKind.InvalidValue, "heavy" },
        { "weight: 1\n", "weight: 0\n", PolicyErrorKind.OutOfRange, "0\n    ttlDays" },
        { "ttlDays: 30", "ttlDays: 30.5", PolicyErrorKind.InvalidValue, "30.5" },
        { "value: 60, legalBasis: household-8", "value: -1, legalBasis: household-8", PolicyErrorKind.OutOfRange, "-1, legalBasis" },
        { "legalBasis: household-8", "legalBasis: household-9", PolicyErrorKind.UnknownName, "household-9 }" },
        { "    unit: months", "    unit: fortnights", PolicyErrorKind.InvalidValue, "fortnights" },
        { "condition: numberUnusable", "condition: number_unusable", PolicyErrorKind.InvalidValue, "number_unusable" },
        { "days: deathAgreement", "days: deathAgrement", PolicyErrorKind.UnknownName, "deathAgrement" },
        { ", days: deathAgreement", "", PolicyErrorKind.MissingMember, "{ condition: deathCorroborated }" },
        { "days: deathAgreement", "days: dueHorizon", PolicyErrorKind.InvalidValue, "dueHorizon }\n    outcome: Review" },
        { "condition: openPossibleLink", "condition: openPossibleLink, days: watchBlue", PolicyErrorKind.UnknownMember, "watchBlue }\n    outcome: Review" },
        { "condition: intervalCoversAsOf", "condition: intervalCoversAsOf, sources: [travel]", PolicyErrorKind.InvalidValue, "travel]" },
        { "condition: intervalCoversAsOf", "condition: intervalCoversAsOf, sources: [prison]", PolicyErrorKind.UnknownName, "prison]" },
        { "code: R040", "code: R030", PolicyErrorKind.Duplicate, "code: R030\n    when:\n      - { condition: deathRecorded }" },
        { "name: cremation", "name: custody", PolicyErrorKind.Duplicate, "name: custody\n    title: 服刑信息" },
        { "condition: deathCorroborated, days: deathAgreement", "condition: deathRecorded", PolicyErrorKind.UnreachableRule, "code: R040" },
        { "days: watchYellow", "days: watchBlue", PolicyErrorKind.UnreachableRule, "code: R220" },
        { "outcome: NotDue\n    color: none", "outcome: Certified\n    color: none", PolicyErrorKind.UnsafeRule, "code: R230" },
        { "outcome: NotDue\n    color: none", "outcome: FaceRequired\n    color: red", PolicyErrorKind.UnsafeRule, "code: R230" },
        { "finding: DeathSuspected", "finding: DeathCorroborated", PolicyErrorKind.UnsafeRule, "code: R040" },
        { "finding: DeathSuspected", "finding: none", PolicyErrorKind.UnsafeRule, "code: R040" },
        { "condition: deathRecorded }", "condition: deathRecorded, sources: [cremation] }", PolicyErrorKind.UnsafeRule, "code: R101" },
        { "condition: registeredMoreThanOnce", "condition: openPossibleLink", PolicyErrorKind.UnsafeRule, "code: R101" },
        { "faintLinkUncontradicted }\n    outcome: FaceRequired", "faintLinkUncontradicted, sources: [travel] }\n    outcome: FaceRequired", PolicyErrorKind.UnsafeRule, "code: R105" },
        { "现有数据还不足以确认", "{source}不足以确认", PolicyErrorKind.BadReason, "\"{source}不足以确认" },
        { "凭{source}（{date}）确认，无", "凭{sourse}（{date}）确认，无", PolicyErrorKind.BadReason, "\"凭{sourse}" },
        { "现有数据还不足以确认", "现有数据还不足以确认现有数据还不足以确认现有数据还不足以确认现有数据还不足以确认现有数据", PolicyErrorKind.BadReason, "\"现有数据还不足以确认现有" },
        { "rule: R010", "rule: R011", PolicyErrorKind.UnknownName, "R011" },
        { "asOf: 2026-10-31", "asOf: 2025-10-31", PolicyErrorKind.OutOfRange, "2025-10-31\n    given: { numberUsable" },
        { "numberUsable: false", "numberUsable: no", PolicyErrorKind.InvalidValue, "no, evidence" },
        { "value: 0.315", "value: 0.5", PolicyErrorKind.OutOfRange, "0.5, legalBasis: face-profile" },
        { "    matchThreshold:", "    matchTreshold:", PolicyErrorKind.UnknownMember, "description: 相似度" },
        { "  certificationCycle:", "  cycle:", PolicyErrorKind.MissingMember, "policy: province" },
        { "- { from: 2019-01-01, value: 12,", "- { from: 2026-02-01, value: 12,", PolicyErrorKind.OutOfRange, "description: 登记册未给出到期日时" },
        { "rules:\n", "rules: []\nrulez:\n", PolicyErrorKind.UnknownMember, "rulez" },
        { "\nface:\n  profile:", "\nface: [1, 2]\nfase:\n  profile:", PolicyErrorKind.WrongShape, "[1, 2]" },
        { "policy: province", "policy: province\npolicy: province", PolicyErrorKind.Unreadable, "policy: province\nversion" },
        { "legalBases:\n", "legalBases: [\n", PolicyErrorKind.Unreadable, "" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_in_a_policy_is_reported_at_its_place(string find, string replace, PolicyErrorKind kind, string marker)
    {
        string text = SamplePolicy.Change(find, replace);
        var load = SamplePolicy.LoadText(text);
        Assert.Null(load.Policy);
        var candidates = load.Errors.Where(e => e.Kind == kind).ToArray();
        Assert.True(candidates.Length > 0, string.Join('\n', load.Errors));
        if (marker.Length == 0) return; // where a parser gives up is its own affair
        var (line, column) = PlaceOf(text, marker);
        Assert.True(candidates.Any(e => (e.Line, e.Column) == (line, column)), $"expected ({line},{column}), found\n" + string.Join('\n', load.Errors));
        Assert.All(load.Errors, e => Assert.False(string.IsNullOrWhiteSpace(e.Expected) || string.IsNullOrWhiteSpace(e.Message)));
    }

    [Fact]
    public void Faults_in_many_places_are_reported_together_in_the_order_of_the_text()
    {
        string text = SamplePolicy.Change("kind: terminal", "kind: final").Replace("ttlDays: 30", "ttlDays: x", StringComparison.Ordinal)
            .Replace("code: R330", "code: R320", StringComparison.Ordinal).Replace("value: 0.41,", "value: 1.41,", StringComparison.Ordinal);
        var errors = SamplePolicy.LoadText(text).Errors;
        Assert.Equal(errors.OrderBy(e => e.Line).ThenBy(e => e.Column), errors);
        Assert.Contains(errors, e => e.Found == "final");
        Assert.Equal(7, errors.Count(e => e.Found == "x"));
        Assert.Contains(errors, e => e is { Kind: PolicyErrorKind.Duplicate, Found: "R320" });
        Assert.Contains(errors, e => e is { Kind: PolicyErrorKind.OutOfRange, Found: "1.41" });
    }

    [Fact]
    public void Activity_source_without_window_is_refused()
    {
        string text = SamplePolicy.Change("    windowDays:\n      - { from: 2019-01-01, value: 90, legalBasis: window-rules }\n", "");
        var error = Assert.Single(SamplePolicy.LoadText(text).Errors);
        Assert.Equal((PolicyErrorKind.MissingMember, "$.sources[4].windowDays"), (error.Kind, error.Path));
        Assert.Equal(PlaceOf(text, "name: medical_settlement"), (error.Line, error.Column));
    }

    [Fact]
    public void Death_source_with_window_is_refused_because_death_does_not_expire()
    {
        string text = SamplePolicy.Change("    independenceGroup: civilAffairs\n", "    independenceGroup: civilAffairs\n    windowDays: 90\n");
        var error = Assert.Single(SamplePolicy.LoadText(text).Errors);
        Assert.Equal((PolicyErrorKind.UnknownMember, "$.sources[1].windowDays"), (error.Kind, error.Path));
    }

    [Fact]
    public void Red_rule_after_a_certifying_one_is_refused_because_red_blocks()
    {
        int start = SamplePolicy.Text.IndexOf("  - code: R080", StringComparison.Ordinal), end = SamplePolicy.Text.IndexOf("  - code: R090", StringComparison.Ordinal);
        string custody = SamplePolicy.Text[start..end];
        string text = SamplePolicy.Text.Remove(start, end - start).Replace("  - code: R120", custody + "  - code: R120", StringComparison.Ordinal);
        var error = Assert.Single(SamplePolicy.LoadText(text).Errors);
        Assert.Equal((PolicyErrorKind.UnsafeRule, "R080"), (error.Kind, error.Found));
        Assert.Equal(PlaceOf(text, "code: R080"), (error.Line, error.Column));
    }

    [Fact]
    public void Policy_that_decided_before_a_promise_was_asked_of_it_stays_readable()
    {
        string text = SamplePolicy.Change("faintLinkUncontradicted }\n    outcome: FaceRequired", "faintLinkUncontradicted, sources: [travel] }\n    outcome: FaceRequired");
        Assert.Null(SamplePolicy.LoadText(text).Policy);
        Assert.NotNull(Policy.Load(Encoding.UTF8.GetBytes(text), isKept: true).Policy);
    }

    [Fact]
    public void Policy_whose_list_does_not_end_for_everyone_is_refused()
    {
        string text = SamplePolicy.Text.Replace("      - { condition: otherwise }", "      - { condition: noSignOfLifeFor, days: lastWatch }", StringComparison.Ordinal)
            .Replace("  watchBlue:\n", "  lastWatch:\n    description: x\n    unit: days\n    values: [{ from: 2019-01-01, value: 1, legalBasis: risk-matrix }]\n  watchBlue:\n", StringComparison.Ordinal);
        var error = Assert.Single(SamplePolicy.LoadText(text).Errors);
        Assert.Equal((PolicyErrorKind.UnsafeRule, "R330"), (error.Kind, error.Found));
    }

    [Fact]
    public void Dated_values_out_of_order_are_refused_at_the_later_one()
    {
        string text = SamplePolicy.Change("      - { from: 2019-01-01, value: 90, legalBasis: window-rules }\n",
            "      - { from: 2019-01-01, value: 90, legalBasis: window-rules }\n      - { from: 2019-01-01, value: 60, legalBasis: window-rules }\n");
        var error = Assert.Single(SamplePolicy.LoadText(text).Errors);
        var (line, column) = PlaceOf(text, "{ from: 2019-01-01, value: 60, legalBasis: window-rules }");
        Assert.Equal((PolicyErrorKind.OutOfRange, line, column + "{ from: ".Length), (error.Kind, error.Line, error.Column));
    }

    [Fact]
    public void Parameter_that_nothing_reads_is_refused()
    {
        string text = SamplePolicy.Change("  watchBlue:\n", "  watchGreen:\n    description: x\n    unit: days\n    values: [{ from: 2019-01-01, value: 1, legalBasis: risk-matrix }]\n  watchBlue:\n");
        var error = Assert.Single(SamplePolicy.LoadText(text).Errors);
        Assert.Equal((PolicyErrorKind.Unused, "watchGreen"), (error.Kind, error.Found));
    }

    [Fact]
    public void Thresholds_that_clash_are_one_fault_on_however_many_days()
    {
        var error = Assert.Single(SamplePolicy.LoadText(SamplePolicy.Change("value: 0.315", "value: 0.5")).Errors);
        Assert.Equal("$.face.parameters.unsureThreshold", error.Path);
    }

    [Fact]
    public void Unknown_member_names_the_known_ones()
    {
        var error = Assert.Single(SamplePolicy.LoadText(SamplePolicy.Change("    color: red", "    colour: red\n    color: red")).Errors);
        Assert.Equal("colour", error.Found);
        Assert.Contains("code, when, outcome, color, finding", error.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- 1\n- 2\n")]
    [InlineData("just text")]
    [InlineData("a: 1\n---\nb: 2\n")]
    [InlineData("&a [*a]")]
    [InlineData("policy: a\nface: { profile: ','\nversion: b\n")]
    [InlineData("? [complex, key]\n: 1\n")]
    [InlineData("\u0001")]
    public void Text_of_another_shape_is_refused_without_exception(string text)
    {
        var load = SamplePolicy.LoadText(text);
        Assert.Null(load.Policy);
        Assert.NotEmpty(load.Errors);
    }

    [Fact]
    public void Deeply_nested_text_is_refused_before_a_tree_is_built()
    {
        var error = Assert.Single(SamplePolicy.LoadText(new string('[', 200_000)).Errors);
        Assert.Equal((PolicyErrorKind.Unreadable, 1, 33), (error.Kind, error.Line, error.Column));
    }

    [Fact]
    public void Alias_inside_what_it_stands_for_is_refused_with_its_place()
    {
        var error = Assert.Single(SamplePolicy.LoadText("name: a\n? &x\n  ? *x\n  : b\n: c\n").Errors);
        Assert.Equal((PolicyErrorKind.Unreadable, 3, "an alias"), (error.Kind, error.Line, error.Found));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_line()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("policy: a\nversion: "), 0xFF, 0xFE];
        var error = Assert.Single(Policy.Load(bytes).Errors);
        Assert.Equal((PolicyErrorKind.Unreadable, 2), (error.Kind, error.Line));
    }

    [Fact]
    public void Text_beyond_the_size_limit_is_refused()
    {
        var error = Assert.Single(Policy.Load(new byte[(4 << 20) + 1]).Errors);
        Assert.Equal((PolicyErrorKind.Unreadable, "at most 4194304 bytes"), (error.Kind, error.Expected));
    }

    [Fact]
    public void Every_prefix_of_a_policy_is_refused_or_loaded_without_exception()
    {
        for (int length = 0; length < SamplePolicy.Text.Length; length += 397)
        {
            var load = SamplePolicy.LoadText(SamplePolicy.Text[..length]);
            Assert.True(load.Policy is null == load.Errors.Count > 0);
        }
    }

    private static (int Line, int Column) PlaceOf(string text, string marker)
    {
        int at = text.IndexOf(marker, StringComparison.Ordinal);
        Assert.True(at >= 0, $"no \"{marker}\" in the changed text");
        int lineStart = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        return (text.AsSpan(0, at).Count('\n') + 1, at - lineStart + 1);
    }
}
