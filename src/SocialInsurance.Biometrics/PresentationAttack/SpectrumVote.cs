using System.Numerics;
using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>
/// Spectrum of the face at the resolution of the decoded frame, 128 x 128 pixels, one to one: no resampling, which would
/// add or remove beats of its own. A screen's grid shows as an isolated peak; a second capture as missing fine detail.
/// Frequencies of the 8 x 8 blocks of JPEG are left out. Not thread-safe; allocates nothing per frame.
/// </summary>
internal sealed class SpectrumVote
{
    internal const int Side = 128;

    /// <summary>A face with fewer pixels a side fills too little of the patch to vote.</summary>
    private const float LeastBoxSide = 96;

    private const int JpegStep = Side / 8;
    private const int FirstRing = 10;
    private const int LastRing = 60;
    private const int CoarseRing = 18;
    private const int FineRing = 40;

    private static readonly float[] Hann = [.. Enumerable.Range(0, Side).Select(i => 0.5f - (0.5f * MathF.Cos(2 * MathF.PI * i / Side)))];

    private readonly float[] _real = new float[Side * Side];
    private readonly float[] _imaginary = new float[Side * Side];
    private readonly float[] _scratch = new float[Side * Side];
    private readonly double[] _ringSum = new double[LastRing + 1];
    private readonly int[] _ringCount = new int[LastRing + 1];

    internal void Measure(in DecodedImage frame, in FaceBox box, ref PadVotes votes)
    {
        if (MathF.Min(box.Width, box.Height) < LeastBoxSide || Math.Min(frame.OrientedWidth, frame.OrientedHeight) < Side)
        {
            return;
        }

        var left = Math.Clamp(MathF.Round(box.CentreX) - (Side / 2), 0, frame.OrientedWidth - Side);
        var top = Math.Clamp(MathF.Round(box.CentreY) - (Side / 2), 0, frame.OrientedHeight - Side);
        var exact = new WarpSpec(Side, Side, ChannelOrder.Gray, BorderMode.Replicate, 0, Vector3.One, Vector3.Zero);
        Warp.ToTensor(frame, new AffineMap(1, 0, left, 0, 1, top), exact, _real);
        var (peak, fall) = Measure();
        votes.Set(PadVote.MoirePeak, peak);
        votes.Set(PadVote.SpectrumFall, fall);
    }

    /// <summary>Measures a patch of <see cref="Side"/> x <see cref="Side"/> gray values, 0..255; for tests.</summary>
    internal (float Peak, float Fall) Measure(ReadOnlySpan<float> patch)
    {
        patch.CopyTo(_real);
        return Measure();
    }

    internal void Clear()
    {
        _real.AsSpan().Clear();
        _imaginary.AsSpan().Clear();
        _scratch.AsSpan().Clear();
    }

    private (float Peak, float Fall) Measure()
    {
        ApplyWindow();
        ColumnTransform.Run(_real, _imaginary);
        Transpose(_real);
        Transpose(_imaginary);
        ColumnTransform.Run(_real, _imaginary);
        ToLogPower();
        return Rings();
    }

    private void ApplyWindow()
    {
        var mean = TensorPrimitives.Sum<float>(_real) / _real.Length;
        TensorPrimitives.Subtract(_real, mean, _real);
        for (var y = 0; y < Side; y++)
        {
            var row = _real.AsSpan(y * Side, Side);
            TensorPrimitives.Multiply(row, Hann, row);
            TensorPrimitives.Multiply(row, Hann[y], row);
        }

        _imaginary.AsSpan().Clear();
    }

    private void Transpose(float[] square)
    {
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                _scratch[(x * Side) + y] = square[(y * Side) + x];
            }
        }

        _scratch.CopyTo(square, 0);
    }

    private void ToLogPower()
    {
        TensorPrimitives.Multiply(_real, _real, _real);
        TensorPrimitives.MultiplyAdd(_imaginary, _imaginary, _real, _real);
        TensorPrimitives.Add(_real, 1, _real);
        TensorPrimitives.Log(_real, _real);
    }

    /// <summary>Peak over the mean of its ring; coarse over fine rings. Half of the plane: the other half mirrors it.</summary>
    private (float Peak, float Fall) Rings()
    {
        Array.Clear(_ringSum);
        Array.Clear(_ringCount);
        for (var y = 0; y <= Side / 2; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                if (RingOf(x, y) is var ring and >= 0)
                {
                    _ringSum[ring] += _real[(y * Side) + x];
                    _ringCount[ring]++;
                }
            }
        }

        var peak = 0f;
        for (var y = 0; y <= Side / 2; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                if (RingOf(x, y) is var ring and >= 0)
                {
                    peak = MathF.Max(peak, _real[(y * Side) + x] - (float)(_ringSum[ring] / _ringCount[ring]));
                }
            }
        }

        return (peak, (float)(Mean(FirstRing, CoarseRing) - Mean(FineRing, LastRing)));
    }

    private double Mean(int first, int last)
    {
        double sum = 0;
        var count = 0;
        for (var ring = first; ring <= last; ring++)
        {
            sum += _ringSum[ring];
            count += _ringCount[ring];
        }

        return sum / count;
    }

    /// <summary>-1 for what is not looked at: too coarse, beyond the circle, or the block grid of JPEG.</summary>
    private static int RingOf(int x, int y)
    {
        var across = x > Side / 2 ? x - Side : x;
        var ring = (int)MathF.Sqrt((across * across) + (y * y));
        return ring is < FirstRing or > LastRing || IsBlockGrid(across, y) ? -1 : ring;
    }

    private static bool IsBlockGrid(int x, int y) => (NearMultiple(x) && y <= 1) || (NearMultiple(y) && Math.Abs(x) <= 1);

    private static bool NearMultiple(int frequency)
    {
        var rest = Math.Abs(frequency) % JpegStep;
        return rest is <= 1 or >= JpegStep - 1;
    }

    /// <summary>Fourier transform of every column at once: each butterfly works on two whole rows.</summary>
    private static class ColumnTransform
    {
        private static readonly float[] Cosine = [.. Enumerable.Range(0, Side / 2).Select(i => MathF.Cos(2 * MathF.PI * i / Side))];
        private static readonly float[] Sine = [.. Enumerable.Range(0, Side / 2).Select(i => -MathF.Sin(2 * MathF.PI * i / Side))];
        private static readonly int[] Reversed = [.. Enumerable.Range(0, Side).Select(Reverse)];

        internal static void Run(float[] real, float[] imaginary)
        {
            Span<float> swap = stackalloc float[Side];
            for (var row = 0; row < Side; row++)
            {
                if (Reversed[row] > row)
                {
                    Swap(real, row, Reversed[row], swap);
                    Swap(imaginary, row, Reversed[row], swap);
                }
            }

            for (var length = 2; length <= Side; length *= 2)
            {
                for (var start = 0; start < Side; start += length)
                {
                    for (var i = 0; i < length / 2; i++)
                    {
                        Butterfly(real, imaginary, start + i, start + i + (length / 2), i * (Side / length));
                    }
                }
            }
        }

        private static void Butterfly(float[] real, float[] imaginary, int upper, int lower, int turn)
        {
            var (cosine, sine) = (new Vector<float>(Cosine[turn]), new Vector<float>(Sine[turn]));
            for (var x = 0; x < Side; x += Vector<float>.Count)
            {
                var (a, b) = ((upper * Side) + x, (lower * Side) + x);
                var (lowerReal, lowerImaginary) = (new Vector<float>(real, b), new Vector<float>(imaginary, b));
                var turnedReal = (lowerReal * cosine) - (lowerImaginary * sine);
                var turnedImaginary = (lowerReal * sine) + (lowerImaginary * cosine);
                var (upperReal, upperImaginary) = (new Vector<float>(real, a), new Vector<float>(imaginary, a));
                (upperReal + turnedReal).CopyTo(real, a);
                (upperImaginary + turnedImaginary).CopyTo(imaginary, a);
                (upperReal - turnedReal).CopyTo(real, b);
                (upperImaginary - turnedImaginary).CopyTo(imaginary, b);
            }
        }

        private static void Swap(float[] square, int a, int b, Span<float> scratch)
        {
            var first = square.AsSpan(a * Side, Side);
            var second = square.AsSpan(b * Side, Side);
            first.CopyTo(scratch);
            second.CopyTo(first);
            scratch.CopyTo(second);
        }

        private static int Reverse(int value)
        {
            var reversed = 0;
            for (var bit = 1; bit < Side; bit *= 2)
            {
                reversed = (reversed << 1) | (value & 1);
                value >>= 1;
            }

            return reversed;
        }
    }
}
