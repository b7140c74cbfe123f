using SocialInsurance.Biometrics.Models;
using SocialInsurance.Biometrics.Profiles;
using SocialInsurance.Biometrics.Templates;

namespace SocialInsurance.Biometrics.Cohorts;

/// <summary>Scores two templates under a profile, with or without a cohort, and applies the thresholds that belong to that score.</summary>
internal sealed class ScoreJudge
{
    private readonly VerificationProfile _profile;
    private readonly CohortShift? _shift;

    internal ScoreJudge(VerificationProfile profile, ModelSet models, Cohort? cohort)
    {
        _profile = profile;
        if (cohort is null)
        {
            return;
        }

        if (profile.Calibration is null)
        {
            throw new ArgumentException($"expected a profile with calibration settings, found '{profile.Name}'", nameof(profile));
        }

        if (!cohort.IsOf(models.Identities))
        {
            throw new ArgumentException("expected a cohort of the loaded template model, found one of another", nameof(cohort));
        }

        _shift = new CohortShift(cohort, profile.Calibration);
    }

    internal CalibratedScore Compare(BiometricTemplate reference, BiometricTemplate probe) =>
        _shift?.Compare(reference, probe) ?? CalibratedScore.Uncalibrated(reference.CompareWith(probe));

    internal VerificationDecision Decide(CalibratedScore score) =>
        score.Decisive.Value >= MatchThreshold(score) ? VerificationDecision.Match
        : score.Decisive.Value >= UnsureThreshold(score) ? VerificationDecision.Unsure
        : VerificationDecision.NonMatch;

    /// <summary>Of the shifted score when there is one; of the raw score, which a calibrated profile sets conservatively, otherwise.</summary>
    internal double MatchThreshold(CalibratedScore? score) =>
        score is { IsCalibrated: true } ? _profile.Calibration!.MatchThreshold : _profile.MatchThreshold;

    internal double UnsureThreshold(CalibratedScore? score) =>
        score is { IsCalibrated: true } ? _profile.Calibration!.UnsureThreshold : _profile.UnsureThreshold;
}
