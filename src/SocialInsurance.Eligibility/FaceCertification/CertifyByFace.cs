using SocialInsurance.Biometrics.Sessions;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Rules;
using FindingKind = SocialInsurance.Eligibility.Cases.FindingKind;

namespace SocialInsurance.Eligibility.FaceCertification;

/// <summary>One attempt of one person to certify by face.</summary>
/// <param name="Attempt">from 1; the policy says after how many a person takes over</param>
/// <param name="OccurredOn">local day of the session; a period begins on it</param>
/// <param name="CycleMonths">length of a certification period, from the policy at that day</param>
public sealed record FaceAttempt(
    SessionId Session, int Attempt, BeneficiaryId Beneficiary, CertificationMethod Method, DateOnly OccurredOn, int CycleMonths);

/// <summary>What the session showed, what the rules made of it, and what was recorded.</summary>
public sealed record FaceCertificationResult(FaceSessionResult Session, FaceDecision Decision, FaceDecisionResult Recorded);

/// <summary>
/// Ends a live session: compares it with the enrolled reference, lets the face rules decide, records the decision with
/// its audit entry. A referral opens a case: every refusal by the machine ends at a person.
/// </summary>
public sealed class CertifyByFace(IEligibilityStore store, IEligibilityReader reader, ITemplateVault vault, TimeProvider time)
{
    private static readonly FindingKind Referred = new("FaceReferred");

    /// <exception cref="InvalidOperationException">The session ran under another verification profile than the policy names.</exception>
    public async Task<FaceCertificationResult> ExecuteAsync(FaceAttempt attempt, FaceSession session, FacePolicy policy, CancellationToken cancellationToken)
    {
        var enrolled = await reader.FindReferenceAsync(attempt.Beneficiary, cancellationToken);
        var shown = await FinishAsync(enrolled, session, cancellationToken);
        RequireProfile(shown, policy);
        var decision = policy.Decide(SessionEvidence.For(policy, shown, attempt.Attempt, enrolled?.Origin?.AgeMonths(attempt.OccurredOn)));
        var recorded = await new RecordFaceDecision(store, time).ExecuteAsync(Record(attempt, shown, decision), attempt.OccurredOn, cancellationToken);
        return new FaceCertificationResult(shown, decision, recorded);
    }

    private async Task<FaceSessionResult> FinishAsync(ReferenceEnrolment? enrolled, FaceSession session, CancellationToken cancellationToken)
    {
        var key = session.TemplateKey;
        var bytes = enrolled is null ? null : await vault.ReadAsync(enrolled.Id, key.Value, cancellationToken);
        if (bytes is null)
        {
            return session.Finish((BiometricTemplate?)null);
        }

        var reference = BiometricTemplate.FromBytes(bytes, key);
        Array.Clear(bytes);
        try
        {
            return session.Finish(reference);
        }
        finally
        {
            reference.Clear();
        }
    }

    private static void RequireProfile(FaceSessionResult shown, FacePolicy policy)
    {
        if (shown.ProfileName != policy.Profile.Name || shown.ProfileVersion != policy.Profile.Version)
        {
            throw new InvalidOperationException(
                $"the session ran under profile {shown.ProfileName}@{shown.ProfileVersion}, the policy names {policy.Profile.Name}@{policy.Profile.Version}");
        }
    }

    private static FaceSessionDecision Record(FaceAttempt attempt, FaceSessionResult shown, FaceDecision decision) => new(
        attempt.Session,
        attempt.Attempt,
        attempt.Beneficiary,
        attempt.Method,
        OutcomeOf(decision.Outcome),
        RuleCodeOf(decision),
        RecordRun.PolicyOf(decision.Policy),
        DeciderKind.Automatic,
        string.Join(';', shown.Models.Select(m => $"{m.Task}={m.Sha256}")),
        attempt.CycleMonths,
        decision.Outcome == FaceOutcome.ReferToCaseworker ? [new Finding(Referred, RiskColour.Yellow, KeepReviewFrames.PlaceOf(attempt.Session))] : []);

    private static DecisionOutcome OutcomeOf(FaceOutcome outcome) => outcome switch
    {
        FaceOutcome.Certified => DecisionOutcome.Certified,
        FaceOutcome.RetryAllowed => DecisionOutcome.FaceRequired,
        FaceOutcome.ReferToCaseworker => DecisionOutcome.Review,
    };

    /// <summary>The outcome with its first reason: enough to explain, nothing that names a score.</summary>
    private static string RuleCodeOf(FaceDecision decision) =>
        decision.Reasons.Count == 0 ? $"face.{decision.Outcome}" : $"face.{decision.Outcome}.{decision.Reasons[0]}";
}
