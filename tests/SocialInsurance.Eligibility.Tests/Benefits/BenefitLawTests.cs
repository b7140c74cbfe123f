using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using static SocialInsurance.Eligibility.Tests.Benefits.DoubtStory;

namespace SocialInsurance.Eligibility.Tests.Benefits;

/// <summary>Each demand of the law missing alone; the whole file passes.</summary>
public sealed class BenefitLawTests
{
    [Fact]
    public void Death_with_the_whole_file_may_be_proposed_and_approved_by_another()
    {
        var story = OfDeath().Do(new CaseCommand.Propose(Wang, Measure()));
        Assert.Equal(CaseState.Proposed, story.File.State);
        story.Do(new CaseCommand.Approve(Li));
        Assert.Equal((CaseState.Closed, CaseConclusion.LossConfirmed), (story.File.State, story.File.Conclusion));
        var change = Assert.Single(story.Benefit.Changes);
        Assert.Equal((BenefitState.Suspended, Wang, Li), (story.Benefit.State, change.ProposedBy, change.ApprovedBy));
        Assert.Equal((new DateOnly(2026, 4, 1), "review-2026.1", 1), (change.EffectiveMonth, change.RulesVersion, change.Ordinal));
    }

    [Fact]
    public void Silence_with_the_whole_file_may_suspend_and_never_end()
    {
        var story = OfSilence();
        Assert.Empty(story.MissingFor(ForSilence()));
        Assert.Equal(
            [LegalRequirementKind.LegalBasis, LegalRequirementKind.ConfirmedLoss],
            story.MissingFor(ForSilence() with { Measure = BenefitMeasure.Terminate }));
    }

    public static TheoryData<string, LegalRequirementKind> MissingOfDeath => new()
    {
        { "no investigation", LegalRequirementKind.Investigation },
        { "one source", LegalRequirementKind.TwoSourcesOrMet },
        { "two sources of one group", LegalRequirementKind.TwoSourcesOrMet },
        { "no notice", LegalRequirementKind.NoticesSent },
        { "fourteen days", LegalRequirementKind.NoticeWaited },
        { "undetermined", LegalRequirementKind.ConfirmedLoss },
        { "found alive", LegalRequirementKind.NoSignOfLife },
        { "spoken to since", LegalRequirementKind.NoSignOfLife },
        { "family says alive since", LegalRequirementKind.NoSignOfLife },
        { "evidence of life since", LegalRequirementKind.NoSignOfLife },
        { "says to be alive", LegalRequirementKind.NoSignOfLife },
        { "certified since", LegalRequirementKind.NoSignOfLife },
        { "unknown legal basis", LegalRequirementKind.LegalBasis },
        { "legal basis of another ground", LegalRequirementKind.LegalBasis },
        { "short reason", LegalRequirementKind.Reason },
        { "blank reason", LegalRequirementKind.Reason },
    };

    [Theory]
    [MemberData(nameof(MissingOfDeath))]
    public void Death_without_one_demand_is_refused_by_its_name(string without, LegalRequirementKind missing)
    {
        var (story, measure) = without switch
        {
            "no investigation" => (new DoubtStory().Do(new CaseCommand.Assign(Wang)).Source("cremation", "a").Source("deregistration", "b").Told(MessageChannelKind.Sms).Later(15), Measure()),
            "one source" => (Told(new DoubtStory().Do(new CaseCommand.Assign(Wang)).Source("cremation", "a")), Measure()),
            "two sources of one group" => (Told(new DoubtStory().Do(new CaseCommand.Assign(Wang)).Source("cremation", "a").Source("funeral", "a")), Measure()),
            "no notice" => (OfDeath().Untold(), Measure()),
            "fourteen days" => (OfDeath().Untold().Told(MessageChannelKind.Sms).Later(14), Measure()),
            "undetermined" => (OfDeath().Investigated(Established.Undetermined), Measure()),
            "found alive" => (OfDeath().Investigated(Established.Alive), Measure()),
            "spoken to since" => (OfDeath().Contact(ContactChannel.Phone, ContactResult.PersonReached), Measure()),
            "family says alive since" => (OfDeath().Contact(ContactChannel.VillageOfficer, ContactResult.FamilyConfirmsLife), Measure()),
            "evidence of life since" => (OfDeath().Source("vaccination", "health", EvidenceDirection.Life), Measure()),
            "says to be alive" => (With(OfDeath(), story => story.ClaimsAlive = true), Measure()),
            "certified since" => (With(OfDeath(), story => story.CertifiedOn = story.Today), Measure()),
            "unknown legal basis" => (OfDeath(), Measure(basis: "NONE")),
            "legal basis of another ground" => (OfDeath(), Measure(basis: "LST-2001-44")),
            "short reason" => (OfDeath(), Measure(reason: "123456789")),
            "blank reason" => (OfDeath(), Measure(reason: new string(' ', 40))),
            _ => throw new ArgumentOutOfRangeException(nameof(without), without),
        };
        Assert.Contains(missing, story.MissingFor(measure));
        // "found alive" also unsays the loss, "no investigation" leaves nothing confirmed, too few notices cannot have been waited for
        Assert.All(story.MissingFor(measure), kind => Assert.True(
            kind == missing || kind == LegalRequirementKind.ConfirmedLoss || (kind == LegalRequirementKind.NoticeWaited && missing == LegalRequirementKind.NoticesSent), kind.ToString()));
        var refused = Assert.IsType<LawNotSatisfied>(story.Do(new CaseCommand.Propose(Wang, measure)).Refusal);
        Assert.Equal(story.MissingFor(measure), refused.Missing);
    }

    public static TheoryData<string, LegalRequirementKind> MissingOfSilence => new()
    {
        { "no investigation", LegalRequirementKind.Investigation },
        { "two notices", LegalRequirementKind.NoticesSent },
        { "one channel", LegalRequirementKind.NoticesSent },
        { "three on one afternoon", LegalRequirementKind.NoticesSent },
        { "59 days", LegalRequirementKind.NoticeWaited },
        { "last one two weeks ago", LegalRequirementKind.NoticeWaited },
        { "second channel today", LegalRequirementKind.NoticeWaited },
        { "no visit offered", LegalRequirementKind.VisitOffered },
        { "nobody tried", LegalRequirementKind.TwoSourcesOrMet },
        { "reached before", LegalRequirementKind.NoSignOfLife },
        { "certified since", LegalRequirementKind.NoSignOfLife },
        { "found alive before", LegalRequirementKind.NoSignOfLife },
    };

    [Theory]
    [MemberData(nameof(MissingOfSilence))]
    public void Silence_without_one_demand_is_refused_by_its_name(string without, LegalRequirementKind missing)
    {
        static DoubtStory Begun() => new DoubtStory("LongUncertified").Do(new CaseCommand.Assign(Wang));
        static DoubtStory Tried(DoubtStory story) => story.Contact(ContactChannel.Phone, ContactResult.NotReached).Contact(ContactChannel.Visit, ContactResult.NotReached);
        static DoubtStory Known(DoubtStory story) => Tried(story).Investigated(Established.Undetermined);
        static DoubtStory Thrice(DoubtStory story) =>
            story.Told(MessageChannelKind.Sms).Later(20).Told(MessageChannelKind.Letter).Later(20).Told(MessageChannelKind.Sms).Later(20);
        var story = without switch
        {
            "no investigation" => Thrice(Tried(Begun())),
            "two notices" => Known(Begun().Told(MessageChannelKind.Sms).Later(30).Told(MessageChannelKind.Letter).Later(60)),
            "one channel" => Known(Begun().Told(MessageChannelKind.Sms).Later(20).Told(MessageChannelKind.Sms).Later(20).Told(MessageChannelKind.Sms).Later(60)),
            "three on one afternoon" => Known(Begun().Told(MessageChannelKind.Sms).Told(MessageChannelKind.Letter).Told(MessageChannelKind.WeChat).Later(90)),
            "59 days" => Known(Begun().Told(MessageChannelKind.Sms).Later(20).Told(MessageChannelKind.Letter).Later(20).Told(MessageChannelKind.Sms).Later(19)),
            "last one two weeks ago" => Known(Begun().Told(MessageChannelKind.Sms).Later(20).Told(MessageChannelKind.Letter).Later(40).Told(MessageChannelKind.Sms).Later(14)),
            "second channel today" =>
                Known(Begun().Told(MessageChannelKind.Sms).Later(20).Told(MessageChannelKind.Sms).Later(20).Told(MessageChannelKind.Sms).Later(60).Told(MessageChannelKind.Letter)),
            "no visit offered" => Thrice(Begun().Contact(ContactChannel.Phone, ContactResult.NotReached)).Investigated(Established.Undetermined),
            "nobody tried" => Thrice(Begun().Contact(ContactChannel.Visit, ContactResult.Offered)).Investigated(Established.Undetermined),
            "reached before" => Thrice(Tried(Begun()).Contact(ContactChannel.Phone, ContactResult.PersonReached)).Investigated(Established.Undetermined),
            "found alive before" => Thrice(Tried(Begun()).Investigated(Established.Alive)).Investigated(Established.Undetermined),
            "certified since" => With(OfSilence(), told => told.CertifiedOn = told.Today.AddDays(-59)),
            _ => throw new ArgumentOutOfRangeException(nameof(without), without),
        };
        Assert.Contains(missing, story.MissingFor(ForSilence()));
        Assert.All(story.MissingFor(ForSilence()), kind => Assert.True(
            kind == missing || (kind == LegalRequirementKind.NoticeWaited && missing == LegalRequirementKind.NoticesSent), kind.ToString()));
        Assert.IsType<LawNotSatisfied>(story.Do(new CaseCommand.Propose(Wang, ForSilence())).Refusal);
    }

    [Fact]
    public void Waiting_is_over_on_the_day_that_the_requirement_names()
    {
        var waited = BenefitLaw.Require(OfSilence().File, ForSilence(), OfSilence().Context).Single(asked => asked.Kind == LegalRequirementKind.NoticeWaited);
        Assert.Equal(OfSilence().Today, waited.MetOn);
    }

    [Fact]
    public void Rules_weaker_than_the_law_in_code_do_not_weaken_it()
    {
        var story = new DoubtStory("LongUncertified").Do(new CaseCommand.Assign(Wang)).Contact(ContactChannel.Phone, ContactResult.NotReached).Investigated(Established.Undetermined);
        story.Rules = story.Rules with { Silence = new(0, 0, 0, 0, false), Loss = new(0, 0, 0, 0, false) };
        Assert.Equal(
            [LegalRequirementKind.NoticesSent, LegalRequirementKind.NoticeWaited, LegalRequirementKind.VisitOffered],
            story.MissingFor(ForSilence()));
    }

    [Theory]
    [InlineData(ContactChannel.Visit, MeasureGround.Custody, true)]
    [InlineData(ContactChannel.Window, MeasureGround.DuplicateBenefit, true)]
    [InlineData(ContactChannel.Phone, MeasureGround.Custody, false)]
    [InlineData(ContactChannel.Visit, MeasureGround.Death, false)]
    public void Person_who_was_met_stands_for_two_sources_unless_said_to_be_dead(ContactChannel channel, MeasureGround ground, bool enough)
    {
        var story = Told(new DoubtStory().Do(new CaseCommand.Assign(Wang)).Contact(channel, ContactResult.PersonReached));
        Assert.Equal(!enough, story.MissingFor(Measure(ground: ground)).Contains(LegalRequirementKind.TwoSourcesOrMet));
    }

    [Fact]
    public void Family_that_confirms_the_death_stands_for_two_sources() =>
        Assert.Empty(Told(new DoubtStory().Do(new CaseCommand.Assign(Wang)).Contact(ContactChannel.Visit, ContactResult.FamilyConfirmsLoss)).MissingFor(Measure()));

    [Fact]
    public void What_was_found_out_before_the_case_was_opened_again_carries_nothing()
    {
        var story = OfDeath()
            .Do(new CaseCommand.Close(Wang, CaseConclusion.HandedToInvestigation))
            .Later(1)
            .Do(new CaseCommand.Reopen(Li, "the village wrote again"))
            .Do(new CaseCommand.Assign(Wang));
        Assert.Equal(
            [LegalRequirementKind.Investigation, LegalRequirementKind.TwoSourcesOrMet, LegalRequirementKind.ConfirmedLoss],
            story.MissingFor(Measure()));
    }

    [Fact]
    public void Nobody_approves_own_work()
    {
        var story = OfDeath();
        Assert.IsType<OwnWorkApproved>(story.Do(new CaseCommand.Propose(Wang, Measure())).Do(new CaseCommand.Approve(Wang)).Refusal);
        var handedOver = OfDeath().Do(new CaseCommand.Assign(Zhao)).Do(new CaseCommand.Propose(Zhao, Measure()));
        Assert.IsType<OwnWorkApproved>(handedOver.Do(new CaseCommand.Approve(Wang)).Refusal);
        Assert.Null(handedOver.Do(new CaseCommand.Approve(Li)).Refusal);
    }

    [Theory]
    [InlineData("says to be alive")]
    [InlineData("stands otherwise")]
    [InlineData("excluded")]
    public void Approval_looks_at_the_law_again(string meanwhile)
    {
        var story = OfDeath().Do(new CaseCommand.Propose(Wang, Measure()));
        Assert.Null(story.Refusal);
        story.ClaimsAlive = meanwhile == "says to be alive";
        story.Benefit = meanwhile == "stands otherwise" ? OfDeath().Do(new CaseCommand.Propose(Wang, Measure())).Do(new CaseCommand.Approve(Li)).Benefit : story.Benefit;
        _ = meanwhile == "excluded" && story.Excluded.Add(Li);
        Assert.Equal(
            meanwhile switch { "excluded" => "ConflictOfInterest", "stands otherwise" => "BenefitStandsOtherwise", _ => "LawNotSatisfied" },
            story.Do(new CaseCommand.Approve(Li)).Refusal?.Code);
        Assert.Equal(CaseState.Proposed, story.File.State);
    }

    [Theory]
    [InlineData("Appeal")]
    [InlineData("AliveClaim")]
    public void Appeal_or_claim_to_be_alive_leads_to_no_measure(string kind)
    {
        var story = Told(new DoubtStory(kind).Do(new CaseCommand.Assign(Wang)).Source("cremation", "a").Source("deregistration", "b"));
        Assert.Empty(story.MissingFor(Measure()));
        Assert.IsType<MeasureDoesNotFit>(story.Do(new CaseCommand.Propose(Wang, Measure())).Refusal);
    }

    [Fact]
    public void Resumption_is_one_step_with_back_pay_of_the_months_not_paid()
    {
        var story = Suspended().Later(100).Do(new CaseCommand.Reopen(Li, "seen at the market")).Do(new CaseCommand.Assign(Zhao));
        story.Do(new CaseCommand.Resume(Zhao, MeasureGround.Alive, "RST-2018-54", "met at the window"));
        Assert.Equal((BenefitState.InPayment, CaseConclusion.Resumed), (story.Benefit.State, story.File.Conclusion));
        var change = story.Benefit.Changes[^1];
        // suspended from April, resumed on 25 June: April and May are paid after, June is paid regularly
        Assert.Equal(new BackPayment(new DateOnly(2026, 4, 1), new DateOnly(2026, 6, 1), 2 * 123_400), change.BackPay);
        Assert.Equal((new DateOnly(2026, 6, 1), (CaseworkerId?)null, 2), (change.EffectiveMonth, change.ApprovedBy, change.Ordinal));
    }

    [Fact]
    public void Resumption_before_the_first_unpaid_month_pays_nothing_after()
    {
        var story = Suspended().Do(new CaseCommand.Reopen(Li, "seen")).Do(new CaseCommand.Assign(Zhao));
        story.Do(new CaseCommand.Resume(Zhao, MeasureGround.Alive, "RST-2018-54", "met at the window"));
        Assert.Null(story.Benefit.Changes[^1].BackPay);
    }

    [Fact]
    public void Resumption_after_suspension_and_end_pays_from_the_suspension()
    {
        var story = Suspended().Later(40).Do(new CaseCommand.Reopen(Li, "certificate came")).Do(new CaseCommand.Assign(Wang))
            .Source("certificate", "health").Source("cremation", "civil").Told(MessageChannelKind.Letter).Later(15).Investigated(Established.LossConfirmed)
            .Do(new CaseCommand.Propose(Wang, Measure(BenefitMeasure.Terminate, amountFen: null))).Do(new CaseCommand.Approve(Li));
        Assert.Equal(BenefitState.Terminated, story.Benefit.State);
        story.Later(60).Do(new CaseCommand.Reopen(Li, "alive")).Do(new CaseCommand.Assign(Zhao));
        Assert.IsType<LawNotSatisfied>(story.Do(new CaseCommand.Resume(Zhao, MeasureGround.ReasonOver, "SBF-16", "over")).Refusal);
        story.Do(new CaseCommand.Resume(Zhao, MeasureGround.Alive, "SBF-16", "alive"));
        Assert.Equal(new DateOnly(2026, 4, 1), story.Benefit.Changes[^1].BackPay!.FromMonth);
        Assert.Equal(123_400 * story.Benefit.Changes[^1].BackPay!.Months, story.Benefit.Changes[^1].BackPay!.AmountFen);
    }

    [Theory]
    [InlineData(MeasureGround.Custody, "LST-2001-44", true)]
    [InlineData(MeasureGround.Death, "SBJB-2023-26", false)]
    public void Reason_that_is_over_ends_only_a_stop_that_was_right_for_its_time(MeasureGround ground, string basis, bool allowed)
    {
        var story = OfDeath().Do(new CaseCommand.Propose(Wang, Measure(ground: ground, basis: basis))).Do(new CaseCommand.Approve(Li));
        Assert.Equal(BenefitState.Suspended, story.Benefit.State);
        story.Later(90).Do(new CaseCommand.Reopen(Li, "released")).Do(new CaseCommand.Assign(Wang));
        story.Do(new CaseCommand.Resume(Wang, MeasureGround.ReasonOver, "LST-2001-44", "released"));
        Assert.Equal(allowed, story.Refusal is null);
        Assert.Null(allowed ? story.Benefit.Changes[^1].BackPay : null);
    }

    [Fact]
    public void Resumption_of_what_is_paid_is_refused() => Assert.IsType<BenefitStandsOtherwise>(
        new DoubtStory().Do(new CaseCommand.Assign(Wang)).Do(new CaseCommand.Resume(Wang, MeasureGround.Alive, "SBF-16", "alive")).Refusal);

    private static DoubtStory Suspended() => OfDeath().Do(new CaseCommand.Propose(Wang, Measure())).Do(new CaseCommand.Approve(Li));

    private static DoubtStory Told(DoubtStory story) => story.Told(MessageChannelKind.Sms).Later(15).Investigated(Established.LossConfirmed);

    private static DoubtStory With(DoubtStory story, Action<DoubtStory> change)
    {
        change(story);
        return story;
    }
}
