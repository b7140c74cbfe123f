using System.Numerics;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Landmarks;

/// <summary>Probability that an eye is open, 0..1; a hint only: a blink is a drop against the person's own median.</summary>
public readonly record struct EyeStates(float LeftOpen, float RightOpen);

/// <summary>fr_eye: gray / 255, 24 x 24 around the eye, 1.6 eye widths; index 0 closed, index 1 open.</summary>
internal sealed class EyeStateClassifier(ModelSet models, FrameSampler sampler) : IDisposable
{
    private const int Side = 24;
    private const float CropPerEyeWidth = 1.6f;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Gray, BorderMode.Replicate, new Vector3(1 / 255f), Vector3.Zero);

    internal ModelBinding Model { get; } = models.Bind(ModelTask.Eyes);

    internal EyeStates Classify(in DecodedImage frame, in FaceLandmarks landmarks) => new(
        OpenProbability(frame, landmarks.LeftEye, landmarks.LeftEyeWidth),
        OpenProbability(frame, landmarks.RightEye, landmarks.RightEyeWidth));

    public void Dispose() => Model.Dispose();

    private float OpenProbability(in DecodedImage frame, Vector2 centre, float eyeWidth)
    {
        var side = MathF.Max(1, eyeWidth * CropPerEyeWidth);
        var map = AffineMap.FromRectangle(centre.X - (side / 2), centre.Y - (side / 2), side, side, Side, Side);
        sampler.Sample(frame, map, Format, Model.Input);
        Model.Run();
        var logits = Model.Output();
        return 1 / (1 + MathF.Exp(logits[0] - logits[1]));
    }
}
