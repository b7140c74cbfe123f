using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Eligibility.PersonStatus;

/// <summary>What somebody else did about a person. Not stored; a way of reading.</summary>
public enum AccessKind
{
    /// <summary>A helper was linked.</summary>
    Linked = 1,

    /// <summary>A helper looked.</summary>
    Selected = 2,

    /// <summary>A link ended.</summary>
    Unlinked = 3,

    /// <summary>A helper asked for an appointment.</summary>
    AppointmentRequested = 4,

    /// <summary>A helper gave the consent to face processing.</summary>
    ConsentGiven = 5,

    /// <summary>A helper took the consent back.</summary>
    ConsentWithdrawn = 6,

    /// <summary>A member of staff saw name, number or telephone.</summary>
    IdentitySeen = 7,

    /// <summary>A member of staff saw frames of a face session.</summary>
    FramesSeen = 8,

    /// <summary>A member of staff gave a one-time code at a counter that lets the person in.</summary>
    CounterCodeGiven = 9,
}

/// <param name="HelperName">as declared; for the person's own page, masked there; null: a member of staff</param>
/// <param name="Kinship">null: a member of staff</param>
/// <param name="OpenLink">the link while it stands: the person may end it; null otherwise</param>
public sealed record PersonAccess(AccessKind Kind, PersonName? HelperName, Kinship? Kinship, LinkId? OpenLink, DateTimeOffset At)
{
    /// <summary>Roles of a member of staff, never the account; none for a helper, or when the account is not known.</summary>
    public Staff.StaffRoles Reader { get; init; }
}

/// <summary>Who looked at a person's data or acted for the person. Safe on any thread.</summary>
public interface IAccessReader
{
    /// <summary>Newest first.</summary>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<PersonAccess>> ReadAccessesAsync(BeneficiaryId beneficiary, int limit, CancellationToken cancellationToken);
}

/// <summary>All that the person's own page is read from. Safe on any thread.</summary>
public interface IPersonReader : IContactReader, IDeviceReader, IRelativeReader, Appointments.IAppointmentReader, IConsentReader, IAccessReader
{
    /// <summary>Cases of a person that are not closed, oldest first.</summary>
    Task<IReadOnlyList<ReviewCase>> ReadOpenCasesOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken);
}
