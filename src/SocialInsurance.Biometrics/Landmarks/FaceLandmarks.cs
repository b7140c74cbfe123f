using System.Numerics;
using System.Runtime.CompilerServices;

namespace SocialInsurance.Biometrics.Landmarks;

/// <summary>
/// 68 points of a face in iBUG order, pixels of the oriented frame. Sides are those of the picture, not of the person:
/// the left eye is the one at the left of an unmirrored picture (points 36-41).
/// </summary>
[InlineArray(Count)]
public struct FaceLandmarks
{
    public const int Count = 68;

    private Vector2 _first;

    /// <summary>Centre of the four lid points, which moves less with the pupil and the corners than the mean of all six.</summary>
    public readonly Vector2 LeftEye => (this[37] + this[38] + this[40] + this[41]) / 4;

    public readonly Vector2 RightEye => (this[43] + this[44] + this[46] + this[47]) / 4;

    public readonly Vector2 NoseTip => this[30];

    /// <summary>Mean of the outer and inner corner.</summary>
    public readonly Vector2 MouthLeft => (this[48] + this[60]) / 2;

    public readonly Vector2 MouthRight => (this[54] + this[64]) / 2;

    /// <summary>Between the middles of the two brows.</summary>
    public readonly Vector2 Brows => (this[19] + this[24]) / 2;

    /// <summary>Jaw from side to side over chin to brows: about 1 on a whole face, more where the points had to fit a face cut off above or below.</summary>
    public readonly float Breadth => Ratio(Vector2.Distance(this[0], this[16]), Vector2.Distance(Brows, this[8]));

    public readonly float InterEyeDistance => Vector2.Distance(LeftEye, RightEye);

    /// <summary>Slope of the line of the eyes, degrees, clockwise as the picture is seen.</summary>
    public readonly float LeanDegrees
    {
        get
        {
            var line = RightEye - LeftEye;
            return MathF.Atan2(line.Y, line.X) * 180 / MathF.PI;
        }
    }

    public readonly float LeftEyeWidth => Vector2.Distance(this[36], this[39]);

    public readonly float RightEyeWidth => Vector2.Distance(this[42], this[45]);

    /// <summary>Height of the eye opening over its width. Differs between people: compare a person only with themselves.</summary>
    public readonly float LeftEyeOpening => Opening(36);

    public readonly float RightEyeOpening => Opening(42);

    /// <summary>Height of the inner lips over their width: closed 0-0.05, speech 0.1-0.3, wide open 0.45 and more.</summary>
    public readonly float MouthOpening
    {
        get
        {
            var height = Vector2.Distance(this[61], this[67]) + Vector2.Distance(this[62], this[66]) + Vector2.Distance(this[63], this[65]);
            return Ratio(height / 3, Vector2.Distance(this[60], this[64]));
        }
    }

    /// <summary>The same points in a frame that is <paramref name="factor"/> times larger.</summary>
    public readonly FaceLandmarks ScaledBy(float factor)
    {
        var scaled = this;
        for (var i = 0; i < Count; i++)
        {
            scaled[i] *= factor;
        }

        return scaled;
    }

    private readonly float Opening(int corner)
    {
        var height = Vector2.Distance(this[corner + 1], this[corner + 5]) + Vector2.Distance(this[corner + 2], this[corner + 4]);
        return Ratio(height / 2, Vector2.Distance(this[corner], this[corner + 3]));
    }

    private static float Ratio(float height, float width) => width > 0 ? height / width : 0;
}
