using System.Numerics;
using System.Numerics.Tensors;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Imaging;

/// <summary>How a model wants its pixels: <c>value * Scale + Offset</c> per channel, 0..255 in, float32 NCHW out.</summary>
internal readonly record struct PixelFormat(int Width, int Height, ChannelOrder Order, BorderMode Border, Vector3 Scale, Vector3 Offset)
{
    internal int Channels => Order == ChannelOrder.Gray ? 1 : 3;

    internal int Length => Channels * Width * Height;

    internal WarpSpec ToWarp() => Divided(1);

    /// <summary>So that the sum of so many samples is their mean.</summary>
    internal WarpSpec Divided(int samples) => new(Width, Height, Order, Border, 0f, Scale / samples, Offset / samples);
}

/// <summary>
/// Samples a rectangle or a similarity-aligned patch of a frame into a model's input. Where the patch is reduced
/// by more than two, every pixel is the mean of several samples, so that a large face is not aliased into a small input.
/// Not thread-safe: owns a scratch buffer.
/// </summary>
internal sealed class FrameSampler
{
    /// <summary>
    /// Of 4 x 4 places in a pixel the black ones of a chessboard, 8 samples; the decoder has already reduced the frame by
    /// powers of two before. All 16 cost twice as much; between the two the PAD means of the evaluation clips differ by 0.008 at most, verdicts do not.
    /// </summary>
    private const int MaximumFactor = 4;

    private float[] _scratch = [];

    internal void Sample(in DecodedImage frame, in AffineMap map, in PixelFormat format, Span<float> tensor)
    {
        var factor = FactorFor(map);
        var step = factor == MaximumFactor ? 2 : 1;
        var part = format.Divided(factor * factor / step);
        Warp.ToTensor(frame, Shift(map, factor, 0, 0), part, tensor);
        if (factor == 1)
        {
            return;
        }

        if (_scratch.Length < format.Length)
        {
            _scratch = new float[format.Length];
        }

        var samples = _scratch.AsSpan(0, format.Length);
        for (var sample = step; sample < factor * factor; sample += step)
        {
            // with a step of two every second place of a row, the others in the next: a chessboard
            var (row, column) = (sample / factor, sample % factor);
            Warp.ToTensor(frame, Shift(map, factor, column ^ (row & (step - 1)), row), part, samples);
            TensorPrimitives.Add(tensor, samples, tensor);
        }
    }

    internal void Clear() => _scratch.AsSpan().Clear();

    /// <summary>Source pixels per destination pixel decide: below 2 bilinear is exact enough.</summary>
    private static int FactorFor(in AffineMap map)
    {
        var area = MathF.Abs((map.M11 * map.M22) - (map.M12 * map.M21));
        return Math.Clamp((int)MathF.Floor(MathF.Sqrt(area)), 1, MaximumFactor);
    }

    /// <summary>The same patch, each destination pixel sampled at one of its <paramref name="factor"/> x factor places.</summary>
    private static AffineMap Shift(in AffineMap map, int factor, int column, int row)
    {
        var x = ((column + 0.5f) / factor) - 0.5f;
        var y = ((row + 0.5f) / factor) - 0.5f;
        return map with { M13 = map.M13 + (map.M11 * x) + (map.M12 * y), M23 = map.M23 + (map.M21 * x) + (map.M22 * y) };
    }
}
