using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Sessions;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>What a person is told during a session. Names are contract: voice clips hang on them.</summary>
public enum AdviceCode
{
    MoveCloser = 1,
    MoveBack = 2,
    MoreLight = 3,
    LessLight = 4,
    LookHere = 5,
    HoldStill = 6,
    OnePersonOnly = 7,
    TurnLeft = 8,
    TurnRight = 9,
    Nod = 10,
    OpenMouth = 11,
    Blink = 12,
    WellDone = 13,
    WaitPlease = 14,
    UncoverFace = 15,
    TurnFromLight = 16,
    ShowWholeFace = 17,
    HoldUpright = 18,
}

/// <summary>One advice a frame: first what is wrong with the picture, then praise, then what comes next. Pure.</summary>
internal static class Guidance
{
    /// <summary>A face that fills more of the frame's width or height leaves no room to turn.</summary>
    private const double LargestShare = 0.85;

    internal static AdviceCode For(FrameOutcome outcome, int passedBefore, in SessionProgress now, FaceShare? face, bool complete) =>
        complete ? AdviceCode.WaitPlease
        : now.Passed > passedBefore ? AdviceCode.WellDone
        : outcome != FrameOutcome.Acceptable ? ForPicture(outcome)
        : face is { } box && (box.Width > LargestShare || box.Height > LargestShare) ? AdviceCode.MoveBack
        : now.Awaited is { } action ? ForAction(action)
        : AdviceCode.LookHere;

    private static AdviceCode ForPicture(FrameOutcome outcome) => outcome switch
    {
        FrameOutcome.Acceptable => AdviceCode.LookHere,
        FrameOutcome.NoFace => AdviceCode.LookHere,
        FrameOutcome.SeveralFaces => AdviceCode.OnePersonOnly,
        FrameOutcome.TooSmall => AdviceCode.MoveCloser,
        FrameOutcome.TooDark or FrameOutcome.LowContrast => AdviceCode.MoreLight,
        FrameOutcome.TooBright => AdviceCode.LessLight,
        FrameOutcome.Backlit => AdviceCode.TurnFromLight,
        FrameOutcome.Covered => AdviceCode.UncoverFace,
        FrameOutcome.CutOff => AdviceCode.ShowWholeFace,
        FrameOutcome.NotUpright => AdviceCode.HoldUpright,
        FrameOutcome.Blurred => AdviceCode.HoldStill,
        FrameOutcome.PoseOutOfRange => AdviceCode.LookHere,
        FrameOutcome.Unreadable => AdviceCode.HoldStill,
    };

    private static AdviceCode ForAction(ChallengeAction action) => action switch
    {
        ChallengeAction.TurnLeft => AdviceCode.TurnLeft,
        ChallengeAction.TurnRight => AdviceCode.TurnRight,
        ChallengeAction.Nod => AdviceCode.Nod,
        ChallengeAction.OpenMouth => AdviceCode.OpenMouth,
        ChallengeAction.Blink => AdviceCode.Blink,
    };
}
