using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Person;

/// <summary>Appointments with a person of the agency.</summary>
internal sealed class AppointmentDesk(RequestAppointment request, PersonAnswers answers)
{
    /// <summary>201 with the new one, 200 with the one that was open.</summary>
    internal async Task<ApiAnswer> RequestAsync(PersonCall call)
    {
        if (call.FindBeneficiary(out var beneficiary) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (call.Read(ContractsJson.Default.RequestAppointmentRequest) is not { } asked || KindOf(asked.Kind) is not { } kind)
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var made = await request.ExecuteAsync(
            new AppointmentRequest(beneficiary, kind, asked.PreferredOn, call.Claim.Helper), answers.Today, call.Aborted);
        return made.Appointment is { } appointment
            ? ApiAnswer.Ok(
                StatusTexts.AppointmentOf(appointment),
                ContractsJson.Default.AppointmentDto,
                made.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : ApiAnswer.Of(made.Refusal is PreferredDayOutside ? ServiceFailure.BadRequest : ServiceFailure.NotFound);
    }

    private static AppointmentKind? KindOf(string? word)
    {
        foreach (var kind in Enum.GetValues<AppointmentKind>())
        {
            if (StatusTexts.WordOf(kind) == word)
            {
                return kind;
            }
        }

        return null;
    }
}
