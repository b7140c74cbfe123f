using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Rules;
using Profile = SocialInsurance.Biometrics.Profiles.VerificationProfile;

namespace SocialInsurance.Eligibility.Tests.LiveSessions;

public sealed class GuidanceTests
{
    private static readonly FaceBox Box = new(100, 100, 200, 200, 0.9f);
    private static readonly SessionProgress Waiting = new(true, ChallengeAction.Nod, 1, 3, 8, Box, 640, 480);
    private static readonly FaceShare Middle = new(0.3, 0.2, 0.3, 0.4);

    [Theory]
    [InlineData(FrameOutcome.NoFace, AdviceCode.LookHere)]
    [InlineData(FrameOutcome.SeveralFaces, AdviceCode.OnePersonOnly)]
    [InlineData(FrameOutcome.TooSmall, AdviceCode.MoveCloser)]
    [InlineData(FrameOutcome.TooDark, AdviceCode.MoreLight)]
    [InlineData(FrameOutcome.LowContrast, AdviceCode.MoreLight)]
    [InlineData(FrameOutcome.TooBright, AdviceCode.LessLight)]
    [InlineData(FrameOutcome.Blurred, AdviceCode.HoldStill)]
    [InlineData(FrameOutcome.PoseOutOfRange, AdviceCode.LookHere)]
    [InlineData(FrameOutcome.CutOff, AdviceCode.ShowWholeFace)]
    [InlineData(FrameOutcome.NotUpright, AdviceCode.HoldUpright)]
    [InlineData(FrameOutcome.Unreadable, AdviceCode.HoldStill)]
    [InlineData(FrameOutcome.Acceptable, AdviceCode.Nod)]
    public void Advice_names_what_is_wrong_with_the_picture_before_what_comes_next(FrameOutcome outcome, AdviceCode expected) =>
        Assert.Equal(expected, Guidance.For(outcome, 1, Waiting, Middle, complete: false));

    [Theory]
    [InlineData(ChallengeAction.TurnLeft, AdviceCode.TurnLeft)]
    [InlineData(ChallengeAction.TurnRight, AdviceCode.TurnRight)]
    [InlineData(ChallengeAction.OpenMouth, AdviceCode.OpenMouth)]
    [InlineData(ChallengeAction.Blink, AdviceCode.Blink)]
    public void Action_waited_for_is_asked_for(ChallengeAction action, AdviceCode expected) =>
        Assert.Equal(expected, Guidance.For(FrameOutcome.Acceptable, 1, Waiting with { Awaited = action }, Middle, complete: false));

    [Fact]
    public void Action_just_done_is_praised_even_when_the_picture_is_not_good() =>
        Assert.Equal(AdviceCode.WellDone, Guidance.For(FrameOutcome.PoseOutOfRange, 0, Waiting, Middle, complete: false));

    [Fact]
    public void Face_that_fills_the_frame_is_asked_back() =>
        Assert.Equal(AdviceCode.MoveBack, Guidance.For(FrameOutcome.Acceptable, 1, Waiting, new FaceShare(0, 0, 0.9, 0.9), complete: false));

    [Fact]
    public void Before_the_first_and_after_the_last_action_the_person_looks_here()
    {
        Assert.Equal(AdviceCode.LookHere, Guidance.For(FrameOutcome.Acceptable, 0, Waiting with { RestKnown = false, Awaited = null, Passed = 0 }, Middle, complete: false));
        Assert.Equal(AdviceCode.LookHere, Guidance.For(FrameOutcome.Acceptable, 3, Waiting with { Awaited = null, Passed = 3 }, Middle, complete: false));
        Assert.Equal(AdviceCode.WaitPlease, Guidance.For(FrameOutcome.Acceptable, 2, Waiting with { Awaited = null, Passed = 3 }, Middle, complete: true));
    }
}

public sealed class AttemptRoundTests
{
    [Fact]
    public void Person_without_a_decision_is_at_the_first_try() => Assert.Equal(new AttemptRound(1, false), AttemptRound.Of([]));

    [Fact]
    public void Tries_count_until_the_last_certification_and_records_do_not()
    {
        CertificationDecision[] newestFirst = [Face(DecisionOutcome.FaceRequired), Run(DecisionOutcome.FaceRequired), Face(DecisionOutcome.FaceRequired), Run(DecisionOutcome.Certified), Face(DecisionOutcome.FaceRequired)];

        Assert.Equal(new AttemptRound(3, false), AttemptRound.Of(newestFirst));
    }

    [Fact]
    public void Referral_last_of_all_is_named_and_tries_after_it_are_a_new_round()
    {
        Assert.Equal(new AttemptRound(1, true), AttemptRound.Of([Face(DecisionOutcome.Review), Face(DecisionOutcome.FaceRequired)]));
        Assert.Equal(new AttemptRound(2, false), AttemptRound.Of([Face(DecisionOutcome.FaceRequired), Face(DecisionOutcome.Review)]));
    }

    [Fact]
    public void Decision_of_a_person_begins_a_new_round() =>
        Assert.Equal(new AttemptRound(1, false), AttemptRound.Of([Face(DecisionOutcome.Review, DeciderKind.Human), Face(DecisionOutcome.Review)]));

    [Fact]
    public void Tries_left_are_never_negative()
    {
        Assert.Equal([3, 2, 1, 0, 0], Enumerable.Range(1, 5).Select(next => new AttemptRound(next, false).Left(3)));
    }

    private static CertificationDecision Face(DecisionOutcome outcome, DeciderKind decider = DeciderKind.Automatic) =>
        Decision(outcome, new DecisionOrigin.FaceSession(new SessionId("s-1"), 1), decider);

    private static CertificationDecision Run(DecisionOutcome outcome) => Decision(outcome, new DecisionOrigin.ComparisonRun(new RunId("run-1")), DeciderKind.Automatic);

    private static CertificationDecision Decision(DecisionOutcome outcome, DecisionOrigin origin, DeciderKind decider) => new(
        new DecisionId(Guid.NewGuid()),
        new BeneficiaryId("B1"),
        CertificationMethod.SelfFace,
        outcome,
        "rule",
        new PolicyReference("p", default(Sha256Digest)),
        null,
        DateTimeOffset.UnixEpoch,
        decider,
        origin,
        null,
        null);
}

public sealed class ChallengeDrawTests
{
    [Theory]
    [InlineData("standard")]
    [InlineData("elderly")]
    public void Rests_before_prompts_are_drawn_over_the_whole_range_of_the_profile(string profile)
    {
        var prompt = SocialInsurance.Biometrics.Profiles.VerificationProfile.Shipped[profile].Session.Prompt;
        var draws = Enumerable.Range(0, 1_000).SelectMany(_ => Actions.DrawRests(profile, 3)).ToArray();

        Assert.Equal(3_000, draws.Length);
        // the chance of missing one of at most eight lengths is below 1e-170
        Assert.Equal(Enumerable.Range(prompt.LeastRestFrames, prompt.MostRestFrames - prompt.LeastRestFrames + 1), draws.Distinct().Order());
    }

    [Fact]
    public void Draw_of_a_standard_session_is_three_different_actions_in_every_order()
    {
        var draws = Enumerable.Range(0, 3_000).Select(_ => Actions.Draw("standard")).ToArray();

        Assert.All(draws, draw => Assert.Equal(3, draw.Distinct().Count()));
        // 5 * 4 * 3 orders; one of them missing in 3,000 draws has a probability below 1e-20
        Assert.Equal(60, draws.Select(draw => string.Join(',', draw)).Distinct().Count());
    }

    [Fact]
    public void Draw_of_an_elderly_session_is_one_action_and_never_of_the_eyes()
    {
        var draws = Enumerable.Range(0, 400).Select(_ => Assert.Single(Actions.Draw("elderly"))).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["nod", "openMouth", "turnLeft", "turnRight"], draws);
    }

    [Fact]
    public void Elderly_profile_is_given_only_where_it_is_as_strict_as_the_policys_own()
    {
        var policy = new FacePolicy(new VerificationProfile(Profile.StandardName, "2026.2"), 0.41, 0.315, 0.3, 0.1, 15, 3, new PolicyStamp("p", "1", "00"));

        Assert.Equal(Profile.ElderlyName, SessionProfile.RulesFor("elderly", policy).Profile.Name);
        Assert.Equal(Profile.StandardName, SessionProfile.RulesFor("standard", policy).Profile.Name);
        var calibrated = policy with { Profile = new VerificationProfile(Profile.CalibratedName, "2026.2") };
        Assert.Equal(Profile.ElderlyName, SessionProfile.RulesFor("elderly", calibrated).Profile.Name);
        Assert.Same(calibrated, SessionProfile.RulesFor("standard", calibrated));
        var unknown = policy with { Profile = new VerificationProfile("of another product", "1") };
        Assert.Same(unknown, SessionProfile.RulesFor("elderly", unknown));
    }
}
