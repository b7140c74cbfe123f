using System.Collections.Immutable;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Quality;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics;

/// <summary>Answer of a one-to-one verification.</summary>
public enum VerificationDecision
{
    /// <summary>The same person, at the profile's operating point.</summary>
    Match = 1,

    /// <summary>Neither; a person decides.</summary>
    Unsure = 2,

    /// <summary>Another person.</summary>
    NonMatch = 3,

    /// <summary>No comparison was made: one of the pictures is not good enough.</summary>
    FailureToAcquire = 4,
}

/// <summary>Which of the two pictures an acquisition failed on.</summary>
public enum VerificationSide
{
    Neither = 0,
    Reference = 1,
    Probe = 2,
}

/// <summary>A one-to-one verification with all that is needed to repeat it.</summary>
/// <param name="Score">What the thresholds apply to: shifted when calibrated, else raw. Null when no comparison was made.</param>
/// <param name="MatchThreshold">The threshold that was applied: that of shifted scores when calibrated.</param>
/// <param name="FailedSide">Which picture could not be used, if one.</param>
/// <param name="FailedOutcome">Why not; <see cref="FrameOutcome.Acceptable"/> when both could.</param>
/// <param name="FailedImage">The image status behind <see cref="FrameOutcome.Unreadable"/>.</param>
/// <param name="Calibration">Raw and shifted score and the cohort's digest; null when no comparison was made.</param>
public sealed record FaceVerificationResult(
    VerificationDecision Decision,
    ComparisonScore? Score,
    double MatchThreshold,
    double UnsureThreshold,
    string ProfileName,
    string ProfileVersion,
    ImmutableArray<ModelIdentity> Models,
    VerificationSide FailedSide,
    FrameOutcome FailedOutcome,
    ImageStatus FailedImage,
    CalibratedScore? Calibration)
{
    /// <summary>Why a score below the thresholds is left to a person; <see cref="FaceDoubt.None"/> otherwise.</summary>
    public FaceDoubt Doubt { get; init; }

    /// <summary>Which picture is in doubt, if one.</summary>
    public VerificationSide DoubtfulSide { get; init; }
}

/// <summary>What one picture yielded.</summary>
/// <param name="Template">Null unless the outcome is acceptable. The caller clears it.</param>
/// <param name="QualityPercent">Weakest quality component, 0..100; 0 without a face.</param>
/// <param name="Doubt">Why a low score would not make it another person's.</param>
public sealed record Acquisition(FrameOutcome Outcome, BiometricTemplate? Template, ImageStatus ImageStatus, int QualityPercent, FaceDoubt Doubt);

/// <summary>Compares one picture with one reference. Not thread-safe: it uses one pipeline.</summary>
/// <param name="cohort">Null for raw scores. Needs a profile with calibration settings and templates of the same model.</param>
/// <exception cref="ArgumentException">A cohort that the profile or the models cannot be used with.</exception>
public sealed class FaceVerifier(FacePipeline pipeline, ModelSet models, Cohort? cohort = null)
{
    private readonly FrameAnalysis _analysis = new();
    private readonly ScoreJudge _judge = new(pipeline.Profile, models, cohort);

    /// <summary>Template of the one acceptable face of a picture, or the outcome that prevents it. A picture on its side or head is turned first.</summary>
    public Acquisition Acquire(ReadOnlySpan<byte> encoded)
    {
        UprightSearch.Find(pipeline, encoded, FaceStages.Pose, FacePipeline.WorkingShortSide, leanDegrees: 0, _analysis);
        var outcome = pipeline.JudgeStill(_analysis);
        var quality = _analysis.Faces.IsEmpty ? 0 : _analysis.Faces[0].Quality.ToPercent(pipeline.Profile.Quality);
        return outcome == FrameOutcome.Acceptable
            ? new Acquisition(outcome, pipeline.ExtractTemplate(_analysis), _analysis.ImageStatus, quality, Doubt())
            : new Acquisition(outcome, null, _analysis.ImageStatus, quality, FaceDoubt.None);
    }

    /// <summary>Compares two pictures; both templates are cleared before this returns.</summary>
    public FaceVerificationResult Verify(ReadOnlySpan<byte> reference, ReadOnlySpan<byte> probe)
    {
        var acquiredReference = Acquire(reference);
        if (acquiredReference.Template is null)
        {
            return Failure(VerificationSide.Reference, acquiredReference);
        }

        Acquisition? acquiredProbe = null;
        try
        {
            acquiredProbe = Acquire(probe);
            return acquiredProbe.Template is null
                ? Failure(VerificationSide.Probe, acquiredProbe)
                : WithDoubt(Compare(acquiredReference.Template, acquiredProbe.Template), acquiredReference.Doubt, acquiredProbe.Doubt);
        }
        finally
        {
            acquiredReference.Template.Clear();
            acquiredProbe?.Template?.Clear();
        }
    }

    /// <summary>Compares two templates under the pipeline's profile.</summary>
    public FaceVerificationResult Compare(BiometricTemplate reference, BiometricTemplate probe)
    {
        var score = _judge.Compare(reference, probe);
        return Result(_judge.Decide(score), score, VerificationSide.Neither, FrameOutcome.Acceptable, ImageStatus.Ok);
    }

    /// <summary>Nobody is called another person for what a picture does not show.</summary>
    private static FaceVerificationResult WithDoubt(FaceVerificationResult result, FaceDoubt reference, FaceDoubt probe) =>
        result.Decision != VerificationDecision.NonMatch ? result
        : probe != FaceDoubt.None ? result with { Decision = VerificationDecision.Unsure, Doubt = probe, DoubtfulSide = VerificationSide.Probe }
        : reference != FaceDoubt.None ? result with { Decision = VerificationDecision.Unsure, Doubt = reference, DoubtfulSide = VerificationSide.Reference }
        : result;

    private FaceDoubt Doubt()
    {
        ref readonly var face = ref _analysis.Faces[0];
        return pipeline.Profile.Quality.Clarity.DoubtOf(face.Quality, face.Landmarks, UprightSearch.LengthOf(pipeline, _analysis));
    }

    private FaceVerificationResult Failure(VerificationSide side, Acquisition acquisition) =>
        Result(VerificationDecision.FailureToAcquire, null, side, acquisition.Outcome, acquisition.ImageStatus);

    private FaceVerificationResult Result(VerificationDecision decision, CalibratedScore? score, VerificationSide side, FrameOutcome outcome, ImageStatus status) => new(
        decision,
        score?.Decisive,
        _judge.MatchThreshold(score),
        _judge.UnsureThreshold(score),
        pipeline.Profile.Name,
        pipeline.Profile.Version,
        models.Identities,
        side,
        outcome,
        status,
        score);
}
