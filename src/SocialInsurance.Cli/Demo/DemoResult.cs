using SocialInsurance.Cli.Commands;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.FaceCertification;
using SocialInsurance.Eligibility.Overview;

namespace SocialInsurance.Cli.Demo;

/// <summary>One attempt of the demonstration.</summary>
/// <param name="Probe">File of the moving probe; synthetic, made from a portrait.</param>
internal sealed record DemoAttempt(string Beneficiary, string Reference, string Probe, int Attempt, FaceCertificationResult Result);

/// <summary>What the demonstration did, in the order in which it did it.</summary>
/// <param name="Restored">A living person reported dead, put right by a caseworker; null when the province has none.</param>
internal sealed record DemoResult(
    ComparedSample Silent,
    IReadOnlyList<DemoAttempt> Attempts,
    SilentRunResult Recorded,
    AliveConfirmed? Restored,
    ReviewCase? ExampleCase,
    EligibilityOverview Overview,
    AuditVerification Audit,
    IReadOnlyDictionary<string, long> PhasesMs);

/// <summary>The silent part, as numbers that outlive the run's memory.</summary>
internal sealed record ComparedSample(
    int Beneficiaries,
    long RecordsRead,
    long RecordsAccepted,
    long RecordsRejected,
    DecisionCounts Counts,
    IReadOnlyList<Comparison.FileCounts> Feeds,
    string DecisionsDigest,
    string PolicyVersion,
    DateOnly AsOf,
    DecisionExplanation? Example,
    TruthScore Truth);
