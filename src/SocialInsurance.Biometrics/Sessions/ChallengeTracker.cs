using SocialInsurance.Biometrics.Pose;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>
/// Follows one person through an ordered challenge. Baselines are medians of the person's own first frames;
/// an action counts only after the one before it. Not thread-safe.
/// </summary>
internal sealed class ChallengeTracker(IReadOnlyList<ChallengeAction> actions, ChallengeSettings settings)
{
    private readonly List<float> _yaw = [];
    private readonly List<float> _pitch = [];
    private readonly List<float> _eyes = [];
    private readonly List<float> _mouth = [];
    private readonly int[] _passedAt = [.. actions.Select(_ => NotSeen)];
    private int _next;
    private int _held;

    private const int NotSeen = -1;

    internal bool Completed => _next == actions.Count;

    internal IEnumerable<ChallengeStep> Steps => actions.Select((action, i) => new ChallengeStep(action, _passedAt[i] != NotSeen, _passedAt[i]));

    /// <summary>Whether the head is near its resting pose, so that the frame may serve for PAD and comparison.</summary>
    internal bool IsFrontal(in HeadPose pose) =>
        _yaw.Count < settings.BaselineFrames
        || (MathF.Abs(pose.YawDegrees - Median(_yaw)) <= settings.SteadyDegrees
            && MathF.Abs(pose.PitchDegrees - Median(_pitch)) <= settings.SteadyDegrees);

    internal void Observe(int frame, in FaceObservation face)
    {
        var eyes = (face.Landmarks.LeftEyeOpening + face.Landmarks.RightEyeOpening) / 2;
        if (_yaw.Count < settings.BaselineFrames)
        {
            _yaw.Add(face.Pose.YawDegrees);
            _pitch.Add(face.Pose.PitchDegrees);
            _mouth.Add(face.Landmarks.MouthOpening);
            _eyes.Add(eyes);
            return;
        }

        Advance(frame, face, eyes);
        if (IsFrontal(face.Pose))
        {
            _eyes.Add(eyes);
        }
    }

    private void Advance(int frame, in FaceObservation face, float eyes)
    {
        if (Completed)
        {
            return;
        }

        var action = actions[_next];
        _held = Shows(action, face, eyes) ? _held + 1 : 0;
        // a blink is shorter than two frames at 8 a second
        if (_held >= (action == ChallengeAction.Blink ? 1 : settings.HoldFrames))
        {
            _passedAt[_next++] = frame;
            _held = 0;
        }
    }

    private bool Shows(ChallengeAction action, in FaceObservation face, float eyes) => action switch
    {
        // fr_pose counts yaw positive towards the person's right (models/cards/fr_pose.md)
        ChallengeAction.TurnLeft => Median(_yaw) - face.Pose.YawDegrees >= settings.TurnDegrees,
        ChallengeAction.TurnRight => face.Pose.YawDegrees - Median(_yaw) >= settings.TurnDegrees,
        ChallengeAction.Nod => MathF.Abs(face.Pose.PitchDegrees - Median(_pitch)) >= settings.NodDegrees,
        ChallengeAction.OpenMouth => face.Landmarks.MouthOpening - Median(_mouth) >= settings.MouthOpening,
        ChallengeAction.Blink => IsFrontal(face.Pose) && eyes <= settings.BlinkRatio * Median(_eyes),
    };

    private static float Median(List<float> values)
    {
        Span<float> sorted = [.. values];
        sorted.Sort();
        return sorted[sorted.Length / 2];
    }
}
