namespace SocialInsurance.Eligibility.Rules;

/// <summary>All that the face rules may know about one attempt.</summary>
/// <param name="ComparisonScore">Similarity as the verification profile defines it; higher is more alike. NaN when not compared.</param>
/// <param name="Failure">Why no sample was acquired; None when one was.</param>
/// <param name="PadMean">Mean bona-fide probability over frontal frames, 0..1; NaN when not measured.</param>
/// <param name="PadFrames">How many frontal frames it is the mean of.</param>
/// <param name="ChallengePassed">All asked movements were seen, in order.</param>
/// <param name="Attempt">Number of the attempt, from 1.</param>
/// <param name="SampleInjected">Frames were injected or synthetic, by the host's checks.</param>
/// <param name="ReferenceAgeMonths">Whole months from the reference's picture to the attempt; null when not known.</param>
/// <param name="Hindrance">What was wrong with most of the pictures though a sample was acquired; told first where too little was seen.</param>
public readonly record struct FaceEvidence(
    double ComparisonScore, FaceAcquisitionFailure Failure, double PadMean, int PadFrames,
    bool ChallengePassed, int Attempt, bool SampleInjected, int? ReferenceAgeMonths = null,
    FaceAcquisitionFailure Hindrance = FaceAcquisitionFailure.None);

/// <summary>Decision about one attempt.</summary>
/// <param name="Outcome">What follows.</param>
/// <param name="Reasons">Why; empty when certified.</param>
/// <param name="AttemptsLeft">Attempts the person still has.</param>
/// <param name="Profile">Name and version of the verification profile whose thresholds decided.</param>
/// <param name="Policy">Identity, version and digest of the policy.</param>
public sealed record FaceDecision(
    FaceOutcome Outcome, IReadOnlyList<FaceReason> Reasons, int AttemptsLeft, VerificationProfile Profile, PolicyStamp Policy);

/// <summary>Name and version of the thresholds; goes into the audit entry.</summary>
public sealed record VerificationProfile(string Name, string Version);

/// <summary>
/// Face rules in force on a day: a few tries, then a human, always. Pure, immutable, safe for all threads.
/// </summary>
/// <param name="Profile">Verification profile.</param>
/// <param name="MatchThreshold">Similarity from which a comparison is a match.</param>
/// <param name="UnsureThreshold">Similarity from which a comparison is unsure.</param>
/// <param name="PadPassMean">Mean from which attack detection passes.</param>
/// <param name="PadReviewMean">Mean from which a human looks instead of a retry.</param>
/// <param name="PadMinimumFrames">Frontal frames that a mean needs.</param>
/// <param name="MaximumAttempts">Attempts before a human takes over.</param>
/// <param name="Policy">Identity, version and digest of the policy.</param>
/// <param name="ReferenceOldAfterMonths">A reference of this age or more is old; null when the policy knows no age.</param>
/// <param name="RefreshThreshold">Similarity from which a session without a caseworker may refresh the reference; null for never.</param>
public sealed record FacePolicy(
    VerificationProfile Profile, double MatchThreshold, double UnsureThreshold, double PadPassMean, double PadReviewMean,
    int PadMinimumFrames, int MaximumAttempts, PolicyStamp Policy, int? ReferenceOldAfterMonths = null, double? RefreshThreshold = null)
{
    /// <summary>Decides about one attempt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The attempt number is below 1.</exception>
    public FaceDecision Decide(in FaceEvidence evidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(evidence.Attempt, 1);
        var reasons = ReasonsOf(evidence);
        int left = Math.Max(0, MaximumAttempts - evidence.Attempt);
        bool lateAttempt = evidence.Attempt > MaximumAttempts;
        if (reasons.Count == 0 && !lateAttempt) return new FaceDecision(FaceOutcome.Certified, [], left, Profile, Policy);
        if (reasons.Exists(NeedsHuman)) return new FaceDecision(FaceOutcome.ReferToCaseworker, reasons, 0, Profile, Policy);
        if (left > 0) return new FaceDecision(FaceOutcome.RetryAllowed, reasons, left, Profile, Policy);
        return new FaceDecision(FaceOutcome.ReferToCaseworker, [.. reasons, FaceReason.AttemptsExhausted], 0, Profile, Policy);
    }

    private static bool NeedsHuman(FaceReason reason) => reason is FaceReason.NoReference or FaceReason.PadUnsure
        or FaceReason.ScoreUnusable or FaceReason.SampleInjected or FaceReason.ReferenceOld;

    private List<FaceReason> ReasonsOf(in FaceEvidence evidence)
    {
        var reasons = new List<FaceReason>();
        if (evidence.SampleInjected) reasons.Add(FaceReason.SampleInjected);
        if (evidence.Failure != FaceAcquisitionFailure.None)
        {
            reasons.Add(ReasonOf(evidence.Failure)); // nothing was measured, so nothing else is judged
            return reasons;
        }
        if (evidence.Hindrance != FaceAcquisitionFailure.None && (!evidence.ChallengePassed || evidence.PadFrames < PadMinimumFrames)) reasons.Add(ReasonOf(evidence.Hindrance));
        if (!evidence.ChallengePassed) reasons.Add(FaceReason.ChallengeNotPassed);
        if (PadReason(evidence.PadMean, evidence.PadFrames) is { } pad) reasons.Add(pad);
        if (ComparisonReason(evidence.ComparisonScore, evidence.ReferenceAgeMonths) is { } comparison) reasons.Add(comparison);
        return reasons;
    }

    private FaceReason? PadReason(double mean, int frames)
    {
        if (frames < PadMinimumFrames || double.IsNaN(mean)) return FaceReason.PadTooFewFrames;
        if (mean >= PadPassMean) return null;
        return mean >= PadReviewMean ? FaceReason.PadUnsure : FaceReason.PadFailed;
    }

    private FaceReason? ComparisonReason(double score, int? referenceAgeMonths)
    {
        if (!double.IsFinite(score)) return FaceReason.ScoreUnusable;
        if (score >= MatchThreshold) return null;
        if (score < UnsureThreshold) return FaceReason.NonMatch;
        // another try changes the probe, not the age of the photograph
        return referenceAgeMonths >= ReferenceOldAfterMonths ? FaceReason.ReferenceOld : FaceReason.ComparisonUnsure;
    }

    private static FaceReason ReasonOf(FaceAcquisitionFailure failure) => failure switch
    {
        FaceAcquisitionFailure.NoFace => FaceReason.NoFace,
        FaceAcquisitionFailure.SeveralFaces => FaceReason.SeveralFaces,
        FaceAcquisitionFailure.TooDark => FaceReason.TooDark,
        FaceAcquisitionFailure.TooBright => FaceReason.TooBright,
        FaceAcquisitionFailure.Blurred => FaceReason.Blurred,
        FaceAcquisitionFailure.TooFar => FaceReason.TooFar,
        FaceAcquisitionFailure.TooNear => FaceReason.TooNear,
        FaceAcquisitionFailure.NotFrontal => FaceReason.NotFrontal,
        FaceAcquisitionFailure.Covered => FaceReason.Covered,
        FaceAcquisitionFailure.Interrupted => FaceReason.Interrupted,
        FaceAcquisitionFailure.NoReference => FaceReason.NoReference,
        _ => FaceReason.ScoreUnusable, // a value of a newer caller: to a human rather than to an exception
    };
}
