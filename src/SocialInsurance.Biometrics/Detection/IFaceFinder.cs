using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Detection;

/// <summary>A detector: the one that ships, or the drop-in where it is installed. Not thread-safe; allocates nothing per frame.</summary>
internal interface IFaceFinder : IDisposable
{
    internal ModelBinding Model { get; }

    /// <summary>Writes the faces of <paramref name="frame"/>, largest first, and returns how many there are.</summary>
    internal int Detect(in DecodedImage frame, Span<FaceBox> faces);
}

internal static class FaceFinder
{
    internal static IFaceFinder Of(ModelSet models, DetectionSettings settings) => models.Has(ModelTask.DetectionFine)
        ? new FineFaceDetector(models, settings)
        : new FaceDetector(models, settings);
}
