using System.Numerics;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>A picture as somebody who holds the phone or the scan otherwise would have taken it, as a PNG.</summary>
internal static class EditedPicture
{
    /// <summary>A part of the picture, in shares of its sides.</summary>
    internal static byte[] Part(byte[] picture, float left, float top, float right, float bottom) => Of(picture, (width, height) =>
    {
        var (x0, y0) = ((int)(left * width), (int)(top * height));
        return ((int)(right * width) - x0, (int)(bottom * height) - y0, (x, y) => (x + x0, y + y0));
    });

    /// <summary>The picture turned clockwise.</summary>
    internal static byte[] Turned(byte[] picture, int quarters) => Of(picture, (width, height) => quarters switch
    {
        1 => (height, width, (x, y) => (y, height - 1 - x)),
        2 => (width, height, (x, y) => (width - 1 - x, height - 1 - y)),
        3 => (height, width, (x, y) => (width - 1 - y, x)),
        _ => (width, height, (x, y) => (x, y)),
    });

    /// <summary>The picture in another light: every level times <paramref name="gain"/> plus <paramref name="offset"/>.</summary>
    internal static byte[] Lit(byte[] picture, float gain, float offset = 0) =>
        Of(picture, (width, height) => (width, height, (x, y) => (x, y)), gain, offset);

    /// <summary>The picture with its width and height changed by different factors.</summary>
    internal static byte[] Stretched(byte[] picture, float wide, float tall) =>
        Of(picture, (width, height) => ((int)(wide * width), (int)(tall * height), (x, y) => ((int)(x / wide), (int)(y / tall))));

    /// <summary>The picture as if the camera had been held aslant: turned clockwise about its middle within its own borders.</summary>
    internal static byte[] Leaning(byte[] picture, float degrees) => Of(picture, (width, height) =>
    {
        var middle = new Vector2(width, height) / 2;
        var turn = Matrix3x2.CreateRotation(-degrees * MathF.PI / 180, middle);
        return (width, height, (x, y) => Vector2.Clamp(Vector2.Transform(new Vector2(x, y), turn), Vector2.Zero, new Vector2(width - 1, height - 1)) is var from ? ((int)from.X, (int)from.Y) : default);
    });

    /// <summary>A part of the picture, in shares of its sides, painted in one gray.</summary>
    internal static byte[] Barred(byte[] picture, float left, float top, float right, float bottom, byte gray) => Of(
        picture,
        (width, height) => (width, height, (x, y) => x >= left * width && x < right * width && y >= top * height && y < bottom * height ? (-1, 0) : (x, y)),
        bar: gray);

    /// <param name="edit">Where each pixel of the new picture comes from; a negative X is painted in <paramref name="bar"/>.</param>
    private static byte[] Of(
        byte[] picture, Func<int, int, (int Width, int Height, Func<int, int, (int X, int Y)> From)> edit, float gain = 1, float offset = 0, byte bar = 0)
    {
        using var decoder = new ImageDecoder();
        Assert.Equal(ImageStatus.Ok, decoder.Decode(picture, 400, PixelLayout.Planar, out var image));
        var (sourceWidth, sourceHeight) = (image.OrientedWidth, image.OrientedHeight);
        var plane = sourceWidth * sourceHeight;
        var pixels = new float[3 * plane];
        Warp.ToTensor(image, new AffineMap(1, 0, 0, 0, 1, 0), new WarpSpec(sourceWidth, sourceHeight, ChannelOrder.Rgb, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero), pixels);
        var (width, height, from) = edit(sourceWidth, sourceHeight);
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = from(i % width, i / width);
            for (var channel = 0; channel < 3; channel++)
            {
                rgb[(3 * i) + channel] = x < 0 ? bar : (byte)Math.Clamp((gain * pixels[(channel * plane) + (y * sourceWidth) + x]) + offset, 0, 255);
            }
        }

        return PngFile.Of(rgb, width, height);
    }
}
