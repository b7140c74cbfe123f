namespace SocialInsurance.Biometrics.Profiles;

/// <summary>How similarities are shifted by a cohort, and the operating point of shifted scores.</summary>
/// <param name="ShiftWeight">Share of the cohort means, as far as they exceed the floor, that is taken off, 0..5.</param>
/// <param name="MeanFloor">Cohort mean of an ordinary face, 0..1: up to it nothing is taken off.</param>
/// <param name="Neighbours">Highest similarities that a mean is of, 1..1,000.</param>
/// <param name="MinimumMembers">With fewer members the score stays raw and the result says "uncalibrated".</param>
/// <param name="DuplicateSimilarity">A member more similar than this is the person itself, 0..1.</param>
/// <param name="MatchThreshold">Shifted score from which two faces match.</param>
/// <param name="UnsureThreshold">Shifted score from which a person decides; below it the faces do not match.</param>
public sealed record CalibrationSettings(
    double ShiftWeight,
    double MeanFloor,
    int Neighbours,
    int MinimumMembers,
    double DuplicateSimilarity,
    double MatchThreshold,
    double UnsureThreshold);
