namespace SocialInsurance.Biometrics.Quality;

/// <summary>
/// Quality components of one face in the sense of ISO/IEC 29794-5, measured on the aligned face in gray 0..255.
/// </summary>
/// <param name="InterEyeDistancePixels">Distance of the eye centres in pixels of the picture as captured.</param>
/// <param name="Sharpness">Variance of the Laplacian of the aligned 112 x 112 face; higher is sharper.</param>
/// <param name="Brightness">Mean gray of the face, 0..255.</param>
/// <param name="Contrast">Standard deviation of gray of the face, 0..127.</param>
public readonly record struct QualityMeasures(float InterEyeDistancePixels, float Sharpness, float Brightness, float Contrast);
