using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using SocialInsurance.Service.Hosting;

namespace SocialInsurance.Service.Limits;

/// <summary>What a request says about browser and network; used for counting only, never logged.</summary>
internal static class ClientTraits
{
    internal const string DeviceCookie = "sicert-device";
    private const int DeviceCharacters = 32;

    /// <summary>The browser's id; a browser without one gets one that lives a year and says nothing but that it is the same browser.</summary>
    internal static string DeviceOf(HttpContext context)
    {
        if (context.Request.Cookies[OwnCookie.NameOf(context, DeviceCookie)] is { Length: DeviceCharacters } known && known.All(char.IsAsciiHexDigitLower))
        {
            return known;
        }

        var device = RandomNumberGenerator.GetHexString(DeviceCharacters, lowercase: true);
        context.Response.Cookies.Append(OwnCookie.NameOf(context, DeviceCookie), device, OwnCookie.Options(context, TimeSpan.FromDays(365)));
        return device;
    }

    /// <summary>The client's address; of IPv6 the first 64 bits, because a household has all the rest.</summary>
    /// <param name="header">see <see cref="VelocityOptions.AddressHeader"/></param>
    internal static string AddressOf(HttpContext context, string? header)
    {
        var stated = header is null ? null : context.Request.Headers[header].ToString();
        var address = IPAddress.TryParse(stated, out var parsed) ? parsed : context.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "unknown";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
