using System.Diagnostics.CodeAnalysis;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Landmarks;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// One live session: frames in order, then a result. Holds no frame: only measures and up to a few templates,
/// which are zeroed by <see cref="Dispose"/>. Not thread-safe: it uses one pipeline.
/// </summary>
public sealed partial class FaceSession : IDisposable
{
    /// <summary>Short side of the detector's input: a frame is not reduced below it.</summary>
    private const int LeastShortSide = 240;

    private FacePipeline _pipeline;
    private readonly ModelSet _models;
    private readonly SessionSettings _settings;
    private readonly SessionSchedule _schedule;
    private readonly Func<ChallengeTracker> _newChallenge;
    private readonly FaceTracker _tracker;
    private readonly MotionTrace _motion;
    private readonly FrameClock _clock;
    private readonly SessionTemplates _templates;
    private readonly UprightGuard _upright = new();
    private readonly ScoreJudge _judge;
    private readonly FrameAnalysis _analysis = new();
    private readonly PictureWatch _pictures;
    private ChallengeTracker _challenge;
    private LandmarkPose _landmarkPose;
    private PadMean _pad;
    private readonly int[] _outcomes = new int[Enum.GetValues<FrameOutcome>().Length + 1];
    private StageCounts _counts;
    private StageTimings _timings;
    private long _stampedMs;
    private int _frames;
    private int _followed;
    private int _acceptable;
    private int _foreign;
    private int _shortSide;
    private bool _usesOwn;
    private bool _wasAboutFrontal;

    /// <param name="cohort">Null for raw scores; see <see cref="FaceVerifier"/>.</param>
    /// <param name="rests">
    /// Where a living person is prompted by <see cref="Progress"/>: frames of rest before each action is asked for, drawn for this session
    /// by the host within the profile's <see cref="PromptSettings"/>. Null where frames were recorded before: nothing was asked.
    /// </param>
    /// <exception cref="ArgumentException">A cohort that the profile or the models cannot be used with; another number of rests than of actions.</exception>
    public FaceSession(FacePipeline pipeline, ModelSet models, IReadOnlyList<ChallengeAction> challenge, Cohort? cohort = null, IReadOnlyList<int>? rests = null)
    {
        if (rests is not null && rests.Count != challenge.Count)
        {
            throw new ArgumentException($"expected {challenge.Count} rests, found {rests.Count}", nameof(rests));
        }

        _judge = new ScoreJudge(pipeline.Profile, models, cohort);
        _pipeline = pipeline;
        _models = models;
        _settings = pipeline.Profile.Session;
        _schedule = _settings.Schedule;
        _newChallenge = () => new ChallengeTracker(challenge, _settings.Challenge, new PromptGate(_settings.Prompt, rests));
        Begin();
        _tracker = new FaceTracker(_schedule);
        _templates = new SessionTemplates(_settings, challenge.Count, pipeline.Profile.Quality.Clarity.LeastLength);
        _motion = new MotionTrace(_settings.Loop);
        _pictures = new PictureWatch(_settings);
        _clock = new FrameClock(_settings.Injection);
    }

    /// <summary>
    /// Takes the next frame and says what it was good for; the caller turns that into guidance. Which models run is
    /// decided by the profile's schedule; allocates nothing once warm.
    /// </summary>
    public FrameOutcome Add(ReadOnlySpan<byte> encoded)
    {
        _usesOwn = true;
        return Take(encoded);
    }

    /// <summary>
    /// The same on a worker's pipeline. Between frames the session holds nothing in it, so that a few workers serve many sessions; the
    /// worker clears its pipeline after the frame. <see cref="Dispose"/> then touches no pipeline: another session may be on it.
    /// </summary>
    /// <exception cref="ArgumentException">A pipeline of another profile or protection: scores would not be of one kind.</exception>
    public FrameOutcome Add(FacePipeline worker, ReadOnlySpan<byte> encoded)
    {
        if (!ReferenceEquals(worker.Profile, _pipeline.Profile) || !ReferenceEquals(worker.Protection, _pipeline.Protection))
        {
            throw new ArgumentException("expected a pipeline of the session's own profile and protection, found another", nameof(worker));
        }

        _pipeline = worker;
        return Take(encoded);
    }

    /// <summary>When the frame that is added next was taken, by the client (null: not known), and came in, by the host's monotonic clock; for each frame or for none.</summary>
    public void Time(long? clientClockMs, long arrivedMs)
    {
        _challenge.Pace.Arrive(arrivedMs);
        if (clientClockMs is { } stampMs)
        {
            Stamp(stampMs, arrivedMs);
        }
    }

    /// <summary>The <see cref="PictureDigest"/> of the frame last added; zeros before the first.</summary>
    public ReadOnlySpan<byte> PictureDigestOfLastFrame => _pictures.Picture;

    /// <summary>The frame last added showed a face, and another session showed the same picture.</summary>
    public void MarkForeign() => _foreign++;

    /// <summary>Whether the frame last added is the best of those kept for the comparison.</summary>
    public bool IsLastFrameBest => _templates.BestFrame >= 0 && _templates.BestFrame == _frames - 1;

    /// <summary>How far the session is after the frame last added.</summary>
    public SessionProgress Progress => new(
        !_challenge.AtRest,
        _challenge.AtRest ? null : _challenge.Awaited,
        _challenge.Passed,
        _challenge.Count,
        _pad.Frames,
        _analysis.Observed == 0 ? null : _analysis.FaceAt(0).Box,
        _analysis.Width,
        _analysis.Height);

    public void Dispose()
    {
        _templates.Clear();
        _tracker.Clear();
        _pictures.Dispose();
        if (_usesOwn)
        {
            _pipeline.Clear();
        }
    }

    /// <summary>A face is followed only when the resting face is known, nobody else was in view, and no close look is foreseen.</summary>
    private bool MayFollow => !_challenge.AtRest && _tracker.MayFollow && !(_wasAboutFrontal && _pad.NeedsCloseLook);

    /// <summary>
    /// The pose model says whether the challenge passes, and whether a frame is frontal whose attack score may decide: pose and crop by
    /// landmarks alone moved a living person's mean from 0.32 to 0.22.
    /// </summary>
    private bool NeedsPose(in FaceObservation rough) =>
        _challenge.MightShow(rough, _schedule.PoseScreen) || (_pad.NeedsCloseLook && _challenge.IsAboutFrontal(rough.Pose) && !IsPlainlyTurned(rough.Landmarks));

    /// <summary>The pose model saw the head a few frames ago, and from there it is not back at its rest: the frame serves for no attack score.</summary>
    private bool IsPlainlyTurned(in FaceLandmarks landmarks) =>
        _landmarkPose.EstimateFromLook(landmarks) is { } pose && !_challenge.IsWithin(pose, _schedule.LookFrontal);

    private bool IsTooLarge(ReadOnlySpan<byte> encoded) =>
        encoded.Length > _schedule.MaximumFrameBytes
        || (_pipeline.Probe(encoded, out var header) == ImageStatus.Ok && (long)header.Width * header.Height > _schedule.MaximumFramePixels);

    /// <summary>
    /// The face where it is expected, with the pose of its landmarks. One that looks unlike itself a frame before, or that
    /// might be showing what was asked for, is looked at closely: what passes a challenge is always seen by every model.
    /// </summary>
    private FrameOutcome Follow(ReadOnlySpan<byte> encoded)
    {
        var outcome = _pipeline.Follow(encoded, _tracker.Expected, MinimumShortSide(), _tracker.LeanDegrees, _analysis);
        ref var face = ref _analysis.FaceAt(0);
        if (outcome == FrameOutcome.Acceptable && _tracker.TryFollow(face, _pipeline))
        {
            face.Pose = _landmarkPose.Estimate(face.Landmarks);
            if (!NeedsPose(face))
            {
                _followed++;
                return outcome;
            }
        }

        return LookClosely(encoded, again: true);
    }

    /// <summary>The whole frame with detector and pose model.</summary>
    /// <param name="again">It was followed first.</param>
    private FrameOutcome LookClosely(ReadOnlySpan<byte> encoded, bool again = false)
    {
        var outcome = _pipeline.Analyse(encoded, FaceStages.None, MinimumShortSide(), _tracker.LeanDegrees, _analysis, again: again);
        _shortSide = Math.Min(_analysis.Width, _analysis.Height);
        if (outcome == FrameOutcome.Acceptable && !_upright.IsKnown)
        {
            outcome = CheckUpright(encoded);
        }

        if (outcome != FrameOutcome.Acceptable)
        {
            return outcome;
        }

        ref var face = ref _analysis.FaceAt(0);
        _tracker.Anchor(face, _pipeline);
        if (_challenge.AtRest)
        {
            return _pipeline.Complete(_analysis, FaceStages.Pose);
        }

        face.Pose = _landmarkPose.Estimate(face.Landmarks);
        return NeedsPose(face) ? _pipeline.Complete(_analysis, FaceStages.Pose) : outcome;
    }

    /// <summary>A face that is first seen, or seen again.</summary>
    private FrameOutcome CheckUpright(ReadOnlySpan<byte> encoded) =>
        _upright.IsClear(_pipeline, _analysis)
        ? FrameOutcome.Acceptable
        : _upright.LookInEveryTurn(_pipeline, encoded, MinimumShortSide(), _tracker.LeanDegrees, _analysis);

    /// <summary>
    /// The least short side that leaves enough pixels between the eyes, as they were a frame before; all of the usual one while the
    /// resting face is learned and while the attack scores are in doubt, because they may hang on fine detail.
    /// </summary>
    private int MinimumShortSide() => _challenge.AtRest || _pad.IsUnclear || _tracker.InterEyeDistance <= 0 || _schedule.InterEyeDistancePixels <= 0
        ? FacePipeline.WorkingShortSide
        : Math.Clamp(
            (int)MathF.Ceiling(_shortSide * _schedule.InterEyeDistancePixels / _tracker.InterEyeDistance),
            LeastShortSide,
            FacePipeline.WorkingShortSide);

    private void Observe(int frame, ref FaceObservation face)
    {
        if (_challenge.AtRest)
        {
            _landmarkPose.AddRest(face.Landmarks, face.Pose);
        }

        var seen = _analysis.Stages.Includes(FaceStages.Pose);
        if (seen)
        {
            _landmarkPose.Anchor(face.Landmarks, face.Pose);
        }

        var frontal = _challenge.IsFrontal(face.Pose) && (seen || !IsPlainlyTurned(face.Landmarks));
        _wasAboutFrontal = _challenge.IsAboutFrontal(face.Pose);
        _acceptable++;
        _pictures.Add(face.Landmarks);
        _motion.Add(face.Landmarks);
        if (Sample(frame, face, frontal))
        {
            Begin();
            return;
        }

        if (_templates.InDoubt || _tracker.Breaks)
        {
            _challenge.Path.Part();
        }

        if (_templates.InDoubt)
        {
            return;
        }

        // somebody else's frames must not lift the mean: whose the face is comes first
        if (frontal && _pad.IsDue())
        {
            _pipeline.Complete(_analysis, FaceStages.PresentationAttack);
            _pad.Add(face.PadScore);
        }

        var passed = _challenge.Passed;
        _challenge.Observe(frame, face);
        if (_challenge.Passed > passed)
        {
            _templates.Act();
        }
    }

    /// <summary>
    /// At the first frame, and at the first clear face after others that were not: light and shade against a window may be taken for a face,
    /// and its rest, its movements and its attack scores are nobody's.
    /// </summary>
    [MemberNotNull(nameof(_challenge), nameof(_landmarkPose), nameof(_pad))]
    private void Begin()
    {
        _challenge = _newChallenge();
        _landmarkPose = new LandmarkPose(_schedule);
        _pad = new PadMean(_pipeline.Profile.Pad, _schedule);
    }

    /// <summary>
    /// Templates of the best frontal frames for the comparison; of every n-th frame, and at once after a jump or a face
    /// that looks unlike the one before, for continuity.
    /// </summary>
    /// <returns>The session begins anew with this frame.</returns>
    private bool Sample(int frame, in FaceObservation face, bool frontal)
    {
        var quality = face.Quality.Sharpness / (1 + MathF.Abs(face.Pose.YawDegrees) + MathF.Abs(face.Pose.PitchDegrees));
        var better = frontal && _templates.IsBetter(frame, quality);
        var due = frontal && _templates.IsDue(frame);
        var doubtful = _templates.InDoubt || _tracker.Jumped || _tracker.Likeness < _schedule.LeastLikeness;
        if (!better && !due && !doubtful)
        {
            return false;
        }

        var before = _templates.SawSomebodyElse;
        _templates.Add(frame, _pipeline.Embed(_analysis), frontal);
        _tracker.JudgeBreak(_templates.IsClear, before != _templates.SawSomebodyElse);

        if (better && !_templates.InDoubt && !_templates.BeginsAnew)
        {
            _templates.Keep(frame, quality);
        }

        return _templates.BeginsAnew;
    }

    private FrameOutcome Take(ReadOnlySpan<byte> encoded)
    {
        var frame = _frames++;
        _landmarkPose.Step();
        _pictures.See(encoded);
        var outcome = IsTooLarge(encoded) ? _analysis.Refuse(ImageStatus.TooLarge) : MayFollow ? Follow(encoded) : LookClosely(encoded);
        _outcomes[(int)outcome]++;
        if (outcome == FrameOutcome.Acceptable)
        {
            Observe(frame, ref _analysis.FaceAt(0));
        }
        else
        {
            _tracker.Lose();
            _challenge.Path.Part();
            _upright.Forget();
        }

        _counts.Add(_analysis.Counts);
        _timings.Add(_analysis.Timings);
        return outcome;
    }

    private void Stamp(long clientClockMs, long arrivedMs)
    {
        var stepMs = unchecked(clientClockMs - _stampedMs);
        _tracker.Adjacent = stepMs <= _settings.Injection.AdjacentMs;
        if (_frames > 0)
        {
            _challenge.Path.Step(stepMs, _settings.Injection.AdjacentMs);
        }

        _stampedMs = clientClockMs;
        _clock.Add(clientClockMs, arrivedMs);
    }
}
