using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>What a frame is good for, by all that was measured on it. Stateless, thread-safe.</summary>
internal static class FrameJudge
{
    /// <summary>The first thing that is wrong, in the order in which a person would put it right.</summary>
    /// <param name="boxes">Of the faces found, the largest first.</param>
    internal static FrameOutcome Judge(FrameAnalysis analysis, ReadOnlySpan<FaceBox> boxes, VerificationProfile profile)
    {
        if (analysis.FacesFound > 1 && boxes[1].Area > profile.Detection.DominanceRatio * boxes[0].Area)
        {
            return FrameOutcome.SeveralFaces;
        }

        ref readonly var face = ref analysis.FaceAt(0);
        var limits = profile.Quality;
        return face switch
        {
            _ when limits.Framing.IsCutOff(face.Box, face.Landmarks, analysis.Width, analysis.Height) => FrameOutcome.CutOff,
            { Quality.InterEyeDistancePixels: var distance } when distance < limits.MinimumInterEyeDistancePixels => FrameOutcome.TooSmall,
            { Quality: var quality } when quality.Brightness < limits.MinimumBrightness =>
                quality.SurroundBrightness - quality.Brightness >= limits.MinimumBacklight ? FrameOutcome.Backlit : FrameOutcome.TooDark,
            { Quality.Brightness: var brightness } when brightness > limits.MaximumBrightness => FrameOutcome.TooBright,
            { Quality.Contrast: var contrast } when contrast < limits.MinimumContrast => FrameOutcome.LowContrast,
            { Quality.LowerFaceDifference: var difference } when difference > limits.MaximumLowerFaceDifference => FrameOutcome.Covered,
            _ when analysis.Stages.Includes(FaceStages.Pose) && IsTurnedAway(face.Pose, limits) => FrameOutcome.PoseOutOfRange,
            { Quality: var quality } when quality.Sharpness < limits.MinimumSharpness => quality.WhyNotSharp(limits),
            _ => FrameOutcome.Acceptable,
        };
    }

    private static bool IsTurnedAway(in HeadPose pose, QualitySettings limits) =>
        MathF.Abs(pose.YawDegrees) > limits.MaximumYawDegrees
        || MathF.Abs(pose.PitchDegrees) > limits.MaximumPitchDegrees
        || MathF.Abs(pose.RollDegrees) > limits.MaximumRollDegrees;
}
