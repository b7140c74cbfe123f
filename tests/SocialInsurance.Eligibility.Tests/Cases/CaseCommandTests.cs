using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Tests.Benefits;
using static SocialInsurance.Eligibility.Tests.Benefits.DoubtStory;

namespace SocialInsurance.Eligibility.Tests.Cases;

/// <summary>Commands of the longer life of a case: form, waiting, joining, overturning, and the messages that follow.</summary>
public sealed class CaseCommandTests
{
    public static TheoryData<string, string> Malformed => new()
    {
        { "evidence of tomorrow", "DayNotCome" },
        { "contact of tomorrow", "DayNotCome" },
        { "evidence without words", "TextOutOfRange" },
        { "investigation in a word", "TextOutOfRange" },
        { "note without words", "TextOutOfRange" },
        { "note too long", "TextOutOfRange" },
        { "reason too long", "TextOutOfRange" },
        { "amount of nothing", "AmountOutOfRange" },
        { "amount of a bank", "AmountOutOfRange" },
        { "pause until today", "PauseOutOfRange" },
        { "pause until next year", "PauseOutOfRange" },
        { "resumption proposed", "ResumptionNeedsNoProposal" },
        { "loss closed alone", "ConclusionNeedsApproval" },
        { "appeal granted in no appeal", "ConclusionDoesNotFit" },
        { "continued without a pause", "CaseNotWaiting" },
        { "joined to itself", "CannotJoin" },
        { "joined to another person", "CannotJoin" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Command_out_of_order_is_refused_by_name_and_changes_nothing(string what, string code)
    {
        var story = OfDeath();
        var (day, evidence) = (story.Today, new CaseEvidence("document", "a", story.Today, EvidenceDirection.Loss));
        var other = ReviewCase.From([new CaseOpened(new CaseId(Guid.CreateVersion7(story.At)), new BeneficiaryId("B2"), new FindingKind("DeathSuspected"), RiskColour.Red, "d.csv:9", null, story.At)]);
        CaseCommand command = what switch
        {
            "evidence of tomorrow" => new CaseCommand.AddEvidence(Wang, evidence with { OccurredOn = day.AddDays(1) }, "seen"),
            "contact of tomorrow" => new CaseCommand.RecordContact(Wang, ContactChannel.Visit, ContactResult.Offered, day.AddDays(1), ""),
            "evidence without words" => new CaseCommand.AddEvidence(Wang, evidence, "  "),
            "investigation in a word" => new CaseCommand.Investigate(Wang, Established.LossConfirmed, "dead"),
            "note without words" => new CaseCommand.Note(Wang, ""),
            "note too long" => new CaseCommand.Note(Wang, new string('x', 1001)),
            "reason too long" => new CaseCommand.Propose(Wang, Measure(reason: new string('x', 501))),
            "amount of nothing" => new CaseCommand.Propose(Wang, Measure(amountFen: 0)),
            "amount of a bank" => new CaseCommand.Propose(Wang, Measure(amountFen: long.MaxValue)),
            "pause until today" => new CaseCommand.Pause(Wang, day, "police answers"),
            "pause until next year" => new CaseCommand.Pause(Wang, day.AddDays(31), "police answers"),
            "resumption proposed" => new CaseCommand.Propose(Wang, Measure(BenefitMeasure.Resume)),
            "loss closed alone" => new CaseCommand.Close(Wang, CaseConclusion.LossConfirmed),
            "appeal granted in no appeal" => new CaseCommand.Close(Wang, CaseConclusion.AppealGranted),
            "continued without a pause" => new CaseCommand.Continue(Wang),
            "joined to itself" => new CaseCommand.Join(Wang, story.File),
            "joined to another person" => new CaseCommand.Join(Wang, other),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what),
        };
        var before = story.File;
        Assert.Equal(code, story.Do(command).Refusal?.Code);
        Assert.Same(before.Events[^1], story.File.Events[^1]);
    }

    [Theory]
    [InlineData("AliveClaim")]
    [InlineData("Appeal")]
    public void Claim_or_appeal_is_not_joined_away(string kind)
    {
        var lead = new DoubtStory().File;
        Assert.IsType<CannotJoin>(new DoubtStory(kind).Do(new CaseCommand.Assign(Wang)).Do(new CaseCommand.Join(Wang, lead)).Refusal);
        Assert.Null(new DoubtStory("CustodialSentence").Do(new CaseCommand.Assign(Wang)).Do(new CaseCommand.Join(Wang, lead)).Refusal);
    }

    [Fact]
    public void Case_is_overturned_from_any_state()
    {
        DoubtStory[] stories =
        [
            new DoubtStory(),
            new DoubtStory().Do(new CaseCommand.Assign(Wang)),
            new DoubtStory().Do(new CaseCommand.Assign(Wang)).Do(new CaseCommand.Pause(Wang, new DateOnly(2026, 3, 9), "police answers")),
            OfDeath().Do(new CaseCommand.Propose(Wang, Measure())),
            OfDeath().Do(new CaseCommand.Propose(Wang, Measure())).Do(new CaseCommand.Approve(Li)),
            new DoubtStory().Do(new CaseCommand.Assign(Wang)).Do(new CaseCommand.Close(Wang, CaseConclusion.HandedToInvestigation)),
        ];
        Assert.Equal(5, stories.Select(story => story.File.State).Distinct().Count());
        foreach (var file in stories.Select(story => story.File))
        {
            var events = CaseDecider.Overturn(file, Zhao, "alive", stories[0].At);
            var after = events.Aggregate(file, static (before, happened) => before.Apply(happened));
            Assert.Equal((CaseState.Closed, CaseConclusion.FindingRefuted, Zhao), (after.State, after.Conclusion, after.AssignedTo));
            Assert.Equal(Enumerable.Range(1, after.Version), after.Events.Select(happened => happened.Ordinal));
            Assert.Empty(CaseDecider.Overturn(after, Li, "again", stories[0].At));
        }
    }

    [Fact]
    public void Command_given_twice_is_done_and_another_one_is_not()
    {
        var story = OfDeath();
        var seen = story.File.Version;
        story.Do(new CaseCommand.Propose(Wang, Measure()));
        Assert.True(CaseDecider.IsDone(story.File, seen, new CaseCommand.Propose(Wang, Measure()), story.Context));
        Assert.False(CaseDecider.IsDone(story.File, seen, new CaseCommand.Propose(Wang, Measure(BenefitMeasure.Terminate)), story.Context));
        var proposed = story.File.Version;
        story.Do(new CaseCommand.Approve(Li));
        Assert.True(CaseDecider.IsDone(story.File, proposed, new CaseCommand.Approve(Li), story.Context));
        Assert.False(CaseDecider.IsDone(story.File, proposed, new CaseCommand.Approve(Zhao), story.Context));
        Assert.False(CaseDecider.IsDone(story.File, story.File.Version, new CaseCommand.Approve(Li), story.Context));
    }

    [Theory]
    [InlineData("death.csv:3", "source:death.csv")]
    [InlineData("feeds:2026.csv:12", "source:feeds_2026.csv-")]
    [InlineData("死亡登记.csv:3", "source:____.csv-")]
    [InlineData("nowhere", "source:nowhere")]
    public void Source_of_a_record_is_a_receiver_of_the_form(string place, string receiver)
    {
        var found = FactMessages.SourceOf(place);
        Assert.StartsWith(receiver, found, StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9:._-]{1,100}$", found);
        Assert.NotEqual(FactMessages.SourceOf("民政火化.csv:3"), FactMessages.SourceOf("死亡登记.csv:3"));
        Assert.Matches("^[A-Za-z0-9:._-]{1,100}$", FactMessages.SourceOf(new string('x', 300) + ":1"));
    }

    [Fact]
    public void Correction_reaches_each_receiver_once_and_a_second_refutation_is_a_new_fact()
    {
        var file = OfDeath().Do(new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted)).File;
        var audience = new FactAudience(["payment", "source:old.csv", "partner:bank", "registry"], [new PartnerId("bank"), new PartnerId("hospital")]);
        var messages = FactMessages.OfRefuted([file], NoOthers, audience, file.OpenedAt);
        Assert.Equal(
            ["Correction partner:bank", "Correction partner:hospital", "Correction registry", "SourceReversal source:d.csv"],
            messages.Select(message => $"{message.Kind} {message.Receiver}").Order(StringComparer.Ordinal));
        Assert.All(messages, message => Assert.Matches("^[A-Za-z0-9:._-]{1,160}$", message.Key));
        Assert.Equal(messages.Select(message => message.Key), FactMessages.OfRefuted([file], NoOthers, audience, file.OpenedAt).Select(message => message.Key));
        var again = file.Apply(new CaseNoted(file.Id, Person, file.Version + 1, Wang, "again", file.OpenedAt));
        Assert.Empty(messages.Select(message => message.Key).Intersect(FactMessages.OfRefuted([again], NoOthers, audience, file.OpenedAt).Select(message => message.Key)));
        Assert.Empty(FactMessages.OfRefuted([], NoOthers, audience, file.OpenedAt));
    }

    [Fact]
    public void Reversal_goes_to_every_department_that_reported_the_death_and_to_each_once()
    {
        var file = OfDeath().Do(new CaseCommand.Close(Wang, CaseConclusion.FindingRefuted)).File;
        ReportedDeath[] deaths =
        [
            new("cremation", file.RecordPlace), new("cremation", "d.csv:99"), new("deathCertificate", "death_certificate.csv:7"),
            new("household", "household_deregistration.csv:4"), new("household", "household_deregistration.csv:9"),
        ];
        var messages = FactMessages.OfRefuted([file], deaths.ToLookup(_ => file.Id), new FactAudience([], []), file.OpenedAt);
        Assert.Equal(
            ["source:d.csv", "source:death_certificate.csv", "source:household_deregistration.csv"],
            messages.Select(message => message.Receiver).Order(StringComparer.Ordinal));
        Assert.All(messages, message => Assert.Equal(FactKind.SourceReversal, message.Kind));
        Assert.Contains("household_deregistration.csv:4", messages[^1].Body, StringComparison.Ordinal);
        Assert.Equal(messages.Count, messages.Select(message => message.Key).Distinct().Count());
    }

    private static ILookup<CaseId, ReportedDeath> NoOthers { get; } = Array.Empty<ReportedDeath>().ToLookup(_ => default(CaseId));
}
