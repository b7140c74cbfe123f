using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;

namespace SocialInsurance.Eligibility.Overview;

/// <summary>Open cases of one kind and colour.</summary>
public readonly record struct OpenCaseCount(FindingKind Kind, RiskColour Colour, long Count);

/// <summary>The first page in numbers, all of one moment.</summary>
/// <param name="Outcomes">decisions of the last run by outcome; empty before the first run</param>
/// <param name="CertifiedBy">beneficiaries by the method of their last certification here</param>
/// <param name="FaceSessions">sessions without a person's help, by the outcome of their last attempt</param>
/// <param name="OpenCases">not closed, reddest first</param>
public sealed record EligibilityOverview(
    long Beneficiaries,
    RecordedRun? LastRun,
    IReadOnlyDictionary<DecisionOutcome, long> Outcomes,
    IReadOnlyDictionary<CertificationMethod, long> CertifiedBy,
    IReadOnlyDictionary<DecisionOutcome, long> FaceSessions,
    IReadOnlyList<OpenCaseCount> OpenCases,
    AuditHead Audit,
    StoredFaces StoredFaces);

/// <summary>A decision with its place in the audit log.</summary>
public sealed record AuditedDecision(CertificationDecision Decision, long AuditSequence);

/// <summary>Read models; never blocked by a writer.</summary>
public interface IEligibilityReader
{
    Task<EligibilityOverview> ReadOverviewAsync(CancellationToken cancellationToken);

    /// <summary>Face templates stored; a part of the overview that costs nothing.</summary>
    Task<StoredFaces> ReadStoredFacesAsync(CancellationToken cancellationToken);

    /// <summary>Beneficiaries by the method of their last certification here.</summary>
    Task<IReadOnlyDictionary<CertificationMethod, long>> CountCertifiedAsync(CancellationToken cancellationToken);

    /// <summary>The newest recorded run; null before the first.</summary>
    Task<RecordedRun?> FindLastRunAsync(CancellationToken cancellationToken);

    /// <summary>All decisions about a beneficiary, newest first.</summary>
    Task<IReadOnlyList<AuditedDecision>> ReadDecisionsAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>The period that reaches furthest; null when never certified here.</summary>
    Task<CertificationPeriod?> FindPeriodAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);

    /// <summary>Cases that are not closed, reddest and oldest first.</summary>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<ReviewCase>> ReadOpenCasesAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The reference in use; null when there is none.</summary>
    Task<ReferenceEnrolment?> FindReferenceAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
