using System.Numerics;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Tests.PresentationAttack;

/// <summary>A picture held before a camera as a flat print and turned about its upright axis, as a PNG.</summary>
internal static class TurnedPicture
{
    private const int Side = 640;
    private const byte Wall = 110;

    /// <param name="shift">pixels that the print is held to the right, of 640</param>
    internal static byte[] Of(byte[] picture, float degrees, int shift = 0)
    {
        using var decoder = new ImageDecoder();
        Assert.Equal(ImageStatus.Ok, decoder.Decode(picture, 400, PixelLayout.Planar, out var image));
        var (width, height) = (image.OrientedWidth, image.OrientedHeight);
        var pixels = new float[3 * width * height];
        Warp.ToTensor(image, new AffineMap(1, 0, 0, 0, 1, 0), new WarpSpec(width, height, ChannelOrder.Rgb, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero), pixels);

        var (sine, cosine) = MathF.SinCos(degrees * MathF.PI / 180);
        var (distance, scale) = (1.5f * Math.Max(width, height), 0.95f * Side / Math.Max(width, height));
        var rgb = new byte[3 * Side * Side];
        rgb.AsSpan().Fill(Wall);
        for (var i = 0; i < Side * Side; i++)
        {
            var (u, v) = (((i % Side) - (Side / 2) - shift) / scale, ((i / Side) - (Side / 2)) / scale);
            var across = u * distance / ((distance * cosine) - (u * sine));
            var down = v * (distance + (across * sine)) / distance;
            var (x, y) = ((int)MathF.Round(across + (width / 2f)), (int)MathF.Round(down + (height / 2f)));
            for (var channel = 0; channel < 3 && x >= 0 && y >= 0 && x < width && y < height; channel++)
            {
                rgb[(3 * i) + channel] = (byte)Math.Clamp(pixels[(channel * width * height) + (y * width) + x], 0, 255);
            }
        }

        return PngFile.Of(rgb, Side, Side);
    }
}
