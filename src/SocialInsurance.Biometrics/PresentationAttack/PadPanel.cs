using SocialInsurance.Biometrics.Detection;
using SocialInsurance.Biometrics.Imaging;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.PresentationAttack;

/// <summary>
/// All votes on one frame that the profile asks for, and their fusion. A drop-in that is not installed does not vote;
/// <see cref="ModelSet.Identities"/> says which did. Not thread-safe; allocates nothing per frame.
/// </summary>
internal sealed class PadPanel : IDisposable
{
    private readonly PadFusion _fusion;
    private readonly PadClassifier _classifier;
    private readonly SilentPairClassifier? _pair;
    private readonly SpectrumVote? _spectrum;
    private readonly BorderVote? _border;
    private readonly ColourVote? _colour;

    internal PadPanel(ModelSet models, FrameSampler sampler, PadFusion fusion)
    {
        _fusion = fusion;
        _classifier = new PadClassifier(models, sampler);
        _pair = fusion.Measures(PadVote.SilentPair) ? SilentPairClassifier.Of(models, sampler) : null;
        _spectrum = fusion.Measures(PadVote.MoirePeak) || fusion.Measures(PadVote.SpectrumFall) ? new SpectrumVote() : null;
        _border = fusion.Measures(PadVote.Border) ? new BorderVote(sampler) : null;
        _colour = fusion.Measures(PadVote.Highlights) || fusion.Measures(PadVote.ChromaSpread) || fusion.Measures(PadVote.ColourCast)
            ? new ColourVote(sampler)
            : null;
    }

    /// <summary>The shipped classifier, for measurements of the models alone.</summary>
    internal ModelBinding Model => _classifier.Model;

    /// <param name="box">In pixels of <paramref name="frame"/>.</param>
    /// <returns>Fused score, 0..1.</returns>
    internal float Score(in DecodedImage frame, in FaceBox box, out PadVotes votes)
    {
        votes = PadVotes.None;
        votes.Set(PadVote.Classifier, _classifier.Score(frame, box));
        if (_pair is not null)
        {
            votes.Set(PadVote.SilentPair, _pair.Score(frame, box));
        }

        _spectrum?.Measure(frame, box, ref votes);
        if (_border is not null)
        {
            votes.Set(PadVote.Border, _border.Measure(frame, box));
        }

        _colour?.Measure(frame, box, ref votes);
        return _fusion.Fuse(votes);
    }

    internal void Clear()
    {
        _classifier.Model.Clear();
        _pair?.Clear();
        _spectrum?.Clear();
        _border?.Clear();
        _colour?.Clear();
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _pair?.Dispose();
    }
}
