using System.Numerics;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Templates;

/// <summary>fr_feature: BGR, (x - 127) / 128, 112 x 112 aligned on the ArcFace template; 512 values, L2-normalised.</summary>
internal sealed class TemplateExtractor(ModelSet models, FrameSampler sampler) : IDisposable
{
    private static readonly PixelFormat Format = new(
        FaceAlignment.Side, FaceAlignment.Side, ChannelOrder.Bgr, BorderMode.Replicate, new Vector3(1 / 128f), new Vector3(-127 / 128f));

    internal ModelBinding Model { get; } = models.Bind(ModelTask.Template);

    /// <summary>Fills the model's output with the raw embedding, float32[512]; valid until the next call.</summary>
    internal ReadOnlySpan<float> Embed(in DecodedImage frame, scoped in FaceLandmarks landmarks)
    {
        sampler.Sample(frame, FaceAlignment.MapFor(landmarks), Format, Model.Input);
        Model.Run();
        return Model.Output();
    }

    public void Dispose() => Model.Dispose();
}
