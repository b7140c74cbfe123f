using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.ShortLived;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Eligibility.Visits;
using SocialInsurance.Service.Notices;
using SocialInsurance.Service.Sessions;

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

    /// <summary>Null: the caseworkers' list of appointments is empty.</summary>
    public IAppointmentReader? Appointments { get; init; }

    /// <summary>Open cases that offer a home visit; null: only appointments are visited.</summary>
    public IOfferedVisitReader? OfferedVisits { get; init; }

    /// <summary>Name of the agency (经办机构) on pages and receipts.</summary>
    public string Authority { get; init; } = DefaultAuthority;

    /// <summary>From UTC to the local day, on which periods begin and end. Default +08:00.</summary>
    public TimeSpan LocalOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The local day of an instant.</summary>
    public DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(LocalOffset).DateTime);
}
