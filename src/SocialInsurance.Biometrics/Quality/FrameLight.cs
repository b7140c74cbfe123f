using System.Numerics;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>Why no face can be found in a picture that shows hardly anything. Measured only where none was found. Not thread-safe.</summary>
internal sealed class FrameLight
{
    private const int Side = 32;

    /// <summary>Gray levels, 0..255, of a picture in which nobody would see a face.</summary>
    private const float Dark = 25, Bright = 235, Flat = 12;

    private static readonly PixelFormat Format = new(Side, Side, ChannelOrder.Gray, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly float[] _gray = new float[Side * Side];

    /// <returns>What is wrong with the light, or that there is no face.</returns>
    internal FrameOutcome WhyNoFace(in DecodedImage frame)
    {
        Warp.ToTensor(frame, AffineMap.FromRectangle(0, 0, frame.OrientedWidth, frame.OrientedHeight, Side, Side), Format.ToWarp(), _gray);
        double sum = 0, squares = 0;
        foreach (var value in _gray)
        {
            sum += value;
            squares += value * value;
        }

        var mean = sum / _gray.Length;
        var deviation = Math.Sqrt(Math.Max(0, (squares / _gray.Length) - (mean * mean)));
        return mean < Dark ? FrameOutcome.TooDark
            : mean > Bright ? FrameOutcome.TooBright
            : deviation < Flat ? FrameOutcome.LowContrast
            : FrameOutcome.NoFace;
    }

    internal void Clear() => _gray.AsSpan().Clear();
}
