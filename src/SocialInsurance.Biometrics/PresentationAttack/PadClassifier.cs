using System.Numerics;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>
/// fr_liveness: BGR 0..255, a square of 3.2 times the longer side of the box with reflected borders, 128 x 128;
/// softmax index 0 is the live class. One vote from one frame: cut-outs and masks pass it (models/cards/fr_liveness.md).
/// </summary>
internal sealed class PadClassifier(ModelSet models, FrameSampler sampler) : IDisposable
{
    private const int Side = 128;
    private const float CropPerBoxSide = 3.2f;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Bgr, BorderMode.Reflect101, Vector3.One, Vector3.Zero);

    internal ModelBinding Model { get; } = models.Bind(ModelTask.PresentationAttack);

    /// <returns>Probability of a bona fide presentation, 0..1.</returns>
    internal float Score(in DecodedImage frame, in FaceBox box)
    {
        var side = MathF.Max(box.Width, box.Height) * CropPerBoxSide;
        var map = AffineMap.FromRectangle(box.CentreX - (side / 2), box.CentreY - (side / 2), side, side, Side, Side);
        sampler.Sample(frame, map, Format, Model.Input);
        Model.Run();
        var logits = Model.Output();
        var largest = MathF.Max(logits[0], MathF.Max(logits[1], logits[2]));
        var live = MathF.Exp(logits[0] - largest);
        return live / (live + MathF.Exp(logits[1] - largest) + MathF.Exp(logits[2] - largest));
    }

    public void Dispose() => Model.Dispose();
}
