using System.Numerics;
using SocialInsurance.Biometrics.Landmarks;

namespace SocialInsurance.Biometrics.Sessions;

/// <param name="MinimumLagFrames">Shortest loop looked for.</param>
/// <param name="MinimumOverlapFrames">Frames that must repeat.</param>
/// <param name="MaximumDistance">Share of the movement, 0..1, that a repeated one may differ by. Live people measured: 0.43 and more.</param>
/// <param name="MinimumVariance">Movement below it is rest, which repeats in everybody.</param>
public sealed record LoopSettings(int MinimumLagFrames, int MinimumOverlapFrames, float MaximumDistance, float MinimumVariance);

/// <summary>
/// How the head moved, frame by frame, to tell whether it moved the same way again: nobody repeats a movement to the
/// frame. Sees a looped video whatever its compression, and when a screen showing it is filmed. Not thread-safe.
/// </summary>
internal sealed class MotionTrace(LoopSettings settings)
{
    /// <summary>Frames beside a lag at which a true loop no longer fits, while a slow movement fits about as well.</summary>
    private const int Neighbour = 4;

    /// <summary>A loop fits this many times better than its neighbours.</summary>
    private const float Sharper = 2;

    private Vector3[] _moves = new Vector3[1024];
    private int _frames;

    internal void Add(in FaceLandmarks landmarks)
    {
        if (_frames == _moves.Length)
        {
            Array.Resize(ref _moves, 2 * _moves.Length);
        }

        var offsets = LandmarkPose.Offsets(landmarks);
        _moves[_frames++] = offsets with { Z = offsets.Z * MathF.PI / 180 };
    }

    internal bool Repeats()
    {
        for (var lag = settings.MinimumLagFrames; lag <= _frames - settings.MinimumOverlapFrames; lag++)
        {
            var variance = Variance(_moves.AsSpan(lag, _frames - lag));
            if (variance < settings.MinimumVariance)
            {
                continue;
            }

            var distance = Distance(lag);
            if (distance <= settings.MaximumDistance * 2 * variance
                && Sharper * distance < MathF.Min(Distance(lag - Neighbour), Distance(lag + Neighbour)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Mean squared difference of the frames and those <paramref name="lag"/> before.</summary>
    private float Distance(int lag)
    {
        var sum = 0f;
        for (var i = lag; i < _frames; i++)
        {
            sum += Vector3.DistanceSquared(_moves[i], _moves[i - lag]);
        }

        return lag >= _frames ? float.PositiveInfinity : sum / (_frames - lag);
    }

    private static float Variance(ReadOnlySpan<Vector3> moves)
    {
        var mean = Vector3.Zero;
        foreach (var move in moves)
        {
            mean += move;
        }

        mean /= moves.Length;
        var sum = 0f;
        foreach (var move in moves)
        {
            sum += Vector3.DistanceSquared(move, mean);
        }

        return sum / moves.Length;
    }

    /// <summary>Mean movement of a landmark between two frames, in inter-eye distances.</summary>
    internal static float Movement(in FaceLandmarks before, in FaceLandmarks after)
    {
        var sum = 0f;
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            sum += Vector2.Distance(before[i], after[i]);
        }

        return sum / FaceLandmarks.Count / MathF.Max(1, after.InterEyeDistance);
    }
}
