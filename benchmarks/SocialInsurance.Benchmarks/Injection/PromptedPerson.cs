using System.Numerics;
using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Benchmarks;

/// <summary>
/// Somebody who does what they are asked, at 8 frames a second: the resting frames of a real clip with their own noise, and movements laid over
/// them. A model, not a measurement: reaction 0.4 to 1.6 s (elderly: to 3 s), 0.9 to 2.4 s a movement, a quarter of it seen on other axes.
/// </summary>
internal sealed class PromptedPerson(IReadOnlyList<FaceObservation> rest, VerificationProfile profile, Random random, bool isSlow)
{
    private const double MistakeShare = 0.08;
    private const int BlinkEvery = 32;

    private readonly ChallengeSettings _settings = profile.Session.Challenge;
    private readonly float _leak = 0.25f * random.NextSingle();
    private ChallengeAction? _heard;
    private ChallengeAction _doing = ChallengeAction.Blink;
    private int _wait;
    private int _at;
    private int _length;
    private int _frame;
    private float _size;

    /// <summary>The next frame, after the prompt that was seen with the one before.</summary>
    internal FaceObservation Next(ChallengeAction? prompt)
    {
        if (_length == 0 && prompt is { } asked && (asked != _heard || --_wait <= 0))
        {
            Hear(asked);
        }
        else if (prompt is null)
        {
            _heard = null;
        }

        var face = rest[Turn(_frame++)];
        var share = 0f;
        if (_length > 0 && _wait-- <= 0)
        {
            share = _size * MathF.Sin(MathF.PI * (_at + 1) / (_length + 1));
            if (++_at >= _length)
            {
                (_length, _wait) = (0, isSlow ? 24 : 12);
            }
        }

        return Moved(face, _doing, share, random.Next(BlinkEvery) == 0);
    }

    private void Hear(ChallengeAction asked)
    {
        _heard = asked;
        _doing = random.NextDouble() < MistakeShare ? _settings.Actions[random.Next(_settings.Actions.Length)] : asked;
        (_wait, _at) = (random.Next(3, isSlow ? 24 : 13), 0);
        _length = _doing == ChallengeAction.Blink ? 3 : random.Next(7, isSlow ? 24 : 19);
        _size = 1.4f + (1.6f * random.NextSingle());
    }

    /// <summary>Back and forth over the resting frames.</summary>
    private int Turn(int frame)
    {
        var at = frame % (2 * rest.Count);
        return at < rest.Count ? at : (2 * rest.Count) - 1 - at;
    }

    private FaceObservation Moved(FaceObservation face, ChallengeAction action, float share, bool blinks)
    {
        var (yaw, pitch) = (share * _settings.TurnDegrees, share * _settings.NodDegrees);
        face.Pose = action switch
        {
            ChallengeAction.TurnLeft => Posed(face.Pose, -yaw, _leak * pitch),
            ChallengeAction.TurnRight => Posed(face.Pose, yaw, _leak * pitch),
            ChallengeAction.Nod => Posed(face.Pose, _leak * yaw, pitch),
            // the chin goes down with the jaw
            ChallengeAction.OpenMouth => Posed(face.Pose, 0, _leak * pitch),
            ChallengeAction.Blink => face.Pose,
        };
        if (action == ChallengeAction.OpenMouth && share > 0)
        {
            var across = face.Landmarks[64] - face.Landmarks[60];
            var down = new Vector2(-across.Y, across.X) * (share * _settings.MouthOpening);
            for (var point = 65; point <= 67; point++)
            {
                face.Landmarks[point] += down;
            }
        }

        return blinks || (action == ChallengeAction.Blink && share > 0.8f) ? Blinking(face) : face;
    }

    private static HeadPose Posed(in HeadPose pose, float yaw, float pitch) => new(pose.YawDegrees + yaw, pose.PitchDegrees + pitch, pose.RollDegrees);

    private static FaceObservation Blinking(FaceObservation face)
    {
        foreach (var (upper, lower) in (ReadOnlySpan<(int, int)>)[(37, 41), (38, 40), (43, 47), (44, 46)])
        {
            face.Landmarks[upper] += 0.7f * (face.Landmarks[lower] - face.Landmarks[upper]);
        }

        return face;
    }
}
