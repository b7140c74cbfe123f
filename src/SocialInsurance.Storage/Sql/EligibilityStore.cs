using SocialInsurance.Eligibility;
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
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Storage.Keys;

namespace SocialInsurance.Storage.Sql;

/// <summary>The one writer of this process; other processes are kept out by the database's lock.</summary>
internal sealed class EligibilityStore(SqlDatabase database, IKeyRing keys, TimeSpan localOffset, TimeProvider time) : IEligibilityStore
{
    private readonly TimeSpan localOffset = localOffset;
    private readonly AuditSealer auditSealer = new(keys.Current(KeyPurpose.AuditSalt).Bytes);

    public async Task<IEligibilityWork> BeginAsync(CancellationToken cancellationToken)
    {
        var write = await database.BeginAsync(cancellationToken);
        try
        {
            var audit = await AuditAppender.BeginAsync(write.Session, auditSealer, cancellationToken);
            return new Work(this, write, write.Session, audit, new FieldSealer(keys, KeyPurpose.Field));
        }
        catch
        {
            await write.DisposeAsync();
            throw;
        }
    }

    private sealed class Work(
        EligibilityStore store, SqlWrite write, SqlSession session, AuditAppender audit, FieldSealer sealer)
        : IEligibilityWork
    {
        public IBeneficiaryRecords Beneficiaries { get; } = new BeneficiaryTable(session, audit, sealer, store.Keys);

        public IDecisionRecords Decisions { get; } = new DecisionTable(session, audit);

        public ICaseRecords Cases { get; } = new CaseTable(session, audit, sealer);

        public IEnrolmentRecords Enrolments { get; } = new EnrolmentTable(session, audit);

        public IContactRecords Contacts { get; } = new ContactTable(session, audit, sealer);

        public IDeviceRecords Devices { get; } = new DeviceTable(session, audit);

        public IRelativeRecords Relatives { get; } = new RelativeTable(session, audit, sealer);

        public IAppointmentRecords Appointments { get; } = new AppointmentTable(session, audit);

        public IPartnerRecords Partners { get; } = new PartnerTable(session, audit);

        public IFeedEventRecords FeedEvents { get; } = new FeedEventTable(session, audit, sealer);

        public IReceiptRecords Receipts { get; } = new ReceiptTable(session, audit);

        public INoticeRecords Notices { get; } = new NoticeTable(session, audit, sealer, store.localOffset);

        public IStaffRecords Staff { get; } = new StaffTable(session, audit, sealer);

        public IStaffFactorRecords StaffFactors { get; } = new StaffFactorTable(session, audit, sealer);

        public IBenefitRecords Benefits { get; } = new BenefitTable(session, audit);

        public IFactMessageRecords FactMessages { get; } = new FactMessageTable(session, audit, sealer);

        public IBlindReviewRecords BlindReviews { get; } = new BlindReviewTable(session, audit);

        public IFeedbackRecords Feedback { get; } = new FeedbackTable(session, audit);

        public IReviewFrameRecords ReviewFrames { get; } = new ReviewFrameTable(session, audit);

        public IKeyChangeRecords KeyChanges { get; } = new KeyChangeTable(session, audit);

        public IRetentionRecords Retention { get; } = new ErasureTable(session, audit);

        public async Task<AuditHead> CommitAsync(CancellationToken cancellationToken)
        {
            await audit.SealAsync(store.Time.GetStoredNow(), cancellationToken);
            await write.CommitAsync(cancellationToken);
            return audit.Head;
        }

        public async ValueTask DisposeAsync()
        {
            sealer.Dispose();
            await write.DisposeAsync();
        }
    }

    private IKeyRing Keys => keys;

    private TimeProvider Time => time;
}
