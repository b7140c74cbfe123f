using System.Collections.Immutable;

namespace SocialInsurance.Biometrics.Evaluation;

/// <summary>What every evaluation was made with: enough to repeat it.</summary>
/// <param name="CohortDigest">Null for raw scores.</param>
/// <param name="ShiftWeight">Null for raw scores.</param>
/// <param name="MeanFloor">Null for raw scores.</param>
public sealed record EvaluationConditions(
    string Profile, string TemplateModelSha256, string? CohortDigest, int CohortSize, double? ShiftWeight, double? MeanFloor);

/// <summary>Rates of the comparisons that carry one group label.</summary>
public sealed record GroupRates(string Name, int Mated, int NonMated, ImmutableArray<OperatingPoint> OperatingPoints);

/// <summary>An evaluation of verification (ISO/IEC 19795-1): technology evaluation on stored pictures.</summary>
/// <param name="FailureToAcquire">Pictures without a template, of all pictures used.</param>
/// <param name="Uncalibrated">Comparisons left out because the cohort had too few members for them; 0 for raw scores.</param>
/// <param name="NonMatedFrom">Whether non-mated comparisons are the listed ones or all between different subjects.</param>
public sealed record VerificationEvaluationResult(
    EvaluationConditions Conditions,
    ErrorRate FailureToAcquire,
    ImmutableSortedDictionary<string, int> AcquisitionOutcomes,
    int Uncalibrated,
    NonMatedSource NonMatedFrom,
    ScoreSet Scores,
    double EqualErrorRate,
    ImmutableArray<OperatingPoint> OperatingPoints,
    ImmutableArray<GroupRates> Groups);

/// <summary>Where the non-mated comparisons of an evaluation come from.</summary>
public enum NonMatedSource
{
    /// <summary>The pairs of the list that say so.</summary>
    ListedPairs = 1,

    /// <summary>Every two pictures of different subjects.</summary>
    AllSubjects = 2,
}

/// <summary>False matches within one group at one threshold.</summary>
public sealed record GroupFalseMatch(double Threshold, ErrorRate FalseMatch);

/// <summary>A group or a combination of groups.</summary>
/// <param name="Name">Labels joined by a space; "all" for everyone.</param>
/// <param name="People">With a template.</param>
/// <param name="Pairs">Comparisons between two different people of the group, duplicates left out.</param>
public sealed record GroupResult(string Name, int People, int Pairs, ImmutableArray<GroupFalseMatch> FalseMatches);

/// <summary>False-match rates by group, one picture a person.</summary>
/// <param name="HiddenDuplicates">Pairs above the duplicate similarity, taken for one person twice and left out.</param>
public sealed record GroupEvaluationResult(
    EvaluationConditions Conditions,
    ErrorRate FailureToAcquire,
    int HiddenDuplicates,
    ImmutableArray<double> Thresholds,
    ImmutableArray<GroupResult> Groups);
