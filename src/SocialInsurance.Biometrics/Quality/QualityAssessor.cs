using System.Numerics;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>Measures the aligned face, so that size and tilt of the face in the frame do not change the measure.</summary>
internal sealed class QualityAssessor(FrameSampler sampler)
{
    private const int Side = FaceAlignment.Side;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Gray, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly float[] _gray = new float[Side * Side];

    /// <param name="captureScale">Pixels of the picture as captured per pixel of the decoded frame.</param>
    internal QualityMeasures Measure(in DecodedImage frame, in FaceLandmarks landmarks, float captureScale)
    {
        sampler.Sample(frame, FaceAlignment.MapFor(landmarks), Format, _gray);
        var (brightness, contrast) = MeanAndDeviation();
        return new QualityMeasures(landmarks.InterEyeDistance * captureScale, LaplacianVariance(), brightness, contrast);
    }

    internal void Clear() => _gray.AsSpan().Clear();

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
