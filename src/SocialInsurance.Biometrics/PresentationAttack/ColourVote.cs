using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>
/// Highlights, spread and cast of the colours of a face, over the middle ellipse of its box. Chroma as in JFIF.
/// Not thread-safe; allocates nothing per frame.
/// </summary>
internal sealed class ColourVote(FrameSampler sampler)
{
    internal const int Side = 48;

    private const float BlownOut = 240;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Rgb, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly float[] _rgb = new float[3 * Side * Side];

    internal void Measure(in DecodedImage frame, in FaceBox box, ref PadVotes votes)
    {
        sampler.Sample(frame, AffineMap.FromRectangle(box.X, box.Y, box.Width, box.Height, Side, Side), Format, _rgb);
        Measure(ref votes);
    }

    /// <summary>Measures planes of red, green and blue, 0..255; for tests.</summary>
    internal void Measure(ReadOnlySpan<float> rgb, ref PadVotes votes)
    {
        rgb.CopyTo(_rgb);
        Measure(ref votes);
    }

    internal void Clear() => _rgb.AsSpan().Clear();

    private void Measure(ref PadVotes votes)
    {
        const int plane = Side * Side;
        double blue = 0, red = 0, blueSquares = 0, redSquares = 0;
        int pixels = 0, blown = 0;
        for (var i = 0; i < plane; i++)
        {
            if (!IsInside(i % Side, i / Side))
            {
                continue;
            }

            var (r, g, b) = (_rgb[i], _rgb[i + plane], _rgb[i + (2 * plane)]);
            var luma = (0.299f * r) + (0.587f * g) + (0.114f * b);
            var (cb, cr) = ((b - luma) * 0.564f, (r - luma) * 0.713f);
            blue += cb;
            red += cr;
            blueSquares += cb * cb;
            redSquares += cr * cr;
            pixels++;
            blown += MathF.Min(r, MathF.Min(g, b)) >= BlownOut ? 1 : 0;
        }

        (blue, red) = (blue / pixels, red / pixels);
        var variance = (blueSquares / pixels) - (blue * blue) + (redSquares / pixels) - (red * red);
        votes.Set(PadVote.Highlights, (float)blown / pixels);
        votes.Set(PadVote.ChromaSpread, (float)Math.Sqrt(Math.Max(0, variance)));
        votes.Set(PadVote.ColourCast, (float)(red - blue));
    }

    private static bool IsInside(int x, int y)
    {
        const float half = Side / 2f;
        var (dx, dy) = ((x + 0.5f - half) / half, (y + 0.5f - half) / half);
        return (dx * dx) + (dy * dy) <= 0.8f;
    }
}
