using System.Globalization;
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
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.Staff;

namespace SocialInsurance.Eligibility.Notices;

/// <summary>Which notice a decision makes. Pure, thread-safe.</summary>
public sealed class NoticePlanner(NoticePolicy policy)
{
    /// <summary>Null when the decision tells nobody anything, or its kind is switched off.</summary>
    public QueuedNotice? For(CertificationDecision decision) => KindOf(decision) is { } kind
        ? For(kind, decision.Beneficiary, $"{kind}:{decision.Id}", decision.Period?.Until, decision.DecidedAt)
        : null;

    /// <param name="about">what the notice is about, once for ever</param>
    public QueuedNotice? For(NoticeKind kind, BeneficiaryId beneficiary, string about, DateOnly? until, DateTimeOffset now)
    {
        var template = policy.TemplateOf(kind);
        return !template.Enabled ? null : new QueuedNotice(
            new Notice(new NoticeId(Guid.CreateVersion7(now)), beneficiary, kind, template.Channel, policy.Version, about, now),
            template.Text.Replace("{until}", until?.ToString("yyyy年M月d日", CultureInfo.InvariantCulture) ?? "下一次认证", StringComparison.Ordinal),
            policy.Quiet.NextAllowed(now));
    }

    private static NoticeKind? KindOf(CertificationDecision decision) => (decision.Outcome, decision.Method) switch
    {
        (DecisionOutcome.Certified, CertificationMethod.Silent) => NoticeKind.CertifiedSilently,
        (DecisionOutcome.Certified, CertificationMethod.SelfFace) => NoticeKind.CertifiedByFace,
        (DecisionOutcome.Certified, CertificationMethod.Assisted) => NoticeKind.CertifiedInPerson,
        (DecisionOutcome.Review, CertificationMethod.SelfFace or CertificationMethod.Assisted) => NoticeKind.Referred,
        (DecisionOutcome.FaceRequired, CertificationMethod.Silent) => NoticeKind.Reminder,
        _ => null,
    };
}

/// <summary>
/// A store that puts the notice of every decision into the outbox, in the transaction of the decision: no use case can forget
/// one. Which kinds are told is the policy's; a silent run writes none unless its kind is switched on.
/// </summary>
public sealed class NotifyingStore(IEligibilityStore store, NoticePlanner planner) : IEligibilityStore
{
    public async Task<IEligibilityWork> BeginAsync(CancellationToken cancellationToken) =>
        new NotifyingWork(await store.BeginAsync(cancellationToken), planner);

    private sealed class NotifyingWork(IEligibilityWork work, NoticePlanner planner) : IEligibilityWork
    {
        public IBeneficiaryRecords Beneficiaries => work.Beneficiaries;

        public IDecisionRecords Decisions { get; } = new NotifyingDecisions(work.Decisions, work.Notices, planner);

        public ICaseRecords Cases => work.Cases;

        public IEnrolmentRecords Enrolments => work.Enrolments;

        public IContactRecords Contacts => work.Contacts;

        public IDeviceRecords Devices => work.Devices;

        public IRelativeRecords Relatives => work.Relatives;

        public IAppointmentRecords Appointments => work.Appointments;

        public IPartnerRecords Partners => work.Partners;

        public IFeedEventRecords FeedEvents => work.FeedEvents;

        public IReceiptRecords Receipts => work.Receipts;

        public INoticeRecords Notices => work.Notices;

        public IStaffRecords Staff => work.Staff;

        public IBenefitRecords Benefits => work.Benefits;

        public IFactMessageRecords FactMessages => work.FactMessages;

        public IBlindReviewRecords BlindReviews => work.BlindReviews;

        public Task<AuditHead> CommitAsync(CancellationToken cancellationToken) => work.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => work.DisposeAsync();
    }

    private sealed class NotifyingDecisions(IDecisionRecords decisions, INoticeRecords notices, NoticePlanner planner) : IDecisionRecords
    {
        public Task<RecordedRun?> FindRunAsync(RunId run, CancellationToken cancellationToken) => decisions.FindRunAsync(run, cancellationToken);

        public Task<IReadOnlyDictionary<BeneficiaryId, DecisionFingerprint>> FetchRunDecisionsAsync(
            RunId run, IReadOnlyList<BeneficiaryId> ids, CancellationToken cancellationToken) => decisions.FetchRunDecisionsAsync(run, ids, cancellationToken);

        public Task<CertificationDecision?> FindSessionDecisionAsync(SessionId session, int attempt, CancellationToken cancellationToken) =>
            decisions.FindSessionDecisionAsync(session, attempt, cancellationToken);

        public Task AddRunAsync(RecordedRun run, CancellationToken cancellationToken) => decisions.AddRunAsync(run, cancellationToken);

        public async Task AddAsync(IReadOnlyList<CertificationDecision> added, CancellationToken cancellationToken)
        {
            await decisions.AddAsync(added, cancellationToken);
            foreach (var decision in added)
            {
                if (planner.For(decision) is { } notice)
                {
                    await notices.AddAsync(notice, cancellationToken);
                }
            }
        }
    }
}
