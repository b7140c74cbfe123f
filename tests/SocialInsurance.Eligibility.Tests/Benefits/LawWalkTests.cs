using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using static SocialInsurance.Eligibility.Tests.Benefits.DoubtStory;

namespace SocialInsurance.Eligibility.Tests.Benefits;

/// <summary>No sequence of commands finds another way to stop a payment than the law's.</summary>
public sealed class LawWalkTests(ITestOutputHelper output)
{
    [Fact]
    public void Million_random_commands_find_no_illegal_change_of_a_benefit()
    {
        var walk = new LawWalk(20261122);
        walk.Run(1_000_000);
        foreach (var (what, count) in walk.Reached.OrderBy(reached => reached.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{count,8} {what}");
        }

        Assert.True(walk.Faults.Count == 0, string.Join("\n", walk.Faults.Distinct()));
        string[] lived =
        [
            "Suspend for Death", "Suspend for Custody", "Suspend for DuplicateBenefit", "Suspend for OtherLoss", "Suspend for SilenceOfData",
            "Terminate for Death", "Terminate for Custody", "Resume for Alive", "Resume for ReasonOver", "benefit Suspended", "benefit Terminated", "benefit InPayment",
            "refused LawNotSatisfied", "refused OwnWorkApproved", "refused ConflictOfInterest", "refused BenefitStandsOtherwise", "refused MeasureDoesNotFit",
            "did Assign", "did AddEvidence", "did RecordContact", "did Investigate", "did Note", "did Pause", "did Continue", "did Escalate", "did Join",
            "did Propose", "did Withdraw", "did Approve", "did Return", "did Resume", "did Close", "did Reopen",
        ];
        Assert.All(lived, what => Assert.True(walk.Reached.GetValueOrDefault(what) >= 20, $"{what}: {walk.Reached.GetValueOrDefault(what)}"));
    }

    [Fact]
    public void Oracle_finds_nothing_wrong_with_lawful_changes()
    {
        foreach (var (history, change) in Lawful())
        {
            Assert.Empty(LawOracle.Faults(history, change));
        }
    }

    public static TheoryData<string, string> Planted => new()
    {
        { "investigation taken out", "no investigation record" },
        { "sources taken out", "neither two sources nor a visited or contacted person" },
        { "one source twice", "neither two sources nor a visited or contacted person" },
        { "never told", "no notice, or not waited for" },
        { "told yesterday", "no notice, or not waited for" },
        { "told before the doubt", "no notice, or not waited for" },
        { "approved by the proposer", "one person alone" },
        { "approved by who investigated", "own work approved" },
        { "approved by nobody", "one person alone" },
        { "approved by a relative", "a relative decided" },
        { "proposal taken out", "nothing proposed" },
        { "no reason", "no reason" },
        { "no legal basis", "no legal basis" },
        { "undetermined", "loss not confirmed" },
        { "says to be alive", "says to be alive" },
        { "seen alive", "a sign of life since the investigation" },
        { "at once", "takes effect at once" },
        { "silence ends", "ended because data are silent" },
        { "two notices", "fewer than three notices" },
        { "one channel", "one channel" },
        { "59 days", "waited less than 60 days" },
        { "no visit", "no visit offered" },
        { "resumed in two steps", "asked for a second step" },
        { "resumed without pay", "back pay of the wrong months" },
        { "resumed with less", "back pay of the wrong amount" },
        { "resumed as over", "back pay withheld" },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void Oracle_sees_a_planted_fault(string plant, string fault)
    {
        var lawful = Lawful();
        var ((death, stop), (silence, silent), (alive, resumed)) = (lawful[0], lawful[1], lawful[2]);
        var (history, change) = plant switch
        {
            "investigation taken out" => (Without<CaseInvestigated>(death), stop),
            "sources taken out" => (Without<CaseEvidenceAdded>(death), stop),
            "one source twice" => (Changed<CaseEvidenceAdded>(death, added => added with { Evidence = added.Evidence with { IndependenceGroup = "one" } }), stop),
            "never told" => (death with { Told = [] }, stop),
            "told yesterday" => (death with { Told = [(MessageChannelKind.Sms, death.File.Events[^1].RecordedAt.AddDays(-1))] }, stop),
            "told before the doubt" => (death with { Told = [(MessageChannelKind.Sms, death.File.OpenedAt.AddDays(-1))] }, stop),
            "approved by the proposer" => (Changed<ProposalApproved>(death, approved => approved with { By = Wang }), stop with { ApprovedBy = Wang }),
            "approved by who investigated" => (Changed<CaseInvestigated>(death, found => found with { By = Li }), stop),
            "approved by nobody" => (death, stop with { ApprovedBy = null }),
            "approved by a relative" => (death with { Relatives = new HashSet<CaseworkerId> { Li } }, stop),
            "proposal taken out" => (Without<MeasureProposed>(death), stop),
            "no reason" => (Changed<MeasureProposed>(death, proposed => proposed with { Measure = proposed.Measure with { Reason = " " } }), stop),
            "no legal basis" => (death, stop with { LegalBasis = string.Empty }),
            "undetermined" => (Changed<CaseInvestigated>(death, found => found with { Established = Established.Undetermined }), stop),
            "says to be alive" => (death with { Claimed = true }, stop),
            "seen alive" => (Changed<CaseInvestigated>(death, found => found with { Established = Established.Alive }), stop),
            "at once" => (death, stop with { EffectiveMonth = new DateOnly(2026, 3, 1) }),
            "silence ends" => (silence, silent with { Measure = BenefitMeasure.Terminate }),
            "two notices" => (silence with { Told = [silence.Told[0], silence.Told[1]] }, silent),
            "one channel" => (silence with { Told = [.. silence.Told.Select(told => (MessageChannelKind.Sms, told.At))] }, silent),
            "59 days" => (silence with { Today = silence.Today.AddDays(-1) }, silent),
            "no visit" => (Changed<PersonContacted>(silence, contact => contact with { Channel = ContactChannel.Phone }), silent),
            "resumed in two steps" => (alive, resumed with { ApprovedBy = Li }),
            "resumed without pay" => (alive, resumed with { BackPay = null }),
            "resumed with less" => (alive, resumed with { BackPay = resumed.BackPay! with { AmountFen = 1 } }),
            "resumed as over" => (alive, resumed with { Ground = MeasureGround.ReasonOver, BackPay = null }),
            _ => throw new ArgumentOutOfRangeException(nameof(plant), plant),
        };
        Assert.Contains(fault, LawOracle.Faults(history, change));
    }

    /// <summary>A suspension for death, one for silence, and the resumption of the first.</summary>
    private static IReadOnlyList<(PersonHistory History, BenefitChanged Change)> Lawful()
    {
        var death = OfDeath();
        death.Do(new CaseCommand.Propose(Wang, Measure())).Do(new CaseCommand.Approve(Li));
        var silence = OfSilence();
        silence.Do(new CaseCommand.Propose(Wang, ForSilence())).Do(new CaseCommand.Approve(Li));
        var stopped = (HistoryOf(death, []), death.Benefit.Changes[0]);
        death.Later(90).Do(new CaseCommand.Reopen(Li, "seen")).Do(new CaseCommand.Assign(Zhao)).Do(new CaseCommand.Resume(Zhao, MeasureGround.Alive, "SBF-16", "met"));
        return [stopped, (HistoryOf(silence, []), silence.Benefit.Changes[0]), (HistoryOf(death, [death.Benefit.Changes[0]]), death.Benefit.Changes[1])];
    }

    private static PersonHistory HistoryOf(DoubtStory story, IReadOnlyList<BenefitChanged> before) => new(
        before, story.File, [.. story.Context.Notices.Select(notice => (notice.Channel, new DateTimeOffset(notice.SentOn.ToDateTime(new TimeOnly(10, 0)), TimeSpan.FromHours(8))))],
        story.Today, false, new HashSet<CaseworkerId>());

    private static PersonHistory Without<T>(PersonHistory history)
        where T : CaseEvent => With(history, [.. history.File.Events.Where(happened => happened is not T)]);

    private static PersonHistory Changed<T>(PersonHistory history, Func<T, T> change)
        where T : CaseEvent => With(history, [.. history.File.Events.Select(happened => happened is T one ? change(one) : happened)]);

    private static PersonHistory With(PersonHistory history, IReadOnlyList<CaseEvent> events) => history with { File = history.File with { Events = events } };
}
