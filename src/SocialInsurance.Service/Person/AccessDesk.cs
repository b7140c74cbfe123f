using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Person;

/// <summary>Who looked at the person's data or acted for the person: for the person only.</summary>
internal sealed class AccessDesk(PlatformPorts ports)
{
    private const int Newest = 200;

    internal async Task<ApiAnswer> ListAsync(PersonCall call)
    {
        if ((call.RefuseHelper() ?? call.FindBeneficiary(out _)) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        var accesses = await ports.People.ReadAccessesAsync(call.Claim.Beneficiary!.Value, Newest, call.Aborted);
        return ApiAnswer.Ok(new AccessListDto([.. accesses.Select(Write)]), ContractsJson.Default.AccessListDto);
    }

    private static AccessDto Write(PersonAccess access)
    {
        var kinship = Both($"Kinship{access.Kinship}");
        return new AccessDto($"{MaskedName.Of(access.HelperName)}（{kinship}）", Both(KeyOf(access.Kind)), access.At, access.OpenLink?.ToString());
    }

    /// <summary>Chinese first, then English, as one text.</summary>
    private static string Both(string key)
    {
        var text = ServiceTexts.Get(key);
        return $"{text.Zh} ({text.En})";
    }

    private static string KeyOf(AccessKind kind) => kind switch
    {
        AccessKind.Linked => "AccessLinked",
        AccessKind.Selected => "AccessSelected",
        AccessKind.Unlinked => "AccessUnlinked",
        AccessKind.AppointmentRequested => "AccessAppointment",
        AccessKind.ConsentGiven => "AccessConsentGiven",
        AccessKind.ConsentWithdrawn => "AccessConsentWithdrawn",
    };
}
