using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Interop;

namespace SocialInsurance.Walks.Tests;

/// <summary>No dead ends: whatever was wrong with a session, the person reads what to do, and the last try ends at a human.</summary>
public sealed class FaceSessionAdviceTests
{
    private static readonly FacePolicy Policy = PolicyText
        .LoadOrRefuse(File.ReadAllBytes(Workspace.PolicyPath))
        .FaceAt(new DateOnly(2026, 11, 2));

    public static TheoryData<SessionFault> Faults => [.. Enum.GetValues<SessionFault>().Where(f => f != SessionFault.None)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_fault_of_a_session_has_advice_and_ends_at_a_person(SessionFault fault)
    {
        foreach (var outcome in Enum.GetValues<FrameOutcome>())
        {
            var shown = Flawless with { Fault = fault, CommonestOutcome = outcome };
            var first = Policy.Decide(SessionEvidence.Of(shown, attempt: 1));
            var last = Policy.Decide(SessionEvidence.Of(shown, Policy.MaximumAttempts));
            Assert.NotEqual(FaceOutcome.Certified, first.Outcome);
            Assert.Equal(FaceOutcome.ReferToCaseworker, last.Outcome);
            Assert.NotEmpty(first.Reasons);
            Assert.All(first.Reasons.Concat(last.Reasons), reason => Assert.NotEqual(FaceAdvice.For(reason).Chinese, FaceAdvice.For(reason).English));
        }
    }

    [Theory]
    [InlineData(SessionFault.Loop)]
    [InlineData(SessionFault.Cut)]
    [InlineData(SessionFault.IdentityChanged)]
    [InlineData(SessionFault.RepeatedFrames)]
    [InlineData(SessionFault.Replayed)]
    [InlineData(SessionFault.UnlikelyClock)]
    public void Session_that_may_not_come_from_a_camera_goes_to_a_person_at_once(SessionFault fault) =>
        Assert.Equal(FaceOutcome.ReferToCaseworker, Policy.Decide(SessionEvidence.Of(Flawless with { Fault = fault }, attempt: 1)).Outcome);

    [Theory]
    [InlineData(FrameOutcome.TooDark, FaceReason.TooDark)]
    [InlineData(FrameOutcome.Blurred, FaceReason.Blurred)]
    public void Session_of_mostly_poor_pictures_says_what_was_wrong_with_them_before_what_was_not_seen(FrameOutcome commonest, FaceReason first)
    {
        var poor = Flawless with { AcceptableFrames = 11, CommonestOutcome = commonest, ChallengePassed = false, PadFrames = 9 };
        Assert.Equal([first, FaceReason.ChallengeNotPassed, FaceReason.PadTooFewFrames], Policy.Decide(SessionEvidence.Of(poor, attempt: 1)).Reasons);
        Assert.Equal(FaceOutcome.Certified, Policy.Decide(SessionEvidence.Of(Flawless with { AcceptableFrames = 25, CommonestOutcome = commonest }, attempt: 1)).Outcome);
    }

    [Fact]
    public void Flawless_session_is_certified() =>
        Assert.Equal(FaceOutcome.Certified, Policy.Decide(SessionEvidence.Of(Flawless, attempt: 1)).Outcome);

    [Theory]
    [InlineData(0.95, FaceOutcome.ReferToCaseworker)]
    [InlineData(0.90, FaceOutcome.Certified)]
    public void Score_that_the_profile_would_not_take_for_a_match_is_not_certified_by_a_laxer_policy(double profileThreshold, FaceOutcome expected)
    {
        var decision = Policy.Decide(SessionEvidence.For(Policy, Flawless with { MatchThreshold = profileThreshold }, attempt: 1));
        Assert.Equal(expected, decision.Outcome);
        Assert.Equal(expected == FaceOutcome.Certified ? [] : [FaceReason.ScoreUnusable], decision.Reasons);
    }

    [Fact]
    public void Policy_of_the_sample_province_names_the_profile_that_ships() =>
        Assert.Equal(
            (Biometrics.Profiles.VerificationProfile.Calibrated.Name, Biometrics.Profiles.VerificationProfile.Calibrated.Version),
            (Policy.Profile.Name, Policy.Profile.Version));

    private static FaceSessionResult Flawless => new(
        SessionFault.None, 60, 60, 0.99f, 20, [], ChallengePassed: true, BestFrame: 3, new ComparisonScore(0.9), FrameOutcome.Acceptable,
        FrameOutcome.Acceptable, ImageStatus.Ok, Policy.Profile.Name, Policy.Profile.Version, [], Calibration: null, 0.41, 0.315);
}
