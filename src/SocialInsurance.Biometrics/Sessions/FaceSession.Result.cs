using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Sessions;

/// <content>What a session comes to.</content>
public sealed partial class FaceSession
{
    /// <summary>Ends the session: compares what was seen with <paramref name="reference"/> (encoded JPEG or PNG).</summary>
    public FaceSessionResult Finish(ReadOnlySpan<byte> reference)
    {
        _usesOwn = true;
        var acquired = new FaceVerifier(_pipeline, _models).Acquire(reference);
        var result = Finish(acquired.Template) with { ReferenceOutcome = acquired.Outcome, ReferenceImage = acquired.ImageStatus };
        acquired.Template?.Clear();
        return result;
    }

    /// <summary>Ends the session against an enrolled reference; null when there is none that can be used.</summary>
    public FaceSessionResult Finish(BiometricTemplate? reference)
    {
        var probe = Fuse();
        CalibratedScore? score = probe is not null && reference is not null ? _judge.Compare(reference, probe) : null;
        probe?.Clear();
        return new FaceSessionResult(
            FaultOf(reference),
            _frames,
            _acceptable,
            _pad.Mean,
            _pad.Frames,
            [.. _challenge.Steps],
            _challenge.Completed,
            _templates.BestFrame,
            score?.Decisive,
            CommonestOutcome(),
            reference is null ? FrameOutcome.NoFace : FrameOutcome.Acceptable,
            ImageStatus.Ok,
            _pipeline.Profile.Name,
            _pipeline.Profile.Version,
            _models.Identities,
            score,
            _judge.MatchThreshold(score),
            _judge.UnsureThreshold(score))
        {
            Work = new SessionWork(_frames, _followed, _counts, _timings),
        };
    }

    /// <summary>The key that the session's templates are under: a reference must be under the same one.</summary>
    public TemplateKeyId TemplateKey => _pipeline.Protection?.Id ?? TemplateKeyId.Plain;

    /// <summary>The template that <see cref="Finish(BiometricTemplate)"/> compares, owned by the caller; null when no frame was good enough.</summary>
    public BiometricTemplate? CopyFusedTemplate() => Fuse();

    private SessionFault FaultOf(BiometricTemplate? reference) =>
        reference is null ? SessionFault.ReferenceUnusable
        : _acceptable < _settings.Challenge.BaselineFrames || _templates.Kept == 0 ? SessionFault.TooFewFrames
        : _foreign >= _settings.Injection.MinimumForeignFrames ? SessionFault.Replayed
        : _clock.IsUnlikely ? SessionFault.UnlikelyClock
        : _pictures.Repeats ? SessionFault.RepeatedFrames
        : _pictures.IsStill ? SessionFault.StillImage
        : MathF.Min(_templates.LeastContinuity, _templates.LeastActed) < _settings.ContinuityThreshold ? SessionFault.IdentityChanged
        : _motion.Repeats() ? SessionFault.Loop
        : _tracker.Cuts > _settings.MaximumCuts ? SessionFault.Cut
        : SessionFault.None;

    private BiometricTemplate? Fuse()
    {
        if (_templates.Fuse() is not { } sum)
        {
            return null;
        }

        var fused = _pipeline.ToTemplate(sum);
        sum.AsSpan().Clear();
        return fused;
    }

    private FrameOutcome CommonestOutcome()
    {
        var faults = Enum.GetValues<FrameOutcome>().Where(o => o != FrameOutcome.Acceptable && _outcomes[(int)o] > 0).ToArray();
        return faults.Length == 0 ? FrameOutcome.Acceptable : faults.MaxBy(o => _outcomes[(int)o]);
    }
}
