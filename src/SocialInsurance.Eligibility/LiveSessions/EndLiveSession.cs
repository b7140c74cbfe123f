using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.LiveSessions;

/// <summary>Who is before the camera, and when.</summary>
/// <param name="Method">SelfFace; Assisted when a relative acts</param>
/// <param name="Day">local day of the session</param>
/// <param name="CycleMonths">length of a certification period, from the policy at that day</param>
public sealed record LiveClaim(SessionId Session, BeneficiaryId Beneficiary, CertificationMethod Method, DateOnly Day, int CycleMonths);

/// <summary>How a live session ended. Holds no score.</summary>
/// <param name="ValidUntil">the first day that is no longer covered; null unless certified</param>
public sealed record LiveDecision(FaceOutcome Outcome, IReadOnlyList<FaceReason> Reasons, int Attempt, int AttemptsLeft, DateOnly? ValidUntil)
{
    /// <summary>Type of the fault that kept frames from being kept for the review; null when there was none. The decision stands either way.</summary>
    public string? FramesFault { get; init; }

    /// <summary>A stored decision of a session, read again; it keeps the first of its reasons only.</summary>
    internal static LiveDecision Of(CertificationDecision stored, int maximumAttempts)
    {
        var attempt = ((DecisionOrigin.FaceSession)stored.Origin).Attempt;
        var outcome = stored.Outcome switch
        {
            DecisionOutcome.Certified => FaceOutcome.Certified,
            DecisionOutcome.FaceRequired => FaceOutcome.RetryAllowed,
            DecisionOutcome.Review or DecisionOutcome.NotDue => FaceOutcome.ReferToCaseworker,
        };
        return new LiveDecision(
            outcome,
            Enum.TryParse<FaceReason>(stored.RuleCode.Split('.')[^1], out var reason) ? [reason] : [],
            attempt,
            outcome == FaceOutcome.ReferToCaseworker ? 0 : Math.Max(0, maximumAttempts - attempt),
            stored.Period?.Until);
    }
}

/// <summary>
/// Ends a live session at most once, whichever instance of the host asks: the books are read first, and of two that decide at
/// the same moment the second gets the first one's decision. The number of the try comes from the books at this moment.
/// </summary>
public sealed class EndLiveSession(IEligibilityStore store, IEligibilityReader reader, ITemplateVault vault, TimeProvider time)
{
    public async Task<LiveDecision> ExecuteAsync(LiveClaim claim, LiveFace face, FacePolicy policy, CancellationToken cancellationToken)
    {
        var decisions = await reader.ReadDecisionsAsync(claim.Beneficiary, cancellationToken);
        if (Stored(decisions, claim.Session, policy.MaximumAttempts) is { } before)
        {
            return before;
        }

        var number = AttemptRound.Of(decisions.Select(d => d.Decision)).Next;
        var attempt = new FaceAttempt(claim.Session, number, claim.Beneficiary, claim.Method, claim.Day, claim.CycleMonths);
        var ended = await new CertifyByFace(store, reader, vault, time).ExecuteAsync(attempt, face.Session, policy, cancellationToken);
        if (ended.Recorded.Refusal is not null)
        {
            return await FindAsync(claim.Beneficiary, claim.Session, policy.MaximumAttempts, cancellationToken)
                ?? throw new InvalidOperationException($"a live session could not be recorded: {ended.Recorded.Refusal.GetType().Name}");
        }

        var decision = ended.Decision;
        return new LiveDecision(decision.Outcome, decision.Reasons, number, decision.AttemptsLeft, ended.Recorded.Decision?.Period?.Until)
        {
            FramesFault = decision.Outcome == FaceOutcome.ReferToCaseworker ? await KeepAsync(claim, face, ended, policy, cancellationToken) : null,
        };
    }

    /// <summary>Frames for the caseworker. Whoever stands before the camera is told the decision whatever becomes of them.</summary>
    private async Task<string?> KeepAsync(LiveClaim claim, LiveFace face, FaceCertificationResult ended, FacePolicy policy, CancellationToken cancellationToken)
    {
        var now = time.GetStoredNow();
        var shown = ended.Session;
        var measured = new ShownFace(
            now,
            shown.Score?.Value,
            shown.Score is null ? null : Math.Max(policy.MatchThreshold, shown.MatchThreshold),
            shown.PadFrames == 0 ? null : shown.PadMeanScore,
            shown.PadFrames == 0 ? null : policy.PadPassMean,
            [.. ended.Decision.Reasons.Select(reason => reason.ToString())]);
        try
        {
            await new KeepReviewFrames(store, vault.ReviewFrames, time).ExecuteAsync(
                new ReferredSession(claim.Session, claim.Beneficiary, claim.Day, measured, face.Shots.List(now)), cancellationToken);
            return null;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return fault.GetType().Name;
        }
    }

    /// <summary>The decision of a session that ended before; null when none is stored.</summary>
    public async Task<LiveDecision?> FindAsync(BeneficiaryId beneficiary, SessionId session, int maximumAttempts, CancellationToken cancellationToken) =>
        Stored(await reader.ReadDecisionsAsync(beneficiary, cancellationToken), session, maximumAttempts);

    private static LiveDecision? Stored(IReadOnlyList<AuditedDecision> decisions, SessionId session, int maximumAttempts) =>
        decisions.Select(d => d.Decision).FirstOrDefault(d => d.Origin is DecisionOrigin.FaceSession origin && origin.Session == session) is { } stored
            ? LiveDecision.Of(stored, maximumAttempts)
            : null;
}
