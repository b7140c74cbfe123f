using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Eligibility.Appointments;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Relatives;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Person;

internal static class PersonSetup
{
    internal static void AddPerson(this IServiceCollection services, PlatformPorts ports, TimeProvider time)
    {
        services.AddSingleton(new Idempotency(ports.ShortLived));
        services.AddSingleton(new ReadPersonStatus(ports.Identities, ports.Reader, ports.People, ports.PolicyAt, ports.LocalDay));
        services.AddSingleton(new GiveFaceConsent(ports.Store, time));
        services.AddSingleton(new WithdrawFaceConsent(ports.Store, ports.Templates, time));
        services.AddSingleton(new RequestAppointment(ports.Store, time));
        services.AddSingleton(new RegisterDevice(ports.Store, time));
        services.AddSingleton(new RevokeDevice(ports.Store, time));
        services.AddSingleton(of => new LinkRelative(ports.Store, of.GetRequiredService<FindClaimant>(), time));
        services.AddSingleton(new UnlinkRelative(ports.Store, time));
        services.AddSingleton(new SelectRepresented(ports.Store, time));
        services.AddSingleton<PersonAnswers>();
        services.AddSingleton<AccessDesk>();
        services.AddSingleton<AppointmentDesk>();
        services.AddSingleton<ConsentDesk>();
        services.AddSingleton<DeviceDesk>();
        services.AddSingleton(new ErasePersonData(ports.Store, ports.Templates, time));
        services.AddSingleton(of => new HeldDataDesk(ports, of.GetRequiredService<ErasePersonData>(), time));
        services.AddSingleton<RepresentedDesk>();
    }
}
