using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Landmarks;

/// <summary>A box that leans with the head. Pixels of the frame; <paramref name="Radians"/> clockwise as the picture is seen.</summary>
internal readonly record struct LeaningBox(Vector2 Centre, float Width, float Height, float Radians)
{
    internal LeaningBox(in FaceBox box)
        : this(new Vector2(box.CentreX, box.CentreY), box.Width, box.Height, 0)
    {
    }

    private Vector2 Across => new(MathF.Cos(Radians), MathF.Sin(Radians));

    private Vector2 Down => new(-MathF.Sin(Radians), MathF.Cos(Radians));

    /// <summary>The point at fractions 0..1 of the box, from its upper left corner.</summary>
    internal Vector2 PointAt(float x, float y) => Centre + ((x - 0.5f) * Width * Across) + ((y - 0.5f) * Height * Down);

    /// <summary>Stretches the box over a square: destination pixel -> frame pixel, centres at halves as in <see cref="AffineMap.FromRectangle"/>.</summary>
    internal AffineMap MapTo(int side)
    {
        var (across, down) = (Across * Width / side, Down * Height / side);
        var first = PointAt(0, 0) + (0.5f * (across + down)) - new Vector2(0.5f);
        return new AffineMap(across.X, down.X, first.X, across.Y, down.Y, first.Y);
    }
}
