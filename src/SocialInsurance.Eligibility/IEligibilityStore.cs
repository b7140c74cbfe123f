using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.ReviewFrames;
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

    IContactRecords Contacts { get; }

    IDeviceRecords Devices { get; }

    IRelativeRecords Relatives { get; }

    IAppointmentRecords Appointments { get; }
    IPartnerRecords Partners { get; }

    IFeedEventRecords FeedEvents { get; }
    IReceiptRecords Receipts { get; }

    INoticeRecords Notices { get; }

    IStaffRecords Staff { get; }

    IStaffFactorRecords StaffFactors { get; }

    IBenefitRecords Benefits { get; }

    IFactMessageRecords FactMessages { get; }

    IBlindReviewRecords BlindReviews { get; }

    IFeedbackRecords Feedback { get; }

    IReviewFrameRecords ReviewFrames { get; }

    IKeyChangeRecords KeyChanges { get; }

    IRetentionRecords Retention { get; }

    /// <summary>Makes everything durable and returns the head of the audit log.</summary>
    Task<AuditHead> CommitAsync(CancellationToken cancellationToken);
}
