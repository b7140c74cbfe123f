using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Eligibility.PersonStatus;
using SocialInsurance.Eligibility.Staff;
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

        var beneficiary = call.Claim.Beneficiary!.Value;
        var helpers = await ports.People.ReadAccessesAsync(beneficiary, Newest, call.Aborted);
        var partners = ports.PartnerAccesses is { } reader ? await reader.ListAsync(beneficiary, call.Aborted) : [];
        var newest = helpers.Select(Write).Concat(partners.Select(Write)).OrderByDescending(access => access.At).Take(Newest);
        return ApiAnswer.Ok(new AccessListDto([.. newest]), ContractsJson.Default.AccessListDto);
    }

    private static AccessDto Write(PersonAccess access)
    {
        var helper = access.HelperName is { } name ? MaskedName.Of(name) : null;
        var role = ServiceTexts.Get(helper is null ? KeyOf(access.Reader) : $"Kinship{access.Kinship}");
        var purpose = ServiceTexts.Get(KeyOf(access.Kind));
        return new AccessDto(
            helper is null ? Both(role) : $"{helper}（{Both(role)}）",
            Both(purpose),
            access.At,
            access.OpenLink?.ToString(),
            helper is null ? role : new TextDto($"{helper}（{role.Zh}）", $"{helper} ({role.En})"),
            purpose);
    }

    /// <summary>A partner's own words for its purpose; the page shows them as text.</summary>
    private static AccessDto Write(PartnerAccess access) => new(access.PartnerName, access.Purpose, access.OccurredAt);

    /// <summary>Chinese first, then English, as one text.</summary>
    private static string Both(TextDto text) => $"{text.Zh} ({text.En})";

    private static string KeyOf(AccessKind kind) => kind switch
    {
        AccessKind.Linked => "AccessLinked",
        AccessKind.Selected => "AccessSelected",
        AccessKind.Unlinked => "AccessUnlinked",
        AccessKind.AppointmentRequested => "AccessAppointment",
        AccessKind.ConsentGiven => "AccessConsentGiven",
        AccessKind.ConsentWithdrawn => "AccessConsentWithdrawn",
        AccessKind.IdentitySeen => "AccessIdentitySeen",
        AccessKind.FramesSeen => "AccessFramesSeen",
        AccessKind.CounterCodeGiven => "AccessCounterCode",
    };

    /// <summary>The role that explains a reading best; the account stays inside.</summary>
    private static string KeyOf(StaffRoles roles) => roles switch
    {
        _ when roles.HasFlag(StaffRoles.Caseworker) => "AccessReaderCaseworker",
        _ when roles.HasFlag(StaffRoles.Approver) => "AccessReaderApprover",
        _ when roles.HasFlag(StaffRoles.Supervisor) => "AccessReaderSupervisor",
        _ when roles.HasFlag(StaffRoles.Auditor) => "AccessReaderAuditor",
        _ => "AccessReaderStaff",
    };
}
