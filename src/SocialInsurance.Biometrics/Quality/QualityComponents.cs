using System.Collections.Immutable;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>Components of a face picture's quality in the sense of ISO/IEC 29794-5.</summary>
public enum QualityComponent
{
    InterEyeDistance = 1,
    Sharpness = 2,
    Exposure = 3,
    Contrast = 4,
    Pose = 5,
    Eyes = 6,
    Mouth = 7,
    Occlusion = 8,
}

/// <param name="Percent">0 at the limit of use, 100 where nothing is left to wish for; null when it could not be measured.</param>
public readonly record struct QualityValue(QualityComponent Component, int? Percent)
{
    /// <summary>Below it somebody who can take the picture again should: the advice for the component is given.</summary>
    private const int WeakBelow = 50;

    public bool IsWeak => Percent < WeakBelow;
}

/// <summary>
/// Every component of one face, for people who take a picture that will be kept and for the record of it. The limits that refuse a frame are the
/// profile's and are judged by the pipeline; eyes and mouth refuse nothing, because a live session asks for both to move. Pure.
/// </summary>
public static class QualityComponents
{
    /// <summary>Lips closed and wide open; see <see cref="Landmarks.FaceLandmarks.MouthOpening"/>.</summary>
    private const float ClosedMouth = 0.1f, OpenMouth = 0.45f;

    /// <summary>Share of a pose limit from which on a turn costs quality.</summary>
    private const float FreeShare = 0.2f;

    /// <param name="stages">that ran: pose and eyes of others are not known</param>
    public static ImmutableArray<QualityValue> Of(in FaceObservation face, FaceStages stages, QualitySettings settings)
    {
        var quality = face.Quality;
        return
        [
            Value(QualityComponent.InterEyeDistance, Rising(quality.InterEyeDistancePixels, settings.MinimumInterEyeDistancePixels, settings.GoodInterEyeDistancePixels)),
            Value(QualityComponent.Sharpness, Rising(quality.Sharpness, settings.MinimumSharpness, settings.GoodSharpness)),
            Value(QualityComponent.Exposure, Exposure(quality.Brightness, settings)),
            Value(QualityComponent.Contrast, Rising(quality.Contrast, settings.MinimumContrast, settings.GoodContrast)),
            Value(QualityComponent.Pose, stages.Includes(FaceStages.Pose) ? Pose(face, settings) : float.NaN),
            Value(QualityComponent.Eyes, stages.Includes(FaceStages.Eyes) ? MathF.Min(face.Eyes.LeftOpen, face.Eyes.RightOpen) : float.NaN),
            Value(QualityComponent.Mouth, 1 - Rising(face.Landmarks.MouthOpening, ClosedMouth, OpenMouth)),
            Value(QualityComponent.Occlusion, 1 - Rising(quality.LowerFaceDifference, settings.MaximumLowerFaceDifference / 2, settings.MaximumLowerFaceDifference)),
        ];
    }

    /// <summary>0 at both limits, 1 in the middle third.</summary>
    private static float Exposure(float brightness, QualitySettings settings)
    {
        var third = (settings.MaximumBrightness - settings.MinimumBrightness) / 3;
        return MathF.Min(
            Rising(brightness, settings.MinimumBrightness, settings.MinimumBrightness + third),
            1 - Rising(brightness, settings.MaximumBrightness - third, settings.MaximumBrightness));
    }

    private static float Pose(in FaceObservation face, QualitySettings settings) => MathF.Min(
        Straight(face.Pose.YawDegrees, settings.MaximumYawDegrees),
        MathF.Min(Straight(face.Pose.PitchDegrees, settings.MaximumPitchDegrees), Straight(face.Pose.RollDegrees, settings.MaximumRollDegrees)));

    private static float Straight(float degrees, float limit) => 1 - Rising(MathF.Abs(degrees), FreeShare * limit, limit);

    /// <summary>NaN stays NaN.</summary>
    private static float Rising(float value, float none, float full) => Math.Clamp((value - none) / (full - none), 0, 1);

    private static QualityValue Value(QualityComponent component, float share) => new(component, float.IsNaN(share) ? null : (int)MathF.Round(100 * share));
}
