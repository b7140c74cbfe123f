using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Landmarks;

namespace SocialInsurance.Biometrics.Quality;

/// <summary>
/// How a face must lie in the picture. The border of the picture cuts it off: the detector's box then ends at the border and has another shape than a whole face's, and
/// the landmarks, fitted to it as if it held a whole face, come out squeezed. Either alone is not enough: a picture cut close round a whole
/// face has a short box too. Figures: README.md of this project.
/// </summary>
/// <param name="Version">of these numbers</param>
/// <param name="BorderShare">A box touches the border when it ends within this share of its longer side of it.</param>
/// <param name="NarrowestBox">Width over height of a box at the left or right border below which half the face is missing.</param>
/// <param name="WidestBox">Width over height of a box at the upper or lower border above which a part may be missing;</param>
/// <param name="BroadestFace">it is when the face is broader than this: jaw from side to side over chin to brows;</param>
/// <param name="LeastForehead">or when so small a share of a box at the upper border is above the brows.</param>
/// <param name="UprightLength">Length of an embedding, before it is normalised, from which its face is upright without further look.</param>
/// <param name="LeastTurnedLength">A picture is turned when that brings the length at least here,</param>
/// <param name="TurnedGain">and makes it longer by this.</param>
public sealed record FramingSettings(
    string Version,
    float BorderShare,
    float NarrowestBox,
    float WidestBox,
    float BroadestFace,
    float LeastForehead,
    float UprightLength,
    float LeastTurnedLength,
    float TurnedGain)
{
    /// <param name="width">of the picture, in the units of box and landmarks</param>
    /// <param name="height">likewise</param>
    internal bool IsCutOff(in FaceBox box, in FaceLandmarks landmarks, int width, int height)
    {
        var rim = BorderShare * MathF.Max(box.Width, box.Height);
        var ratio = box.Width / box.Height;
        var touchesSide = box.X <= rim || box.X + box.Width >= width - 1 - rim;
        var touchesTop = box.Y <= rim;
        var touchesEnd = touchesTop || box.Y + box.Height >= height - 1 - rim;
        return (touchesSide && ratio < NarrowestBox)
            || (touchesEnd && ratio > WidestBox
                && (landmarks.Breadth > BroadestFace || (touchesTop && landmarks.Brows.Y - box.Y < LeastForehead * box.Height)));
    }

    internal IEnumerable<(bool Holds, string Member, string Expected, double Found)> Checks() =>
    [
        (BorderShare is >= 0 and < 0.5f, "borderShare", "at least 0 and below 0.5", BorderShare),
        (NarrowestBox > 0, "narrowestBox", "above 0", NarrowestBox),
        (WidestBox > NarrowestBox, "widestBox", "above narrowestBox", WidestBox),
        (BroadestFace > 0, "broadestFace", "above 0", BroadestFace),
        (UprightLength > LeastTurnedLength, "uprightLength", "above leastTurnedLength", UprightLength),
        (LeastTurnedLength > 0, "leastTurnedLength", "above 0", LeastTurnedLength),
        (TurnedGain > 0, "turnedGain", "above 0", TurnedGain),
        (LeastForehead is >= 0 and < 1, "leastForehead", "at least 0 and below 1", LeastForehead),
    ];
}
