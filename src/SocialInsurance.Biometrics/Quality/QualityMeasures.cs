using SocialInsurance.Biometrics.Profiles;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>
/// Quality components of one face in the sense of ISO/IEC 29794-5, measured on the aligned face in gray 0..255.
/// </summary>
/// <param name="InterEyeDistancePixels">Distance of the eye centres in pixels of the picture as captured.</param>
/// <param name="Sharpness">Variance of the Laplacian of the aligned 112 x 112 face; higher is sharper.</param>
/// <param name="Brightness">Mean gray of the face, 0..255.</param>
/// <param name="Contrast">Standard deviation of gray of the face, 0..127.</param>
/// <param name="LowerFaceDifference">
/// Colour distance of mouth and chin from nose bridge and cheeks, in natural logarithms of R/G and B/G, so that the light's
/// colour does not count; NaN where the head is turned.
/// </param>
/// <param name="SurroundBrightness">Mean gray round the face, 0..255; NaN unless the face is too dark, or when it fills the picture.</param>
public readonly record struct QualityMeasures(
    float InterEyeDistancePixels, float Sharpness, float Brightness, float Contrast, float LowerFaceDifference, float SurroundBrightness)
{
    /// <summary>Share of the face that is pure white, 0..1: no detail is left there.</summary>
    public float ClippedShare { get; init; }

    /// <summary>Share of the face's box, 0..1, that the longest bar of one colour covers; see <see cref="FlatBandMeasure"/>.</summary>
    public float FlatBand { get; init; }

    /// <summary>
    /// The weakest component, 0..100: 0 at the profile's limit, 100 at its good value. For choosing among pictures and
    /// for the record of an enrolment; never a threshold of its own.
    /// </summary>
    public int ToPercent(QualitySettings settings)
    {
        var weakest = MathF.Min(
            Share(InterEyeDistancePixels, settings.MinimumInterEyeDistancePixels, settings.GoodInterEyeDistancePixels),
            MathF.Min(
                Share(Sharpness, settings.MinimumSharpness, settings.GoodSharpness),
                Share(Contrast, settings.MinimumContrast, settings.GoodContrast)));
        return (int)MathF.Round(100 * weakest);
    }

    /// <summary>
    /// Why a face shows too little detail. The variance of the Laplacian falls with the square of the contrast: a face that would be sharp in good
    /// contrast is not blurred, and whoever is told to hold still would try in vain.
    /// </summary>
    internal FrameOutcome WhyNotSharp(QualitySettings settings)
    {
        var gain = settings.GoodContrast / MathF.Max(1, Contrast);
        return Contrast >= settings.GoodContrast || Sharpness * gain * gain < settings.MinimumSharpness ? FrameOutcome.Blurred
            : Brightness < 2 * settings.MinimumBrightness ? FrameOutcome.TooDark
            : FrameOutcome.LowContrast;
    }

    private static float Share(float value, float limit, float good) => Math.Clamp((value - limit) / (good - limit), 0, 1);
}
