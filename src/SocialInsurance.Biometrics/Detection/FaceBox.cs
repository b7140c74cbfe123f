namespace SocialInsurance.Biometrics.Detection;

/// <summary>A detected face. Pixels of the oriented frame, origin top left; <paramref name="Score"/> 0..1.</summary>
public readonly record struct FaceBox(float X, float Y, float Width, float Height, float Score)
{
    public float Area => Width * Height;

    public float CentreX => X + (Width / 2);

    public float CentreY => Y + (Height / 2);

    /// <summary>The same box in a frame that is <paramref name="factor"/> times larger.</summary>
    public FaceBox ScaledBy(float factor) => new(X * factor, Y * factor, Width * factor, Height * factor, Score);

    /// <summary>Area of the intersection over the area of the union, 0..1.</summary>
    internal float Overlap(in FaceBox other)
    {
        var width = MathF.Min(X + Width, other.X + other.Width) - MathF.Max(X, other.X);
        var height = MathF.Min(Y + Height, other.Y + other.Height) - MathF.Max(Y, other.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }
}
