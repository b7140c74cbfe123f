using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Eligibility;

/// <summary>Where the domain's records live. One writer at a time; readers are never blocked.</summary>
public interface IEligibilityStore
{
    /// <summary>Begins a write transaction; waits for the current writer.</summary>
    Task<IEligibilityWork> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>
/// One transaction. Adding an auditable record appends its audit entry in the same transaction.
/// Disposal without <see cref="CommitAsync"/> leaves no trace. Not thread-safe.
/// </summary>
public interface IEligibilityWork : IAsyncDisposable
{
    IBeneficiaryRecords Beneficiaries { get; }

    IDecisionRecords Decisions { get; }

    ICaseRecords Cases { get; }

    IEnrolmentRecords Enrolments { get; }

    IReceiptRecords Receipts { get; }

    INoticeRecords Notices { get; }

    IStaffRecords Staff { get; }

    /// <summary>Makes everything durable and returns the head of the audit log.</summary>
    Task<AuditHead> CommitAsync(CancellationToken cancellationToken);
}
