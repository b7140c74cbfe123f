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
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.FeedEvents;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.ReviewFrames;
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
        return template.Enabled ? Fill(kind, beneficiary, about, template.Channel, ("{until}", until?.ToString("yyyy年M月d日", CultureInfo.InvariantCulture) ?? "下一次认证"), now) : null;
    }

    /// <summary>Of a payment that was suspended, ended or resumed; null when the kind is switched off.</summary>
    public QueuedNotice? For(BenefitChanged change)
    {
        var kind = change.Measure switch
        {
            BenefitMeasure.Suspend => NoticeKind.Suspended,
            BenefitMeasure.Terminate => NoticeKind.Terminated,
            BenefitMeasure.Resume => NoticeKind.Resumed,
            _ => throw new ArgumentException($"Benefit measure {(int)change.Measure} is not known.", nameof(change)),
        };
        var template = policy.TemplateOf(kind);
        var month = change.EffectiveMonth.ToString("yyyy年M月", CultureInfo.InvariantCulture);
        return template.Enabled
            ? Fill(kind, change.Beneficiary, FormattableString.Invariant($"{kind}:{change.Beneficiary}:{change.Ordinal}"), template.Channel, ("{month}", month), change.RecordedAt)
            : null;
    }

    /// <summary>A notice that a caseworker sends, switched on or not: the law counts it.</summary>
    public QueuedNotice ForDoubt(BeneficiaryId beneficiary, string about, MessageChannelKind channel, DateTimeOffset now) =>
        Fill(NoticeKind.Doubt, beneficiary, about, channel, ("{until}", string.Empty), now);

    private QueuedNotice Fill(
        NoticeKind kind, BeneficiaryId beneficiary, string about, MessageChannelKind channel, (string Place, string Words) filled, DateTimeOffset now) => new(
        new Notice(new NoticeId(Guid.CreateVersion7(now)), beneficiary, kind, channel, policy.Version, about, now),
        policy.TemplateOf(kind).Text.Replace(filled.Place, filled.Words, StringComparison.Ordinal),
        policy.Quiet.NextAllowed(now));

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
/// A store that puts the notice of every decision and of every measure into the outbox, in the same transaction: no use case can
/// forget one. Which kinds are told is the policy's; a silent run writes none unless its kind is switched on.
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

        public IStaffFactorRecords StaffFactors => work.StaffFactors;

        public IBenefitRecords Benefits { get; } = new NotifyingBenefits(work.Benefits, work.Notices, planner);

        public IFactMessageRecords FactMessages => work.FactMessages;

        public IBlindReviewRecords BlindReviews => work.BlindReviews;

        public IFeedbackRecords Feedback => work.Feedback;

        public IReviewFrameRecords ReviewFrames => work.ReviewFrames;

        public IKeyChangeRecords KeyChanges => work.KeyChanges;

        public IRetentionRecords Retention => work.Retention;

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

    private sealed class NotifyingBenefits(IBenefitRecords benefits, INoticeRecords notices, NoticePlanner planner) : IBenefitRecords
    {
        public Task<BenefitStanding> FindAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => benefits.FindAsync(beneficiary, cancellationToken);

        public async Task AddAsync(BenefitChanged change, CancellationToken cancellationToken)
        {
            await benefits.AddAsync(change, cancellationToken);
            if (planner.For(change) is { } notice)
            {
                await notices.AddAsync(notice, cancellationToken);
            }
        }
    }
}
