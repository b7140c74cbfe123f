using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Landmarks;

/// <summary>fr_landmark: gray / 256, the detection box as 64 x 64; 68 points as fractions of the box.</summary>
internal sealed class LandmarkDetector(ModelSet models, FrameSampler sampler) : IDisposable
{
    private const int Side = 64;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Gray, BorderMode.Replicate, new Vector3(1 / 256f), Vector3.Zero);

    internal ModelBinding Model { get; } = models.Bind(ModelTask.Landmarks);

    internal void Detect(in DecodedImage frame, in FaceBox box, out FaceLandmarks landmarks)
    {
        var map = AffineMap.FromRectangle(box.X, box.Y, box.Width, box.Height, Side, Side);
        sampler.Sample(frame, map, Format, Model.Input);
        Model.Run();
        var points = Model.Output();
        landmarks = default;
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            landmarks[i] = new Vector2(box.X + (points[2 * i] * box.Width), box.Y + (points[(2 * i) + 1] * box.Height));
        }
    }

    public void Dispose() => Model.Dispose();
}
