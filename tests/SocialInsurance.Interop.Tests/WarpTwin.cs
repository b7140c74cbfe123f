namespace SocialInsurance.Interop.Tests;

/// <summary>
/// The warp once more, in double precision and without any speed: the oracle of every native kernel. Written from the
/// description at the top of native/src/warp_kernel.inl, by taps instead of clamped coordinates where that is possible.
/// </summary>
internal static class WarpTwin
{
    internal static float[] ToTensor(in DecodedImage image, in AffineMap map, in WarpSpec spec)
    {
        var pixels = image.Owner!.Pixels.AsSpan();
        var output = new float[spec.Channels * spec.Width * spec.Height];
        Span<double> level = stackalloc double[3];
        for (var y = 0; y < spec.Height; y++)
        {
            for (var x = 0; x < spec.Width; x++)
            {
                var ox = ((double)map.M11 * x) + ((double)map.M12 * y) + map.M13;
                var oy = ((double)map.M21 * x) + ((double)map.M22 * y) + map.M23;
                var (sx, sy) = Stored(image, ox, oy);
                Pixel(pixels, image, spec, sx, sy, level);
                Store(output, spec, x, y, level);
            }
        }

        return output;
    }

    /// <summary>EXIF 2.32: where the oriented pixel lies in the stored picture.</summary>
    internal static (double X, double Y) Stored(in DecodedImage image, double x, double y)
    {
        double right = image.Width - 1, bottom = image.Height - 1;
        return image.Orientation switch
        {
            1 => (x, y),
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (y, bottom - x),
            7 => (right - y, bottom - x),
            8 => (right - y, x),
            _ => throw new InvalidOperationException($"orientation: expected 1..8, found {image.Orientation}"),
        };
    }

    private static void Store(float[] output, in WarpSpec spec, int x, int y, Span<double> level)
    {
        var plane = spec.Width * spec.Height;
        for (var c = 0; c < spec.Channels; c++)
        {
            var source = spec.Order == ChannelOrder.Bgr ? 2 - c : c;
            output[(c * plane) + (y * spec.Width) + x] = (float)((level[source] * spec.Scale[c]) + spec.Offset[c]);
        }
    }

    private static void Pixel(ReadOnlySpan<byte> pixels, in DecodedImage image, in WarpSpec spec, double sx, double sy, Span<double> level)
    {
        if (spec.Border == BorderMode.Reflect101)
        {
            (sx, sy) = (Reflect(sx, image.Width - 1), Reflect(sy, image.Height - 1));
        }

        var share = spec.Border == BorderMode.Constant ? Share(sx, image.Width) * Share(sy, image.Height) : 1;
        sx = double.IsNaN(sx) ? 0 : Math.Clamp(sx, 0, image.Width - 1);
        sy = double.IsNaN(sy) ? 0 : Math.Clamp(sy, 0, image.Height - 1);
        Colour(pixels, image, spec.Order, sx, sy, level);
        for (var c = 0; c < 3; c++)
        {
            level[c] = (share * level[c]) + ((1 - share) * spec.BorderValue);
        }
    }

    private static void Colour(ReadOnlySpan<byte> pixels, in DecodedImage image, ChannelOrder order, double sx, double sy, Span<double> level)
    {
        var n = image.Native;
        switch (n.Kind)
        {
            case 1: // RGB
                for (var c = 0; c < 3; c++)
                {
                    level[c] = Sample(pixels[(int)n.Plane[0]..], n.Stride, 3, c, n.Width, n.Height, sx, sy);
                }

                if (order == ChannelOrder.Gray)
                {
                    level[0] = (0.299 * level[0]) + (0.587 * level[1]) + (0.114 * level[2]);
                }

                return;
            case 2: // gray
                level.Fill(Sample(pixels[(int)n.Plane[0]..], n.Stride, 1, 0, n.Width, n.Height, sx, sy));
                return;
            default:
                var luma = Sample(pixels[(int)n.Plane[0]..], n.Stride, 1, 0, n.Width, n.Height, sx, sy);
                var cx = ((sx + 0.5) * n.ChromaRatioX) - 0.5;
                var cy = ((sy + 0.5) * n.ChromaRatioY) - 0.5;
                var cb = Sample(pixels[(int)n.Plane[1]..], n.ChromaStride, 1, 0, n.ChromaWidth, n.ChromaHeight, cx, cy) - 128;
                var cr = Sample(pixels[(int)n.Plane[2]..], n.ChromaStride, 1, 0, n.ChromaWidth, n.ChromaHeight, cx, cy) - 128;
                if (order == ChannelOrder.Gray)
                {
                    level.Fill(luma);
                    return;
                }

                level[0] = Math.Clamp(luma + (1.402 * cr), 0, 255);
                level[1] = Math.Clamp(luma - (0.344136 * cb) - (0.714136 * cr), 0, 255);
                level[2] = Math.Clamp(luma + (1.772 * cb), 0, 255);
                return;
        }
    }

    private static double Sample(ReadOnlySpan<byte> plane, int stride, int step, int channel, int width, int height, double x, double y)
    {
        var (x0, y0) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var sum = 0.0;
        for (var dy = 0; dy < 2; dy++)
        {
            for (var dx = 0; dx < 2; dx++)
            {
                var weight = (dx == 0 ? 1 - (x - x0) : x - x0) * (dy == 0 ? 1 - (y - y0) : y - y0);
                var (tx, ty) = (Math.Clamp(x0 + dx, 0, width - 1), Math.Clamp(y0 + dy, 0, height - 1));
                sum += weight * plane[(ty * stride) + (tx * step) + channel];
            }
        }

        return sum;
    }

    /// <summary>dcb|abcd|cba, found by walking back and forth.</summary>
    private static double Reflect(double s, double last)
    {
        if (last <= 0 || !double.IsFinite(s))
        {
            return 0;
        }

        var period = 2 * last;
        var folded = s - (period * Math.Floor(s / period));
        return folded > last ? period - folded : folded;
    }

    /// <summary>Sum of the bilinear weights of one axis whose taps lie inside.</summary>
    private static double Share(double s, int size)
    {
        if (!double.IsFinite(s))
        {
            return 0;
        }

        var first = Math.Floor(s);
        return (first >= 0 && first < size ? 1 - (s - first) : 0) + (first + 1 >= 0 && first + 1 < size ? s - first : 0);
    }
}
