using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Certification;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Rules;
using SocialInsurance.Service.Hosting;
using StandingState = SocialInsurance.Contracts.Person.StandingState;

namespace SocialInsurance.Service.Person;

/// <summary>How a person stands, in the words of the page.</summary>
internal static class StatusTexts
{
    internal static StandingState StateOf(PersonStanding standing) => standing.State switch
    {
        Eligibility.PersonStatus.StandingState.Certified => StandingState.Certified,
        Eligibility.PersonStatus.StandingState.Due => StandingState.Due,
        Eligibility.PersonStatus.StandingState.NotDue => StandingState.NotDue,
        Eligibility.PersonStatus.StandingState.WithCaseworker => StandingState.WithCaseworker,
    };

    internal static string MethodOf(CertificationDecision decision) => decision.Method switch
    {
        CertificationMethod.Silent => "silent",
        CertificationMethod.SelfFace => "selfFace",
        CertificationMethod.Assisted => "assisted",
    };

    /// <summary>One sentence: what is so, and what to do.</summary>
    internal static TextDto HeadlineOf(PersonStatus status, DateOnly today)
    {
        var dueOn = status.Person.DueOn;
        return status.Standing.State switch
        {
            Eligibility.PersonStatus.StandingState.Certified =>
                ServiceTexts.WithDay(status.Standing.InForce?.Method == CertificationMethod.Silent ? "HeadlineCertifiedSilent" : "HeadlineCertified", dueOn),
            Eligibility.PersonStatus.StandingState.Due => ServiceTexts.WithDay((dueOn <= today ? "HeadlineOverdue" : "HeadlineDue") + (MayUseFace(status) ? string.Empty : "WithoutFace"), dueOn),
            Eligibility.PersonStatus.StandingState.NotDue => ServiceTexts.WithDay("HeadlineNotDue", dueOn),
            Eligibility.PersonStatus.StandingState.WithCaseworker => ServiceTexts.Get("HeadlineWithCaseworker"),
        };
    }

    /// <summary>Nobody is told of a way that is closed to them.</summary>
    private static bool MayUseFace(PersonStatus status) => status.HasReference && status.Standing.AttemptsLeft > 0;

    internal static PersonEvidenceDto EvidenceOf(StatusEvidence evidence) => new(
        evidence.Source is { } source ? new TextDto($"{source.Title}（{source.Authority}）", source.TitleEnglish) : ServiceTexts.Get("SourceUnknown"),
        evidence.OccurredOn,
        ServiceTexts.Get(evidence.Source?.PresenceClass switch
        {
            PresenceClass.PersonPresent => "StrengthPersonPresent",
            PresenceClass.Account => "StrengthAccount",
            _ => "StrengthAdministrative",
        }));

    internal static AppointmentDto AppointmentOf(Appointment appointment) => new(
        appointment.Id.ToString(), WordOf(appointment.Kind), appointment.PreferredOn, appointment.RequestedAt);

    internal static string WordOf(AppointmentKind kind) => kind switch
    {
        AppointmentKind.Window => "window",
        AppointmentKind.HomeVisit => "homeVisit",
        AppointmentKind.Video => "video",
    };
}
