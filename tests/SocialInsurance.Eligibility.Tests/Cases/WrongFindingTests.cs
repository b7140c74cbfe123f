using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Tests.Benefits;

namespace SocialInsurance.Eligibility.Tests.Cases;

/// <summary>Which closed case put a wrong finding right.</summary>
public sealed class WrongFindingTests
{
    [Theory]
    [InlineData("DeathSuspected", CaseConclusion.FindingRefuted, true)]
    [InlineData("OpenPossibleLink", CaseConclusion.RecordOfAnotherPerson, true)]
    [InlineData("CustodialSentence", CaseConclusion.FindingRefuted, true)]
    [InlineData("DeathSuspected", CaseConclusion.HandedToInvestigation, false)]
    [InlineData("DeathSuspected", CaseConclusion.CertifiedInPerson, false)]
    [InlineData("AuditSample", CaseConclusion.InspectionPassed, false)]
    [InlineData("LongUncertified", CaseConclusion.FindingRefuted, false)]
    [InlineData("FaceReferred", CaseConclusion.FindingRefuted, false)]
    [InlineData("InvalidDocumentNumber", CaseConclusion.FindingRefuted, false)]
    public void Only_a_refuted_report_of_somebody_outside_is_a_wrong_finding(string kind, CaseConclusion conclusion, bool isWrong)
    {
        var story = new DoubtStory(kind).Do(new CaseCommand.Assign(DoubtStory.Wang));
        Assert.Null(WrongFinding.Of(story.File, [], story.Benefit));
        story.Do(new CaseCommand.Close(DoubtStory.Wang, conclusion, "looked at"));
        Assert.Equal(CaseState.Closed, story.File.State);
        Assert.Equal(isWrong ? story.File : null, WrongFinding.Of(story.File, [], story.Benefit));
    }

    [Theory]
    [InlineData(MeasureGround.Alive, "SBF-16", true)]
    [InlineData(MeasureGround.ReasonOver, "SBF-16", false)]
    public void Resumption_is_a_correction_where_the_stop_was_wrong_not_where_its_reason_is_over(MeasureGround ground, string basis, bool isWrong)
    {
        var stopped = DoubtStory.OfDeath();
        stopped.Do(new CaseCommand.Propose(DoubtStory.Wang, DoubtStory.Measure(ground: ground == MeasureGround.Alive ? MeasureGround.Death : MeasureGround.OtherLoss)))
            .Do(new CaseCommand.Approve(DoubtStory.Li));
        Assert.Equal(BenefitState.Suspended, stopped.Benefit.State);
        Assert.Null(WrongFinding.Of(stopped.File, [], stopped.Benefit));

        var resumed = new DoubtStory("DeathSuspected") { Benefit = stopped.Benefit }.Later(60).Do(new CaseCommand.Assign(DoubtStory.Wang))
            .Do(new CaseCommand.Resume(DoubtStory.Wang, ground, basis, "the person came"));
        Assert.Equal(CaseConclusion.Resumed, resumed.File.Conclusion);
        Assert.Equal(isWrong ? resumed.File : null, WrongFinding.Of(resumed.File, [], resumed.Benefit));
    }

    [Fact]
    public void Resumption_after_silence_corrects_nothing_that_was_said()
    {
        var silent = DoubtStory.OfSilence();
        silent.Do(new CaseCommand.Propose(DoubtStory.Wang, DoubtStory.ForSilence())).Do(new CaseCommand.Approve(DoubtStory.Li));
        Assert.Equal(BenefitState.Suspended, silent.Benefit.State);
        var resumed = new DoubtStory("LongUncertified") { Benefit = silent.Benefit }.Later(90).Do(new CaseCommand.Assign(DoubtStory.Wang))
            .Do(new CaseCommand.Resume(DoubtStory.Wang, MeasureGround.Alive, "RST-2018-54", "the person came"));
        Assert.Equal(CaseConclusion.Resumed, resumed.File.Conclusion);
        Assert.Null(WrongFinding.Of(resumed.File, [], resumed.Benefit));
    }

    [Fact]
    public void Claim_to_be_alive_stands_for_the_doubt_that_was_refuted_with_it()
    {
        var claim = new DoubtStory("AliveClaim").Do(new CaseCommand.Assign(DoubtStory.Wang)).Do(new CaseCommand.Close(DoubtStory.Wang, CaseConclusion.CertifiedInPerson, "met"));
        var doubt = new DoubtStory().Do(new CaseCommand.Assign(DoubtStory.Wang)).Do(new CaseCommand.Close(DoubtStory.Wang, CaseConclusion.FindingRefuted, "met"));
        var earlier = new DoubtStory().Later(-9).Do(new CaseCommand.Assign(DoubtStory.Wang)).Do(new CaseCommand.Close(DoubtStory.Wang, CaseConclusion.FindingRefuted, "met"));
        Assert.Equal(doubt.File, WrongFinding.Of(claim.File, [earlier.File, doubt.File], claim.Benefit));
        Assert.Null(WrongFinding.Of(claim.File, [earlier.File], claim.Benefit));
    }

    [Fact]
    public void Note_after_the_closing_does_not_move_it()
    {
        var story = new DoubtStory().Do(new CaseCommand.Assign(DoubtStory.Wang)).Do(new CaseCommand.Close(DoubtStory.Wang, CaseConclusion.FindingRefuted, "met"));
        var closed = story.At;
        story.Later(3).Do(new CaseCommand.Note(DoubtStory.Wang, "letter sent"));
        Assert.Equal(closed, WrongFinding.ClosedAt(story.File));
    }
}
