using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>Why somebody was not certified, in plain words; and that no evidence whatever leads anywhere but to the four outcomes.</summary>
public sealed class WhyNotTests
{
    [Fact]
    public void Presence_too_old_is_named_with_source_day_and_window() => Assert.Equal(
        "未能确认：最近一次本人到场是医保就诊结算（2026-08-01），已超过90天有效期。",
        Of(Person.Blank.With("medical_settlement", 91), "R110").Text.Chinese);

    [Fact]
    public void Nothing_at_all_is_said_as_such()
    {
        Assert.Equal("未能确认：没有任何本人到场的记录。", Of(Person.Blank, "R110").Text.Chinese);
        Assert.Equal("未能确认：有效期内没有账户使用记录。", Of(Person.Blank, "R120").Text.Chinese);
    }

    [Fact]
    public void One_card_alone_lacks_another_source_on_another_day()
    {
        Assert.Contains("只有一个独立来源的近期记录（公交刷卡，2026-10-26）", Of(Person.Blank.With("bus_card", 5), "R120").Text.Chinese, StringComparison.Ordinal);
        Assert.Contains("都在同一天（2026-10-26）", Of(Person.Blank.With("bus_card", 5).With("bank_card", 5), "R120").Text.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_before_a_rule_that_held_is_named_as_the_reason()
    {
        var why = Of(Person.Blank.With("cremation", 5).With("travel", 10), "R110");
        Assert.Equal(("R040", 0), (why.BlockedBy, why.Missing.Count));
        Assert.Contains("须先核实疑点", why.Text.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_told_to_lack_an_alert()
    {
        var nothing = SamplePolicy.Compiled.WhyNot(Person.Blank.Facts);
        var found = SamplePolicy.Compiled.WhyNot(Person.Blank.With("cremation", 5).With("travel", 10).Facts);
        Assert.All(nothing.Concat(found).SelectMany(w => w.Missing), m => Assert.DoesNotContain("预警", m.Chinese, StringComparison.Ordinal));
        Assert.DoesNotContain(found, w => w.Rule == "R105");
    }

    [Fact]
    public void Sentence_without_an_end_holds_until_further_notice()
    {
        var decision = Person.Blank.With("custody", new SourceEvidence { LatestOn = 9999_12_31, PreviousOn = Person.Day(100) }).Decide();
        var reason = SamplePolicy.Compiled.ReasonOf(decision);
        Assert.Equal("服刑信息显示目前在服刑期内（长期），请核实。", reason.Chinese);
        Assert.Contains("(until further notice)", reason.English, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_person_not_certified_is_told_why_for_every_certifying_rule() => Check(person =>
    {
        var why = SamplePolicy.Compiled.WhyNot(person.Facts);
        int certifying = SamplePolicy.Policy.Rules.Count(r => r.Outcome == EligibilityOutcome.Certified);
        return (person.Decide().Outcome == EligibilityOutcome.Certified ? why.Count == 0 : why.Count > 0 && why.Count <= certifying)
            && why.All(w => (w.BlockedBy is null) == (w.Missing.Count > 0) && w.Text.Chinese.Any(c => c is >= '\u4e00' and <= '\u9fff') && w.Text.English.All(c => c < 128));
    });

    [Fact]
    public void No_evidence_leads_anywhere_but_to_the_four_outcomes_and_a_finding_only_to_a_person() => Check(person =>
    {
        var decision = person.Decide();
        return decision.Outcome is EligibilityOutcome.Certified or EligibilityOutcome.NotDue or EligibilityOutcome.FaceRequired or EligibilityOutcome.Review
            && (decision.Finding == FindingKind.None || decision.Outcome == EligibilityOutcome.Review);
    });

    [Fact]
    public void Weights_of_the_sources_decide_the_confidence()
    {
        var heavier = SamplePolicy.LoadText(SamplePolicy.Change("weight: 0.4", "weight: 0.8")).Policy!;
        Assert.Contains(heavier.RunTests().Results, r => !r.Passed && r.Name == "新鲜度按权重合计");
        var longer = SamplePolicy.LoadText(SamplePolicy.Change("ttlDays: 90", "ttlDays: 180")).Policy!;
        Assert.Contains(longer.RunTests().Results, r => !r.Passed && r.Name == "新鲜度随各来源的存活期衰减");
    }

    private static WhyNotCertified Of(Person person, string rule) => SamplePolicy.Compiled.WhyNot(person.Facts).Single(w => w.Rule == rule);

    private static void Check(Func<Person, bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Person.Any, p => holds(p)));
}
