using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Rules;

namespace SocialInsurance.Eligibility.FaceCertification;

/// <summary>Whether a certification may change the reference. Pure.</summary>
public static class RefreshRule
{
    /// <param name="decision">the stored decision about the session</param>
    /// <param name="current">the reference in use; null when there is none</param>
    /// <param name="score">of the session against the current reference; null without a comparison</param>
    /// <param name="supervisor">the caseworker who was present; null without one</param>
    public static (RefreshBasis Basis, Refusal? Refusal) Judge(
        CertificationDecision decision, ReferenceEnrolment? current, double? score, CaseworkerId? supervisor, FacePolicy policy)
    {
        if (current is null)
        {
            return (default, new NothingEnrolled(decision.Beneficiary));
        }

        if (decision.Outcome != DecisionOutcome.Certified || decision.Origin is not DecisionOrigin.FaceSession)
        {
            return (default, new RefreshWithoutCertification(decision.Beneficiary));
        }

        return decision.Method == CertificationMethod.Assisted && supervisor is not null ? (RefreshBasis.Supervised, null)
            : score >= policy.RefreshThreshold ? (RefreshBasis.VeryStrongMatch, null)
            : (default, new RefreshNotStrongEnough(decision.Beneficiary));
    }
}
