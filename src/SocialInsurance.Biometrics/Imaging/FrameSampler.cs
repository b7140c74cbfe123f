using System.Numerics;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Imaging;

/// <summary>How a model wants its pixels: <c>value * Scale + Offset</c> per channel, 0..255 in, float32 NCHW out.</summary>
internal readonly record struct PixelFormat(int Width, int Height, ChannelOrder Order, BorderMode Border, Vector3 Scale, Vector3 Offset)
{
    internal int Channels => Order == ChannelOrder.Gray ? 1 : 3;

    internal int Length => Channels * Width * Height;

    internal WarpSpec ToWarp(int factor) => new(Width * factor, Height * factor, Order, Border, 0f, Scale, Offset);
}

/// <summary>
/// Samples a rectangle or a similarity-aligned patch of a frame into a model's input. Where the patch is reduced
/// by more than two, it is sampled finer and averaged, so that a large face is not aliased into a small input.
/// Not thread-safe: owns a scratch buffer.
/// </summary>
internal sealed class FrameSampler
{
    /// <summary>4 x 4 samples a pixel; the decoder has already reduced the frame by powers of two before.</summary>
    private const int MaximumFactor = 4;

    private float[] _scratch = [];

    internal void Sample(in DecodedImage frame, in AffineMap map, in PixelFormat format, Span<float> tensor)
    {
        var factor = FactorFor(map);
        if (factor == 1)
        {
            Warp.ToTensor(frame, map, format.ToWarp(1), tensor);
            return;
        }

        var length = format.Length * factor * factor;
        if (_scratch.Length < length)
        {
            _scratch = new float[length];
        }

        var fine = _scratch.AsSpan(0, length);
        Warp.ToTensor(frame, Refine(map, factor), format.ToWarp(factor), fine);
        Average(fine, tensor, format, factor);
    }

    internal void Clear() => _scratch.AsSpan().Clear();

    /// <summary>Source pixels per destination pixel decide: below 2 bilinear is exact enough.</summary>
    private static int FactorFor(in AffineMap map)
    {
        var area = MathF.Abs((map.M11 * map.M22) - (map.M12 * map.M21));
        return Math.Clamp((int)MathF.Floor(MathF.Sqrt(area)), 1, MaximumFactor);
    }

    /// <summary>The same patch sampled <paramref name="factor"/> times finer: fine centre f stands at (f + 0.5) / factor - 0.5.</summary>
    private static AffineMap Refine(in AffineMap map, int factor)
    {
        var step = 1f / factor;
        var shift = (0.5f * step) - 0.5f;
        return new AffineMap(
            map.M11 * step,
            map.M12 * step,
            map.M13 + ((map.M11 + map.M12) * shift),
            map.M21 * step,
            map.M22 * step,
            map.M23 + ((map.M21 + map.M22) * shift));
    }

    private static void Average(ReadOnlySpan<float> fine, Span<float> tensor, in PixelFormat format, int factor)
    {
        var width = format.Width * factor;
        var rows = format.Channels * format.Height;
        var weight = 1f / (factor * factor);
        for (var row = 0; row < rows; row++)
        {
            var source = fine.Slice(row * factor * width, factor * width);
            var target = tensor.Slice(row * format.Width, format.Width);
            for (var x = 0; x < target.Length; x++)
            {
                var sum = 0f;
                for (var line = 0; line < factor; line++)
                {
                    foreach (var value in source.Slice((line * width) + (x * factor), factor))
                    {
                        sum += value;
                    }
                }

                target[x] = sum * weight;
            }
        }
    }
}
