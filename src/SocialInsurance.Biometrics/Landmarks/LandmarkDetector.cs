using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Landmarks;

/// <summary>
/// fr_landmark: gray / 256, the detection box as 64 x 64; 68 points as fractions of the box. A head that leans further than
/// the model has seen is looked at again in a crop that leans with it.
/// </summary>
internal sealed class LandmarkDetector(ModelSet models, FrameSampler sampler) : IDisposable
{
    /// <summary>Up to here the points do not gain from an upright crop.</summary>
    internal const float UprightDegrees = 20;

    private const int Side = 64;
    private const int LeaningPasses = 2;

    // relation of the detector's box to the extent of upright points, mean of 8 clips; not measured again
    private const float BoxPerExtentHeight = 1.25f;
    private const float BoxShiftPerExtentHeight = -0.13f;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Gray, BorderMode.Replicate, new Vector3(1 / 256f), Vector3.Zero);

    internal ModelBinding Model { get; } = models.Bind(ModelTask.Landmarks);

    /// <param name="leanDegrees">How far the head leaned a frame before; 0 when nothing is known.</param>
    internal void Detect(in DecodedImage frame, in FaceBox box, float leanDegrees, out FaceLandmarks landmarks)
    {
        Detect(frame, MathF.Abs(leanDegrees) > UprightDegrees ? Square(box, leanDegrees) : new LeaningBox(box), out landmarks);
        for (var pass = 0; pass < LeaningPasses && MathF.Abs(landmarks.LeanDegrees) > UprightDegrees; pass++)
        {
            Detect(frame, Around(landmarks), out landmarks);
        }
    }

    public void Dispose() => Model.Dispose();

    private void Detect(in DecodedImage frame, in LeaningBox box, out FaceLandmarks landmarks)
    {
        sampler.Sample(frame, box.MapTo(Side), Format, Model.Input);
        Model.Run();
        var points = Model.Output();
        landmarks = default;
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            landmarks[i] = box.PointAt(points[2 * i], points[(2 * i) + 1]);
        }
    }

    /// <summary>The detector's box of a leaning head is at times too narrow, hardly ever too low.</summary>
    private static LeaningBox Square(in FaceBox box, float leanDegrees)
    {
        var side = MathF.Max(box.Width, box.Height);
        return new LeaningBox(new Vector2(box.CentreX, box.CentreY), side, side, leanDegrees * MathF.PI / 180);
    }

    /// <summary>The box that the detector would have put round these points, were they upright.</summary>
    private static LeaningBox Around(in FaceLandmarks points)
    {
        var radians = points.LeanDegrees * MathF.PI / 180;
        var upright = Matrix3x2.CreateRotation(-radians);
        var (least, most) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            var point = Vector2.Transform(points[i], upright);
            (least, most) = (Vector2.Min(least, point), Vector2.Max(most, point));
        }

        var extent = most - least;
        var centre = ((least + most) / 2) + new Vector2(0, BoxShiftPerExtentHeight * extent.Y);
        return new LeaningBox(Vector2.Transform(centre, Matrix3x2.CreateRotation(radians)), extent.X, BoxPerExtentHeight * extent.Y, radians);
    }
}
