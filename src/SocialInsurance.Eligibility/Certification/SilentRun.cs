using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Certification;

/// <summary>A comparison run whose decisions are recorded.</summary>
/// <param name="AsOf">the day for which the rules decided; certified periods begin on it</param>
/// <param name="CycleMonths">length of a certification period, from the policy at that day, 1..60</param>
/// <param name="DecisionsDigest">digest of the run's decision list, from its manifest</param>
public sealed record SilentRun(RunId Id, DateOnly AsOf, PolicyReference Policy, int CycleMonths, Sha256Digest DecisionsDigest);

/// <summary>A finding (疑点) that a person must look at.</summary>
/// <param name="RecordPlace">file and line of the record; together with beneficiary and kind it makes a case unique</param>
public sealed record Finding(FindingKind Kind, RiskColour Colour, string RecordPlace);

/// <summary>What the rules decided about one beneficiary in a run.</summary>
public sealed record SilentDecision(
    BeneficiaryId Beneficiary,
    DecisionOutcome Outcome,
    string RuleCode,
    DecisionEvidence? Evidence,
    IReadOnlyList<Finding> Findings);

/// <summary>A run as stored.</summary>
public sealed record RecordedRun(SilentRun Run, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.RunRecorded;

    string IAuditable.AuditSubject => Run.Id.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("comparison-run/1");
        writer.Add(Run.Id.Value);
        writer.Add(Run.AsOf);
        writer.Add(Run.Policy.Version);
        writer.Add(Run.Policy.Digest);
        writer.Add(Run.CycleMonths);
        writer.Add(Run.DecisionsDigest);
        writer.Add(RecordedAt);
    }
}
