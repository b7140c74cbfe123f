using System.Collections.Immutable;
using SocialInsurance.Biometrics.Models;
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
/// <param name="Score">Null when no comparison was made.</param>
/// <param name="FailedSide">Which picture could not be used, if one.</param>
/// <param name="FailedOutcome">Why not; <see cref="FrameOutcome.Acceptable"/> when both could.</param>
/// <param name="FailedImage">The image status behind <see cref="FrameOutcome.Unreadable"/>.</param>
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
    ImageStatus FailedImage);

/// <summary>Compares one picture with one reference. Not thread-safe: it uses one pipeline.</summary>
public sealed class FaceVerifier(FacePipeline pipeline, ModelSet models)
{
    private readonly FrameAnalysis _analysis = new();

    /// <summary>Template of the one acceptable face of a picture, or the outcome that prevents it.</summary>
    public FrameOutcome Acquire(ReadOnlySpan<byte> encoded, out BiometricTemplate? template, out ImageStatus imageStatus)
    {
        var outcome = pipeline.Analyse(encoded, FaceStages.Pose, _analysis);
        imageStatus = _analysis.ImageStatus;
        template = outcome == FrameOutcome.Acceptable ? pipeline.ExtractTemplate(_analysis) : null;
        return outcome;
    }

    public FaceVerificationResult Verify(ReadOnlySpan<byte> reference, ReadOnlySpan<byte> probe)
    {
        var outcome = Acquire(reference, out var referenceTemplate, out var status);
        if (referenceTemplate is null)
        {
            return Failure(VerificationSide.Reference, outcome, status);
        }

        outcome = Acquire(probe, out var probeTemplate, out status);
        return probeTemplate is null
            ? Failure(VerificationSide.Probe, outcome, status)
            : Compare(referenceTemplate, probeTemplate);
    }

    /// <summary>Compares two templates under the pipeline's profile.</summary>
    public FaceVerificationResult Compare(BiometricTemplate reference, BiometricTemplate probe)
    {
        var score = reference.CompareWith(probe);
        return Result(Decide(score), score, VerificationSide.Neither, FrameOutcome.Acceptable, ImageStatus.Ok);
    }

    private VerificationDecision Decide(ComparisonScore score) =>
        score.Value >= pipeline.Profile.MatchThreshold ? VerificationDecision.Match
        : score.Value >= pipeline.Profile.UnsureThreshold ? VerificationDecision.Unsure
        : VerificationDecision.NonMatch;

    private FaceVerificationResult Failure(VerificationSide side, FrameOutcome outcome, ImageStatus status) =>
        Result(VerificationDecision.FailureToAcquire, null, side, outcome, status);

    private FaceVerificationResult Result(VerificationDecision decision, ComparisonScore? score, VerificationSide side, FrameOutcome outcome, ImageStatus status) => new(
        decision,
        score,
        pipeline.Profile.MatchThreshold,
        pipeline.Profile.UnsureThreshold,
        pipeline.Profile.Name,
        pipeline.Profile.Version,
        models.Identities,
        side,
        outcome,
        status);
}
