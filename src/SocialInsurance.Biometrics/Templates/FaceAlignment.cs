using System.Numerics;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Templates;

/// <summary>The similarity transform that puts five points of a face onto the ArcFace template of 112 x 112.</summary>
internal static class FaceAlignment
{
    internal const int Side = 112;

    // eyes, nose tip, mouth corners of the ArcFace template; left is left in the picture
    private static readonly Vector2 LeftEye = new(38.2946f, 51.6963f);
    private static readonly Vector2 RightEye = new(73.5318f, 51.5014f);
    private static readonly Vector2 NoseTip = new(56.0252f, 71.7366f);
    private static readonly Vector2 MouthLeft = new(41.5493f, 92.3655f);
    private static readonly Vector2 MouthRight = new(70.7299f, 92.2041f);

    /// <summary>
    /// Least-squares similarity (Umeyama 1991 in two dimensions, closed form): destination pixel -> frame pixel.
    /// </summary>
    internal static AffineMap MapFor(scoped in FaceLandmarks face)
    {
        ReadOnlySpan<Vector2> source = [face.LeftEye, face.RightEye, face.NoseTip, face.MouthLeft, face.MouthRight];
        ReadOnlySpan<Vector2> target = [LeftEye, RightEye, NoseTip, MouthLeft, MouthRight];
        var (sourceMean, targetMean) = (Mean(source), Mean(target));
        double cosine = 0, sine = 0, spread = 0;
        for (var i = 0; i < source.Length; i++)
        {
            var (u, v) = (source[i] - sourceMean, target[i] - targetMean);
            cosine += (u.X * v.X) + (u.Y * v.Y);
            sine += (u.X * v.Y) - (u.Y * v.X);
            spread += u.LengthSquared();
        }

        return Invert(cosine / spread, sine / spread, sourceMean, targetMean);
    }

    /// <summary>Inverse of target = [c -s; s c] (source - sourceMean) + targetMean.</summary>
    private static AffineMap Invert(double c, double s, Vector2 sourceMean, Vector2 targetMean)
    {
        var determinant = (c * c) + (s * s);
        var (a, b) = (c / determinant, -s / determinant);
        return new AffineMap(
            (float)a,
            (float)-b,
            (float)(sourceMean.X - ((a * targetMean.X) - (b * targetMean.Y))),
            (float)b,
            (float)a,
            (float)(sourceMean.Y - ((b * targetMean.X) + (a * targetMean.Y))));
    }

    private static Vector2 Mean(ReadOnlySpan<Vector2> points)
    {
        var sum = Vector2.Zero;
        foreach (var point in points)
        {
            sum += point;
        }

        return sum / points.Length;
    }
}
