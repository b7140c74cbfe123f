namespace SocialInsurance.Interop;

/// <summary>
/// From a destination pixel centre (x, y) to oriented source pixels, both counted from the centre of the first pixel:
/// sx = M11 x + M12 y + M13; sy = M21 x + M22 y + M23.
/// </summary>
public readonly record struct AffineMap(float M11, float M12, float M13, float M21, float M22, float M23)
{
    /// <summary>
    /// Stretches a rectangle of the source over the whole destination. <paramref name="x"/> and <paramref name="y"/> are
    /// edges (0 is the left edge of the first pixel), so a picture's own size maps corner to corner.
    /// </summary>
    public static AffineMap FromRectangle(float x, float y, float width, float height, int destinationWidth, int destinationHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destinationWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(destinationHeight, 1);
        var kx = width / destinationWidth;
        var ky = height / destinationHeight;
        return new AffineMap(kx, 0, x + (0.5f * kx) - 0.5f, 0, ky, y + (0.5f * ky) - 0.5f);
    }
}
