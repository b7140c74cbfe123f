using SocialInsurance.Biometrics.Landmarks;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>Why two unlike pictures may be of one person all the same.</summary>
public enum FaceDoubt
{
    None = 0,

    /// <summary>A part of the face is pure white: what it looked like is not in the picture.</summary>
    Overexposed = 1,

    /// <summary>The face is wider or narrower than faces are: the picture was stretched, or a part of the face is hidden and the landmarks fit what is left.</summary>
    OddProportions = 2,

    /// <summary>The model saw little of a face: a part is hidden, blurred, turned or fitted wrongly.</summary>
    Indistinct = 3,
}

/// <summary>
/// What a face must show. Beyond the first two limits it is not compared. Beyond the others it is compared and may match, but a low score does not make it
/// another person's: that a person decides. Figures: benchmarks/results/quality.md.
/// </summary>
/// <param name="Version">of these numbers</param>
/// <param name="MaximumClippedShare">Share of the face that is pure white above which the picture is too bright.</param>
/// <param name="MaximumFlatBand">Share of the face's box that a bar of one colour covers above which the face is cut off.</param>
/// <param name="DoubtfulClippedShare">Pure white share above which an unlike face is in doubt.</param>
/// <param name="NarrowestFace">Jaw from side to side over chin to brows below which an unlike face is in doubt,</param>
/// <param name="BroadestFace">and above which.</param>
/// <param name="LeastLength">Length of the embedding, before it is normalised, below which an unlike face is in doubt.</param>
public sealed record ClaritySettings(
    string Version,
    float MaximumClippedShare,
    float MaximumFlatBand,
    float DoubtfulClippedShare,
    float NarrowestFace,
    float BroadestFace,
    float LeastLength)
{
    /// <param name="otherwise">What the picture is good for but for this.</param>
    internal FrameOutcome Judge(in QualityMeasures quality, FrameOutcome otherwise) =>
        IsOverexposed(quality) ? FrameOutcome.TooBright
        : quality.FlatBand > MaximumFlatBand ? FrameOutcome.CutOff
        : otherwise;

    /// <summary>A white bar over a face is no strong light: what it covers does not count.</summary>
    private bool IsOverexposed(in QualityMeasures quality) =>
        quality.ClippedShare - (quality.FlatBand > MaximumFlatBand ? quality.FlatBand : 0) > MaximumClippedShare;

    /// <param name="length">of the face's embedding before it is normalised</param>
    internal FaceDoubt DoubtOf(in QualityMeasures quality, in FaceLandmarks landmarks, float length) =>
        quality.ClippedShare > DoubtfulClippedShare ? FaceDoubt.Overexposed
        : landmarks.Breadth < NarrowestFace || landmarks.Breadth > BroadestFace ? FaceDoubt.OddProportions
        : length < LeastLength ? FaceDoubt.Indistinct
        : FaceDoubt.None;

    internal IEnumerable<(bool Holds, string Member, string Expected, double Found)> Checks() =>
    [
        (MaximumClippedShare is > 0 and <= 1, "maximumClippedShare", "above 0, at most 1", MaximumClippedShare),
        (MaximumFlatBand is > 0 and <= 1, "maximumFlatBand", "above 0, at most 1", MaximumFlatBand),
        (DoubtfulClippedShare > 0 && DoubtfulClippedShare <= MaximumClippedShare, "doubtfulClippedShare", "above 0, at most maximumClippedShare", DoubtfulClippedShare),
        (NarrowestFace > 0, "narrowestFace", "above 0", NarrowestFace),
        (BroadestFace > NarrowestFace, "broadestFace", "above narrowestFace", BroadestFace),
        (LeastLength > 0, "leastLength", "above 0", LeastLength),
    ];
}
