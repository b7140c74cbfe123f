using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>
/// A bar of one colour over a face: the edge of a letterboxed picture, a caption's bar, a strip drawn over eyes or mouth. Skin, hair and what stands behind a face
/// are never of one gray over most of its width or height; a hand, a scarf or a phone is not seen by this. Not thread-safe.
/// </summary>
internal sealed class FlatBandMeasure
{
    private const int Side = 48;

    /// <summary>What lies beside the face within its box does not count.</summary>
    private const int Rim = Side / 6;

    /// <summary>Gray levels between the darkest and the brightest point of a line that is of one colour: what compression leaves of a drawn bar.</summary>
    private const float LineRange = 6;

    private static readonly PixelFormat Format = new(Side, Side, ChannelOrder.Gray, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    /// <summary>The patch is this many box heights high, as far as the picture goes: the box of a face whose lower part is hidden ends where the bar begins.</summary>
    private const float Below = 1.2f;

    private readonly float[] _gray = new float[Side * Side];

    /// <param name="box">In pixels of <paramref name="frame"/>.</param>
    /// <returns>Longest run of adjacent rows or columns of one colour, as a share of the patch, 0..1.</returns>
    internal float Measure(in DecodedImage frame, in FaceBox box)
    {
        var top = MathF.Max(0, box.Y);
        var height = MathF.Min(box.Y + (Below * box.Height), frame.OrientedHeight) - top;
        if (height < 1)
        {
            return 0;
        }

        Warp.ToTensor(frame, AffineMap.FromRectangle(box.X, top, box.Width, height, Side, Side), Format.ToWarp(), _gray);
        return MathF.Max(LongestRun(along: 1, across: Side), LongestRun(along: Side, across: 1));
    }

    internal void Clear() => _gray.AsSpan().Clear();

    /// <param name="along">Distance in the patch of neighbours of one line.</param>
    /// <param name="across">Distance of neighbouring lines.</param>
    private float LongestRun(int along, int across)
    {
        var (run, longest, level) = (0, 0, 0f);
        for (var line = 0; line < Side; line++)
        {
            var (least, most) = Range(line * across, along);
            var isFlat = most - least <= LineRange;
            run = !isFlat ? 0 : run > 0 && MathF.Abs(((least + most) / 2) - level) <= LineRange ? run + 1 : 1;
            level = (least + most) / 2;
            longest = Math.Max(longest, run);
        }

        return (float)longest / Side;
    }

    private (float Least, float Most) Range(int first, int along)
    {
        var (least, most) = (float.MaxValue, float.MinValue);
        for (var i = Rim; i < Side - Rim; i++)
        {
            var value = _gray[first + (i * along)];
            (least, most) = (MathF.Min(least, value), MathF.Max(most, value));
        }

        return (least, most);
    }
}
