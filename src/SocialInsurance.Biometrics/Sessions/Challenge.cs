using System.Collections.Immutable;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>What a person is asked to do. Left and right are the person's own.</summary>
public enum ChallengeAction
{
    TurnLeft = 1,
    TurnRight = 2,
    Nod = 3,
    OpenMouth = 4,
    Blink = 5,
}

/// <param name="AtFrame">Index of the frame that completed the action; -1 when it was not seen.</param>
public readonly record struct ChallengeStep(ChallengeAction Action, bool Passed, int AtFrame);

/// <summary>Numbers of the challenge, relative to the person's own baseline: people differ, a person hardly does.</summary>
/// <param name="BaselineFrames">Steady frames in a row whose medians are the person's resting face.</param>
/// <param name="HoldFrames">Frames in a row that an action must last.</param>
/// <param name="BlinkRatio">An eye opening at or below this share of the person's median is closed.</param>
/// <param name="SteadyDegrees">A blink counts only while the head is this close to its rest.</param>
/// <param name="Actions">What may be asked of a person under this profile; an order is drawn from these by chance.</param>
/// <param name="MaximumActions">How many at most in one session.</param>
public sealed record ChallengeSettings(
    int BaselineFrames,
    int HoldFrames,
    float TurnDegrees,
    float NodDegrees,
    float MouthOpening,
    float BlinkRatio,
    float SteadyDegrees,
    ImmutableArray<ChallengeAction> Actions,
    int MaximumActions);
