using System.Numerics;
using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>
/// The Silent-Face pair, a drop-in (models/README.md): two crops, 2.7 and 4.0 times the box, BGR 0..255, 80 x 80; softmax
/// index 1 is the live class; the vote is the mean of the two. The crop keeps its size and is moved into the picture
/// rather than padded, and shrinks only where the picture is smaller: as the models were trained.
/// Source: minivision-ai/Silent-Face-Anti-Spoofing, generate_patches.py (Apache-2.0).
/// </summary>
internal sealed class SilentPairClassifier : IDisposable
{
    private const int Side = 80;
    private const int Classes = 3;
    private const int LiveClass = 1;
    private const float NearScale = 2.7f;
    private const float FarScale = 4.0f;

    private static readonly PixelFormat Format = new(
        Side, Side, ChannelOrder.Bgr, BorderMode.Replicate, Vector3.One, Vector3.Zero);

    private readonly ModelBinding _near;
    private readonly ModelBinding _far;
    private readonly FrameSampler _sampler;

    private SilentPairClassifier(ModelSet models, FrameSampler sampler)
    {
        _sampler = sampler;
        _near = models.Bind(ModelTask.PresentationAttackNear);
        _far = models.Bind(ModelTask.PresentationAttackFar);
    }

    /// <summary>Null unless both models are installed.</summary>
    internal static SilentPairClassifier? Of(ModelSet models, FrameSampler sampler) =>
        models.Has(ModelTask.PresentationAttackNear) && models.Has(ModelTask.PresentationAttackFar) ? new SilentPairClassifier(models, sampler) : null;

    /// <returns>Probability of a bona fide presentation, 0..1.</returns>
    internal float Score(in DecodedImage frame, in FaceBox box) => (Live(_near, NearScale, frame, box) + Live(_far, FarScale, frame, box)) / 2;

    internal void Clear()
    {
        _near.Clear();
        _far.Clear();
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    private float Live(ModelBinding model, float wanted, in DecodedImage frame, in FaceBox box)
    {
        var scale = MathF.Min(wanted, MathF.Min(frame.OrientedWidth / box.Width, frame.OrientedHeight / box.Height));
        var (width, height) = (box.Width * scale, box.Height * scale);
        var left = Math.Clamp(box.CentreX - (width / 2), 0, MathF.Max(0, frame.OrientedWidth - width));
        var top = Math.Clamp(box.CentreY - (height / 2), 0, MathF.Max(0, frame.OrientedHeight - height));
        _sampler.Sample(frame, AffineMap.FromRectangle(left, top, width, height, Side, Side), Format, model.Input);
        model.Run();
        Span<float> probabilities = stackalloc float[Classes];
        TensorPrimitives.SoftMax(model.Output(), probabilities);
        return probabilities[LiveClass];
    }
}
