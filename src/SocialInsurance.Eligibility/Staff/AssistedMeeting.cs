using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;

namespace SocialInsurance.Eligibility.Staff;

/// <summary>How a caseworker and a person met. Values are stored; never renumber.</summary>
public enum MeetingKind
{
    /// <summary>At a service window.</summary>
    Window = 1,

    /// <summary>At the person's home.</summary>
    HomeVisit = 2,

    /// <summary>By a live video call.</summary>
    Video = 3,
}

/// <param name="Where">office, village or community, 1..64 characters, no control characters; never a home address</param>
public sealed record MeetingPlace(MeetingKind Kind, string Where)
{
    public static bool TryCreate(MeetingKind kind, string? where, out MeetingPlace? place)
    {
        var text = (where ?? string.Empty).Trim();
        place = Enum.IsDefined(kind) && text.Length is > 0 and <= 64 && !text.Any(char.IsControl) ? new MeetingPlace(kind, text) : null;
        return place is not null;
    }
}

/// <summary>A meeting at which a caseworker confirmed that a person is alive.</summary>
public sealed record AssistedMeeting(
    SessionId Meeting, BeneficiaryId Beneficiary, CaseworkerId By, MeetingPlace Place, DateOnly MetOn, DateTimeOffset RecordedAt) : IAuditable
{
    public AssistedMeeting(AliveConfirmation confirmation, MeetingPlace place, DateTimeOffset recordedAt)
        : this(confirmation.Meeting, confirmation.Beneficiary, confirmation.By, place, confirmation.ConfirmedOn, recordedAt)
    {
    }

    AuditKind IAuditable.AuditKind => AuditKind.AssistedMeetingRecorded;

    string IAuditable.AuditSubject => Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("assisted-meeting/1");
        writer.Add(Meeting.Value);
        writer.Add(Beneficiary.Value);
        writer.Add(By.Value);
        writer.Add((long)Place.Kind);
        writer.Add(Place.Where);
        writer.Add(MetOn);
        writer.Add(RecordedAt);
    }
}

/// <summary>An appointment that waits for a caseworker.</summary>
/// <param name="Kind">window, homeVisit or video</param>
public sealed record OpenAppointment(string Id, BeneficiaryId Beneficiary, string Kind, DateOnly? PreferredOn, DateTimeOffset RequestedAt);

/// <summary>Appointments for the caseworkers' list.</summary>
public interface IAppointmentReader
{
    /// <summary>Oldest first.</summary>
    /// <param name="division">prefix of the people's division codes; empty: everybody. A window of the whole province would hold nobody of most counties.</param>
    /// <param name="limit">1..1000</param>
    Task<IReadOnlyList<OpenAppointment>> ListOpenAsync(string division, int limit, CancellationToken cancellationToken);
}
