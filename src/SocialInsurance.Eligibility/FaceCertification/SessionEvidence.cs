using SocialInsurance.Biometrics;
using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.FaceCertification;

/// <summary>Hands what a live session showed to the pure face rules, which know nothing of frames.</summary>
public static class SessionEvidence
{
    /// <summary>Share of usable frames below which what was wrong with the others is why too little was seen.</summary>
    private const double UsableShare = 0.5;

    /// <summary>
    /// As <see cref="Of"/>, for a policy: a score that the policy would take for a match, and the profile would not for a score of
    /// its kind (a raw one where a cohort was meant to shift it), is no score to decide by, and a person looks.
    /// </summary>
    /// <param name="attempt">from 1</param>
    /// <param name="referenceAgeMonths">see <see cref="Of"/></param>
    public static FaceEvidence For(FacePolicy policy, FaceSessionResult session, int attempt, int? referenceAgeMonths = null)
    {
        var evidence = Of(session, attempt, referenceAgeMonths);
        return evidence.ComparisonScore >= policy.MatchThreshold && evidence.ComparisonScore < session.MatchThreshold
            ? evidence with { ComparisonScore = double.NaN }
            : evidence;
    }

    /// <param name="attempt">from 1</param>
    /// <param name="referenceAgeMonths">whole months from the reference's picture to the session; null when not known</param>
    public static FaceEvidence Of(FaceSessionResult session, int attempt, int? referenceAgeMonths = null) => new(
        session.Score?.Value ?? double.NaN,
        FailureOf(session),
        // a still picture is a presentation attack whatever the network says of its pixels
        session.Fault == SessionFault.StillImage ? 0 : session.PadFrames == 0 ? double.NaN : session.PadMeanScore,
        session.PadFrames,
        session.ChallengePassed,
        attempt,
        session.Fault is SessionFault.RepeatedFrames or SessionFault.IdentityChanged or SessionFault.Loop or SessionFault.Cut
            or SessionFault.UnlikelyClock or SessionFault.Replayed,
        referenceAgeMonths,
        session.AcceptableFrames < UsableShare * session.Frames ? FailureOf(session.CommonestOutcome) : FaceAcquisitionFailure.None);

    private static FaceAcquisitionFailure FailureOf(FaceSessionResult session) => session.Fault switch
    {
        SessionFault.ReferenceUnusable => FaceAcquisitionFailure.NoReference,
        SessionFault.TooFewFrames => FailureOf(session.CommonestOutcome),
        SessionFault.None or SessionFault.StillImage or SessionFault.RepeatedFrames or SessionFault.IdentityChanged
            or SessionFault.Loop or SessionFault.Cut or SessionFault.UnlikelyClock or SessionFault.Replayed => FaceAcquisitionFailure.None,
    };

    private static FaceAcquisitionFailure FailureOf(FrameOutcome commonest) => commonest switch
    {
        FrameOutcome.NoFace => FaceAcquisitionFailure.NoFace,
        FrameOutcome.SeveralFaces => FaceAcquisitionFailure.SeveralFaces,
        FrameOutcome.TooSmall => FaceAcquisitionFailure.TooFar,
        FrameOutcome.TooDark or FrameOutcome.LowContrast => FaceAcquisitionFailure.TooDark,
        FrameOutcome.TooBright or FrameOutcome.Backlit => FaceAcquisitionFailure.TooBright,
        FrameOutcome.Covered => FaceAcquisitionFailure.Covered,
        FrameOutcome.CutOff => FaceAcquisitionFailure.TooNear,
        FrameOutcome.Blurred => FaceAcquisitionFailure.Blurred,
        FrameOutcome.PoseOutOfRange or FrameOutcome.NotUpright => FaceAcquisitionFailure.NotFrontal,
        FrameOutcome.Unreadable or FrameOutcome.Acceptable => FaceAcquisitionFailure.Interrupted,
    };
}
