using System.Numerics;
using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Pose;

/// <summary>Rotation of the head in degrees, 0 when it faces the camera.</summary>
public readonly record struct HeadPose(float YawDegrees, float PitchDegrees, float RollDegrees);

/// <summary>
/// fr_pose: RGB, ImageNet mean and deviation, 1.5 times the box, 224 x 224; three outputs of 66 bins of 3 degrees,
/// the angle is the expectation: sum(p_i i) * 3 - 99.
/// </summary>
internal sealed class HeadPoseEstimator(ModelSet models, FrameSampler sampler) : IDisposable
{
    private const int Side = 224;
    private const int Bins = 66;
    private const float CropPerBoxSide = 1.5f;
    private const float DegreesPerBin = 3;
    private const float FirstBinDegrees = -99;

    private static readonly Vector3 Mean = new(0.485f, 0.456f, 0.406f);
    private static readonly Vector3 Deviation = new(0.229f, 0.224f, 0.225f);

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Rgb, BorderMode.Replicate, Vector3.One / (255 * Deviation), -Mean / Deviation);

    internal ModelBinding Model { get; } = models.Bind(ModelTask.Pose);

    /// <param name="leanDegrees">Of the line of the eyes; a head that leans far is looked at in a crop that leans with it.</param>
    internal HeadPose Estimate(in DecodedImage frame, in FaceBox box, float leanDegrees)
    {
        var lean = MathF.Abs(leanDegrees) > LandmarkDetector.UprightDegrees ? leanDegrees : 0;
        var crop = new LeaningBox(new Vector2(box.CentreX, box.CentreY), box.Width * CropPerBoxSide, box.Height * CropPerBoxSide, lean * MathF.PI / 180);
        sampler.Sample(frame, crop.MapTo(Side), Format, Model.Input);
        Model.Run();
        return new HeadPose(Expectation(Model.Output(0)), Expectation(Model.Output(1)), Expectation(Model.Output(2)) + lean);
    }

    public void Dispose() => Model.Dispose();

    private static float Expectation(ReadOnlySpan<float> logits)
    {
        Span<float> probabilities = stackalloc float[Bins];
        TensorPrimitives.SoftMax(logits, probabilities);
        var expected = 0f;
        for (var bin = 0; bin < Bins; bin++)
        {
            expected += probabilities[bin] * bin;
        }

        return (expected * DegreesPerBin) + FirstBinDegrees;
    }
}
