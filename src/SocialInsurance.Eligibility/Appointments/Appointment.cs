using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Relatives;

namespace SocialInsurance.Eligibility.Appointments;

/// <summary>Version 7 UUID.</summary>
public readonly record struct AppointmentId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>How a person meets the agency without the machine. Values are stored; never renumber.</summary>
public enum AppointmentKind
{
    Window = 1,

    HomeVisit = 2,

    /// <summary>A call with picture.</summary>
    Video = 3,
}

/// <summary>Why an appointment was made. Values are stored; never renumber.</summary>
public enum AppointmentOrigin
{
    /// <summary>The person asked.</summary>
    Person = 1,

    /// <summary>A helper asked for the person.</summary>
    Helper = 2,

    /// <summary>The face way ended at a person.</summary>
    Referral = 3,
}

/// <summary>What happened to an appointment. Values are stored; never renumber.</summary>
public enum AppointmentChange
{
    Requested = 1,

    /// <summary>The meeting took place.</summary>
    Kept = 2,

    /// <summary>Given up; nothing follows from it for the person.</summary>
    Cancelled = 3,
}

/// <summary>An appointment with a person of the agency; open until kept or given up.</summary>
/// <param name="PreferredOn">local day; null for any</param>
/// <param name="Helper">exactly when a helper asked</param>
public sealed record Appointment(
    AppointmentId Id,
    BeneficiaryId Beneficiary,
    AppointmentKind Kind,
    DateOnly? PreferredOn,
    AppointmentOrigin Origin,
    HelperId? Helper,
    DateTimeOffset RequestedAt);

/// <summary>Something happened to an appointment; every event repeats what the appointment is.</summary>
/// <param name="By">the caseworker who kept it or gave it up; null for a request</param>
public sealed record AppointmentEvent(Appointment Appointment, AppointmentChange Change, CaseworkerId? By, DateTimeOffset RecordedAt) : IAuditable
{
    AuditKind IAuditable.AuditKind => AuditKind.AppointmentRecorded;

    string IAuditable.AuditSubject => Appointment.Beneficiary.Value;

    void IAuditable.WriteCanonical(CanonicalWriter writer)
    {
        writer.Restart("appointment-event/1");
        writer.Add(Appointment.Id.Value);
        writer.Add(Appointment.Beneficiary.Value);
        writer.Add((long)Appointment.Kind);
        writer.Add(Appointment.PreferredOn);
        writer.Add((long)Appointment.Origin);
        writer.Add(Appointment.Helper?.Value);
        writer.Add(Appointment.RequestedAt);
        writer.Add((long)Change);
        writer.Add(By?.Value);
        writer.Add(RecordedAt);
    }
}
