using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Corrections;
using SocialInsurance.Eligibility.DataComparison;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Feedback;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Eligibility.Review;
using SocialInsurance.Eligibility.ReviewFrames;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Supervision;
using SocialInsurance.Eligibility.Transparency;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Scheduling;
using SocialInsurance.Service.Sessions;
using SocialInsurance.Storage.Operations;

namespace SocialInsurance.Service.Platform;

/// <summary>
/// All that the host needs to serve people, not only the public page; the composition root fills it and disposes what it made.
/// Every port is safe on any thread.
/// </summary>
public sealed record PlatformPorts
{
    public const string DefaultAuthority = "社会保险经办机构";

    public required IEligibilityStore Store { get; init; }

    public required IEligibilityReader Reader { get; init; }

    public required IIdentityReader Identities { get; init; }

    /// <summary>Contacts, devices, relatives, appointments, consents and accesses of a person.</summary>
    public required IPersonReader People { get; init; }

    /// <summary>Keyed names of what must be recognised and never written.</summary>
    public required IPseudonyms Pseudonyms { get; init; }

    public required ITemplateVault Templates { get; init; }

    public required IAuditLog AuditLog { get; init; }

    public required IShortLivedStore ShortLived { get; init; }

    /// <summary>Where one-time codes and notices go, by kind; a kind that is not there cannot be used.</summary>
    public required IReadOnlyList<IMessageChannel> Channels { get; init; }

    /// <summary>The face work; null: no face way here, the human ways only.</summary>
    public LiveFaces? Faces { get; init; }

    /// <summary>The policy in force on a day.</summary>
    public required Func<DateOnly, Policy> PolicyAt { get; init; }

    /// <summary>Who may call over gRPC; null: no service for partners.</summary>
    public IPartnerReader? Partners { get; init; }

    /// <summary>What partners asked about a person; null without partners.</summary>
    public IPartnerAccessReader? PartnerAccesses { get; init; }

    /// <summary>Face sessions from elsewhere than this host; null: its own, where it has any.</summary>
    internal ILiveSessionHost? LiveSessions { get; init; }
    /// <summary>Null: no receipts are issued or checked.</summary>
    public IReceiptReader? Receipts { get; init; }

    /// <summary>Null: no receipts are issued or checked.</summary>
    public IReceiptSigner? ReceiptSigner { get; init; }

    /// <summary>What people are told; null: nothing is queued and nothing is sent.</summary>
    public NoticePolicy? Notices { get; init; }

    /// <summary>Null: nothing is sent.</summary>
    public INoticeReader? NoticeOutbox { get; init; }

    /// <summary>Where people are reached; null: only notices that carry their address are sent.</summary>
    public INoticeAddresses? Contacts { get; init; }

    /// <summary>Messages that the default channels kept; null: there is no outbox page.</summary>
    public OutboxMessages? Outbox { get; init; }

    /// <summary>Null: no staff can sign in.</summary>
    public IStaffReader? Staff { get; init; }

    /// <summary>What staff looked at; null: nothing is shown of it.</summary>
    public IStaffReadReader? StaffReads { get; init; }

    /// <summary>The caseworkers' queue; null: there is no console.</summary>
    public ICaseReader? Cases { get; init; }

    /// <summary>How payments stand; null: there is no console.</summary>
    public IBenefitReader? Benefits { get; init; }

    /// <summary>Facts on their way to receivers; null: nothing is shown of them.</summary>
    public IFactMessageReader? FactMessages { get; init; }

    /// <summary>The supervisor's counts; null: there is no supervisor's page.</summary>
    public ISupervisionReader? Supervision { get; init; }

    /// <summary>Run folders and policies; null: as if nothing had ever run.</summary>
    public RunBook? Runs { get; init; }

    /// <summary>The public's counts; null: there is no transparency page.</summary>
    public ITransparencyReader? Transparency { get; init; }

    /// <summary>Complaints that wait; null: nobody is asked how it was.</summary>
    public IFeedbackReader? Feedback { get; init; }

    /// <summary>A write that changes nothing and costs a commit: asked when a write was refused before; null: the next minute of service tells.</summary>
    public Func<CancellationToken, Task>? ProbeStore { get; init; }

    /// <summary>Of a store whose lists come from a copy; null: they do not.</summary>
    public IReadFreshness? Freshness { get; init; }

    /// <summary>Minutes of service; null: they are not counted.</summary>
    public IUptimeRecords? Uptime { get; init; }

    /// <summary>When care of the data folder was last taken: backups, verifications; null: nothing is said of it.</summary>
    public Func<IReadOnlyList<CareNote>>? Operations { get; init; }

    /// <summary>Null: the caseworkers' list of appointments is empty.</summary>
    public IAppointmentReader? Appointments { get; init; }

    /// <summary>Open cases that offer a home visit; null: only appointments are visited.</summary>
    public IOfferedVisitReader? OfferedVisits { get; init; }

    /// <summary>The review rules in force on a local day; null: those that the program carries.</summary>
    public Func<DateOnly, ReviewRules>? ReviewRulesAt { get; init; }

    /// <summary>The full trace of a run's decision about a person, null when the run is not kept here; no port: stored decisions only.</summary>
    public Func<RunId, BeneficiaryId, CancellationToken, Task<DecisionExplanation?>>? ExplainRun { get; init; }

    /// <summary>How long each kind of data is kept.</summary>
    public RetentionTable Retention { get; init; } = RetentionFile.Default;

    /// <summary>What is held about a person; null: the person's page does not show it.</summary>
    public IHeldDataReader? HeldData { get; init; }

    /// <summary>What the jobs of the platform need; null: none is run.</summary>
    public JobPorts? Jobs { get; init; }

    /// <summary>Which frames are kept for reviews; null: none is shown.</summary>
    public IReviewFrameReader? ReviewFrames { get; init; }

    /// <summary>Name of the agency (经办机构) on pages and receipts.</summary>
    public string Authority { get; init; } = DefaultAuthority;

    /// <summary>From UTC to the local day, on which periods begin and end. Default +08:00.</summary>
    public TimeSpan LocalOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The local day of an instant.</summary>
    public DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(LocalOffset).DateTime);
}
