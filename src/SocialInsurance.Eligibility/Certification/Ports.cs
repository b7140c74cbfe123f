using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Certification;

/// <summary>What a stored decision of a run said; enough to see whether a second call says the same.</summary>
public readonly record struct DecisionFingerprint(DecisionOutcome Outcome, string RuleCode);

/// <summary>Runs and decisions inside a transaction.</summary>
public interface IDecisionRecords
{
    Task<RecordedRun?> FindRunAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Decisions of the run that are stored already, by beneficiary.</summary>
    Task<IReadOnlyDictionary<BeneficiaryId, DecisionFingerprint>> FetchRunDecisionsAsync(
        RunId run, IReadOnlyList<BeneficiaryId> ids, CancellationToken cancellationToken);

    Task<CertificationDecision?> FindSessionDecisionAsync(SessionId session, int attempt, CancellationToken cancellationToken);

    Task AddRunAsync(RecordedRun run, CancellationToken cancellationToken);

    /// <summary>Stores decisions and their periods, one audit entry each.</summary>
    Task AddAsync(IReadOnlyList<CertificationDecision> decisions, CancellationToken cancellationToken);
}
