using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests.Cohorts;

/// <summary>The calibrated profile through the public doors, with the two public-domain portraits.</summary>
public sealed class CalibratedVerificationTests(LoadedModels models)
{
    [Fact]
    public void Verification_with_a_cohort_says_calibrated_and_applies_the_threshold_of_shifted_scores()
    {
        var cohort = CohortOf(250);
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Calibrated);
        var verifier = new FaceVerifier(pipeline, models.Prepared, cohort);
        var mated = verifier.Verify(Pictures.Hopper, Pictures.Hopper);
        Assert.Equal(VerificationDecision.Match, mated.Decision);
        Assert.True(mated.Calibration!.Value.IsCalibrated);
        Assert.Equal(cohort.Digest, mated.Calibration.Value.CohortDigest);
        Assert.Equal(mated.Calibration.Value.Shifted, mated.Score!.Value.Value);
        Assert.Equal(VerificationProfile.Calibrated.Calibration!.MatchThreshold, mated.MatchThreshold);
        Assert.Equal(VerificationDecision.NonMatch, verifier.Verify(Pictures.Hopper, Pictures.Collins).Decision);
    }

    [Fact]
    public void Verification_with_a_cohort_of_199_falls_back_to_a_conservative_raw_threshold()
    {
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Calibrated);
        var result = new FaceVerifier(pipeline, models.Prepared, CohortOf(199)).Verify(Pictures.Hopper, Pictures.Hopper);
        Assert.False(result.Calibration!.Value.IsCalibrated);
        Assert.Equal(VerificationProfile.Calibrated.MatchThreshold, result.MatchThreshold);
        Assert.True(result.MatchThreshold > VerificationProfile.Standard.MatchThreshold);
    }

    [Fact]
    public void Session_with_a_cohort_says_calibrated()
    {
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Calibrated);
        using var session = new Sessions.FaceSession(pipeline, models.Prepared, [Sessions.ChallengeAction.TurnLeft], CohortOf(250));
        foreach (var frame in Sessions.FrameSequence.Read(Pictures.SamplePath("moving_hopper.mjpeg")).Take(8))
        {
            session.Add(frame.Span);
        }

        var result = session.Finish(Pictures.Hopper);
        Assert.True(result.Calibration!.Value.IsCalibrated);
        Assert.Equal(VerificationProfile.Calibrated.Calibration!.MatchThreshold, result.MatchThreshold);
    }

    [Fact]
    public void Cohort_of_another_model_or_a_profile_without_calibration_is_refused()
    {
        using var calibrated = new FacePipeline(models.Prepared, VerificationProfile.Calibrated);
        Assert.Throws<ArgumentException>(() => new FaceVerifier(calibrated, models.Prepared, Crowd.Cohort(Crowd.Of(4, 1))));
        using var standard = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        Assert.Throws<ArgumentException>(() => new FaceVerifier(standard, models.Prepared, CohortOf(4)));
    }

    private Cohort CohortOf(int people) => new(
        [.. Crowd.Of(people, 1).Select(t => new CohortMember(t))], models.Prepared.Identities.Single(m => m.Task == ModelTask.Template).Sha256);
}
