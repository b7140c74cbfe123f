using SocialInsurance.Biometrics.Pose;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Biometrics.Tests;

/// <summary>What the resting face is taken from when a person does not hold still: where they looked straight ahead, never the height of a turn.</summary>
public sealed class RestingFaceTests
{
    /// <summary>By then whoever was never still is taken as they are.</summary>
    private const int Patience = 25;

    private static readonly VerificationProfile Profile = VerificationProfile.Standard;

    private readonly ChallengeTracker _tracker = new([ChallengeAction.TurnRight], Profile.Session.Challenge, new PromptGate(Profile.Session.Prompt, null));
    private int _frame;

    /// <summary>The frames at which patience ends are the stillest of all; the head is turned in them.</summary>
    [Fact]
    public void Person_who_turns_before_the_face_is_learned_can_pass_the_same_turn()
    {
        Show(5, i => i % 2 == 0 ? 5 : -5);
        Show(Patience - 5, _ => 0, yaw: 25);
        Assert.False(_tracker.AtRest);

        Show(5, _ => 0);
        Assert.False(_tracker.Completed);
        Show(Profile.Session.Challenge.HoldFrames, _ => 0, yaw: 25);
        Assert.True(_tracker.Completed);
    }

    /// <summary>A camera at the side of a bed sees nobody straight ahead.</summary>
    [Fact]
    public void Person_who_never_looks_straight_ahead_is_taken_as_they_are()
    {
        Show(Patience, _ => 0, yaw: 20);
        Assert.False(_tracker.AtRest);
        Show(5, _ => 0, yaw: 24);
        Assert.False(_tracker.Completed);
        Show(Profile.Session.Challenge.HoldFrames, _ => 0, yaw: 32);
        Assert.True(_tracker.Completed);
    }

    [Fact]
    public void First_steady_frames_are_the_resting_face()
    {
        Show(3, _ => 0, yaw: 30);
        Show(4, _ => 0, yaw: 4);
        Assert.True(_tracker.AtRest);
        Show(1, _ => 0, yaw: 4);
        Assert.False(_tracker.AtRest);
    }

    private void Show(int frames, Func<int, float> pitch, float yaw = 0)
    {
        for (var i = 0; i < frames; i++)
        {
            _tracker.Observe(_frame++, new FaceObservation { Pose = new HeadPose(yaw, pitch(i), 0) });
        }
    }
}
