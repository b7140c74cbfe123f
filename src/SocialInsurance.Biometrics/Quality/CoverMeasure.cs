using System.Numerics;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>
/// What lies over mouth and chin: their colour against the person's own bare skin. A mask of the skin's colour, or a white or
/// black one in many lights, is not seen: benchmarks/results/quality.md. Not thread-safe: owns the aligned picture.
/// </summary>
internal sealed class CoverMeasure
{
    /// <summary>Half the template's side: regions are means, finer pixels would add nothing.</summary>
    internal const int Side = FaceAlignment.Side / 2;

    private const int Plane = Side * Side;

    /// <summary>Added to every level, so that the colour of the dark is not noise.</summary>
    private const float Floor = 8;

    /// <summary>Nose off the middle beyond which cheek or background stand where the chin is expected; see <see cref="LandmarkPose.Offsets"/>.</summary>
    private const float FrontalOffset = 0.25f;

    private static readonly PixelFormat Format = new(Side, Side, ChannelOrder.Rgb, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly float[] _pixels = new float[3 * Plane];

    /// <summary>The aligned face last measured, float32[3, 56, 56], 0..255.</summary>
    internal ReadOnlySpan<float> Pixels => _pixels;

    /// <returns>See <see cref="QualityMeasures.LowerFaceDifference"/>.</returns>
    internal float Measure(in DecodedImage frame, in FaceLandmarks landmarks)
    {
        if (MathF.Abs(LandmarkPose.Offsets(landmarks).X) > FrontalOffset)
        {
            return float.NaN;
        }

        Warp.ToTensor(frame, Halved(FaceAlignment.MapFor(landmarks)), Format.ToWarp(), _pixels);
        return LowerFaceDifference(_pixels);
    }

    /// <param name="rgb">float32[3, 56, 56], 0..255</param>
    internal static float LowerFaceDifference(ReadOnlySpan<float> rgb)
    {
        var bridge = Mean(rgb, 25, 31, 20, 31);
        var cheeks = (Mean(rgb, 15, 21, 28, 32) + Mean(rgb, 35, 41, 28, 32)) / 2;
        var lower = Mean(rgb, 19, 37, 41, 54);
        return Vector2.Distance(Hue(lower), Hue((bridge + cheeks) / 2));
    }

    internal void Clear() => _pixels.AsSpan().Clear();

    /// <summary>Two template pixels a side become one.</summary>
    private static AffineMap Halved(in AffineMap map) => new(
        2 * map.M11,
        2 * map.M12,
        map.M13 + ((map.M11 + map.M12) / 2),
        2 * map.M21,
        2 * map.M22,
        map.M23 + ((map.M21 + map.M22) / 2));

    private static Vector2 Hue(Vector3 colour) => new(MathF.Log(colour.X / colour.Y), MathF.Log(colour.Z / colour.Y));

    private static Vector3 Mean(ReadOnlySpan<float> rgb, int left, int right, int top, int bottom)
    {
        var sum = Vector3.Zero;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var i = (y * Side) + x;
                sum += new Vector3(rgb[i], rgb[Plane + i], rgb[(2 * Plane) + i]);
            }
        }

        return (sum / ((right - left) * (bottom - top))) + new Vector3(Floor);
    }
}
