using System.Numerics.Tensors;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Sees that a session's face stands upright: a phone held sideways or upside down would show another person by every measure. A face that is
/// clear costs one template when it is first seen or seen again; one that stays in doubt is looked at a few times and then believed. Not thread-safe.
/// </summary>
internal sealed class UprightGuard
{
    /// <summary>Frames whose face is looked at in every turn before it is taken for upright.</summary>
    private const int LooksInDoubt = 3;

    private int _undecided;

    internal bool IsKnown { get; private set; }

    /// <summary>Whether the face of the frame last analysed is upright without further look.</summary>
    internal bool IsClear(FacePipeline pipeline, FrameAnalysis analysis) =>
        IsKnown = UprightSearch.LengthOf(pipeline, analysis) >= pipeline.Profile.Quality.Framing.UprightLength;

    /// <summary>Looks at the face in doubt of the frame last analysed in every turn; the analysis is that of the frame as it came, unless another turn is the upright one.</summary>
    /// <param name="minimumShortSide">see <see cref="FacePipeline"/></param>
    /// <param name="leanDegrees">likewise</param>
    internal FrameOutcome LookInEveryTurn(
        FacePipeline pipeline, ReadOnlySpan<byte> encoded, int minimumShortSide, float leanDegrees, FrameAnalysis analysis)
    {
        Span<float> embedding = stackalloc float[BiometricTemplate.Length];
        pipeline.Embed(analysis).CopyTo(embedding);
        if (UprightSearch.FindTurn(pipeline, encoded, FaceStages.None, minimumShortSide, leanDegrees, analysis, TensorPrimitives.Norm<float>(embedding)) != 0)
        {
            embedding.Clear();
            _undecided = 0;
            return analysis.Outcome = FrameOutcome.NotUpright;
        }

        pipeline.Recall(embedding);
        embedding.Clear();
        IsKnown = ++_undecided >= LooksInDoubt;
        return analysis.Outcome;
    }

    /// <summary>The face was lost: the next one is looked at again.</summary>
    internal void Forget() => IsKnown = false;
}
