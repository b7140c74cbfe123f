using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>
/// Long straight lines around the face: the edges of a screen, a frame or a sheet of paper held into the view. Looks at
/// three box sides around the face; a line may lean by up to six of 96 pixels. One line is a door or a shelf, so the
/// second longest of the four sides counts. Not thread-safe; allocates nothing per frame.
/// </summary>
internal sealed class BorderVote(FrameSampler sampler)
{
    internal const int Side = 96;

    private const float ViewPerBoxSide = 3;
    private const float LeastStep = 14;
    private const int Margin = 6;
    private const int FaceStart = 28;
    private const int FaceEnd = 68;
    private const int Lean = 6;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Gray, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly float[] _gray = new float[Side * Side];

    /// <returns>Length of the second longest line as a share of the view, 0..1.</returns>
    internal float Measure(in DecodedImage frame, in FaceBox box)
    {
        var side = MathF.Max(box.Width, box.Height) * ViewPerBoxSide;
        sampler.Sample(frame, AffineMap.FromRectangle(box.CentreX - (side / 2), box.CentreY - (side / 2), side, side, Side, Side), Format, _gray);
        return Measure();
    }

    /// <summary>Measures a view of <see cref="Side"/> x <see cref="Side"/> gray values, 0..255; for tests.</summary>
    internal float Measure(ReadOnlySpan<float> view)
    {
        view.CopyTo(_gray);
        return Measure();
    }

    internal void Clear() => _gray.AsSpan().Clear();

    private float Measure()
    {
        Span<float> sides =
        [
            Longest(Margin, FaceStart, across: 1, along: Side),
            Longest(FaceEnd, Side - Margin, across: 1, along: Side),
            Longest(Margin, FaceStart, across: Side, along: 1),
            Longest(FaceEnd, Side - Margin, across: Side, along: 1),
        ];
        sides.Sort();
        return sides[^2];
    }

    /// <summary>Longest line between two places on the axis across it, as a share of the view.</summary>
    private float Longest(int first, int last, int across, int along)
    {
        var longest = 0;
        for (var place = first; place < last; place++)
        {
            for (var lean = -Lean; lean <= Lean; lean++)
            {
                longest = Math.Max(longest, LengthOf(place, lean, across, along));
            }
        }

        return longest / (float)(Side - (2 * Margin));
    }

    /// <summary>Pixels along a line at which the level steps in one direction.</summary>
    private int LengthOf(int place, int lean, int across, int along)
    {
        int up = 0, down = 0;
        for (var i = Margin; i < Side - Margin; i++)
        {
            var at = Math.Clamp(place + (((lean * (i - (Side / 2))) + (Side / 2)) / Side), 1, Side - 2);
            var centre = (at * across) + (i * along);
            var step = _gray[centre + across] - _gray[centre - across];
            up += step >= LeastStep ? 1 : 0;
            down += step <= -LeastStep ? 1 : 0;
        }

        return Math.Max(up, down);
    }
}
