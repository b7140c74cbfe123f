using System.Numerics;
using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>Measures the aligned face, so that size and tilt of the face in the frame do not change the measure.</summary>
internal sealed class QualityAssessor(FrameSampler sampler)
{
    private const int Side = FaceAlignment.Side;

    private const int Block = 4;
    private const int AppearanceSide = Side / Block;

    /// <summary>Gray level from which nothing brighter can be told apart, compression allowed for.</summary>
    private const float White = 250;

    private static readonly Vector2 FaceCentre = new(56, 68), FaceRadii = new(36, 46);

    /// <summary>28 x 28 values.</summary>
    internal const int AppearanceLength = AppearanceSide * AppearanceSide;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Gray, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly float[] _gray = new float[Side * Side];
    private readonly CoverMeasure _cover = new();
    private readonly SurroundMeasure _surround = new();
    private readonly FlatBandMeasure _band = new();

    /// <param name="box">In pixels of <paramref name="frame"/>.</param>
    /// <param name="captureScale">Pixels of the picture as captured per pixel of the decoded frame.</param>
    /// <param name="dark">Brightness below which the surround is measured too, to say why.</param>
    internal QualityMeasures Measure(in DecodedImage frame, in FaceBox box, in FaceLandmarks landmarks, float captureScale, float dark)
    {
        sampler.Sample(frame, FaceAlignment.MapFor(landmarks), Format, _gray);
        var (brightness, contrast) = MeanAndDeviation();
        return new QualityMeasures(
            landmarks.InterEyeDistance * captureScale,
            LaplacianVariance(),
            brightness,
            contrast,
            _cover.Measure(frame, landmarks),
            brightness < dark ? _surround.Measure(frame, box) : float.NaN)
        {
            ClippedShare = ClippedShare(),
            FlatBand = _band.Measure(frame, box),
        };
    }

    /// <summary>
    /// The face last measured as <see cref="AppearanceLength"/> block means with mean 0 and length 1: the product of two
    /// says how alike two aligned faces look, whoever they are. A flat face gives zeros.
    /// </summary>
    internal void Describe(Span<float> appearance)
    {
        for (var y = 0; y < AppearanceSide; y++)
        {
            for (var x = 0; x < AppearanceSide; x++)
            {
                var sum = 0f;
                for (var line = 0; line < Block; line++)
                {
                    sum += TensorPrimitives.Sum(_gray.AsSpan((((y * Block) + line) * Side) + (x * Block), Block));
                }

                appearance[(y * AppearanceSide) + x] = sum;
            }
        }

        TensorPrimitives.Subtract(appearance, TensorPrimitives.Sum(appearance) / appearance.Length, appearance);
        TensorPrimitives.Divide(appearance, MathF.Max(1, TensorPrimitives.Norm<float>(appearance)), appearance);
    }

    internal void Clear()
    {
        _gray.AsSpan().Clear();
        _cover.Clear();
        _surround.Clear();
        _band.Clear();
    }

    private (float Mean, float Deviation) MeanAndDeviation()
    {
        double sum = 0, squares = 0;
        foreach (var value in _gray)
        {
            sum += value;
            squares += value * value;
        }

        var mean = sum / _gray.Length;
        return ((float)mean, (float)Math.Sqrt(Math.Max(0, (squares / _gray.Length) - (mean * mean))));
    }

    /// <summary>Within the ellipse of the aligned face: hair and what stands behind it may be white.</summary>
    private float ClippedShare()
    {
        var (inside, clipped) = (0, 0);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var offset = (new Vector2(x, y) - FaceCentre) / FaceRadii;
                if (offset.LengthSquared() <= 1)
                {
                    inside++;
                    clipped += _gray[(y * Side) + x] >= White ? 1 : 0;
                }
            }
        }

        return (float)clipped / inside;
    }

    private float LaplacianVariance()
    {
        double sum = 0, squares = 0;
        for (var y = 1; y < Side - 1; y++)
        {
            for (var x = 1; x < Side - 1; x++)
            {
                var i = (y * Side) + x;
                var value = _gray[i - 1] + _gray[i + 1] + _gray[i - Side] + _gray[i + Side] - (4 * _gray[i]);
                sum += value;
                squares += value * value;
            }
        }

        const double count = (Side - 2) * (Side - 2);
        var mean = sum / count;
        return (float)((squares / count) - (mean * mean));
    }
}
