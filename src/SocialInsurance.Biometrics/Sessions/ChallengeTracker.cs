using SocialInsurance.Biometrics.Pose;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Follows one person through an ordered challenge. Baselines are medians of the person's own first steady frames, or of the steadiest where
/// none are: a face learned in the middle of a movement could pass no challenge. An action counts only after the one before it and, where people are prompted, after its
/// prompt. Not thread-safe.
/// </summary>
internal sealed class ChallengeTracker(IReadOnlyList<ChallengeAction> actions, ChallengeSettings settings, PromptGate gate)
{
    /// <summary>Frontal frames whose eye openings make the person's median: some 15 seconds.</summary>
    private const int EyeFrames = 128;

    /// <summary>Whoever is never still (a helper's hand, a tremor) is taken as they were at their stillest after this many times <see cref="ChallengeSettings.BaselineFrames"/>.</summary>
    private const int RestPatience = 5;

    private readonly MovementPath _path = new(gate.Settings);
    private readonly RunningMedian _yaw = new(settings.BaselineFrames);
    private readonly RunningMedian _pitch = new(settings.BaselineFrames);
    private readonly RunningMedian _mouth = new(settings.BaselineFrames);
    private readonly RunningMedian _eyes = new(EyeFrames);
    private readonly int[] _passedAt = [.. actions.Select(_ => NotSeen)];
    private int _next;
    private int _held;
    private int _restFrames;
    private (bool Elsewhere, float Movement) _restedAt = (true, float.PositiveInfinity);
    private (float Yaw, float Pitch, float Mouth) _rest;

    private const int NotSeen = -1;

    /// <summary>Landmarks miss the pose model's angles by up to about the frontal range itself.</summary>
    private const float RoughFactor = 2;

    /// <summary>Share of a movement from which it may have begun.</summary>
    private const float EarlyShare = 0.5f;

    internal MovementPath Path => _path;

    /// <inheritdoc cref="PromptGate.Pace"/>
    internal FramePace Pace => gate.Pace;

    internal bool Completed => _next == actions.Count;

    /// <summary>The action that counts now; null after the last and while the face comes to rest before the next.</summary>
    internal ChallengeAction? Awaited => Completed || !gate.IsOpen ? null : actions[_next];

    internal int Passed => _next;

    internal int Count => actions.Count;

    /// <summary>The person's resting face is not known yet.</summary>
    internal bool AtRest { get; private set; } = true;

    internal IEnumerable<ChallengeStep> Steps => actions.Select((action, i) => new ChallengeStep(action, _passedAt[i] != NotSeen, _passedAt[i]));

    /// <summary>Whether the head is near its resting pose, so that the frame may serve for PAD and comparison.</summary>
    internal bool IsFrontal(in HeadPose pose) => AtRest || IsWithin(pose, share: 1);

    /// <summary>The same by a pose that is only roughly known.</summary>
    internal bool IsAboutFrontal(in HeadPose rough) =>
        IsWithin(rough, RoughFactor);

    /// <param name="share">of the frontal range</param>
    internal bool IsWithin(in HeadPose pose, float share) =>
        MathF.Abs(pose.YawDegrees - _rest.Yaw) <= share * settings.SteadyDegrees
        && MathF.Abs(pose.PitchDegrees - _rest.Pitch) <= share * settings.SteadyDegrees;

    /// <summary>Whether a frame could show the action asked for, when <paramref name="share"/> of its movement is seen roughly.</summary>
    /// <param name="share">0..1; 0: always.</param>
    internal bool MightShow(in FaceObservation rough, float share) =>
        share == 0 || (!Completed && gate.IsOpen && (_held > 0 || Shows(actions[_next], rough, rough.Pose, share)));

    internal void Observe(int frame, in FaceObservation face)
    {
        if (AtRest)
        {
            if (Pace.Counts)
            {
                Learn(face);
            }

            _path.Rest(face.Pose);
            return;
        }

        Advance(frame, face);
        if (IsFrontal(face.Pose))
        {
            _eyes.Add(EyesOf(face));
        }
    }

    /// <summary>
    /// The resting face is that of the first steady frames in a row. Where none are steady it is that of the stillest that look about straight
    /// ahead, or of the stillest of all: the last ones may show the height of a turn.
    /// </summary>
    private void Learn(in FaceObservation face)
    {
        _yaw.Add(face.Pose.YawDegrees);
        _pitch.Add(face.Pose.PitchDegrees);
        _mouth.Add(face.Landmarks.MouthOpening);
        _eyes.Add(EyesOf(face));
        if (++_restFrames < settings.BaselineFrames)
        {
            _rest = (_yaw.Value, _pitch.Value, _mouth.Value);
            return;
        }

        var found = (IsElsewhere, Movement);
        if (found.CompareTo(_restedAt) < 0)
        {
            _restedAt = found;
            _rest = (_yaw.Value, _pitch.Value, _mouth.Value);
        }

        AtRest = (_restedAt.Elsewhere || _restedAt.Movement > 1) && _restFrames < RestPatience * settings.BaselineFrames;
    }

    /// <summary>Does not look about straight ahead with the mouth about closed.</summary>
    private bool IsElsewhere => MathF.Abs(_yaw.Value) > settings.TurnDegrees || _mouth.Value > settings.MouthOpening;

    /// <summary>Of the frames last learned, as a share of what any action asks for; at most 1: steady.</summary>
    private float Movement => MathF.Max(
        MathF.Max(_yaw.Range, _pitch.Range) / settings.SteadyDegrees,
        _mouth.Range / (settings.MouthOpening / 2));

    private void Advance(int frame, in FaceObservation face)
    {
        if (Completed)
        {
            return;
        }

        var action = actions[_next];
        var mightAct = Shows(action, face, face.Pose, EarlyShare);
        if (!gate.IsOpen)
        {
            gate.Wait(_next, IsAtRest(face), mightAct);
            _path.Rest(face.Pose);
            return;
        }

        var shows = Shows(action, face, face.Pose, share: 1);
        if (!_path.Follow(face.Pose, mightAct, begins: shows && _held == 0))
        {
            _held = 0;
            gate.Shut();
            return;
        }

        if (!gate.Accept(shows))
        {
            _held = 0;
            return;
        }

        // a blink is shorter than two frames at 8 a second, and may fall between those that count
        _held = shows ? _held + (Pace.Counts || action == ChallengeAction.Blink ? 1 : 0) : 0;
        if (_held >= (action == ChallengeAction.Blink ? 1 : settings.HoldFrames))
        {
            _passedAt[_next++] = frame;
            _held = 0;
            gate.Shut();
        }
    }

    /// <summary>Near the resting pose with the mouth about closed, whatever the eyes do: nobody keeps them from blinking.</summary>
    private bool IsAtRest(in FaceObservation face) =>
        MathF.Abs(face.Pose.YawDegrees - _rest.Yaw) <= gate.Settings.RestDegrees
        && MathF.Abs(face.Pose.PitchDegrees - _rest.Pitch) <= gate.Settings.RestDegrees
        && face.Landmarks.MouthOpening - _rest.Mouth <= settings.MouthOpening / 2;

    private bool Shows(ChallengeAction action, in FaceObservation face, in HeadPose pose, float share) => action switch
    {
        // fr_pose counts yaw positive towards the person's right (models/cards/fr_pose.md)
        ChallengeAction.TurnLeft => _rest.Yaw - pose.YawDegrees >= share * settings.TurnDegrees,
        ChallengeAction.TurnRight => pose.YawDegrees - _rest.Yaw >= share * settings.TurnDegrees,
        ChallengeAction.Nod => MathF.Abs(pose.PitchDegrees - _rest.Pitch) >= share * settings.NodDegrees,
        ChallengeAction.OpenMouth => face.Landmarks.MouthOpening - _rest.Mouth >= share * settings.MouthOpening,
        ChallengeAction.Blink => (share < 1 || IsFrontal(pose)) && EyesOf(face) <= (1 - (share * (1 - settings.BlinkRatio))) * _eyes.Value,
    };

    private static float EyesOf(in FaceObservation face) => (face.Landmarks.LeftEyeOpening + face.Landmarks.RightEyeOpening) / 2;
}
