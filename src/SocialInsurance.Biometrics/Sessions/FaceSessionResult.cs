using System.Collections.Immutable;
using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Interop;

namespace SocialInsurance.Biometrics.Sessions;

/// <summary>Why a session shows no live person in front of the camera, or cannot tell.</summary>
public enum SessionFault
{
    None = 0,

    /// <summary>Too few frames with one acceptable face.</summary>
    TooFewFrames = 1,

    /// <summary>Most frames do not move: one still picture or a few.</summary>
    StillImage = 2,

    /// <summary>Coded pictures repeat: a loop, stills or a frozen feed.</summary>
    RepeatedFrames = 3,

    /// <summary>The face of one frame is not the face of another.</summary>
    IdentityChanged = 4,

    /// <summary>The reference picture cannot be used.</summary>
    ReferenceUnusable = 5,

    /// <summary>The head moves again exactly as it did before: a looped video.</summary>
    Loop = 6,

    /// <summary>The picture was cut more often than a gap in the connection explains.</summary>
    Cut = 7,

    /// <summary>The frames came in another time than they claim to be of: a script, not a page.</summary>
    UnlikelyClock = 8,

    /// <summary>Another session showed these frames to the byte.</summary>
    Replayed = 9,
}

/// <param name="Version">of this number</param>
/// <param name="LeastMovingShare">Share of frames, 0..1, whose face moved since the one before, below which they are stills. Living people measured: 0.98 and more.</param>
public sealed record StillnessSettings(string Version, float LeastMovingShare);

/// <param name="Prompt">When actions are asked for, where anybody is asked.</param>
/// <param name="MinimumMotion">Mean movement of the landmarks between two frames, in inter-eye distances, below which the face did not move.</param>
/// <param name="Stillness">When a session shows stills.</param>
/// <param name="MaximumRepeatedShare">Share of frames that are the coded picture of one before, 0..1.</param>
/// <param name="MaximumCuts">Cuts that a gap in the connection may explain.</param>
/// <param name="Loop">When a movement is the same movement again.</param>
/// <param name="Injection">When the way of the frames is no camera's.</param>
/// <param name="ContinuityEvery">A template is taken every so many frames to see that the person is the same.</param>
/// <param name="ContinuityThreshold">Least similarity of two such templates.</param>
/// <param name="FusedFrames">The template compared is the mean of this many best frames.</param>
/// <param name="Schedule">Which models run on which frame.</param>
public sealed record SessionSettings(
    ChallengeSettings Challenge,
    PromptSettings Prompt,
    float MinimumMotion,
    StillnessSettings Stillness,
    float MaximumRepeatedShare,
    int MaximumCuts,
    LoopSettings Loop,
    InjectionSettings Injection,
    int ContinuityEvery,
    float ContinuityThreshold,
    int FusedFrames,
    SessionSchedule Schedule);

/// <summary>All that one live session showed; thresholds are applied by the eligibility rules, not here.</summary>
/// <param name="PadMeanScore">Mean probability of a bona fide presentation over frontal frames, 0..1.</param>
/// <param name="BestFrame">Index of the frame of best quality; -1 when there was none.</param>
/// <param name="Score">Of the fused template and the reference: shifted when calibrated, else raw; null when one is missing.</param>
/// <param name="CommonestOutcome">What was most often wrong with a frame; advice for the next try.</param>
/// <param name="Calibration">Raw and shifted score and the cohort's digest; null without a comparison.</param>
/// <param name="MatchThreshold">The profile's threshold of the kind of score that <paramref name="Score"/> is.</param>
/// <param name="UnsureThreshold">Likewise.</param>
public sealed record FaceSessionResult(
    SessionFault Fault,
    int Frames,
    int AcceptableFrames,
    float PadMeanScore,
    int PadFrames,
    ImmutableArray<ChallengeStep> Challenge,
    bool ChallengePassed,
    int BestFrame,
    ComparisonScore? Score,
    FrameOutcome CommonestOutcome,
    FrameOutcome ReferenceOutcome,
    ImageStatus ReferenceImage,
    string ProfileName,
    string ProfileVersion,
    ImmutableArray<ModelIdentity> Models,
    CalibratedScore? Calibration,
    double MatchThreshold,
    double UnsureThreshold)
{
    /// <summary>What the session cost, stage by stage; the comparison with a reference picture is not in it.</summary>
    public SessionWork Work { get; init; }
}
