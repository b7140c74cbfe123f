using System.Numerics;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.PresentationAttack;
using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Tests.PresentationAttack;

public sealed class DepthConsistencyTests(LoadedModels models)
{
    /// <summary>Of a nose, in inter-eye distances: anatomy, not data.</summary>
    private const float NoseDepth = 0.45f;

    [Fact]
    public void Head_with_a_nose_has_parallax_and_a_plane_has_none()
    {
        Assert.InRange(Turned(NoseDepth).Parallax, 0.05f, 0.5f);
        Assert.InRange(Turned(0).Parallax, 0, 0.005f);
        Assert.Equal(8, Turned(0).TurnedFrames);
    }

    [Fact]
    public void Without_a_turn_nothing_is_said()
    {
        var depth = new DepthConsistency();
        for (var i = 0; i < 20; i++)
        {
            depth.Add(Face(0, NoseDepth), default);
        }

        Assert.True(float.IsNaN(depth.Measure().Parallax));
    }

    [Fact]
    public void Flat_picture_turned_in_the_hand_is_no_head_turn_to_the_pose_model()
    {
        using var pipeline = new FacePipeline(models.Prepared, VerificationProfile.Standard);
        var analysis = new FrameAnalysis();
        var depth = new DepthConsistency();
        var (first, least) = (float.NaN, VerificationProfile.Standard.Session.Challenge.TurnDegrees);
        foreach (var degrees in (ReadOnlySpan<float>)[0, 0, 0, 0, 0, 15, 25, 35, 40])
        {
            Assert.Equal(FrameOutcome.Acceptable, pipeline.Analyse(TurnedPicture.Of(Pictures.Hopper, degrees), FaceStages.Pose, analysis));
            var face = analysis.Faces[0];
            first = float.IsNaN(first) ? face.Pose.YawDegrees : first;
            Assert.InRange(MathF.Abs(face.Pose.YawDegrees - first), 0, least);
            depth.Add(face.Landmarks, face.Pose);
        }

        Assert.Equal(0, depth.Measure().TurnedFrames);
    }

    private static DepthMeasure Turned(float noseDepth)
    {
        var depth = new DepthConsistency();
        foreach (var degrees in (ReadOnlySpan<float>)[0, 0, 0, 0, 0, 12, 16, 20, 24, -12, -16, -20, -24])
        {
            depth.Add(Face(degrees, noseDepth), new HeadPose(degrees, 0, 0));
        }

        return depth.Measure();
    }

    /// <summary>Brows, eyes and nose of a face 100 pixels between the eyes, seen by a pinhole ten inter-eye distances away.</summary>
    private static FaceLandmarks Face(float degrees, float noseDepth)
    {
        var face = default(FaceLandmarks);
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            var point = PointOf(i, noseDepth);
            var turned = Vector3.Transform(point, Matrix4x4.CreateRotationY(degrees * MathF.PI / 180));
            var scale = 100 * 10 / (10 - turned.Z);
            face[i] = new Vector2(300 + (turned.X * scale), 300 + (turned.Y * scale));
        }

        return face;
    }

    private static Vector3 PointOf(int i, float noseDepth) => i switch
    {
        >= 17 and <= 26 => new Vector3(((i - 21.5f) * 0.18f) + 0.01f, -0.35f, 0),
        >= 27 and <= 30 => new Vector3(0, (i - 27) * 0.2f, noseDepth * (i - 26) / 4),
        >= 31 and <= 35 => new Vector3((i - 33) * 0.1f, 0.7f, noseDepth / 2),
        >= 36 and <= 41 => new Vector3(-0.5f + (0.15f * MathF.Cos(i)), 0.06f * MathF.Sin(i), 0),
        >= 42 and <= 47 => new Vector3(0.5f + (0.15f * MathF.Cos(i)), 0.06f * MathF.Sin(i), 0),
        _ => new Vector3(i * 0.01f, 1, 0),
    };
}
