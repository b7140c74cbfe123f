using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// One live session: frames in order, then a result. Holds no frame: only measures and up to a few templates,
/// which are zeroed by <see cref="Dispose"/>. Not thread-safe: it uses one pipeline.
/// </summary>
public sealed class FaceSession : IDisposable
{
    private readonly FacePipeline _pipeline;
    private readonly ModelSet _models;
    private readonly SessionSettings _settings;
    private readonly ChallengeTracker _challenge;
    private readonly ScoreJudge _judge;
    private readonly FrameAnalysis _analysis = new();
    private readonly HashSet<ulong> _seen = [];
    private readonly int[] _outcomes = new int[Enum.GetValues<FrameOutcome>().Length + 1];
    private readonly List<(float Quality, int Frame, BiometricTemplate Template)> _best = [];
    private BiometricTemplate? _lastSample;
    private FaceLandmarks _lastLandmarks;
    private float _leastContinuity = 1;
    private double _padSum;
    private double _motionSum;
    private int _frames;
    private int _acceptable;
    private int _padFrames;
    private int _repeated;

    /// <param name="cohort">Null for raw scores; see <see cref="FaceVerifier"/>.</param>
    /// <exception cref="ArgumentException">A cohort that the profile or the models cannot be used with.</exception>
    public FaceSession(FacePipeline pipeline, ModelSet models, IReadOnlyList<ChallengeAction> challenge, Cohort? cohort = null)
    {
        _judge = new ScoreJudge(pipeline.Profile, models, cohort);
        _pipeline = pipeline;
        _models = models;
        _settings = pipeline.Profile.Session;
        _challenge = new ChallengeTracker(challenge, _settings.Challenge);
    }

    /// <summary>Takes the next frame and says what it was good for; the caller turns that into guidance.</summary>
    public FrameOutcome Add(ReadOnlySpan<byte> encoded)
    {
        var frame = _frames++;
        if (!_seen.Add(Fingerprint(encoded)))
        {
            _repeated++;
        }

        var outcome = _pipeline.Analyse(encoded, FaceStages.Live, _analysis);
        _outcomes[(int)outcome]++;
        if (outcome == FrameOutcome.Acceptable)
        {
            Observe(frame, _analysis.Faces[0]);
        }

        return outcome;
    }

    /// <summary>Ends the session: compares what was seen with <paramref name="reference"/> (encoded JPEG or PNG).</summary>
    public FaceSessionResult Finish(ReadOnlySpan<byte> reference)
    {
        var acquired = new FaceVerifier(_pipeline, _models).Acquire(reference);
        var result = Finish(acquired.Template) with { ReferenceOutcome = acquired.Outcome, ReferenceImage = acquired.ImageStatus };
        acquired.Template?.Clear();
        return result;
    }

    /// <summary>Ends the session against an enrolled reference; null when there is none that can be used.</summary>
    public FaceSessionResult Finish(BiometricTemplate? reference)
    {
        using var fused = Fuse();
        CalibratedScore? score = fused.Template is { } probe && reference is not null ? _judge.Compare(reference, probe) : null;
        return new FaceSessionResult(
            FaultOf(reference),
            _frames,
            _acceptable,
            _padFrames == 0 ? 0 : (float)(_padSum / _padFrames),
            _padFrames,
            [.. _challenge.Steps],
            _challenge.Completed,
            _best.Count == 0 ? -1 : _best.MaxBy(b => b.Quality).Frame,
            score?.Decisive,
            CommonestOutcome(),
            reference is null ? FrameOutcome.NoFace : FrameOutcome.Acceptable,
            Interop.ImageStatus.Ok,
            _pipeline.Profile.Name,
            _pipeline.Profile.Version,
            _models.Identities,
            score,
            _judge.MatchThreshold(score),
            _judge.UnsureThreshold(score));
    }

    /// <summary>The key that the session's templates are under: a reference must be under the same one.</summary>
    public TemplateKeyId TemplateKey => _pipeline.Protection?.Id ?? TemplateKeyId.Plain;

    /// <summary>The template that <see cref="Finish(BiometricTemplate)"/> compares, owned by the caller; null when no frame was good enough.</summary>
    public BiometricTemplate? CopyFusedTemplate() => Fuse().Template;

    public void Dispose()
    {
        _best.ForEach(b => b.Template.Clear());
        _lastSample?.Clear();
        _pipeline.Clear();
    }

    private void Observe(int frame, in FaceObservation face)
    {
        var frontal = _challenge.IsFrontal(face.Pose);
        _challenge.Observe(frame, face);
        if (_acceptable++ > 0)
        {
            _motionSum += Movement(_lastLandmarks, face.Landmarks);
        }

        _lastLandmarks = face.Landmarks;
        if (frontal)
        {
            _padSum += face.PadScore;
            _padFrames++;
        }

        Sample(frame, face, frontal);
    }

    /// <summary>Templates of the best frontal frames for the comparison, and of every n-th frame for continuity.</summary>
    private void Sample(int frame, in FaceObservation face, bool frontal)
    {
        var quality = face.Quality.Sharpness / (1 + MathF.Abs(face.Pose.YawDegrees) + MathF.Abs(face.Pose.PitchDegrees));
        var better = frontal && (_best.Count < _settings.FusedFrames || quality > _best.Min(b => b.Quality));
        var due = frontal && frame % _settings.ContinuityEvery == 0;
        if (!better && !due)
        {
            return;
        }

        var template = _pipeline.ExtractTemplate(_analysis);
        if (_lastSample is { } last)
        {
            _leastContinuity = MathF.Min(_leastContinuity, (float)last.CompareWith(template).Value);
        }

        _lastSample = template;
        if (better)
        {
            if (_best.Count == _settings.FusedFrames)
            {
                _best.Remove(_best.MinBy(b => b.Quality));
            }

            _best.Add((quality, frame, template));
        }
    }

    /// <summary>Enough of a digest to tell whether two frames of one session are the same bytes.</summary>
    private static ulong Fingerprint(ReadOnlySpan<byte> encoded)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(encoded, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }

    private SessionFault FaultOf(BiometricTemplate? reference) =>
        reference is null ? SessionFault.ReferenceUnusable
        : _acceptable < _settings.Challenge.BaselineFrames || _best.Count == 0 ? SessionFault.TooFewFrames
        : _repeated > _settings.MaximumRepeatedShare * _frames ? SessionFault.RepeatedFrames
        : _motionSum / Math.Max(1, _acceptable - 1) < _settings.MinimumMotion ? SessionFault.StillImage
        : _leastContinuity < _settings.ContinuityThreshold ? SessionFault.IdentityChanged
        : SessionFault.None;

    /// <summary>Mean movement of a landmark between two frames, in inter-eye distances.</summary>
    private static float Movement(in FaceLandmarks before, in FaceLandmarks after)
    {
        var sum = 0f;
        for (var i = 0; i < FaceLandmarks.Count; i++)
        {
            sum += Vector2.Distance(before[i], after[i]);
        }

        return sum / FaceLandmarks.Count / MathF.Max(1, after.InterEyeDistance);
    }

    private FusedTemplate Fuse()
    {
        if (_best.Count == 0)
        {
            return new FusedTemplate(null);
        }

        var mean = new float[BiometricTemplate.Length];
        foreach (var (_, _, template) in _best)
        {
            TensorPrimitives.Add(mean, template.Values, mean);
        }

        return new FusedTemplate(BiometricTemplate.FromEmbedding(mean, _best[0].Template.KeyId));
    }

    private FrameOutcome CommonestOutcome()
    {
        var faults = Enum.GetValues<FrameOutcome>().Where(o => o != FrameOutcome.Acceptable && _outcomes[(int)o] > 0).ToArray();
        return faults.Length == 0 ? FrameOutcome.Acceptable : faults.MaxBy(o => _outcomes[(int)o]);
    }

    private readonly struct FusedTemplate(BiometricTemplate? template) : IDisposable
    {
        internal BiometricTemplate? Template { get; } = template;

        public void Dispose() => Template?.Clear();
    }
}
