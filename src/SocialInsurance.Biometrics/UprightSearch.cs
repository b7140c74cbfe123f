using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Quality;

namespace SocialInsurance.Biometrics;

/// <summary>
/// Whether a face stands upright, told by what no wrong fit can feign. The detector finds turned heads too, the landmarks are then fitted as if
/// the head were upright, and every measure made from them agrees with the wrong fit. The length of the embedding before it is normalised
/// does not: it is short for all that is no aligned face. Only a face whose length is in doubt costs more than that length.
/// </summary>
internal static class UprightSearch
{
    /// <summary>Quarters clockwise, the likeliest first.</summary>
    private static ReadOnlySpan<int> Turns => [2, 1, 3];

    /// <summary>Analyses the picture as it came and says whether its face is upright; the analysis is that of the picture as it came.</summary>
    internal static bool IsUpright(FacePipeline pipeline, ReadOnlySpan<byte> encoded, FaceStages stages, FrameAnalysis analysis)
    {
        var turn = Find(pipeline, encoded, stages, FacePipeline.WorkingShortSide, leanDegrees: 0, analysis);
        if (turn != 0)
        {
            pipeline.Analyse(encoded, stages, analysis);
        }

        return turn == 0;
    }

    /// <summary>Analyses the picture at the turn at which its face is upright, and returns that turn: quarters clockwise, 0 as it came.</summary>
    /// <param name="minimumShortSide">see <see cref="FacePipeline"/></param>
    /// <param name="leanDegrees">likewise</param>
    internal static int Find(
        FacePipeline pipeline, ReadOnlySpan<byte> encoded, FaceStages stages, int minimumShortSide, float leanDegrees, FrameAnalysis analysis)
    {
        var outcome = pipeline.Analyse(encoded, stages, minimumShortSide, leanDegrees, analysis);
        var settings = pipeline.Profile.Quality.Framing;
        var asItCame = outcome == FrameOutcome.Acceptable ? LengthOf(pipeline, analysis) : 0;
        return IsInDoubt(outcome, asItCame, settings) && !IsUnderBar(pipeline, analysis) ? FindTurn(pipeline, encoded, stages, minimumShortSide, leanDegrees, analysis, asItCame) : 0;
    }

    /// <summary>Length of the embedding of the face of the frame last analysed.</summary>
    internal static float LengthOf(FacePipeline pipeline, FrameAnalysis analysis) => TensorPrimitives.Norm(pipeline.Embed(analysis));

    /// <summary>The turn at which the face of the picture last analysed, as it came and with an embedding of that length, is upright.</summary>
    internal static int FindTurn(
        FacePipeline pipeline, ReadOnlySpan<byte> encoded, FaceStages stages, int minimumShortSide, float leanDegrees, FrameAnalysis analysis, float asItCame)
    {
        var settings = pipeline.Profile.Quality.Framing;
        var least = MathF.Max(asItCame + settings.TurnedGain, settings.LeastTurnedLength);
        var (best, longest) = (0, least);
        foreach (var turn in Turns)
        {
            var length = pipeline.Analyse(encoded, stages, minimumShortSide, 0, analysis, turn, again: true) == FrameOutcome.Acceptable ? LengthOf(pipeline, analysis) : 0;
            if (length >= longest)
            {
                (best, longest) = (turn, length);
            }
        }

        if (best != Turns[^1])
        {
            pipeline.Analyse(encoded, stages, minimumShortSide, best == 0 ? leanDegrees : 0, analysis, best, again: true);
        }

        return best;
    }

    /// <summary>A bar over a face lies there in every turn, and what is taken for a face beside it looks like any other such picture: false matches up to 0.61.</summary>
    private static bool IsUnderBar(FacePipeline pipeline, FrameAnalysis analysis) =>
        analysis.Observed > 0 && analysis.Faces[0].Quality.FlatBand > pipeline.Profile.Quality.Clarity.MaximumFlatBand;

    /// <summary>What is wrong in any turn, such as the light, is no reason to turn the picture.</summary>
    private static bool IsInDoubt(FrameOutcome outcome, float length, FramingSettings settings) => outcome switch
    {
        FrameOutcome.Acceptable => length < settings.UprightLength,
        FrameOutcome.NoFace or FrameOutcome.TooSmall or FrameOutcome.PoseOutOfRange or FrameOutcome.CutOff or FrameOutcome.Covered or FrameOutcome.Blurred => true,
        _ => false,
    };
}
