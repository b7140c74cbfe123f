using System.Numerics;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Pose;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Head pose from landmarks, relative to the person's rest as the pose model saw it. Good enough to say where the pose
/// model need not look (correlation with it: the project's README); never what passes a challenge. Not thread-safe.
/// </summary>
internal sealed class LandmarkPose(SessionSchedule schedule)
{
    private Vector3 _restSum;
    private Vector3 _poseSum;
    private int _frames;
    private Vector3 _lookOffsets;
    private HeadPose _lookPose;
    private int _sinceLook;
    private bool _hasLook;

    /// <summary>Adds a frame at rest, for which the pose model ran.</summary>
    internal void AddRest(in FaceLandmarks landmarks, in HeadPose pose)
    {
        _restSum += Offsets(landmarks);
        _poseSum += new Vector3(pose.YawDegrees, pose.PitchDegrees, pose.RollDegrees);
        _frames++;
    }

    /// <summary>The next frame.</summary>
    internal void Step() => _sinceLook++;

    /// <summary>The pose model ran on this frame.</summary>
    internal void Anchor(in FaceLandmarks landmarks, in HeadPose pose) =>
        (_lookOffsets, _lookPose, _sinceLook, _hasLook) = (Offsets(landmarks), pose, 0, true);

    /// <summary>
    /// The pose by the movement since the pose model last ran, a few frames ago at most; null after more. Nearer to the model than
    /// <see cref="Estimate"/> for so long, and not for longer.
    /// </summary>
    internal HeadPose? EstimateFromLook(in FaceLandmarks landmarks) =>
        _hasLook && _sinceLook <= schedule.LookFrames ? Moved(_lookPose, Offsets(landmarks) - _lookOffsets) : null;

    /// <summary>The pose model's scale and zero; defined after the first frame at rest.</summary>
    internal HeadPose Estimate(in FaceLandmarks landmarks)
    {
        var rest = _poseSum / _frames;
        return Moved(new HeadPose(rest.X, rest.Y, rest.Z), Offsets(landmarks) - (_restSum / _frames));
    }

    private HeadPose Moved(in HeadPose from, Vector3 offsets) => new(
        from.YawDegrees - (offsets.X * schedule.YawDegreesPerOffset),
        from.PitchDegrees - (offsets.Y * schedule.PitchDegreesPerOffset),
        from.RollDegrees + offsets.Z);

    /// <summary>
    /// X: how far the nose stands off the middle between the two edges of the jaw, -1..1; Y: how far it stands below the eyes
    /// on the way to the mouth; Z: slope of the line of the eyes, degrees.
    /// </summary>
    internal static Vector3 Offsets(in FaceLandmarks face)
    {
        var eyes = (face.LeftEye + face.RightEye) / 2;
        var across = Vector2.Normalize(face.RightEye - face.LeftEye);
        var down = new Vector2(-across.Y, across.X);
        var left = Vector2.Dot(face.NoseTip - face[1], across);
        var right = Vector2.Dot(face[15] - face.NoseTip, across);
        var height = Vector2.Dot(((face.MouthLeft + face.MouthRight) / 2) - eyes, down);
        return new Vector3(
            (left - right) / MathF.Max(1, left + right),
            Vector2.Dot(face.NoseTip - eyes, down) / MathF.Max(1, height),
            face.LeanDegrees);
    }
}
