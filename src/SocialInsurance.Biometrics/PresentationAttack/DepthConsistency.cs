using System.Numerics;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Pose;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>How much of a head turn no flat picture explains.</summary>
/// <param name="Parallax">Median over turned frames: deviation of the landmarks from the best plane-to-plane map, in inter-eye distances, per sine of the turn; NaN without a turned frame.</param>
/// <param name="TurnedFrames">Frames turned far enough from the first to tell.</param>
public readonly record struct DepthMeasure(float Parallax, int TurnedFrames);

/// <summary>
/// Depth from the motion of landmarks under a head turn: what is flat moves as a plane, so one homography explains all of
/// its points; a nose does not lie in the plane of the eyes. Says nothing against a screen that plays a turning head, which
/// has its parallax from the person filmed. One per session; not thread-safe; allocates nothing after construction.
/// </summary>
public sealed class DepthConsistency
{
    /// <summary>Brows, nose and eyes, points 17 to 47: they move with the skull; jaw and mouth do not.</summary>
    private const int FirstPoint = 17;
    private const int Points = 31;
    private const int BaselineFrames = 5;
    private const float LeastTurnDegrees = 10;
    private const int MaximumFrames = 1024;

    private readonly Vector2[] _baseline = new Vector2[Points];
    private readonly float[] _parallax = new float[MaximumFrames];
    private readonly float[] _sorted = new float[MaximumFrames];
    private float _baselineYaw;
    private int _baselineCount;
    private int _turned;

    /// <summary>Takes a frame with one face; the first ones are the rest that turns are measured from.</summary>
    public void Add(in FaceLandmarks landmarks, in HeadPose pose)
    {
        Span<Vector2> points = stackalloc Vector2[Points];
        Normalise(landmarks, points);
        if (_baselineCount < BaselineFrames)
        {
            Average(points, pose.YawDegrees);
            return;
        }

        var turn = MathF.Abs(pose.YawDegrees - _baselineYaw);
        if (turn >= LeastTurnDegrees && _turned < MaximumFrames && Homography.TryFit(points, _baseline, out var map))
        {
            _parallax[_turned++] = Deviation(map, points) / MathF.Sin(turn * MathF.PI / 180);
        }
    }

    public DepthMeasure Measure()
    {
        if (_turned == 0)
        {
            return new DepthMeasure(float.NaN, 0);
        }

        _parallax.AsSpan(0, _turned).CopyTo(_sorted);
        _sorted.AsSpan(0, _turned).Sort();
        return new DepthMeasure(_sorted[_turned / 2], _turned);
    }

    /// <summary>Origin between the eyes, unit the inter-eye distance.</summary>
    private static void Normalise(in FaceLandmarks landmarks, Span<Vector2> points)
    {
        var centre = (landmarks.LeftEye + landmarks.RightEye) / 2;
        var unit = MathF.Max(1, landmarks.InterEyeDistance);
        for (var i = 0; i < Points; i++)
        {
            points[i] = (landmarks[FirstPoint + i] - centre) / unit;
        }
    }

    private void Average(ReadOnlySpan<Vector2> points, float yaw)
    {
        var weight = 1f / ++_baselineCount;
        _baselineYaw += (yaw - _baselineYaw) * weight;
        for (var i = 0; i < Points; i++)
        {
            _baseline[i] += (points[i] - _baseline[i]) * weight;
        }
    }

    private float Deviation(in Homography map, ReadOnlySpan<Vector2> points)
    {
        var sum = 0f;
        for (var i = 0; i < Points; i++)
        {
            sum += Vector2.DistanceSquared(map.Apply(points[i]), _baseline[i]);
        }

        return MathF.Sqrt(sum / Points);
    }
}
