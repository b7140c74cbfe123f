using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Overview;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Service.Platform;

/// <summary>
/// All that the host needs to serve people, not only the public page; the composition root fills it and disposes what it made.
/// Every port is safe on any thread.
/// </summary>
public sealed record PlatformPorts
{
    public required IEligibilityStore Store { get; init; }

    public required IEligibilityReader Reader { get; init; }

    public required IIdentityReader Identities { get; init; }

    public required ITemplateVault Templates { get; init; }

    public required IAuditLog AuditLog { get; init; }

    public required IShortLivedStore ShortLived { get; init; }

    /// <summary>Where one-time codes and notices go, by kind; a kind that is not there cannot be used.</summary>
    public required IReadOnlyList<IMessageChannel> Channels { get; init; }

    /// <summary>The face work; null: no face way here, the human ways only.</summary>
    public LiveFaces? Faces { get; init; }

    /// <summary>The policy in force on a day.</summary>
    public required Func<DateOnly, Policy> PolicyAt { get; init; }

    /// <summary>Name of the agency (经办机构) on pages and receipts.</summary>
    public string Authority { get; init; } = "社会保险经办机构";

    /// <summary>From UTC to the local day, on which periods begin and end. Default +08:00.</summary>
    public TimeSpan LocalOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The local day of an instant.</summary>
    public DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(LocalOffset).DateTime);
}
