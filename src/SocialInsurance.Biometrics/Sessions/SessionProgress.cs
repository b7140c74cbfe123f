using SocialInsurance.Biometrics.Detection;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>How far a live session is, for guidance and for ending it. Holds no score.</summary>
/// <param name="RestKnown">The person's resting face is learned; no action counts before.</param>
/// <param name="Awaited">The action that counts next; null while the resting face is learned, while the face comes to rest before the next, and after the last.</param>
/// <param name="Passed">Actions seen so far.</param>
/// <param name="Actions">Actions asked for.</param>
/// <param name="PadFrames">Frontal frames in the mean of attack detection.</param>
/// <param name="Face">The face of the last frame, pixels of the oriented frame; null without one.</param>
/// <param name="FrameWidth">Oriented width of the last frame, pixels; 0 when it could not be read.</param>
/// <param name="FrameHeight">Likewise.</param>
public readonly record struct SessionProgress(
    bool RestKnown, ChallengeAction? Awaited, int Passed, int Actions, int PadFrames, FaceBox? Face, int FrameWidth, int FrameHeight)
{
    /// <summary>Every action asked for was seen.</summary>
    public bool ChallengePassed => Passed == Actions;
}
