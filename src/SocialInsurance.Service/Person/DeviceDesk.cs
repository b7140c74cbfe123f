using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Person;

/// <summary>Devices whose keys prove later claims; the person's own, never a helper's.</summary>
internal sealed class DeviceDesk(RegisterDevice register, RevokeDevice revoke)
{
    private const int MaxKeyCharacters = 256;

    /// <summary>201 with the device, also when the key was known; 409 when the person has as many devices as allowed.</summary>
    internal async Task<ApiAnswer> RegisterAsync(PersonCall call)
    {
        if ((call.RefuseHelper() ?? call.FindBeneficiary(out _)) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (KeyOf(call.Read(ContractsJson.Default.RegisterDeviceRequest)?.PublicKey) is not { } key)
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var registered = await register.ExecuteAsync(call.Claim.Beneficiary!.Value, key, call.Aborted);
        return registered.Device is { } device
            ? ApiAnswer.Ok(new DeviceRegisteredDto(device.ToString()), ContractsJson.Default.DeviceRegisteredDto, StatusCodes.Status201Created)
            : ApiAnswer.Of(registered.Refusal is TooManyDevices ? ServiceFailure.Conflict : ServiceFailure.BadRequest);
    }

    internal async Task<ApiAnswer> RevokeAsync(PersonCall call)
    {
        if ((call.RefuseHelper() ?? call.FindBeneficiary(out _)) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (!Guid.TryParseExact(call.Route("deviceId"), "D", out var id))
        {
            return ApiAnswer.Of(ServiceFailure.NotFound);
        }

        var revoked = await revoke.ExecuteAsync(call.Claim.Beneficiary!.Value, new DeviceId(id), call.Aborted);
        return revoked.Refusal is null ? ApiAnswer.NoContent : ApiAnswer.Of(ServiceFailure.NotFound);
    }

    private static byte[]? KeyOf(string? text)
    {
        if (text is null or { Length: 0 or > MaxKeyCharacters } || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Base64Url.DecodeFromChars(text);
    }
}
