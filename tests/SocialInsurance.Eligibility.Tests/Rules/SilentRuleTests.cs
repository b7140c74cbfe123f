using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocialInsurance.Comparison;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.Tests.Rules;

/// <summary>Cases and borders that the table in the sample policy does not hold: precedence, places, ties, dates beyond the as-of date.</summary>
public sealed class SilentRuleTests
{
    private static readonly string[] Signs = ["medical_settlement", "vaccination", "bus_card", "bank_card", "travel"];

    public static TheoryData<string, int> Windows => new()
    {
        { "medical_settlement", 90 }, { "vaccination", 180 }, { "travel", 180 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Person_present_event_counts_through_the_last_day_of_its_window(string source, int days)
    {
        Assert.Equal("R110", Person.Blank.With(source, days).Decide().RuleCode);
        Assert.NotEqual("R110", Person.Blank.With(source, days + 1).Decide().RuleCode);
        Assert.Equal("R110", Person.Blank.With(source, 0).Decide().RuleCode);
    }

    [Fact]
    public void Event_after_the_as_of_date_does_not_count_and_the_one_before_it_does()
    {
        Assert.Equal(EligibilityOutcome.FaceRequired, Person.Blank.With("travel", -1).Decide().Outcome);
        var decision = Person.Blank.With("travel", -1, 20).Decide();
        Assert.Equal((EligibilityOutcome.Certified, Person.Day(20), 2000ul + (ulong)SamplePolicy.Cell("travel")),
            (decision.Outcome, decision.EvidenceOn, decision.EvidenceAt));
    }

    [Fact]
    public void Account_events_count_through_the_last_day_of_their_windows_and_on_different_days_only()
    {
        Assert.Equal("R120", Person.Blank.With("bus_card", 60).With("bank_card", 59).Decide().RuleCode);
        Assert.NotEqual("R120", Person.Blank.With("bus_card", 61).With("bank_card", 59).Decide().RuleCode);
        Assert.NotEqual("R120", Person.Blank.With("bus_card", 5).With("bank_card", 5).Decide().RuleCode);
        Assert.Equal("R120", Person.Blank.With("bus_card", 5).With("bank_card", 5, 6).Decide().RuleCode);
        Assert.NotEqual("R120", Person.Blank.With("bus_card", 5).With("bank_card", 5, 61).Decide().RuleCode);
        Assert.NotEqual("R120", Person.Blank.With("bank_card", 5, 6).Decide().RuleCode);
    }

    [Fact]
    public void Latest_evidence_decides_and_a_tie_goes_to_the_earlier_source_of_the_policy()
    {
        var decision = Person.Blank.With("medical_settlement", 9).With("travel", 3).Decide();
        Assert.Equal((SamplePolicy.Cell("travel"), Person.Day(3)), (decision.EvidenceSource, decision.EvidenceOn));
        var tie = Person.Blank.With("medical_settlement", 3).With("travel", 3).Decide();
        Assert.Equal(SamplePolicy.Cell("medical_settlement"), tie.EvidenceSource);
    }

    [Fact]
    public void Findings_follow_the_order_of_the_policy()
    {
        var person = Person.Blank with { NumberUsable = false, RegisteredTimes = 2, OpenPossibleLink = true, FaintPossibleLink = true };
        person = person.With("death_certificate", 20).With("cremation", new SourceEvidence { LatestOn = Person.Day(18), DisagreeingOn = Person.Day(18) })
            .With("medical_settlement", 2).With("custody", new SourceEvidence { LatestOn = Person.Day(-100), PreviousOn = Person.Day(100) })
            .With("duplicate_benefit", 10).With("payment_split", 10).With("payment_repeated", 10).With("payment_elsewhere", 10);
        string[] order = ["R010", "R020", "R030", "R040", "R050", "R060", "R070", "R080", "R090", "R094", "R096", "R102", "R105", "R110"];
        var found = new List<string>();
        Func<Person, Person>[] cures =
        [
            p => p with { NumberUsable = true }, p => p.With("medical_settlement", default(SourceEvidence)),
            p => p.With("death_certificate", default(SourceEvidence)),
            p => p.With("cremation", new SourceEvidence { DisagreeingOn = Person.Day(18) }),
            p => p.With("cremation", default(SourceEvidence)), p => p with { OpenPossibleLink = false },
            p => p with { RegisteredTimes = 1 }, p => p.With("custody", default(SourceEvidence)),
            p => p.With("duplicate_benefit", default(SourceEvidence)).With("travel", 4), p => p.With("payment_split", default(SourceEvidence)),
            p => p.With("payment_repeated", default(SourceEvidence)), p => p with { FaintPossibleLink = false }, p => p.With("payment_elsewhere", default(SourceEvidence)), p => p,
        ];
        foreach (var cure in cures)
        {
            found.Add(person.Decide().RuleCode);
            person = cure(person);
        }
        Assert.Equal(order, found);
    }

    [Fact]
    public void Contradiction_needs_an_act_after_the_latest_death_date_by_person_or_account()
    {
        Assert.All(Signs, source =>
        {
            Assert.Equal(FindingKind.DeathContradicted, Person.Blank.With("cremation", 40).With(source, 39).Decide().Finding);
            Assert.Equal(FindingKind.DeathSuspected, Person.Blank.With("cremation", 40).With(source, 40).Decide().Finding);
            Assert.Equal(FindingKind.DeathSuspected, Person.Blank.With("cremation", 40).With(source, 41).Decide().Finding);
        });
        var between = Person.Blank.With("death_certificate", 40).With("household_deregistration", 20).With("bank_card", 30);
        Assert.Equal(FindingKind.DeathCorroborated, between.Decide().Finding);
    }

    [Fact]
    public void Death_record_dated_after_the_as_of_date_still_blocks() =>
        Assert.Equal(FindingKind.DeathSuspected, Person.Blank.With("cremation", -30).With("travel", 1).Decide().Finding);

    [Fact]
    public void Corroboration_may_rest_on_the_earlier_record_of_a_source()
    {
        var person = Person.Blank.With("death_certificate", 10, 200).With("cremation", 205);
        var decision = person.Decide();
        Assert.Equal((FindingKind.DeathCorroborated, Person.Day(200)), (decision.Finding, decision.EvidenceOn));
        Assert.Equal(2000ul + (ulong)SamplePolicy.Cell("death_certificate"), decision.EvidenceAt);
    }

    [Fact]
    public void Not_due_turns_due_with_the_month_and_unknown_due_date_counts_from_the_last_certification()
    {
        Assert.Equal(EligibilityOutcome.NotDue, (Person.Blank with { DueOn = 20261101 }).Decide().Outcome);
        Assert.Equal(EligibilityOutcome.FaceRequired, (Person.Blank with { DueOn = 20261031 }).Decide().Outcome);
        Assert.Equal(EligibilityOutcome.NotDue, (Person.Blank with { DueOn = 0, LastCertifiedOn = 20251101 }).Decide().Outcome);
        Assert.Equal(EligibilityOutcome.FaceRequired, (Person.Blank with { DueOn = 0, LastCertifiedOn = 20251031 }).Decide().Outcome);
        Assert.Equal(EligibilityOutcome.FaceRequired, (Person.Blank with { DueOn = 0 }).Decide().Outcome);
    }

    [Theory]
    [InlineData(89, RiskColor.None)]
    [InlineData(90, RiskColor.Blue)]
    [InlineData(119, RiskColor.Blue)]
    [InlineData(120, RiskColor.Yellow)]
    public void Watch_colours_count_days_since_the_last_sign_of_life_or_certification(int age, RiskColor color)
    {
        Assert.Equal(color, (Person.Blank with { LastCertifiedOn = Person.Day(age) }).Decide().Color);
        Assert.Equal(color, Person.Blank.With("bank_card", age).Decide().Color);
        Assert.Equal(color, (Person.Blank with { LastCertifiedOn = Person.Day(age), DueOn = 20270101 }).Decide().Color);
        Assert.Equal(-1, Person.Blank.With("bank_card", age).Decide().EvidenceSource);
    }

    [Fact]
    public void Yellow_lowers_the_confidence_to_the_percentage_of_the_policy()
    {
        var clear = Person.Blank.With("travel", 10).Decide();
        var yellow = Person.Blank.With("travel", 10).With("duplicate_benefit", 10).Decide();
        Assert.Equal(clear.Confidence / 2, yellow.Confidence, 12);
    }

    [Fact]
    public void Trace_shows_the_deciding_rule_the_evidence_and_what_did_not_suffice()
    {
        var steps = SamplePolicy.Compiled.Explain(Person.Blank.With("medical_settlement", 91).With("bus_card", 3).With("bank_card", 2).Facts);
        Assert.Equal(SamplePolicy.Policy.Rules.Select(r => r.Code), steps.Select(s => s.Code));
        var present = steps.Single(s => s.Code == "R110");
        Assert.Equal(RuleStepResult.NotHeld, present.Result);
        Assert.Equal(Person.Day(91), Assert.Single(present.Checks[0].Evidence).OccurredOn);
        var decided = steps.Single(s => s.Result == RuleStepResult.Decided);
        Assert.Equal("R120", decided.Code);
        Assert.Equal(["bank_card", "bus_card"], decided.Checks[0].Evidence.Select(e => e.Source));
        Assert.Equal(0.4 * Math.Exp(-2 / 60.0), decided.Checks[0].Evidence[0].Strength, 12);
        Assert.Equal(RuleStepResult.HeldAfterDecision, steps[^1].Result);
    }

    [Theory]
    [InlineData("independenceGroup: civilAffairs", "independenceGroup: health", "death_certificate", "cremation", "R030", "R040")]
    [InlineData("independenceGroup: transit", "independenceGroup: banking", "bus_card", "bank_card", "R120", "R330")]
    public void Sources_of_one_group_never_confirm_each_other(string find, string replace, string one, string other, string apart, string together)
    {
        var person = Person.Blank.With(one, 10).With(other, 12);
        Assert.Equal(apart, person.Decide().RuleCode);
        var grouped = SamplePolicy.LoadText(SamplePolicy.Change(find, replace)).Policy!;
        Assert.Equal(together, person.Decide(grouped.Bind(SamplePolicy.Names, SamplePolicy.AsOf)).RuleCode);
    }

    [Fact]
    public void Two_days_of_one_card_count_where_the_policy_says_so()
    {
        var person = Person.Blank.With("bus_card", 2, 60);
        Assert.Equal("R330", person.Decide().RuleCode);
        var lenient = SamplePolicy.LoadText(SamplePolicy.Change("condition: accountEventsFromTwoGroups", "condition: accountEventsOnTwoDays")).Policy!;
        var bound = lenient.Bind(SamplePolicy.Names, SamplePolicy.AsOf);
        Assert.Equal("R120", person.Decide(bound).RuleCode);
        Assert.Equal("R330", Person.Blank.With("bus_card", 2, 61).Decide(bound).RuleCode);
        Assert.Equal("R330", Person.Blank.With("bus_card", 2).Decide(bound).RuleCode);
    }

    [Fact]
    public void Evidence_cell_has_the_layout_of_the_comparison_core_which_is_reinterpreted()
    {
        var merged = EvidenceCell.Merge(
            EvidenceCell.Merge(EvidenceCell.Agreeing(1, RecordPlace.At(0, 5)), EvidenceCell.Agreeing(2, RecordPlace.At(0, 4)), SourceKind.Activity),
            EvidenceCell.Disagreeing(3, RecordPlace.At(0, 6)),
            SourceKind.Activity);
        var cell = MemoryMarshal.Cast<EvidenceCell, SourceEvidence>(new ReadOnlySpan<EvidenceCell>(in merged))[0];
        Assert.Equal((2, 1, 3, 4ul, 5ul, 6ul), (cell.LatestOn, cell.PreviousOn, cell.DisagreeingOn, cell.LatestAt, cell.PreviousAt, cell.DisagreeingAt));
        Assert.Equal(Unsafe.SizeOf<EvidenceCell>(), Unsafe.SizeOf<SourceEvidence>());
    }

    [Fact]
    public void No_outcome_stops_a_payment() =>
        Assert.Equal(["Certified", "NotDue", "FaceRequired", "Review"], Enum.GetNames<EligibilityOutcome>());
}
